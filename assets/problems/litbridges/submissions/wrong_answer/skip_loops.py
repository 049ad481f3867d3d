from collections import deque

n, m = map(int, input().split())
graph = [set() for _ in range(n + 1)]
for _ in range(m):
    u, v = map(int, input().split())
    if u != v:
        graph[u].add(v)
        graph[v].add(u)

INF = 10 ** 9
dist = [[INF, INF] for _ in range(n + 1)]
dist[1][0] = 0
queue = deque([(1, 0)])
while queue:
    u, parity = queue.popleft()
    for v in graph[u]:
        if dist[v][1 - parity] == INF:
            dist[v][1 - parity] = dist[u][parity] + 1
            queue.append((v, 1 - parity))
print(dist[n][0] if dist[n][0] < INF else -1)
