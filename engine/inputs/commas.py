"""Lists whose parts a statement separates by a comma and a space: a comma without a space is none of these."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.inputs.layout import Block, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.inputs.survey import Series, Survey

_SAID = re.compile(
    r"(?:separated|delimited) by (?:a |one )?comma (?:and|followed by) (?:a |one )?(?:single )?space|"
    r"(?:separerade|åtskilda|avskilda) (?:av|med) (?:ett )?komma(?:tecken)? (?:och|följt av) (?:ett )?mellanslag",
    re.IGNORECASE,
)
_ALONE = re.compile(",(?! )")


def separates_by_commas(section: str) -> bool:
    """Whether a statement says so of its inputs."""
    return _SAID.search(section) is not None


def show_commas(surveys: Sequence[Survey]) -> bool:
    """Whether lines of some inputs have commas, each with a space after it."""
    lists = [series for survey in surveys for series in survey.series]
    return any("," in line for series in lists for line in _lines(series)) and not any(map(lacks_a_space, lists))


def lacks_a_space(series: Series) -> bool:
    """Whether a line of a list has a comma without a space after it; there may be nothing between two such commas."""
    return any(_ALONE.search(line) for line in _lines(series))


def _lines(series: Series) -> list[str]:
    """The lines of a list of lines; what stands in one line is no such list."""
    if not isinstance(series.item, Block):
        return []
    return [node.text() for entry in series.items for node in entry if isinstance(node, Row)]
