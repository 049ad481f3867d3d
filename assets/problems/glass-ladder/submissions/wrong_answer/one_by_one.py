def holds(rung):
    print("?", rung, flush=True)
    return input() == "holds"


def main():
    n = int(input())
    good = 0
    while good < n and holds(good + 1):
        good += 1
    print("!", good, flush=True)


main()
