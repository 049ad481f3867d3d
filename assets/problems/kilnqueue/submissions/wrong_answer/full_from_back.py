def main():
    n, k = map(int, input().split())
    hours = list(map(int, input().split()))
    total = 0
    end = n
    while end > 0:
        start = max(0, end - k)
        total += max(hours[start:end])
        end = start
    print(total)


main()
