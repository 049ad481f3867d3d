minutes, n = map(int, input().split())
longest = 0
count = 0
last = 0
for i in range(n + 1):
    if i < n:
        a, b = map(int, input().split())
    else:
        a = b = minutes + 1
    quiet = a - last - 1
    if quiet > longest:
        longest = quiet
        count = 1
    elif quiet == longest and quiet > 0:
        count += 1
    last = max(last, b)
print(longest, count)
