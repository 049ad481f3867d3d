"""Executors that many tests use: each way to run programs is started once, and leaves nothing at the end."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # helper modules of this folder can be imported by their names

from shared import Shared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session", params=["full", "no-namespace", "plain"])
def way(request: pytest.FixtureRequest, tier_holds: Callable[[str], None]) -> str:
    """Each way to run programs that this machine has."""
    if request.param != "plain":
        tier_holds(request.param)
    return request.param


@pytest.fixture(scope="session")
def executors() -> Iterator[Callable[[str], Shared]]:
    """Give the executor of one way, which the first who asks starts."""
    opened: dict[str, Shared] = {}

    def give(way: str) -> Shared:
        if way not in opened:
            opened[way] = Shared(way)
        return opened[way]

    yield give
    for one in opened.values():
        one.close()


@pytest.fixture
def closed(tier: str, executors: Callable[[str], Shared]) -> Shared:
    """Each closed executor."""
    return executors(tier)


@pytest.fixture
def plain(executors: Callable[[str], Shared]) -> Shared:
    """The executor that shuts nothing in."""
    return executors("plain")


@pytest.fixture
def shared(way: str, executors: Callable[[str], Shared]) -> Shared:
    """Every executor."""
    return executors(way)
