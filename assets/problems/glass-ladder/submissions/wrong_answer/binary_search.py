def holds(rung):
    print("?", rung, flush=True)
    return input() == "holds"


def main():
    low, high = 0, int(input())
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    print("!", low, flush=True)


main()
