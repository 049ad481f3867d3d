def holds(rung):
    print("?", rung, flush=True)
    return input() == "holds"


def worst(rungs, breaks):
    """Tries that the best plan needs, by looking at all plans."""
    if rungs == 0 or breaks == 1:
        return rungs
    return 1 + min(max(worst(rung - 1, breaks - 1), worst(rungs - rung, breaks)) for rung in range(1, rungs + 1))


def main():
    n = int(input())
    low, high, breaks = 0, n, 2
    while low < high:
        rungs = high - low
        if breaks == 1:
            best = 1
        else:
            best = min(range(1, rungs + 1), key=lambda rung: max(rung - 1, worst(rungs - rung, breaks)))
        if holds(low + best):
            low += best
        else:
            high = low + best - 1
            breaks -= 1
    print("!", low, flush=True)


main()
