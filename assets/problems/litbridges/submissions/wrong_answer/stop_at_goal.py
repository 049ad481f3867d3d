import sys
from collections import deque


def solve(n, edges):
    near = [[] for _ in range(n + 1)]
    for u, v in edges:
        near[u].append(v)
        near[v].append(u)
    visited = {(1, 0)}
    queue = deque([(1, 0, 0)])
    while queue:
        u, parity, steps = queue.popleft()
        if u == n:
            if parity == 0:
                return steps
            continue
        for v in near[u]:
            if (v, 1 - parity) not in visited:
                visited.add((v, 1 - parity))
                queue.append((v, 1 - parity, steps + 1))
    return -1


def main():
    n, m = map(int, sys.stdin.readline().split())
    edges = [tuple(map(int, sys.stdin.readline().split())) for _ in range(m)]
    print(solve(n, edges))


main()
