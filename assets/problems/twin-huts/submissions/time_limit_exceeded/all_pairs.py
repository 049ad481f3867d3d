import sys


def main():
    data = list(map(int, sys.stdin.read().split()))
    n = data[0]
    h = data[1:]
    best = 10 ** 9
    for i in range(n):
        for j in range(i + 1, n):
            effort = j - i + abs(h[i] - h[j])
            if effort < best:
                best = effort
    print(best)


main()
