def holds(rung):
    print("?", rung, flush=True)
    return input() == "holds"


def reach(tries, breaks):
    """The longest ladder that can be measured."""
    if tries == 0 or breaks == 0:
        return 0
    return reach(tries - 1, breaks - 1) + 1 + reach(tries - 1, breaks) if breaks > 1 else tries


def main():
    n = int(input())
    low, high = 0, n  # the answer lies between them, both included
    tries, breaks = 45, 2
    while low < high:
        rung = low + min(high - low, reach(tries - 1, breaks - 1) + 1)
        tries -= 1
        if holds(rung):
            low = rung
        else:
            high = rung - 1
            breaks -= 1
    print("!", low, flush=True)


main()
