"""The page on strategies: its table is held to the files, so that nobody need believe it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import engine.strategies
from engine.strategies import STRATEGIES

FOLDER = Path(engine.strategies.__file__).parent
PAGE = Path(__file__).parents[3] / "assets" / "docs" / "strategies.md"
ROW = re.compile(r"^\| `(\w+\.py)` +\| +(\d+) \| (.+?) +\| (.+?) +\|$", re.MULTILINE)
NOT_METHODS = {"__init__.py", "outside.py", "pages.py"}
LONGEST = 150
NEAR = 5
"""Lines by which the page may be off, so that not every change of a line is one of the page."""


def lines_of(module: str) -> int:
    return len((FOLDER / module).read_text(encoding="utf-8").splitlines())


def rows() -> dict[str, tuple[int, list[str]]]:
    found = ROW.findall(PAGE.read_text(encoding="utf-8"))
    return {module: (int(lines), re.findall(r"`([\w-]+)`", names)) for module, lines, names, _ in found}


MODULES = sorted({path.name for path in FOLDER.glob("*.py")} - NOT_METHODS)


@pytest.mark.parametrize("module", MODULES)
def test_the_table_says_how_long_a_module_is_and_what_is_in_it(module: str) -> None:
    said, names = rows()[module]
    assert abs(said - lines_of(module)) <= NEAR, f"write {lines_of(module)} in the row of {module} in {PAGE.name}"
    assert lines_of(module) <= LONGEST
    held = {name for name, made in STRATEGIES.items() if made.__module__.rpartition(".")[2] == module[:-3]}
    assert set(names) == held


def test_every_strategy_is_in_the_table_once() -> None:
    named = [name for _, names in rows().values() for name in names]
    assert sorted(named) == sorted(STRATEGIES)
