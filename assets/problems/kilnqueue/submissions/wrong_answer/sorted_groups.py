import sys


def main():
    data = list(map(int, sys.stdin.read().split()))
    n, k = data[0], data[1]
    hours = sorted(data[2:], reverse=True)
    print(sum(hours[i] for i in range(0, n, k)))


main()
