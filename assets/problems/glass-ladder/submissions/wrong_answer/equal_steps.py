import math


def holds(rung):
    print("?", rung, flush=True)
    return input() == "holds"


def main():
    n = int(input())
    step = math.isqrt(n)
    good = 0
    while good + step <= n and holds(good + step):
        good += step
    for rung in range(good + 1, min(n, good + step) + 1):
        if not holds(rung):
            break
        good = rung
    print("!", good, flush=True)


main()
