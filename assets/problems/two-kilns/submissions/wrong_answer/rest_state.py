import sys


def solve(n, c, a, b):
    low = float("-inf")
    rest, a1, a2, b1, b2 = 0, low, low, low, low
    for x, y in zip(a, b):
        best_a = max(a1, a2)
        best_b = max(b1, b2)
        new_rest = max(rest, best_a, best_b)
        new_a1 = max(rest, best_b - c) + x
        new_b1 = max(rest, best_a - c) + y
        new_a2 = a1 + x
        new_b2 = b1 + y
        rest, a1, a2, b1, b2 = new_rest, new_a1, new_a2, new_b1, new_b2
    return max(rest, a1, a2, b1, b2)


def main():
    data = list(map(int, sys.stdin.read().split()))
    n, c = data[:2]
    print(solve(n, c, data[2:2 + n], data[2 + n:2 + 2 * n]))


main()
