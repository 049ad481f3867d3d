import sys
from itertools import accumulate, groupby


def main():
    data = list(map(int, sys.stdin.buffer.read().split()))
    minutes, n = data[0], data[1]
    change = [0] * (minutes + 2)
    for i in range(n):
        change[data[2 + 2 * i]] += 1
        change[data[3 + 2 * i] + 1] -= 1
    noise = list(accumulate(change))[1:minutes + 1]
    stretches = [len(list(run)) for level, run in groupby(noise) if level == 0]
    longest = max(stretches, default=0)
    print(longest, stretches.count(longest))


if __name__ == "__main__":
    main()
