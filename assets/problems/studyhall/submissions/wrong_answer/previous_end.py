minutes, n = map(int, input().split())
bookings = []
for _ in range(n):
    a, b = map(int, input().split())
    bookings.append((a, b))
bookings.sort()

gaps = []
end = 0
for a, b in bookings:
    if a > end + 1:
        gaps.append(a - end - 1)
    end = b
if end < minutes:
    gaps.append(minutes - end)

if gaps:
    longest = max(gaps)
    print(longest, gaps.count(longest))
else:
    print(0, 0)
