from collections import deque

n, m = map(int, input().split())
near = [[] for _ in range(n + 1)]
for _ in range(m):
    u, v = map(int, input().split())
    near[u].append(v)
    near[v].append(u)

visits = [0] * (n + 1)
visits[1] = 1
queue = deque([(1, 0)])
answer = -1
while queue:
    u, steps = queue.popleft()
    if u == n and steps % 2 == 0:
        answer = steps
        break
    for v in near[u]:
        if visits[v] < 2:
            visits[v] += 1
            queue.append((v, steps + 1))
print(answer)
