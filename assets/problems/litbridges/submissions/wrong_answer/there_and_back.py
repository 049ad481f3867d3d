import sys


def main():
    data = list(map(int, sys.stdin.read().split()))
    n, m = data[0], data[1]
    near = [[] for _ in range(n + 1)]
    for i in range(m):
        u, v = data[2 + 2 * i], data[3 + 2 * i]
        near[u].append(v)
        near[v].append(u)
    dist = {1: 0}
    order = [1]
    for u in order:
        for v in near[u]:
            if v not in dist:
                dist[v] = dist[u] + 1
                order.append(v)
    if n not in dist:
        print(-1)
    else:
        print(dist[n] + dist[n] % 2)


main()
