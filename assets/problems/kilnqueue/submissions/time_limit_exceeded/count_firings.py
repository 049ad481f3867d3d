INF = float("inf")


def main():
    n, k = map(int, input().split())
    hours = list(map(int, input().split()))
    previous = [0] + [INF] * n
    answer = INF
    for firings in range(1, n + 1):
        current = [INF] * (n + 1)
        for end in range(firings, n + 1):
            longest = 0
            for start in range(end - 1, max(0, end - k) - 1, -1):
                longest = max(longest, hours[start])
                if previous[start] + longest < current[end]:
                    current[end] = previous[start] + longest
        answer = min(answer, current[n])
        previous = current
    print(answer)


main()
