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
    if len(lines) != 3 or lines[2] != b"":
        refuse()
    n, k = numbers(lines[0], 2, 1, 10 ** 4)
    if k > 30:
        refuse()
    numbers(lines[1], n, 1, 10 ** 6)
    sys.exit(42)


main()
