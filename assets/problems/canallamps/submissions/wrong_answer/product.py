def multiples(m, l, r):
    if m == 0:
        return 0
    return r // m - (l - 1) // m


q = int(input())
for _ in range(q):
    a, b, l, r = map(int, input().split())
    print(multiples(a, l, r) + multiples(b, l, r) - multiples(a * b, l, r))
