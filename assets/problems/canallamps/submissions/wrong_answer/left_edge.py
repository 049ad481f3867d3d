import sys
from math import gcd


def count(step, l, r):
    return r // step - l // step if step > 0 else 0


def main():
    data = list(map(int, sys.stdin.read().split()))
    for i in range(data[0]):
        a, b, l, r = data[1 + 4 * i:5 + 4 * i]
        answer = count(a, l, r) + count(b, l, r)
        if a > 0 and b > 0:
            answer -= count(a * b // gcd(a, b), l, r)
        print(answer)


main()
