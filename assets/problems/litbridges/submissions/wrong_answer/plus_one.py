import sys
from collections import deque


def main():
    data = list(map(int, sys.stdin.read().split()))
    n, m = data[0], data[1]
    near = [[] for _ in range(n + 1)]
    edges = list(zip(data[2::2], data[3::2]))
    for u, v in edges:
        near[u].append(v)
        near[v].append(u)

    dist = [-1] * (n + 1)
    dist[1] = 0
    queue = deque([1])
    while queue:
        u = queue.popleft()
        for v in near[u]:
            if dist[v] == -1:
                dist[v] = dist[u] + 1
                queue.append(v)

    if dist[n] == -1 or dist[n] % 2 == 0:
        print(dist[n])
        return
    odd_cycle = any(dist[u] >= 0 and dist[u] % 2 == dist[v] % 2 for u, v in edges)
    print(dist[n] + 1 if odd_cycle else -1)


main()
