"""The samples wall: one lane per sample, all of them live."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.projections.costs import board_cost
from tui.surfaces.text import Line, Row, Span, cells, clip, clip_start, frame
from tui.surfaces.words import (
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
    from collections.abc import Collection, Sequence

    from engine.projections.board import Board
    from engine.projections.pieces import Call, Round, Sample
    from tui.surfaces.focus import Focus
    from tui.surfaces.text import Look

LANE_CELLS = 38
"""Narrowest lane when there are several columns of them."""
COLUMNS_FROM = 64
"""Samples from which on a wide wall has several columns."""
WIDE = 100
"""Cells from which on a wall is wide."""
COST_FROM = 60
"""Cells from which on a lane says what its sample has cost."""
_ROOM_FOR_SILENCE = 52
"""Cells from which on a lane says for how long its model has been silent."""
PLURALS = {"passes": "pass", "fails": "fail"}


class Grid(NamedTuple):
    """Which samples are visible where: column by column, from the top."""

    shown: Sequence[Sample]
    hidden: int
    rows: int
    columns: int
    lane: int
    """Cells of one lane, the gap to the next one included."""
    label: int
    """Cells of the longest name."""
    top: int
    """Lines above the first lane."""


def paint(board: Board, focus: Focus, width: int, height: int, look: Look, tests: Collection[str] = ()) -> list[Line]:
    """Paint the visible lanes; `tests` are the names of the public and custom tests in their order."""
    if not board.samples:
        return frame([Row(width, look).put(" No sample has started yet", "dim").line()], height)
    grid = arrange(board, focus, width, height)
    lines = [_heading(board, focus, width, look)] if grid.top else []
    selected = _selected(board, focus)
    for row in range(grid.rows):
        if row >= len(grid.shown):
            break
        lines.append(_row(board, focus, grid, row, selected, width, look, tests))
    if grid.hidden and height > 1:
        lines = lines[: height - 1]
        lines.append(Row(width, look).put(f"   +{grid.hidden} more", "dim").line())
    return frame(lines, height)


def hit(board: Board, focus: Focus, width: int, height: int, row: int, column: int) -> int | None:
    """Number of the sample at a row and column, for clicks."""
    grid = arrange(board, focus, width, height)
    index = (column // max(1, grid.lane)) * grid.rows + row - grid.top
    inside = grid.top <= row < grid.top + grid.rows and column // max(1, grid.lane) < grid.columns
    return grid.shown[index].number if inside and index < len(grid.shown) else None


def arrange(board: Board, focus: Focus, width: int, height: int) -> Grid:
    """Choose which samples are visible so that the selected one is among them."""
    samples = visible(board, focus)
    top = 1 if height > 3 else 0
    room = max(1, height - top)
    columns = 1
    if width >= WIDE and len(samples) >= COLUMNS_FROM and len(samples) > room:
        columns = max(1, min(width // LANE_CELLS, -(-len(samples) // room)))
    rows = room
    if len(samples) > rows * columns:
        rows = max(1, room - 1)
    elif columns > 1:
        rows = -(-len(samples) // columns)
    page = rows * columns
    selected = _selected(board, focus)
    at = next((index for index, sample in enumerate(samples) if sample.number == selected), 0)
    first = max(0, min(at - page // 2, len(samples) - page))
    shown, hidden = samples[first : first + page], max(0, len(samples) - page)
    label = max((len(sample.name) for sample in shown[-1:]), default=3)
    return Grid(shown, hidden, rows, columns, width // columns, label, top)


def visible(board: Board, focus: Focus) -> list[Sample]:
    """The samples that the filter lets through."""
    samples = board.ordered_samples()
    wanted = focus.filter.strip().lower()
    return [sample for sample in samples if wanted in _searchable(sample)] if wanted else samples


def _searchable(sample: Sample) -> str:
    latest = speaking_round(sample)
    verdicts = " ".join({met.verdict for met in latest.tests.values()}) if latest else ""
    return f"{sample.name} {sample.state} {summary(latest)} {verdicts} {sample.hint}".lower()


def _selected(board: Board, focus: Focus) -> int:
    return focus.sample if focus.sample is not None else min(board.samples, default=0)


def _heading(board: Board, focus: Focus, width: int, look: Look) -> Line:
    tally: dict[tuple[str, str], int] = {}
    for sample in board.ordered_samples():
        state = sample_state(sample, look.glyphs)
        key = (PLURALS.get(state.word, state.word), state.style)
        tally[key] = tally.get(key, 0) + 1
    row = Row(width, look).put(" Samples", "strong")
    if focus.filter:
        row.put(f"  filter: {focus.filter}", "accent")
    for (text, style), number in tally.items():
        row.put("   ").put(f"{number} {text}", style)
    return row.line()


def _row(
    board: Board,
    focus: Focus,
    grid: Grid,
    row: int,
    selected: int,
    width: int,
    look: Look,
    tests: Collection[str],
) -> Line:
    """The lanes that stand side by side in one line."""
    cut = grid.lane if grid.columns > 1 else width
    spans: list[Span] = []
    for index in range(row, min(len(grid.shown), grid.rows * grid.columns), grid.rows):
        sample = grid.shown[index]
        lane = Row(cut, look, "cursor" if sample.number == selected else "")
        _lane(board, focus, sample, lane, grid.label, tests, selected=sample.number == selected)
        spans.extend(lane.to(cut).line().spans)
    return Line(tuple(spans))


def _lane(
    board: Board,
    focus: Focus,
    sample: Sample,
    row: Row,
    label: int,
    tests: Collection[str],
    *,
    selected: bool,
) -> None:
    look = row.look
    state = sample_state(sample, look.glyphs)
    latest = speaking_round(sample)
    call = board.calls.get(latest.call) if latest else None
    row.put(look.glyphs.cursor if selected else " ", "accent")
    row.put(f"{sample.name:<{label}} ", "strong" if selected else "")
    row.put(f"{state.glyph} {state.word:<7} ", state.style)
    row.put(f"r{latest.number} " if latest else "   ", "dim")
    _tests(row, sample, latest, tests, look)
    progress = _progress(call, focus, row.width) if sample.state == "streaming" and call else _cost(board, sample, row)
    room = row.room - (cells(progress) + 2 if progress else 1)
    _tail(row, sample, latest, call, room, look, tests)
    if progress:
        row.end(f"{progress} ", "warn" if call and call.waiting_until else "dim")


def _tests(row: Row, sample: Sample, speaking: Round | None, tests: Collection[str], look: Look) -> None:
    """One sign per test: of this round, or dim of the round that is being fixed."""
    met = speaking
    if met is None or not met.tests:
        met = next((item for item in reversed(sample.rounds) if item.tests), None)
    total = max([len(tests), *(item.total for item in sample.rounds), len(met.tests) if met else 0])
    if not total:
        return
    limit = max(3, row.width // 6)
    old = met is not None and met is not speaking
    if total > limit:
        passed = sum(1 for test in met.tests.values() if test.verdict == "AC") if met else 0
        row.put(f"{passed}/{total}".ljust(limit + 1), "dim" if old or not met else "ok" if passed == total else "bad")
        return
    names = in_order(met, tests)[:total] if met else []
    for name in names:
        test = met.tests.get(name) if met else None
        sign = look.glyphs.wait if test is None else look.glyphs.ok if test.verdict == "AC" else look.glyphs.bad
        row.put(sign, "dim" if old or test is None else verdict_style(test.verdict))
    row.put(look.glyphs.wait * (total - len(names)) + " ", "dim")


def _tail(
    row: Row, sample: Sample, latest: Round | None, call: Call | None, room: int, look: Look, tests: Collection[str]
) -> None:
    """The latest words of a stream, or what came of the round."""
    if latest is None:
        row.put(sample.hint, "dim")
    elif sample.state == "streaming" and call is not None and call.waiting_until:
        row.put(clip(setback(call), room, look), "warn")
    elif sample.state == "streaming":
        text = "" if call is None or look.reduced else last_words((call.answer or call.thought).tail(200))
        row.put(clip_start(text, room, look), "dim")
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
    """Characters so far, and about how many tokens arrive a second; or when the next attempt starts.

    Some models think for minutes before the first word, and do not show what: then it is how long that takes already.
    """
    if call.waiting_until:
        return countdown(call, focus)
    received = len(call.answer) + len(call.thought)
    if not received and width >= _ROOM_FOR_SILENCE and (silent := silence(call, focus)):
        return silent
    if width < 60:
        return short_number(received)
    seconds = (focus.now or 0.0) - call.began_at
    # Four characters a token is the usual rule of thumb; exact counts come only when a call ends.
    pace = f"{received / 4 / seconds:.0f} tok/s  " if seconds > 0.5 and received else ""
    return f"{pace}{short_number(received):>6} chars"
