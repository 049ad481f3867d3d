import re
import sys
from itertools import zip_longest


def stitches(code):
    for letter, number in re.findall(r"([a-z])(\d*)", code):
        for _ in range(int(number) if number else 1):
            yield letter


def main():
    s, t = sys.stdin.read().split()
    for pos, (x, y) in enumerate(zip_longest(stitches(s), stitches(t)), 1):
        if x != y:
            print(pos)
            return
    print("SAME")


main()
