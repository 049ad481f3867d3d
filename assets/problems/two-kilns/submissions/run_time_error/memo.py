import sys
from functools import lru_cache


def main():
    data = list(map(int, sys.stdin.read().split()))
    n, c = data[0], data[1]
    gain = [data[2:2 + n], data[2 + n:2 + 2 * n]]

    @lru_cache(maxsize=None)
    def best(day, kiln, fired):
        if day == n:
            return 0
        result = best(day + 1, kiln, 0)
        if fired < 2:
            result = max(result, gain[kiln][day] + best(day + 1, kiln, fired + 1))
        other = gain[1 - kiln][day] - c + best(day + 1, 1 - kiln, 1)
        return max(result, other)

    print(max(best(0, 0, 0), best(0, 1, 0)))


main()
