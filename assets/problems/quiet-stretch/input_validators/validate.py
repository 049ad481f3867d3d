"""Accepts exactly the calls that the statement allows, written as JSON in its plain form."""

import json
import sys

MOST, NOISE = 10**5, 10**9


def main() -> bool:
    text = sys.stdin.read()
    lines = text.split("\n")
    if len(lines) != 3 or lines[2]:
        return False
    try:
        noise, limit = json.loads(lines[0]), json.loads(lines[1])
    except ValueError:
        return False
    if text != f"{json.dumps(noise)}\n{json.dumps(limit)}\n":
        return False
    if type(noise) is not list or len(noise) > MOST or type(limit) is not int or not 0 <= limit <= NOISE:
        return False
    return all(type(level) is int and -NOISE <= level <= NOISE for level in noise)


sys.exit(42 if main() else 43)
