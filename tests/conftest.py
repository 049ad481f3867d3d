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

settings.register_profile("whole", deadline=None, max_examples=50)
settings.register_profile("quick", deadline=None, max_examples=10)

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


def pytest_configure(config: pytest.Config) -> None:
    """Try fewer examples of each property in the quick part."""
    settings.load_profile("quick" if is_quick(config) else "whole")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """More workers than cores for `-n auto`: more than half of the time slow tests wait for what they watch."""
    cores = os.cpu_count() or 1
    return None if is_quick(config) else cores + min(cores, 4)


def is_quick(config: pytest.Config) -> bool:
    return "not slow" in config.option.markexpr


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import nothing of what the quick part leaves out."""
    return True if is_quick(config) and is_slow(collection_path) else None


def is_slow(path: Path) -> bool:
    return bool(SLOW.intersection(path.relative_to(Path(__file__).parent).parts))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave what is slow out of the quick part."""
    for item in items:
        if is_slow(item.path) or item.get_closest_marker("exhaustive"):
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
