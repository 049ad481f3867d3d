import re
import sys


def groups(code):
    return [(c, int(n or 1)) for c, n in re.findall(r"([a-z])([0-9]*)", code)]


def main():
    s, t = sys.stdin.read().split()
    a, b = groups(s), groups(t)
    pos = 0
    for (x, p), (y, q) in zip(a, b):
        if x != y:
            print(pos + 1)
            return
        if p != q:
            print(pos + min(p, q) + 1)
            return
        pos += p
    if len(a) != len(b):
        print(pos + 1)
    else:
        print("SAME")


main()
