"""From a place to the package of a problem: a folder, or a line of a file (`FILE#ID`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.problem import kattis
from engine.problem.datasets.files import read_problem, split_place

if TYPE_CHECKING:
    from pathlib import Path

    from engine.problem.package import Package


def read_package(place: Path) -> Package:
    """Read the public part of a problem: all but its secret tests.

    Args:
        place: the folder of a Kattis package, or `FILE#ID`.

    Raises:
        ProblemError: it cannot be read, or cannot be judged here; names the file, the reason and the remedy.
        UnknownNameError: there is no problem of this name in the file.
    """
    return kattis.read_package(place) if split_place(place) is None else read_problem(place)
