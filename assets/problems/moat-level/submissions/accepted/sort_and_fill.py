import sys


def level(heights, volume):
    heights = sorted(heights)
    total = 0
    for k, h in enumerate(heights, 1):
        total += h
        # k plots under water: the level fits if the next plot is not reached
        if k == len(heights) or heights[k] * k - total >= volume:
            return (volume + total) / k


def main():
    n, volume, *heights = map(int, sys.stdin.read().split())
    print(f"{level(heights, volume):.9f}")


main()
