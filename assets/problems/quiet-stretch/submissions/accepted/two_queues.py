class Solution:
    def longest_stretch(self, noise: List[int], limit: int) -> int:
        loud, soft = deque(), deque()  # places that may still be the loudest or the softest
        best = start = 0
        for place, level in enumerate(noise):
            while loud and noise[loud[-1]] <= level:
                loud.pop()
            while soft and noise[soft[-1]] >= level:
                soft.pop()
            loud.append(place)
            soft.append(place)
            while noise[loud[0]] - noise[soft[0]] > limit:
                start += 1
                if loud[0] < start:
                    loud.popleft()
                if soft[0] < start:
                    soft.popleft()
            best = max(best, place - start + 1)
        return best
