"""Input validator: exit code 42 if the input is allowed, 43 if it is not."""
import re
import sys

NUMBER = rb"(?:0|[1-9][0-9]{0,3})"


def is_valid(data):
    match = re.fullmatch(rb"(" + NUMBER + rb") (" + NUMBER + rb")\n", data)
    if match is None:
        return False
    n, h = int(match.group(1)), int(match.group(2))
    return 1 <= n <= 1000 and h <= n


sys.exit(42 if is_valid(sys.stdin.buffer.read()) else 43)
