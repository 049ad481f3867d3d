class Solution:
    def longest_stretch(self, noise, limit):
        # Looks at the change from night to night only.
        best = length = 0
        for place, level in enumerate(noise):
            length = length + 1 if place and abs(level - noise[place - 1]) <= limit else 1
            best = max(best, length)
        return best
