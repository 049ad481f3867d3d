import sys


def pack(hours, k):
    total = 0
    current = []
    for h in hours:
        current.append(h)
        if len(current) == k:
            total += max(current)
            current = []
    if current:
        total += max(current)
    return total


def main():
    data = list(map(int, sys.stdin.read().split()))
    k = data[1]
    hours = data[2:]
    print(min(pack(hours, k), pack(hours[::-1], k)))


main()
