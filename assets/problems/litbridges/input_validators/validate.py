import re
import sys

INTEGER = re.compile(rb"0|-?[1-9][0-9]{0,18}")


def refuse():
    sys.exit(43)


def numbers(line, count, low, high):
    tokens = line.split(b" ")
    if len(tokens) != count:
        refuse()
    values = []
    for token in tokens:
        if not INTEGER.fullmatch(token):
            refuse()
        value = int(token)
        if not low <= value <= high:
            refuse()
        values.append(value)
    return values


def main():
    lines = sys.stdin.buffer.read().split(b"\n")
    if lines.pop() != b"" or not lines:
        refuse()
    n, m = numbers(lines[0], 2, 0, 8000)
    if n < 1 or len(lines) != m + 1:
        refuse()
    for line in lines[1:]:
        numbers(line, 2, 1, n)
    sys.exit(42)


main()
