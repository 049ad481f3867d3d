def holds(rung):
    print("?", rung, flush=True)
    return input() == "holds"


def main():
    n = int(input())
    step = 1
    while step * (step + 1) // 2 < n:
        step += 1
    good = 0
    # Each try that holds makes the next step one shorter, so that the tries in all stay the same.
    while good < n:
        rung = min(n, good + step)
        if not holds(rung):
            break
        good = rung
        step -= 1
    else:
        print("!", n, flush=True)
        return
    while good + 1 < rung and holds(good + 1):
        good += 1
    print("!", good, flush=True)


main()
