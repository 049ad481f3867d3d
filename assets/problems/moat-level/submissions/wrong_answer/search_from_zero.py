n, volume = map(int, input().split())
heights = list(map(int, input().split()))


def enough(level):
    water = 0
    for h in heights:
        if h < level:
            water += level - h
    return water >= volume


lo = 0.0
hi = 2e9
for _ in range(70):
    mid = (lo + hi) / 2
    if enough(mid):
        hi = mid
    else:
        lo = mid
print("%.9f" % hi)
