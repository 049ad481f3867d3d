class Solution:
    def longest_stretch(self, noise, limit):
        # Throws the whole stretch away when a night does not fit.
        best, stretch = 0, []
        for level in noise:
            stretch.append(level)
            if max(stretch[0], level, *stretch[-40:]) - min(stretch[0], level, *stretch[-40:]) > limit:
                stretch = [level]
            best = max(best, len(stretch))
        return best
