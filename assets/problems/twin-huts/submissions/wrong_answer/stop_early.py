import sys


def main():
    n, *h = map(int, sys.stdin.read().split())
    best = 10 ** 9
    for i in range(n - 1):
        last = 10 ** 9
        for j in range(i + 1, n):
            effort = j - i + abs(h[i] - h[j])
            if effort > last:
                break
            last = effort
            if effort < best:
                best = effort
    print(best)


main()
