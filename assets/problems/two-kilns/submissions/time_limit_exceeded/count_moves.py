import sys


def main():
    data = list(map(int, sys.stdin.read().split()))
    n, c = data[0], data[1]
    gain = [data[2:2 + n], data[2 + n:2 + 2 * n]]
    low = -10 ** 12
    # table[m][k] = totals with m moves so far, tools at kiln k, fired 0, 1 or 2 days
    table = [[[0, low, low], [0, low, low]]]
    for i in range(n):
        table.append([[low] * 3, [low] * 3])
        new = []
        for m in range(i + 2):
            state = []
            for k in range(2):
                x = gain[k][i]
                zero, one, two = table[m][k]
                moved = max(table[m - 1][1 - k]) if m > 0 else low
                state.append([max(zero, one, two), max(zero, moved) + x, one + x])
            new.append(state)
        table = new
    answer = 0
    for m, state in enumerate(table):
        answer = max(answer, max(max(row) for row in state) - m * c)
    print(answer)


main()
