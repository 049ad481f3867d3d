class Solution:
    def longest_stretch(self, noise, limit):
        best = 0
        for start in range(len(noise)):
            high = low = noise[start]
            for place in range(start, len(noise)):
                high, low = max(high, noise[place]), min(low, noise[place])
                if high - low > limit:
                    break
                best = max(best, place - start + 1)
        return best
