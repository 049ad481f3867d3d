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
    q = numbers(lines[0], 1, 1, 1000)[0]
    if len(lines) != q + 1:
        refuse()
    for line in lines[1:]:
        a, b, l, r = numbers(line, 4, -10 ** 18, 10 ** 18)
        if not 0 <= a <= 10 ** 9 or not 0 <= b <= 10 ** 9 or l > r:
            refuse()
    sys.exit(42)


main()
