"""Making a distinguishing input small: people and models judge `3⏎1 1 2` better than four hundred numbers."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from engine.inputs import smaller, smaller_values
from engine.runtime.together import together
from engine.steps.merit import Ran
from engine.steps.validating import check_validity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.runtime.run import Run
    from engine.steps.merit import Measure
    from engine.steps.pool import Revision

_AT_ONCE = 6
"""Candidates that are tried side by side; the first of them that still distinguishes is taken."""

_TRIES = 24
"""Candidates for one input, at most."""


async def shrink(run: Run, text: str, left: Revision, right: Revision, measure: Measure) -> str:
    """Simplify an input on which two revisions differ, as long as it stays valid and they still differ.

    Greedy delta debugging (Zeller & Hildebrandt 2002, "Simplifying and isolating failure-inducing input"):
    take the first simplification that holds, then start again from it. How the revisions end (cleanly or not)
    must stay the same, or a wrong answer would shrink into a crash; and so must what the checker says of them.
    """
    tries = _TRIES
    while tries > 0:
        for candidates in _chunks(_simplifications(run, text), tries):
            tries -= len(candidates)
            holds = await _still_distinguish(run, candidates, text, (left, right), measure)
            if any(holds):
                text = candidates[holds.index(True)]
                break
        else:
            break
    return text


def _simplifications(run: Run, text: str) -> Iterator[str]:
    if run.problem.function:
        return smaller_values(text)
    return smaller(text, [test.input for test in run.problem.tests])


def _chunks(candidates: Iterator[str], most: int) -> Iterator[list[str]]:
    while most > 0 and (chunk := list(islice(candidates, min(_AT_ONCE, most)))):
        most -= len(chunk)
        yield chunk


async def _still_distinguish(
    run: Run, candidates: list[str], text: str, sides: tuple[Revision, Revision], measure: Measure
) -> list[bool]:
    found = await check_validity(run, [text, *candidates])
    tried = [
        item
        for item, finding in zip(candidates, found[1:], strict=True)
        if finding.state in ("valid", found[0].state) and not run.overrides.refused(item)
    ]
    texts = [text, *tried]
    rows = await together(run.execute(side.program, texts) for side in sides)
    left, right = (Ran(side.program, tuple(row)) for side, row in zip(sides, rows, strict=True))
    wanted, *merits = await measure.compare(texts, left, right)
    ends = [(a.failure, b.failure) for a, b in zip(*rows, strict=True)]
    differ = {
        candidate: merit == wanted and end == ends[0]
        for candidate, merit, end in zip(tried, merits, ends[1:], strict=True)
    }
    return [differ.get(candidate, False) for candidate in candidates]
