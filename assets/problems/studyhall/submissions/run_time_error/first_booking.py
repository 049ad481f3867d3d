import sys


def main():
    data = list(map(int, sys.stdin.read().split()))
    minutes, n = data[0], data[1]
    bookings = sorted(zip(data[2::2], data[3::2]))
    first, last = bookings[0]
    gaps = [first - 1]
    for a, b in bookings[1:]:
        gaps.append(a - last - 1)
        last = max(last, b)
    gaps.append(minutes - last)
    longest = max(0, max(gaps))
    if longest == 0:
        print("0 0")
    else:
        print(longest, gaps.count(longest))


main()
