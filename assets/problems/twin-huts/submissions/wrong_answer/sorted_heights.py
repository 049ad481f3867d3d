import sys


def main():
    data = list(map(int, sys.stdin.read().split()))
    n = data[0]
    huts = sorted((height, i) for i, height in enumerate(data[1:n + 1]))
    best = 10 ** 9
    for k in range(n - 1):
        h1, i1 = huts[k]
        h2, i2 = huts[k + 1]
        best = min(best, h2 - h1 + abs(i1 - i2))
    print(best)


main()
