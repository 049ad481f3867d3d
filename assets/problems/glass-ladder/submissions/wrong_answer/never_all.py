def holds(rung):
    print("?", rung, flush=True)
    return input() == "holds"


def main():
    n = int(input())
    step = 1
    while step * (step + 1) // 2 < n:
        step += 1
    good, bad = 0, n  # takes the last rung for one that breaks
    while good + 1 < bad:
        rung = good + step
        if rung >= bad:
            break
        if not holds(rung):
            bad = rung
            break
        good = rung
        step = max(1, step - 1)
    while good + 1 < bad and holds(good + 1):
        good += 1
    print("!", good, flush=True)


main()
