import sys
from itertools import accumulate


def main():
    data = list(map(int, sys.stdin.read().split()))
    minutes, n = data[0], data[1]
    if n == 0:
        print(0, 0)
        return
    change = [0] * (minutes + 2)
    for a, b in zip(data[2::2], data[3::2]):
        change[a] += 1
        change[b + 1] -= 1
    level = list(accumulate(change))
    runs = []
    run = 0
    for t in range(1, minutes + 1):
        if level[t] == 0:
            run += 1
        else:
            runs.append(run)
            run = 0
    runs.append(run)
    longest = max(runs)
    print(longest, runs.count(longest) if longest else 0)


main()
