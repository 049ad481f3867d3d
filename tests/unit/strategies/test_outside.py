"""Strategies that another distribution brings."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

import pytest

from engine.composition import choose_strategy
from engine.errors import UnknownNameError, UsageError
from engine.strategies import STRATEGIES
from engine.strategies.outside import strategy_names

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A distribution as pip lays it out, with a strategy that works, and others that do not."""
    about = tmp_path / "elsewhere-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: elsewhere\nVersion: 1.0\n")
    points = {"first-come": "solve", "best-of-n": "solve", "broken": "missing", "number": "seven"}
    lines = [f"{name} = elsewhere_strategy:{value}" for name, value in points.items()]
    (about / "entry_points.txt").write_text("\n".join(["[sstar.strategies]", *lines, ""]))
    (tmp_path / "elsewhere_strategy.py").write_text("seven = 7\nasync def solve(run):\n    return None\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    monkeypatch.delitem(sys.modules, "elsewhere_strategy", raising=False)


@pytest.mark.usefixtures("installed")
def test_it_is_offered_and_found() -> None:
    assert strategy_names()[: len(STRATEGIES)] == list(STRATEGIES)
    assert set(strategy_names()) - set(STRATEGIES) == {"first-come", "broken", "number"}
    assert choose_strategy("first-come").__module__ == "elsewhere_strategy"


@pytest.mark.usefixtures("installed")
def test_a_name_of_ours_means_ours() -> None:
    assert choose_strategy("best-of-n") is STRATEGIES["best-of-n"]


@pytest.mark.usefixtures("installed")
def test_what_cannot_be_loaded_is_said_with_whose_it_is() -> None:
    with pytest.raises(UsageError, match=r"elsewhere brings as elsewhere_strategy:missing.*pip uninstall elsewhere"):
        choose_strategy("broken")
    with pytest.raises(UsageError, match="no function"):
        choose_strategy("number")


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean “codet”"):
        choose_strategy("codett")
