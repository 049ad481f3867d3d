"""AlphaCodium: a flow from reflection over plans to code that is mended test by test and never loses what it passed.

Ridnik et al. 2024, "Code Generation with AlphaCodium" (arXiv 2401.08500), and its released code. Stages: reflect on the
problem; write up to three plans; choose one; write six tests; write a first program, up to eight more times, the plans
in turn, until it passes the public tests, else the closest one is kept; then mend it on each public test that it fails
(three fixes for a test, four for an only one, four in total), and on each written test (one fix, four in total). A test
once passed is an anchor: a fix that breaks one, or that does not mend its own test, is taken back.

Here otherwise: distance is the share of wrong tokens (published: sum of differences, or wrong lines); no second look at
the written tests, as by default there; a fix is one call; the public tests are not run again after the written ones, as
they are anchors; faults of one stage leave the others at work (there an exception ends the problem with nothing).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import BudgetError
from engine.models.protocol import Message
from engine.steps.drawing import drawing
from engine.steps.mending import FIXES, Mending
from engine.steps.notes import about_problem, ask_note, ask_opinion
from engine.steps.pool import filter_survivors
from engine.steps.selecting import closest, select
from engine.steps.written_tests import write_tests

if TYPE_CHECKING:
    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run

_TESTS = 6
_MORE_ATTEMPTS = 8


class Plans(Struct, frozen=True, kw_only=True):
    """Ways to solve the problem, the simplest first."""

    reason: str = ""
    plans: tuple[str, ...]


class Choice(Struct, frozen=True, kw_only=True):
    """The number of a plan, from 1."""

    reason: str = ""
    choice: int


@drawing(samples=1, rounds=_MORE_ATTEMPTS + 2 * FIXES)
async def alphacodium(run: Run) -> SelectionMade | None:
    """Reflect, plan, write, and mend test by test without losing one; None when no program was ever written."""
    try:
        notes, plans = await _think(run)
        tests = await write_tests(run, 1, _TESTS)
    except BudgetError:
        return None
    flow = Mending(run, "reflect, plan, write, mend")
    await flow.begin(notes, plans, 1 + _MORE_ATTEMPTS)
    if flow.current is None:
        flow.chain.close()
        return None
    await flow.mend_public()
    await flow.mend_written(tests)
    flow.chain.close()
    filter_survivors(run, [flow.current])
    if not flow.current.survives:
        return closest(run, flow.current)
    kept = len(flow.written)
    reason = f"what the flow came to: it passes every public test and {kept} of {len(tests)} written ones"
    return select(run, flow.current, (kept + 1) / (len(tests) + 2), reason)


async def _think(run: Run) -> tuple[str, list[str]]:
    """Reflect, plan and choose; the notes, and the plans with the chosen one first."""
    asked = [Message("user", about_problem(run, "reflect"))]
    notes = await ask_note(run, ("reflect",), "solver", asked, "reflect") or ""
    found = await ask_opinion(run, Plans, ("plans",), "plans", "plan", role="solver", notes=notes)
    plans = list(found.plans[:3]) if found else []
    if len(plans) > 1:
        listed = "\n\n".join(f"{number}. {plan}" for number, plan in enumerate(plans, start=1))
        chosen = await ask_opinion(run, Choice, ("plan",), "choose_plan", "choose", role="solver", notes=listed)
        best = plans[chosen.choice - 1] if chosen and 1 <= chosen.choice <= len(plans) else plans[0]
        plans = [best, *(plan for plan in plans if plan is not best)]
    return notes, plans or ["Solve it in the most direct way that the limits allow."]
