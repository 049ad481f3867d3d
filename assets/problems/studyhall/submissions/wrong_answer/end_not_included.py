import sys


def main():
    data = list(map(int, sys.stdin.read().split()))
    minutes, n = data[0], data[1]
    bookings = sorted(zip(data[2::2], data[3::2]))
    gaps = []
    last = 1
    for a, b in bookings + [(minutes + 1, minutes + 1)]:
        if a > last:
            gaps.append(a - last)
        last = max(last, b)
    longest = max(gaps, default=0)
    print(longest, gaps.count(longest))


main()
