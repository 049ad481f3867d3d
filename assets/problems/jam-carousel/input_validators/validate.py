"""Input validator: exit code 42 if the input is allowed, 43 if it is not."""
import re
import sys

NUMBER = rb"[1-9][0-9]{0,4}"


def is_valid(data):
    match = re.fullmatch(rb"(" + NUMBER + rb")\n(" + NUMBER + rb"(?: " + NUMBER + rb")*)\n", data)
    if match is None:
        return False
    kinds = int(match.group(1))
    counts = [int(word) for word in match.group(2).split(b" ")]
    return kinds <= 50000 and len(counts) == kinds and sum(counts) <= 50000


sys.exit(42 if is_valid(sys.stdin.buffer.read()) else 43)
