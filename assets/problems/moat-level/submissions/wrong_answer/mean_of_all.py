n, v = map(int, input().split())
h = list(map(int, input().split()))
print((v + sum(h)) / n)
