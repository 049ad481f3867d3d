def main():
    n, k = map(int, input().split())
    hours = list(map(int, input().split()))
    total = 0
    for start in range(0, n, k):
        total += max(hours[start:start + k])
    print(total)


main()
