n, c = map(int, input().split())
gain = [list(map(int, input().split())) for _ in range(2)]

# free[k][i]: most coins after i days, tools at kiln k, which was not fired on day i
# done[k][i]: most coins after i days, kiln k was fired on day i
NONE = float("-inf")
free = [[0] + [NONE] * n for _ in range(2)]
done = [[NONE] * (n + 1) for _ in range(2)]

for i in range(1, n + 1):
    for k in range(2):
        g = gain[k]
        start = max(free[k][i - 1], done[1 - k][i - 1] - c, free[1 - k][i - 1] - c)
        best = start + g[i - 1]
        if i >= 2:
            start = max(free[k][i - 2], done[1 - k][i - 2] - c, free[1 - k][i - 2] - c)
            best = max(best, start + g[i - 2] + g[i - 1])
        done[k][i] = best
    for k in range(2):
        free[k][i] = max(free[k][i - 1], done[k][i - 1])

print(max(max(free[k][n], done[k][n]) for k in range(2)))
