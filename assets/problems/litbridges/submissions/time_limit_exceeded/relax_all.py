INF = 10 ** 9


def main():
    n, m = map(int, input().split())
    arcs = []
    for _ in range(m):
        u, v = map(int, input().split())
        arcs.append((u, v))
        arcs.append((v, u))
    # dist[0]: arrived with the lantern lit, dist[1]: arrived with it dark
    dist = [[INF] * (n + 1) for _ in range(2)]
    dist[0][1] = 0
    changed = True
    while changed:
        changed = False
        for u, v in arcs:
            for state in range(2):
                steps = dist[state][u] + 1
                if steps < dist[1 - state][v]:
                    dist[1 - state][v] = steps
                    changed = True
    print(dist[0][n] if dist[0][n] < INF else -1)


main()
