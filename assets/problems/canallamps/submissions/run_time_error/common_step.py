import sys
from math import gcd


def multiples(m, l, r):
    if m == 0:
        return 0
    return r // m - (l - 1) // m


def main():
    lines = sys.stdin.read().splitlines()
    for line in lines[1:]:
        a, b, l, r = map(int, line.split())
        both = a * b // gcd(a, b)
        print(multiples(a, l, r) + multiples(b, l, r) - multiples(both, l, r))


main()
