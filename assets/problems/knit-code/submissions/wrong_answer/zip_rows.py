import sys
from itertools import groupby


def tokens(code):
    i = 0
    while i < len(code):
        j = i + 1
        while j < len(code) and code[j].isdigit():
            j += 1
        yield code[i], int(code[i + 1:j]) if j > i + 1 else 1
        i = j


def runs(code):
    result = []
    for letter, part in groupby(tokens(code), key=lambda g: g[0]):
        result.append((letter, sum(count for _, count in part)))
    return result


s, t = sys.stdin.read().split()
pos = 0
answer = "SAME"
for (x, p), (y, q) in zip(runs(s), runs(t)):
    if x != y:
        answer = pos + 1
        break
    pos += min(p, q)
    if p != q:
        answer = pos + 1
        break
print(answer)
