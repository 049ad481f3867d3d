import sys
from math import lcm


def lamps(step, low, high):
    """Number of multiples of step between low and high."""
    if step == 0:
        return 0
    first = low + (-low) % step
    last = high - high % step
    if first > last:
        return 0
    return (last - first) // step + 1


def main():
    lines = sys.stdin.read().splitlines()
    answers = []
    for line in lines[1:]:
        a, b, low, high = (int(word) for word in line.split())
        places = lamps(a, low, high) + lamps(b, low, high)
        places -= lamps(lcm(a, b), low, high)
        answers.append(str(places))
    print("\n".join(answers))


main()
