import sys


def main():
    data = list(map(int, sys.stdin.read().split()))
    minutes, n = data[0], data[1]
    bookings = sorted(zip(data[2::2], data[3::2]))
    if not bookings:
        print(minutes, 1)
        return
    longest = count = 0
    last = 0
    for a, b in bookings:
        quiet = a - last - 1
        if quiet > longest:
            longest, count = quiet, 1
        elif quiet == longest and quiet > 0:
            count += 1
        last = max(last, b)
    print(longest, count)


main()
