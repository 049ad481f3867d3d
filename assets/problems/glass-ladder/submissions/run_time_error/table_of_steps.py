STEPS = [9, 8, 7, 6, 5, 4, 3, 2, 1]


def holds(rung):
    print("?", rung, flush=True)
    return input() == "holds"


def main():
    n = int(input())
    good = at = 0
    rung = n + 1
    while good < n:
        rung = min(n, good + STEPS[at])
        if not holds(rung):
            break
        good, at, rung = rung, at + 1, n + 1
    while good + 1 < rung and good < n and holds(good + 1):
        good += 1
    print("!", good, flush=True)


main()
