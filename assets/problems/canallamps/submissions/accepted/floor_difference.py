from math import gcd


def multiples(m, l, r):
    if m == 0:
        return 0
    return r // m - (l - 1) // m


for _ in range(int(input())):
    a, b, l, r = map(int, input().split())
    both = 0
    if a > 0 and b > 0:
        both = a // gcd(a, b) * b
    print(multiples(a, l, r) + multiples(b, l, r) - multiples(both, l, r))
