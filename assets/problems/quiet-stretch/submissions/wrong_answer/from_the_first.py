class Solution:
    def longest_stretch(self, noise, limit):
        # Compares each night with the first one of its stretch.
        best = start = 0
        for place, level in enumerate(noise):
            while abs(level - noise[start]) > limit:
                start += 1
            best = max(best, place - start + 1)
        return best
