import re
import sys


def runs(code):
    out = []
    for letter, number in re.findall(r"([a-z])(\d*)", code):
        n = int(number) if number else 1
        if out and out[-1][0] == letter:
            out[-1][1] += n
        else:
            out.append([letter, n])
    return out


def main():
    s, t = sys.stdin.read().split()
    a, b = runs(s), runs(t)
    total_a = sum(n for _, n in a)
    total_b = sum(n for _, n in b)
    if total_a != total_b:
        print(min(total_a, total_b) + 1)
        return
    pos = 0
    for (x, p), (y, q) in zip(a, b):
        if x == y and p == q:
            pos += p
            continue
        if x == y:
            pos += min(p, q)
        print(pos + 1)
        return
    print("SAME")


main()
