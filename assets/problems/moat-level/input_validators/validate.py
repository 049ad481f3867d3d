"""Input validator: exit code 42 if the input is allowed, 43 if it is not."""
import re
import sys

NUMBER = rb"(?:0|[1-9][0-9]{0,9})"


def is_valid(data):
    match = re.fullmatch(
        rb"(" + NUMBER + rb") (" + NUMBER + rb")\n(" + NUMBER + rb"(?: " + NUMBER + rb")*)\n", data)
    if match is None:
        return False
    n, volume = int(match.group(1)), int(match.group(2))
    heights = [int(word) for word in match.group(3).split(b" ")]
    if not (1 <= n <= 20000 and volume <= 10 ** 9):
        return False
    return len(heights) == n and max(heights) <= 10 ** 4


sys.exit(42 if is_valid(sys.stdin.buffer.read()) else 43)
