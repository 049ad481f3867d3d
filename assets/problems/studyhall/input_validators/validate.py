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
    minutes, n = numbers(lines[0], 2, 0, 10 ** 5)
    if minutes < 1 or n > 5000 or len(lines) != n + 1:
        refuse()
    for line in lines[1:]:
        a, b = numbers(line, 2, 1, minutes)
        if a > b:
            refuse()
    sys.exit(42)


main()
