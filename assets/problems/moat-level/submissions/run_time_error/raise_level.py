import sys

n, volume, *heights = map(int, sys.stdin.read().split())
heights.sort()
wet = 1
while (heights[wet] - heights[wet - 1]) * wet <= volume:
    volume -= (heights[wet] - heights[wet - 1]) * wet
    wet += 1
print(heights[wet - 1] + volume / wet)
