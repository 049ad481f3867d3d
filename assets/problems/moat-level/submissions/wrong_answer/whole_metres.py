import sys

data = list(map(int, sys.stdin.read().split()))
n, v = data[0], data[1]
h = sorted(data[2:])
level = h[0]
k = 1
while k < n and (h[k] - level) * k <= v:
    v -= (h[k] - level) * k
    level = h[k]
    k += 1
level += v // k
print(float(level))
