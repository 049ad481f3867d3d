import sys


def main():
    data = list(map(int, sys.stdin.read().split()))
    n, h = data[0], data[1:]
    up = sorted(h[i] + i for i in range(n))
    down = sorted(h[i] - i for i in range(n))
    best = 10 ** 9
    for k in range(n - 1):
        best = min(best, max(up[k + 1] - up[k], down[k + 1] - down[k]))
    print(best)


main()
