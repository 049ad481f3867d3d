"""Input validator: exit code 42 if the input is allowed, 43 if it is not."""
import re
import sys

NUMBER = rb"(?:0|[1-9][0-9]{0,8})"


def is_valid(data):
    match = re.fullmatch(rb"(" + NUMBER + rb")\n(" + NUMBER + rb"(?: " + NUMBER + rb")*)\n", data)
    if match is None:
        return False
    n = int(match.group(1))
    heights = [int(word) for word in match.group(2).split(b" ")]
    return 2 <= n <= 15000 and len(heights) == n and max(heights) <= 10 ** 6


sys.exit(42 if is_valid(sys.stdin.buffer.read()) else 43)
