import re
import sys


def read_groups(code):
    """The row as a list of [letter, count]; neighbours have different letters."""
    groups = []
    for letter, number in re.findall(r"([a-z])(\d*)", code):
        count = int(number) if number else 1
        if groups and groups[-1][0] == letter:
            groups[-1][1] += count
        else:
            groups.append([letter, count])
    return groups


def first_difference(left, right):
    done = 0
    for (x, p), (y, q) in zip(left, right):
        if x != y:
            return done + 1
        if p != q:
            return done + min(p, q) + 1
        done += p
    if len(left) == len(right):
        return None
    return done + 1


def main():
    s, t = sys.stdin.read().split()
    answer = first_difference(read_groups(s), read_groups(t))
    print("SAME" if answer is None else answer)


main()
