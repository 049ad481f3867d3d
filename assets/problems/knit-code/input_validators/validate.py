"""Input validator: exit code 42 if the input is allowed, 43 if it is not."""
import re
import sys

MAX_LENGTH = 20000
MAX_COUNT = 10 ** 9
GROUP = rb"[a-z](?:[1-9][0-9]{0,9})?"


def is_valid(data):
    match = re.fullmatch(rb"([a-z0-9]+)\n([a-z0-9]+)\n", data)
    if match is None:
        return False
    for code in match.groups():
        if len(code) > MAX_LENGTH:
            return False
        end = 0
        for group in re.finditer(GROUP, code):
            if group.start() != end:
                return False
            end = group.end()
            if len(group.group()) > 1 and int(group.group()[1:]) > MAX_COUNT:
                return False
        if end != len(code):
            return False
    return True


sys.exit(42 if is_valid(sys.stdin.buffer.read()) else 43)
