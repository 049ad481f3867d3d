"""One sample in one line of the wall: what it is, how its tests stand, and its latest words or what came of them.

Where 256 samples stream, all lanes are painted thirty times a second, and most of each is what it was. So what stands
before the words is kept from frame to frame, under all that it shows.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from engine.projections.costs import board_cost
from tui.surfaces.text import Row, cells, clip, fill_end
from tui.surfaces.words import (
    State,
    countdown,
    in_order,
    sample_state,
    setback,
    short_number,
    silence,
    speaking_round,
    summary,
    verdict_style,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.projections.board import Board
    from engine.projections.pieces import Call, Round, Sample
    from tui.surfaces.focus import Focus
    from tui.surfaces.text import Line, Look

COST_FROM = 60
"""Cells from which on a lane says what its sample has cost."""
_PACE_FROM = 60
"""Cells from which on a lane says how fast its answer comes."""
_ROOM_FOR_SILENCE = 52
"""Cells from which on a lane says for how long its model has been silent."""


class Form(NamedTuple):
    """How a lane is drawn, whichever sample is in it."""

    width: int
    label: int
    """Cells of the longest name."""
    look: Look


class Standing(NamedTuple):
    """How the tests of a sample stand."""

    verdicts: tuple[str, ...] = ()
    """In the order of the tests; empty ones are not known yet. Without any, no test has run."""
    total: int = 0
    old: bool = False
    """They are those of the round that is being fixed."""


def paint(
    board: Board, focus: Focus, sample: Sample, form: Form, tests: Collection[str] = (), *, selected: bool = False
) -> Line:
    """Paint a lane over the whole of its width; `tests` are the names of the public and custom tests in order."""
    look = form.look
    latest = speaking_round(sample)
    call = board.calls.get(latest.call) if latest else None
    number = latest.number if latest else None
    state = sample_state(sample, look.glyphs)
    row = _head(sample.name, state, number, _standing(sample, latest, tests), form, selected=selected).copy()
    if sample.state == "streaming" and call and not call.waiting_until:
        return _streaming(row, call, focus, look).line()
    progress = countdown(call, focus) if sample.state == "streaming" and call else _cost(board, sample, row)
    room = row.room - (cells(progress) + 2 if progress else 1)
    _result(row, sample, latest, call, room, tests)
    if progress:
        row.end(f"{progress} ", "warn" if call and call.waiting_until else "dim")
    return row.to(form.width).line()


@lru_cache(maxsize=2048)
def _head(name: str, state: State, number: int | None, standing: Standing, form: Form, *, selected: bool) -> Row:
    """All that stands before the words. It is kept: add to a copy of it."""
    look = form.look
    row = Row(form.width, look, "cursor" if selected else "")
    row.put(look.glyphs.cursor if selected else " ", "accent")
    row.put(f"{name:<{form.label}} ", "strong" if selected else "")
    row.put(f"{state.glyph} {state.word:<7} ", state.style)
    row.put("   " if number is None else f"r{number} ", "dim")
    return _signs(row, standing)


def _standing(sample: Sample, speaking: Round | None, tests: Collection[str]) -> Standing:
    """The verdicts of the round that speaks, or of the one that is being fixed."""
    met = speaking
    total = len(tests)
    for item in sample.rounds:
        total = max(total, item.total)
        if item.tests and (speaking is None or not speaking.tests):
            met = item
    if met is None or not met.tests:
        return Standing((), total)
    total = max(total, len(met.tests))
    known = met.tests
    verdicts = [known[name].verdict if name in known else "" for name in in_order(met, tests)[:total]]
    return Standing(tuple(verdicts), total, met is not speaking)


def _signs(row: Row, standing: Standing) -> Row:
    """One sign per test, dim when it is old; how many pass where there are many."""
    verdicts, total, old = standing
    glyphs = row.look.glyphs
    if not total:
        return row
    limit = max(3, row.width // 6)
    if total > limit:
        passed = verdicts.count("AC")
        style = "dim" if old or not verdicts else "ok" if passed == total else "bad"
        return row.put(f"{passed}/{total}".ljust(limit + 1), style)
    for verdict in verdicts:
        sign = glyphs.wait if not verdict else glyphs.ok if verdict == "AC" else glyphs.bad
        row.put(sign, "dim" if old or not verdict else verdict_style(verdict))
    return row.put(glyphs.wait * (total - len(verdicts)) + " ", "dim")


def _streaming(row: Row, call: Call, focus: Focus, look: Look) -> Row:
    """The latest words, and at the right edge how many there are: in one piece, for every piece is drawn by itself."""
    progress = _progress(call, focus, row.width)
    room = row.room - len(progress) - 2
    if room < 0:
        return row.to(row.width)
    words = "" if look.reduced else last_words((call.answer or call.thought).tail(200))
    return row.add(f"{fill_end(words, room, look)} {progress} ", row.room, "dim")


def _result(
    row: Row, sample: Sample, latest: Round | None, call: Call | None, room: int, tests: Collection[str]
) -> None:
    """What came of the round, or why nothing has yet."""
    if latest is None:
        row.put(sample.hint, "dim")
    elif sample.state == "streaming":
        row.put(clip(setback(call), room, row.look) if call else "", "warn")
    else:
        style = {"survivor": "ok", "failing": "bad", "failed": "bad"}.get(sample.state, "")
        row.put(summary(latest, tests), style)


def last_words(text: str) -> str:
    """The last line of the end of a stream that has something on it."""
    end = text.rstrip()
    return end[end.rfind("\n") + 1 :].strip()


def _cost(board: Board, sample: Sample, row: Row) -> str:
    """What the sample has cost, where there is a price and room for it."""
    spent = board.ledger.samples.get(sample.number)
    if spent is None or row.width < COST_FROM:
        return ""
    words = board_cost(board, spent)
    return words if words.startswith(("$", "<")) else ""


def _progress(call: Call, focus: Focus, width: int) -> str:
    """Characters so far, and about how many tokens arrive a second.

    Some models think for minutes before the first word, and do not show what: then it is how long that takes already.
    """
    received = len(call.answer) + len(call.thought)
    if not received and width >= _ROOM_FOR_SILENCE and (silent := silence(call, focus)):
        return silent
    if width < _PACE_FROM:
        return short_number(received)
    seconds = (focus.now or 0.0) - call.began_at
    # Four characters a token is the usual rule of thumb; exact counts come only when a call ends.
    pace = f"{received / 4 / seconds:.0f} tok/s  " if seconds > 0.5 and received else ""
    return f"{pace}{short_number(received):>6} chars"
