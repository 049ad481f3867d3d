minutes, n = map(int, input().split())
events = []
for _ in range(n):
    a, b = map(int, input().split())
    events.append((a, 1))
    events.append((b + 1, -1))
events.append((minutes + 1, 1))
events.sort()

stretches = []
active = 0
free_from = 1
for t, step in events:
    if active == 0 and t > free_from:
        stretches.append(t - free_from)
    active += step
    if active == 0:
        free_from = t
stretches.sort()
print(stretches[-1], stretches.count(stretches[-1]))
