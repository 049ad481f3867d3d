n = int(input())
heights = [int(x) for x in input().split()]

best = 10 ** 9
higher = []
lower = []
for j in range(n):
    h = heights[j]
    while higher and heights[higher[-1]] < h:
        higher.pop()
    while lower and heights[lower[-1]] > h:
        lower.pop()
    for stack in (higher, lower):
        if stack:
            i = stack[-1]
            best = min(best, j - i + abs(heights[i] - h))
        stack.append(j)
print(best)
