"""Problems: what a strategy sees of them, how outputs are compared, and the packages they are read from.

Names are imported when they are first used: reading packages needs YAML and more, looking at a board does not.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.problem.compare import Difference, first_difference, same_output
    from engine.problem.library import bundled, find
    from engine.problem.model import MEBIBYTE, Limits, OutputRules, Problem, Program, SourceFile, Test, digest
    from engine.problem.package import Package, SecretTest, Submission
    from engine.problem.readable import readable_math
    from engine.problem.reading import read_package

_WHERE = {
    "Difference": "compare",
    "Limits": "model",
    "MEBIBYTE": "model",
    "OutputRules": "model",
    "Package": "package",
    "Problem": "model",
    "Program": "model",
    "SecretTest": "package",
    "SourceFile": "model",
    "Submission": "package",
    "Test": "model",
    "bundled": "library",
    "digest": "model",
    "find": "library",
    "first_difference": "compare",
    "read_package": "reading",
    "readable_math": "readable",
    "same_output": "compare",
}

__all__ = [
    "MEBIBYTE",
    "Difference",
    "Limits",
    "OutputRules",
    "Package",
    "Problem",
    "Program",
    "SecretTest",
    "SourceFile",
    "Submission",
    "Test",
    "bundled",
    "digest",
    "find",
    "first_difference",
    "read_package",
    "readable_math",
    "same_output",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'engine.problem' has no attribute {name!r}")
    return getattr(importlib.import_module(f"engine.problem.{_WHERE[name]}"), name)
