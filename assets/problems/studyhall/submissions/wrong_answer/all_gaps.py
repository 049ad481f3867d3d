import sys


def main():
    data = list(map(int, sys.stdin.read().split()))
    minutes, n = data[0], data[1]
    bookings = sorted((data[2 + 2 * i], data[3 + 2 * i]) for i in range(n))
    gaps = []
    last = 0
    for a, b in bookings:
        gaps.append(max(0, a - last - 1))
        last = max(last, b)
    gaps.append(minutes - last)
    longest = max(gaps)
    print(longest, gaps.count(longest))


main()
