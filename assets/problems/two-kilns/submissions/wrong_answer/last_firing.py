n, c = map(int, input().split())
a = list(map(int, input().split()))
b = list(map(int, input().split()))
bad = -10 ** 12

# state: (no firing, fired once, fired twice in a row) with the tools at this kiln
va = [0, bad, bad]
vb = [0, bad, bad]
for i in range(n):
    top_a = max(va)
    top_b = max(vb)
    na = [top_a, max(va[0], top_b - c) + a[i], va[1] + a[i]]
    nb = [top_b, max(vb[0], top_a - c) + b[i], vb[1] + b[i]]
    va, vb = na, nb

print(max(va[1], va[2], vb[1], vb[2]))
