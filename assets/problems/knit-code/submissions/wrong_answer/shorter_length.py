import re


def expand_runs(code):
    runs = []
    for m in re.finditer(r"([a-z])(\d*)", code):
        runs.append([m.group(1), int(m.group(2) or "1")])
    return runs


a = expand_runs(input())
b = expand_runs(input())
i = j = pos = 0
while i < len(a) and j < len(b) and a[i][0] == b[j][0]:
    k = min(a[i][1], b[j][1])
    pos += k
    a[i][1] -= k
    b[j][1] -= k
    if a[i][1] == 0:
        i += 1
    if b[j][1] == 0:
        j += 1

if i == len(a) and j == len(b):
    print("SAME")
elif i == len(a) or j == len(b):
    print(pos)
else:
    print(pos + 1)
