minutes, n = map(int, input().split())
noisy = [False] * (minutes + 1)
for _ in range(n):
    a, b = map(int, input().split())
    for t in range(a, b + 1):
        noisy[t] = True

longest = 0
count = 0
run = 0
for t in range(1, minutes + 1):
    if noisy[t]:
        run = 0
        continue
    run += 1
    if run > longest:
        longest = run
        count = 1
    elif run == longest:
        count += 1
print(longest, count)
