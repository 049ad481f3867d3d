minutes, n = map(int, input().split())
bookings = []
for _ in range(n):
    a, b = map(int, input().split())
    bookings.append((a, b))
bookings.append((minutes + 1, minutes + 1))
bookings.sort()

longest = 0
count = 0
last = 0
for a, b in bookings:
    quiet = a - last - 1
    if quiet > longest:
        longest = quiet
        count = 1
    elif quiet == longest and quiet > 0:
        count += 1
    last = max(last, b)
print(longest, count)
