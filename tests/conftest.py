"""For all tests: a property holds or not, however slow the machine is, and whatever its owner has configured."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.execution.sandbox.tiers import Obstacle

SLOW = {"simulation", "screens", "hostile", "terminal", "problems", "cassettes", "peers", "execution"}
"""Folders in which everything takes its time: whole runs, whole screens, real processes."""

settings.register_profile("patient", deadline=None, max_examples=50)
settings.load_profile("patient")

if sys.dont_write_bytecode:
    # Else each of the many processes that tests start would compile the application anew.
    sys.pycache_prefix = str(Path(__file__).parents[1] / ".pytest_cache" / "bytecode")
    sys.dont_write_bytecode = False
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

for name in [name for name in os.environ if name.startswith("SSTAR_") and not name.startswith("SSTAR_TEST_")]:
    del os.environ[name]
os.environ["SSTAR_CONFIG_DIR"] = "/nonexistent"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave what is slow out of the quick part."""
    here = Path(__file__).parent
    for item in items:
        if SLOW.intersection(item.path.relative_to(here).parts):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def tier_holds() -> Callable[[str], None]:
    """Skip where a way to close programs in cannot be had; each is tried once."""
    from engine.execution.sandbox import self_test

    @cache
    def obstacle_of(tier: str) -> Obstacle | None:
        return self_test(tier)

    def holds(tier: str) -> None:
        if obstacle := obstacle_of(tier):
            pytest.skip(f"{tier}: {obstacle.why}")

    return holds


@pytest.fixture(scope="session", params=["full", "no-namespace"])
def tier(request: pytest.FixtureRequest, tier_holds: Callable[[str], None]) -> str:
    """Each way to close programs in that this machine has."""
    tier_holds(request.param)
    return request.param
