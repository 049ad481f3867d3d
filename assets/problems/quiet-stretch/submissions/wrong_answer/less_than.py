class Solution:
    def longest_stretch(self, noise, limit):
        window, start = [], 0
        for level in noise:
            insort(window, level)
            if window[-1] - window[0] >= limit and len(window) > 1:
                del window[bisect_left(window, noise[start])]
                start += 1
        return len(window)
