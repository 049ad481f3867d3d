import heapq


class Solution:
    def longest_stretch(self, noise, limit):
        high, low = [], []
        best = start = 0
        for place, level in enumerate(noise):
            heapq.heappush(high, (-level, place))
            heapq.heappush(low, (level, place))
            while -high[0][0] - low[0][0] > limit:
                start = min(high[0][1], low[0][1]) + 1
                while high[0][1] < start:
                    heapq.heappop(high)
                while low[0][1] < start:
                    heapq.heappop(low)
            best = max(best, place - start + 1)
        return best
