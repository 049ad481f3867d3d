import sys


def main():
    data = list(map(int, sys.stdin.read().split()))
    n, h = data[0], data[1:]
    best = 1 + abs(h[0] - h[1])
    for i in range(n):
        for j in range(i + 1, min(i + 3, n)):
            best = min(best, j - i + abs(h[j] - h[i]))
    print(best)


main()
