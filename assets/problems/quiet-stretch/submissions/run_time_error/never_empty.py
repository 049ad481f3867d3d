class Solution:
    def longest_stretch(self, noise, limit):
        window, start = [noise[0]], 0
        for level in noise[1:]:
            insort(window, level)
            if window[-1] - window[0] > limit:
                del window[bisect_left(window, noise[start])]
                start += 1
        return len(window)
