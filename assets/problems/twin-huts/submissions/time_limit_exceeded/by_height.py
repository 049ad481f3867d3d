n = int(input())
huts = sorted((int(word), i) for i, word in enumerate(input().split()))
best = 10 ** 9
for k in range(n):
    height, i = huts[k]
    m = k + 1
    while m < n and huts[m][0] - height < best:
        best = min(best, huts[m][0] - height + abs(huts[m][1] - i))
        m += 1
print(best)
