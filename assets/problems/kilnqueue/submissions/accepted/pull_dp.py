def main():
    n, k = map(int, input().split())
    hours = list(map(int, input().split()))
    best = [0] * (n + 1)
    for end in range(1, n + 1):
        longest = 0
        value = None
        for start in range(end - 1, max(0, end - k) - 1, -1):
            if hours[start] > longest:
                longest = hours[start]
            total = best[start] + longest
            if value is None or total < value:
                value = total
        best[end] = value
    print(best[n])


main()
