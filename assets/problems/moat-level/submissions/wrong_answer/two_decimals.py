import sys


def main():
    n, volume, *heights = map(int, sys.stdin.read().split())
    heights.sort()
    total = 0
    for k in range(1, n + 1):
        total += heights[k - 1]
        if k == n or heights[k] * k - total >= volume:
            print("%.2f" % ((volume + total) / k))
            return


main()
