"""Hands `scripted` of the projections to the tests beside it, which no import finds under --import-mode=importlib."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

_NAME = "sstar_test_scripted"


@pytest.fixture(scope="session")
def scripted() -> ModuleType:
    if _NAME not in sys.modules:
        path = Path(__file__).parents[1] / "projections" / "scripted.py"
        spec = importlib.util.spec_from_file_location(_NAME, path)
        assert spec
        assert spec.loader
        sys.modules[_NAME] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[_NAME])
    return sys.modules[_NAME]
