from bisect import bisect_left, insort


class Solution:
    def longest_stretch(self, noise, limit):
        # The window never gets shorter: it grows when it is quiet, and moves on when it is not.
        window, start = [], 0
        for level in noise:
            insort(window, level)
            if window[-1] - window[0] > limit:
                del window[bisect_left(window, noise[start])]
                start += 1
        return len(window)
