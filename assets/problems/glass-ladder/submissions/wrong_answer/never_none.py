def holds(rung):
    print("?", rung, flush=True)
    return input() == "holds"


def main():
    n = int(input())
    good = 1  # the first rung holds, surely
    step = 44
    rung = n + 1
    while good < n:
        rung = min(n, good + step)
        if not holds(rung):
            break
        good = rung
        step -= 1
        rung = n + 1
    while good + 1 < rung and good < n and holds(good + 1):
        good += 1
    print("!", good, flush=True)


main()
