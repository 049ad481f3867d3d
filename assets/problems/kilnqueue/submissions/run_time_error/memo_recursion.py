from functools import lru_cache


def main():
    n, k = map(int, input().split())
    hours = list(map(int, input().split()))

    @lru_cache(maxsize=None)
    def best(start):
        if start == n:
            return 0
        longest = 0
        result = None
        for end in range(start + 1, min(n, start + k) + 1):
            longest = max(longest, hours[end - 1])
            total = longest + best(end)
            if result is None or total < result:
                result = total
        return result

    print(best(0))


main()
