"""Dual execution agreement: programs that pass the same tests vouch for each other, and for those tests.

Chen et al. 2022, "CodeT: Code Generation with Generated Tests" (arXiv 2207.10397), section 2.2, and its released
code, which takes the square root of the number of programs.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

K = TypeVar("K", bound=Hashable)
T = TypeVar("T", bound=Hashable)

Formula = Literal["sqrt", "product"]
"""How a group is scored: tests × √programs, as the released code does, or tests × programs, as the paper says."""


class Agreement(Struct, Generic[K, T], frozen=True):
    """Programs that pass exactly the same tests; `score` is the same for all groups of one rank."""

    members: tuple[K, ...]
    tests: frozenset[T]
    score: float


def agreements(
    passed: Mapping[K, frozenset[T]],
    copies: Mapping[K, int],
    counts: Mapping[T, int],
    formula: Formula = "sqrt",
) -> list[Agreement[K, T]]:
    """Group programs by the set of tests that they pass, and rank the groups, the best first.

    A program that passes nothing is in no group. Ties keep the order of the first members in `passed`.

    Args:
        passed: which tests each distinct program passes.
        copies: how often each program was sampled.
        counts: how often each test was written.
        formula: how a group is scored.
    """
    groups: dict[frozenset[T], list[K]] = {}
    for program, tests in passed.items():
        if tests:
            groups.setdefault(tests, []).append(program)
    made = []
    for tests, members in groups.items():
        programs = sum(copies[member] for member in members)
        weight = math.sqrt(programs) if formula == "sqrt" else programs
        made.append(Agreement(tuple(members), tests, sum(counts[test] for test in tests) * weight))
    return sorted(made, key=lambda group: -group.score)


def ranks(groups: Sequence[Agreement[K, T]]) -> list[tuple[K, ...]]:
    """The members rank by rank; groups with equal scores share one, since nothing tells them apart."""
    merged: dict[float, list[K]] = {}
    for group in groups:
        merged.setdefault(round(group.score, 9), []).extend(group.members)
    return [tuple(members) for members in merged.values()]
