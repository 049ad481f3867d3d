"""Input validator: exit code 42 if the input is allowed, 43 if it is not."""
import re
import sys

NUMBER = rb"(?:0|[1-9][0-9]{0,8})"
LINE = NUMBER + rb"(?: " + NUMBER + rb")*\n"


def is_valid(data):
    lines = data.split(b"\n")
    if len(lines) != 4 or lines[3] != b"":
        return False
    rows = []
    for line in lines[:3]:
        if re.fullmatch(LINE, line + b"\n") is None:
            return False
        rows.append([int(word) for word in line.split(b" ")])
    if len(rows[0]) != 2:
        return False
    n, c = rows[0]
    if not (1 <= n <= 10 ** 4 and 0 <= c <= 10 ** 4):
        return False
    for row in rows[1:]:
        if len(row) != n or max(row) > 10 ** 4:
            return False
    return True


sys.exit(42 if is_valid(sys.stdin.buffer.read()) else 43)
