import re


def runs(code):
    out = []
    for letter, number in re.findall(r"([a-z])(\d*)", code):
        n = int(number) if number else 1
        if out and out[-1][0] == letter:
            out[-1][1] += n
        else:
            out.append([letter, n])
    return out


a = runs(input())
b = runs(input())
if a == b:
    print("SAME")
else:
    i = 0
    pos = 0
    while a[i] == b[i]:
        pos += a[i][1]
        i += 1
    if a[i][0] == b[i][0]:
        pos += min(a[i][1], b[i][1])
    print(pos + 1)
