from math import gcd


def multiples(m, l, r):
    if m == 0:
        return 0
    if l > 0:
        return r // m - (l - 1) // m
    if r < 0:
        return -l // m - -r // m
    return r // m + -l // m + 1


def main():
    q = int(input())
    for _ in range(q):
        a, b, l, r = map(int, input().split())
        both = a * b // gcd(a, b) if a and b else 0
        print(multiples(a, l, r) + multiples(b, l, r) - multiples(both, l, r))


main()
