"""Inputs near the limits that a package's validators have."""

from __future__ import annotations

import pytest
from msgspec import structs

from engine.execution.scripted import Ended
from engine.inputs import LONGEST
from engine.problem.model import Program, SourceFile, Test
from engine.steps.synthesis import InputStream
from engine.testing import ToyRun, simulate
from engine.testing.toy import PROBLEM, PROGRAMS

GROUPED = structs.replace(
    PROBLEM,
    statement="## Input\n\nOne line with the integers $a$ and $b$ ($1 \\le a \\le b \\le 10^{12}$).\n",
    tests=(Test("1", "13 40\n", "1\n"), Test("2", "60 70\n", "1\n")),
    input_validators=(Program("python", (SourceFile("validate.py", "in a group"),)),),
    validator_arguments=(("1", "1000"), ("100000000", "1000000000000")),
)
"""Two groups of tests, small numbers and large ones: none of both numbers may be large alone."""


def in_a_group(text: str, *arguments: str) -> str:
    low, high = map(int, arguments)
    numbers = [int(word) for word in text.split() if word.isdigit()]
    taken = len(numbers) == 2 and low <= numbers[0] <= numbers[1] <= high
    raise Ended("RE", exit_code=42 if taken else 43)


def test_numbers_that_may_only_be_large_together_become_so() -> None:
    toy = ToyRun(problem=GROUPED, programs=PROGRAMS | {"in a group": in_a_group})
    made = simulate(InputStream(toy.run).near_limits)
    assert "1000000000000 1000000000000\n" in [item.text for item in made]
    assert all(1 <= int(first) <= int(last) <= 10**12 for first, last in (item.text.split() for item in made))


LINKS = structs.replace(
    PROBLEM,
    statement="## Input\n\nThe first line holds $n$ and $m$ ($2 \\le n \\le 1000$, $1 \\le m \\le 2000$). $m$ lines "
    "follow, each with $u_i$ and $v_i$ ($1 \\le u_i < v_i \\le n$): a one-way road from $u_i$ to $v_i$.\n\n"
    "It is guaranteed that one can get from city 1 to city $n$. No road is listed twice.\n",
    tests=(Test("1", "4 4\n1 2\n2 4\n1 3\n3 4\n", "1\n"), Test("2", "5 5\n1 2\n2 3\n3 4\n4 5\n1 5\n", "1\n")),
    input_validators=(),
)


@pytest.mark.slow
def test_links_that_must_lead_somewhere_do_so_near_the_limits() -> None:
    toy = ToyRun(problem=LINKS, programs=PROGRAMS)
    made = simulate(InputStream(toy.run).near_limits)
    large = [item for item in made if item.text.startswith("1000 2000\n")]
    assert large
    for item in large:
        edges = [tuple(map(int, line.split())) for line in item.text.splitlines()[1:]]
        reached = {1}
        for first, second in sorted(edges):
            reached |= {second} if first in reached else set()
        assert 1000 in reached


LONG = structs.replace(
    PROBLEM,
    statement="## Input\n\nThe first line holds $n$ ($1 \\le n \\le 400000$), the second $n$ integers $r_i$ "
    "($1 \\le r_i \\le 10^7$).\n",
    tests=(Test("1", "3\n10000000 10000000 10000000\n", "1\n"), Test("2", "2\n9999999 10000000\n", "1\n")),
    input_validators=(Program("python", (SourceFile("validate.py", "a list"),)),),
    validator_arguments=((),),
)


def a_list(text: str, *_: str) -> str:
    count, *values = (word if word.isdigit() else "0" for word in text.split() or "0")
    taken = len(values) == int(count) > 0 and min(map(int, values)) >= 1
    raise Ended("RE", exit_code=42 if taken else 43)


@pytest.mark.slow
def test_a_list_is_as_long_as_is_kept_where_its_numbers_are_long() -> None:
    toy = ToyRun(problem=LONG, programs=PROGRAMS | {"a list": a_list})
    assert max(len(item.text) for item in simulate(InputStream(toy.run).near_limits)) > LONGEST * 2 / 3
