from math import gcd


def multiples(m, l, r):
    if m == 0:
        return 0
    return (r - l + 1) // m


for _ in range(int(input())):
    a, b, l, r = map(int, input().split())
    total = multiples(a, l, r) + multiples(b, l, r)
    if a and b:
        total -= multiples(a * b // gcd(a, b), l, r)
    print(total)
