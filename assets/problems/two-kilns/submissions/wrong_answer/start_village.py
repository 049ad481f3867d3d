import sys

LOW = -10 ** 15


def main():
    read = sys.stdin.readline
    n, c = map(int, read().split())
    gains = list(zip(map(int, read().split()), map(int, read().split())))
    dp = [[0, LOW, LOW], [LOW, LOW, LOW]]
    for day in gains:
        new = [[LOW] * 3 for _ in range(2)]
        for k in range(2):
            for d in range(3):
                value = dp[k][d]
                new[k][0] = max(new[k][0], value)
                if d < 2:
                    new[k][d + 1] = max(new[k][d + 1], value + day[k])
                new[1 - k][1] = max(new[1 - k][1], value - c + day[1 - k])
        dp = new
    print(max(max(row) for row in dp))


main()
