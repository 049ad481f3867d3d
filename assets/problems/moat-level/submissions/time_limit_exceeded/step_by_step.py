import sys


def main():
    n, volume, *heights = map(int, sys.stdin.read().split())
    level = min(heights)
    rest = volume
    while True:
        wet = sum(1 for h in heights if h <= level)
        dry = [h for h in heights if h > level]
        if not dry:
            break
        step = min(dry) - level
        if step * wet > rest:
            break
        rest -= step * wet
        level += step
    print(level + rest / wet)


main()
