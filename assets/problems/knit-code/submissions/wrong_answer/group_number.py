import re
import sys


def runs(code):
    out = []
    for letter, number in re.findall(r"([a-z])(\d*)", code):
        n = int(number) if number else 1
        if out and out[-1][0] == letter:
            out[-1] = (letter, out[-1][1] + n)
        else:
            out.append((letter, n))
    return out


lines = sys.stdin.read().split()
a = runs(lines[0])
b = runs(lines[1])
if a == b:
    print("SAME")
else:
    k = 0
    while k < len(a) and k < len(b) and a[k] == b[k]:
        k += 1
    print(k + 1)
