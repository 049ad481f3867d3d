import sys

LIMIT = 10 ** 6
LOW = -10 ** 9


def scan(heights, numbers):
    tree = [LOW] * LIMIT
    best = 10 ** 9
    for j, h in zip(numbers, heights):
        top = LOW
        r = h + 1
        while r > 0:
            top = max(top, tree[r])
            r &= r - 1
        best = min(best, h + j - top)
        r = h + 1
        while r < LIMIT:
            tree[r] = max(tree[r], h + j)
            r += r & -r
    return best


def main():
    n, *h = map(int, sys.stdin.read().split())
    forward = scan(h, range(n))
    backward = scan(h[::-1], range(n))
    print(min(forward, backward))


main()
