import sys


def main():
    data = list(map(int, sys.stdin.read().split()))
    n, k = data[0], data[1]
    hours = data[2:]
    total = 0
    pos = 0
    while pos < n:
        longest = 0
        best_hours, best_size = None, None
        for size in range(1, min(k, n - pos) + 1):
            longest = max(longest, hours[pos + size - 1])
            if best_size is None or longest * best_size <= best_hours * size:
                best_hours, best_size = longest, size
        total += best_hours
        pos += best_size
    print(total)


main()
