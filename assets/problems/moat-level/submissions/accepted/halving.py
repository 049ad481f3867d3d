n, v = map(int, input().split())
h = list(map(int, input().split()))

low = min(h)
high = max(h) + v
for _ in range(60):
    mid = (low + high) / 2
    need = sum([mid - x for x in h if x < mid])
    if need <= v:
        low = mid
    else:
        high = mid
print(low)
