import sys
from collections import deque


def main():
    data = list(map(int, sys.stdin.read().split()))
    n, m = data[0], data[1]
    bridges = [[] for _ in range(n + 1)]
    for u, v in zip(data[2::2], data[3::2]):
        bridges[u].append(v)
    seen = {(1, True): 0}
    queue = deque([(1, True)])
    while queue:
        island, lit = queue.popleft()
        for other in bridges[island]:
            state = (other, not lit)
            if state not in seen:
                seen[state] = seen[(island, lit)] + 1
                queue.append(state)
    print(seen.get((n, True), -1))


main()
