"""Making a distinguishing input small: people and models judge `3⏎1 1 2` better than four hundred numbers."""

from __future__ import annotations

import asyncio
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
"""Candidates for one input, at most, once it is readable."""

_MORE_TRIES = 72
"""Further candidates, as long as it is not."""

READABLE = 240
"""Characters of an input that a person or a model can follow from its first to its last."""


async def shrink(run: Run, text: str, left: Revision, right: Revision, measure: Measure) -> str:
    """Simplify an input on which two revisions differ, as long as it stays valid and they still differ.

    Greedy delta debugging (Zeller & Hildebrandt 2002, "Simplifying and isolating failure-inducing input"):
    take the first simplification that holds, then start again from it. How the revisions end (cleanly or not)
    must stay the same, or a wrong answer would shrink into a crash; and so must what the checker says of them.
    """
    tries = _TRIES + (_MORE_TRIES if len(text) > READABLE else 0)
    while tries > 0:
        candidates_left = _simplifications(run, text)
        while candidates := await _next(candidates_left, min(_AT_ONCE, tries)):
            tries -= len(candidates)
            holds = await _still_distinguish(run, candidates, text, (left, right), measure)
            if any(holds):
                text = candidates[holds.index(True)]
                tries = min(tries, _TRIES) if len(text) <= READABLE else tries
                break
        else:
            break
    return text


def _simplifications(run: Run, text: str) -> Iterator[str]:
    if run.problem.function:
        return smaller_values(text)
    return smaller(text, [test.input for test in run.problem.tests], run.problem.statement)


async def _next(candidates: Iterator[str], most: int) -> list[str]:
    """Take some more; what has to be done for each is done in turns with everything else."""
    taken: list[str] = []
    for candidate in islice(candidates, most):
        taken.append(candidate)
        await asyncio.sleep(0)
    return taken


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
