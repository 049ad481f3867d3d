import sys


def best_below(heights):
    """Smallest effort over i < j with heights[i] <= heights[j]."""
    rank = {h: r for r, h in enumerate(sorted(set(heights)), 1)}
    size = len(rank)
    tree = [-10 ** 9] * (size + 1)
    best = 10 ** 9
    for j, h in enumerate(heights):
        top = -10 ** 9
        r = rank[h]
        while r > 0:
            if tree[r] > top:
                top = tree[r]
            r -= r & -r
        best = min(best, h + j - top)
        r = rank[h]
        while r <= size:
            if tree[r] < h + j:
                tree[r] = h + j
            r += r & -r
    return best


def main():
    data = list(map(int, sys.stdin.read().split()))
    heights = data[1:1 + data[0]]
    mirrored = [10 ** 6 - h for h in heights]
    print(min(best_below(heights), best_below(mirrored)))


main()
