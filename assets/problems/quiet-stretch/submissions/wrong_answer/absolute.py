class Solution:
    def longest_stretch(self, noise, limit):
        # Takes all noise for positive.
        window, start = [], 0
        for level in map(abs, noise):
            insort(window, level)
            if window[-1] - window[0] > limit:
                del window[bisect_left(window, abs(noise[start]))]
                start += 1
        return len(window)
