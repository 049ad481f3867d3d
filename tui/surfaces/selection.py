"""The end of a run: what was selected, how sure that is, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.overrides import AddTest
from engine.projections.wording import past_budget
from tui.surfaces.text import Line, Row, clean, frame, line, wrap
from tui.surfaces.words import VERDICTS, count

if TYPE_CHECKING:
    from engine.events.selection import SelectionMade
    from engine.projections.board import Board
    from tui.surfaces.focus import Focus
    from tui.surfaces.text import Look


def paint(board: Board, focus: Focus, width: int, height: int, look: Look, keys: str = "") -> list[Line]:
    """Paint the banner; `keys` is the caller's line of keys that make sense now. Four lines say everything."""
    del focus
    chosen = board.selection
    if chosen is None:
        return frame(_none(board, width, look), height)
    lines = [_banner(board, chosen, width, look)]
    further = past_budget(board.budget_ended) if board.budget_ended else ""
    rest = [line(width, look, (" ", ""), (keys, "key"), (f"   {further}" if further else "", "dim"))] if keys else []
    if board.graded:
        rest.insert(0, _grade(board, width, look))
    room = height - len(lines) - len(rest)
    reason = wrap(clean(chosen.reason[:2000], look), width - 2)[: max(0, room)]
    lines += [line(width, look, (" " + part, "")) for part in reason]
    return frame([*lines, *rest], height)


def _none(board: Board, width: int, look: Look) -> list[Line]:
    if board.finished:
        status = f" The run ended without a program: {board.finished.reason or board.finished.status}"
        further = past_budget(board.budget_ended) if board.budget_ended else ""
        return [line(width, look, (status, "bad")), line(width, look, (f" {further}" if further else "", "dim"))]
    return [line(width, look, (" Nothing is selected yet", "dim"))]


def _banner(board: Board, chosen: SelectionMade, width: int, look: Look) -> Line:
    """`✓ S07 round 1, confidence 0.93, passes 3 of 3 public tests`."""
    sure = chosen.status == "selected"
    style = "winner" if sure else "warn"
    row = Row(width, look).put(f" {look.glyphs.ok if sure else look.glyphs.judge} ", style)
    row.put(f"S{chosen.revision.sample:02d} round {chosen.revision.round}", style)
    row.put("" if sure else ", best effort", "warn").put(f", confidence {chosen.confidence:.2f}", "strong")
    sample = board.samples.get(chosen.revision.sample)
    made = sample.round(chosen.revision.round) if sample else None
    if made and made.total:
        kind = "test" if any(board.overrides.of(AddTest)) else "public test"
        row.put(f", passes {made.passed} of {count(made.total, kind)}")
    return row.line()


def _grade(board: Board, width: int, look: Look) -> Line:
    assert board.graded
    verdict, tests = board.graded.verdict, board.graded.tests
    good = verdict == "AC"
    row = Row(width, look).put(f" {look.glyphs.ok if good else look.glyphs.bad} ", "ok" if good else "bad")
    row.put(f"secret tests: {verdict} {VERDICTS[verdict]}", "ok" if good else "bad")
    # The grade ends with the first test that fails, so how many there are beyond it is not known.
    row.put(f", all {len(tests)} pass" if good else f" on {tests[-1].name}, after {len(tests) - 1} that pass")
    return row.line()
