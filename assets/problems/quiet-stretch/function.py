class Solution:
    def longest_stretch(self, noise: List[int], limit: int) -> int:
