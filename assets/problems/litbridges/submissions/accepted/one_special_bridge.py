def distances(near, source):
    dist = {source: 0}
    layer = [source]
    while layer:
        following = []
        for u in layer:
            for v in near[u]:
                if v not in dist:
                    dist[v] = dist[u] + 1
                    following.append(v)
        layer = following
    return dist


n, m = map(int, input().split())
bridges = []
near = {u: set() for u in range(1, n + 1)}
for _ in range(m):
    u, v = map(int, input().split())
    near[u].add(v)
    near[v].add(u)
    bridges.append((u, v))
    bridges.append((v, u))

start = distances(near, 1)
goal = distances(near, n)
if n not in start:
    print(-1)
elif start[n] % 2 == 0:
    print(start[n])
else:
    # Here every walk that ends lit crosses some bridge from u to v for which
    # start[u] + goal[v] is odd, so a best walk goes straight to such a u,
    # over the bridge, and straight to island n.
    walks = [start[u] + 1 + goal[v] for u, v in bridges if u in start]
    print(min((w for w in walks if w % 2 == 0), default=-1))
