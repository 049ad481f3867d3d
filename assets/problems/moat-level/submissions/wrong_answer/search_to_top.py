import sys


def needed(heights, level):
    return sum(level - h for h in heights if h < level)


def main():
    n, volume, *heights = map(int, sys.stdin.read().split())
    low, high = min(heights), max(heights)
    for _ in range(50):
        mid = (low + high) / 2
        if needed(heights, mid) > volume:
            high = mid
        else:
            low = mid
    print(f"{high:.7f}")


main()
