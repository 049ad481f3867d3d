import math


def multiples(m, l, r):
    if m == 0:
        return 0
    return math.floor(r / m) - math.ceil(l / m) + 1


for _ in range(int(input())):
    a, b, l, r = map(int, input().split())
    total = multiples(a, l, r) + multiples(b, l, r)
    if a and b:
        total -= multiples(a * b // math.gcd(a, b), l, r)
    print(total)
