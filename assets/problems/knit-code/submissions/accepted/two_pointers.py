def parse(code):
    letters, counts = [], []
    for ch in code:
        if ch.isdigit():
            counts[-1] = counts[-1] * 10 + int(ch)
        else:
            letters.append(ch)
            counts.append(0)
    return letters, [c if c > 0 else 1 for c in counts]


a, na = parse(input().strip())
b, nb = parse(input().strip())
i = j = 0
pos = 0
different = False
while i < len(a) and j < len(b):
    if a[i] != b[j]:
        different = True
        break
    step = min(na[i], nb[j])
    pos += step
    na[i] -= step
    nb[j] -= step
    if na[i] == 0:
        i += 1
    if nb[j] == 0:
        j += 1
if different or i < len(a) or j < len(b):
    print(pos + 1)
else:
    print("SAME")
