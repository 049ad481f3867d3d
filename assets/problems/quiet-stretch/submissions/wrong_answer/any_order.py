class Solution:
    def longest_stretch(self, noise, limit):
        # Counts nights that fit together, whether they are in a row or not.
        levels, start, best = sorted(noise), 0, 0
        for place, level in enumerate(levels):
            while level - levels[start] > limit:
                start += 1
            best = max(best, place - start + 1)
        return best
