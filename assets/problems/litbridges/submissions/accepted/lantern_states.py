import sys
from collections import deque


def main():
    data = list(map(int, sys.stdin.buffer.read().split()))
    n, m = data[0], data[1]
    near = [[] for _ in range(n + 1)]
    for i in range(m):
        u, v = data[2 + 2 * i], data[3 + 2 * i]
        near[u].append(v)
        near[v].append(u)

    # dist[island][0]: arrived with the lantern lit, dist[island][1]: dark
    dist = [[-1, -1] for _ in range(n + 1)]
    dist[1][0] = 0
    queue = deque([(1, 0)])
    while queue:
        island, dark = queue.popleft()
        steps = dist[island][dark] + 1
        for other in near[island]:
            if dist[other][1 - dark] < 0:
                dist[other][1 - dark] = steps
                queue.append((other, 1 - dark))
    print(dist[n][0])


main()
