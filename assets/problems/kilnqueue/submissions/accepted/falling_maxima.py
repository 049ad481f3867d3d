import sys
from collections import deque


def smallest_total(hours, k):
    # The cheapest total for a prefix never falls when a pot is added, so a
    # firing should start as early as its largest value allows.
    cost = [0]
    peaks = deque()
    left = 0
    for i, h in enumerate(hours):
        left = max(left, i - k + 1)
        while peaks and hours[peaks[-1]] <= h:
            peaks.pop()
        peaks.append(i)
        while peaks[0] < left:
            peaks.popleft()
        start = left
        options = []
        for p in peaks:
            options.append(cost[start] + hours[p])
            start = p + 1
        cost.append(min(options))
    return cost[-1]


def main():
    data = list(map(int, sys.stdin.buffer.read().split()))
    n, k = data[0], data[1]
    print(smallest_total(data[2:2 + n], k))


if __name__ == "__main__":
    main()
