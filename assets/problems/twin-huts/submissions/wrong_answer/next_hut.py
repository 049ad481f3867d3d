n = int(input())
h = list(map(int, input().split()))
print(min(1 + abs(h[i] - h[i + 1]) for i in range(n - 1)))
