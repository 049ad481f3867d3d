"""A program of no use, run before any other, so that what the interpreter learns from it need not be learnt by forks.

The first time that a method is looked up or a module's function called, the interpreter writes down where it was
found. A fork that does so copies a page for it; one that finds it written down does not.
"""

from __future__ import annotations

import io
import os
import sys

from . import program

_TIMES = 20
"""After some turns code is replaced by faster code, which is a page to copy as well."""

_INPUT = b"3\n1 2 3\n4 5\n6 7\n"

_TEXT = b"""
import sys, heapq, math
from collections import Counter, defaultdict, deque
from functools import lru_cache
from typing import List

class Solution:
    def solve(self, numbers: List[int]) -> int:
        counts, queue, heap = Counter(numbers), deque(numbers), []
        places = defaultdict(list)
        for place, number in enumerate(numbers):
            places[number].append(place)
            heapq.heappush(heap, (-number, place))
        while queue:
            queue.append(queue.popleft())
            queue.pop()
        return sum(counts.values()) + len(places) + heapq.heappop(heap)[1]

@lru_cache(maxsize=None)
def count(n):
    return n if n < 2 else count(n - 1) + count(n - 2)

def main():
    n = int(input())
    numbers = list(map(int, input().split()))
    first = sys.stdin.readline().strip().split(" ")
    rest = sys.stdin.read().split()
    table = [[0] * n for _ in range(n)]
    seen, known = set(), {}
    for number in sorted(numbers, key=lambda x: -x):
        seen.add(number)
        known[number] = known.get(number, 0) + 1
        table[number % n][0] = max(number, min(numbers), abs(-number))
    numbers.sort()
    print(Solution().solve(numbers), count(9), math.gcd(4, 6), *numbers, sep=" ")
    print("\\n".join(str(row) for row in table), f"{n / 7:.3f}", first, rest, sorted(known.items()))
    sys.stdout.write("".join(map(str, zip(numbers, known.keys(), known.values()))))

if __name__ == "__main__":
    main()
"""


def rehearse() -> None:
    """Run it, in this process, with streams of the kind that programs have.

    Raises:
        RuntimeError: it failed; the log of the worker tells why.
    """
    streams = sys.stdin, sys.stdout
    code = compile(_TEXT, program.MAIN, "exec", dont_inherit=True)
    for _ in range(_TIMES):
        with _stream("r") as sys.stdin, _stream("w") as sys.stdout:
            os.pwrite(sys.stdin.fileno(), _INPUT, 0)
            if program.execute(code, program.prepare(_TEXT, program.MAIN), has_streams=True):
                raise RuntimeError("A program that must run does not run in this interpreter.")
    sys.stdin, sys.stdout = streams


def _stream(mode: str) -> io.TextIOWrapper:
    file = io.FileIO(os.memfd_create("rehearsal"), mode)
    buffered = io.BufferedReader(file) if mode == "r" else io.BufferedWriter(file)
    return io.TextIOWrapper(buffered, encoding="utf-8")
