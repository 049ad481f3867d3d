n, volume = map(int, input().split())
heights = sorted(map(int, input().split()))

wet = 0
total = 0
for h in heights:
    # this plot gets wet if the water reaches above it
    if h * wet - total >= volume:
        break
    total += h
    wet += 1
print((volume + total) / wet)
