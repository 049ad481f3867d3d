"""The focused sample: the track of its rounds, and the program of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.surfaces import streamed
from tui.surfaces.code import highlight
from tui.surfaces.sides import split
from tui.surfaces.text import Line, Row, Span, clean, frame, wrap
from tui.surfaces.words import countdown, first_failing, sample_state, silence

if TYPE_CHECKING:
    from engine.projections.board import Board
    from engine.projections.pieces import Call, Round, Sample
    from tui.surfaces.focus import Focus
    from tui.surfaces.text import Look

_TITLED = 3
"""Lines from which on, more than these, the sample's title has one."""
_THINKING, _ANSWER = streamed.Row("thinking", "rule"), streamed.Row("answer", "rule")


def paint(board: Board, focus: Focus, width: int, height: int, look: Look) -> list[Line]:
    """Paint name, track and program."""
    sample = focused_sample(board, focus)
    if sample is None:
        return frame([Row(width, look).put(" No sample to show yet", "dim").line()], height)
    current = focused_round(sample, focus)
    head = [_title(sample, width, look), _track(sample, current, width, look)]
    if height <= _TITLED:
        head = head[1:]
    body = height - len(head)
    if current is None:
        return frame([*head, Row(width, look).put(" Waiting for its turn", "dim").line()], height)
    if body <= 0:
        return frame(head, height)
    return frame([*head, *_body(board, focus, current, width, body, look)], height)


def focused_sample(board: Board, focus: Focus) -> Sample | None:
    """The selected sample; the first when none is selected."""
    number = focus.sample if focus.sample is not None else min(board.samples, default=0)
    return board.samples.get(number)


def focused_round(sample: Sample | None, focus: Focus) -> Round | None:
    """The selected round; the latest when none is selected or it does not exist."""
    if sample is None or not sample.rounds:
        return None
    chosen = sample.round(focus.round) if focus.round is not None else None
    return chosen or sample.rounds[-1]


def _title(sample: Sample, width: int, look: Look) -> Line:
    state = sample_state(sample, look.glyphs)
    row = Row(width, look).put(f" {sample.name} ", "strong").put(f" {state.glyph} {state.word} ", state.style)
    return row.put(f" {sample.hint}", "dim").line()


def _track(sample: Sample, current: Round | None, width: int, look: Look) -> Line:
    """`r0 WA 1/3 ─ r1 AC 3/3`."""
    row = Row(width, look).put(" ")
    for index, item in enumerate(sample.rounds):
        if index:
            row.put(f" {look.glyphs.line} ", "rule")
        _station(row, item, current=item is current)
    return row.line()


def _station(row: Row, item: Round, *, current: bool) -> Row:
    mark = "cursor " if current else ""
    verdict, style = _verdict(item, row.look)
    row.put(f" r{item.number} ", mark + "strong" if mark else "dim").put(
        "by a judged input " if item.judged else "", "warn"
    )
    return row.put(f"{verdict} ", mark + style)


def hit(board: Board, focus: Focus, width: int, height: int, look: Look, row: int, column: int) -> int | None:
    """Number of the round of the track at a row and column, for clicks."""
    sample = focused_sample(board, focus)
    if sample is None or row != (0 if height <= _TITLED else 1):
        return None
    track = Row(width, look).put(" ")
    for index, item in enumerate(sample.rounds):
        before = track.put(f" {look.glyphs.line} ").used if index else track.used
        if before <= column < _station(track, item, current=False).used:
            return item.number
    return None


def _verdict(item: Round, look: Look) -> tuple[str, str]:
    if item.failure:
        return f"{look.glyphs.bad} no program", "bad"
    if not item.done:
        return ("testing", "accent") if item.revision else ("writing", "accent")
    if not item.total:
        return "untested", "warn"
    failing = first_failing(item)
    verdict = item.tests[failing].verdict if failing else "AC"
    sign = look.glyphs.bad if failing else look.glyphs.ok
    return f"{sign} {verdict} {item.passed}/{item.total}", "bad" if failing else "ok"


def _body(board: Board, focus: Focus, item: Round, width: int, height: int, look: Look) -> list[Line]:
    if item.revision:
        return _finished(board, focus, item, width, height, look)
    call = board.calls.get(item.call)
    lines = _trouble(item, call, focus, width, look)[: max(1, height - 1)]
    if (room := height - len(lines)) <= 0:
        return lines
    rows, below = _spoken(board, call, focus.program_top, width - 2, room, look) if call else ([], 0)
    if not rows:
        silent = silence(call, focus) if call and call.state == "open" else ""
        waiting = (
            f" Waiting for the first words{f': {silent}' if silent else ''}"
            if not lines
            else " The model wrote nothing"
        )
        return [*lines, Row(width, look).put(waiting, "dim").line()]
    lines += [Row(width, look).put(" ").extend(spans).line() for spans in rows]
    if below and room > 1:
        lines[-1] = Row(width, look).put(f" +{below + 1} lines, End to follow", "accent").line()
    return lines


def _trouble(item: Round, call: Call | None, focus: Focus, width: int, look: Look) -> list[Line]:
    """Why there is no program, or why the call is sent again, and when."""
    if item.failure:
        return [Row(width, look).put(" ").put(part, "bad").line() for part in wrap(item.failure, width - 2)]
    if call is None or not call.waiting_until:
        return []
    why = f"Attempt {call.attempts} failed: {clean(call.problem, look)}"
    lines = [Row(width, look).put(" ").put(part, "warn").line() for part in wrap(why, width - 2)]
    return [*lines, Row(width, look).put(f" {countdown(call, focus).capitalize()}", "warn").line()]


def _spoken(
    board: Board, call: Call, top: int | None, width: int, room: int, look: Look
) -> tuple[list[tuple[Span, ...]], int]:
    """A window on what has arrived, and how many rows are below it.

    The model's thinking stands dim and under a title of its own, and then its answer. Without `top` the window is at
    the end.
    """
    language = board.started.settings.language if board.started else ""
    answer, thought = call.text, call.thinking.strip()
    if top is None:
        rows = [] if _blank(answer) else streamed.latest(answer, width, room, look, fences=True)
        if thought and len(rows) < room:
            above = streamed.latest(thought, width, room, look, fences=False)
            rows = [_THINKING, *above, *([_ANSWER, *rows] if rows else [])]
        return [row.spans(language) for row in rows[-room:]], 0
    rows = [] if _blank(answer) else streamed.everything(answer, width, look, fences=True)
    if thought:
        above = streamed.everything(thought, width, look, fences=False)
        rows = [_THINKING, *above, *([_ANSWER, *rows] if rows else [])]
    end = max(0, len(rows) - room)
    top = min(top, end)
    return [row.spans(language) for row in rows[top : top + room]], end - top


def _blank(text: str) -> bool:
    return not text or text.isspace()


def _finished(board: Board, focus: Focus, item: Round, width: int, height: int, look: Look) -> list[Line]:
    """The program with line numbers."""
    assert item.revision
    lines = split(board.text(item.revision.text)) or ("",)
    top = max(0, min(focus.program_top or 0, len(lines) - height))
    digits = len(str(len(lines)))
    shown = []
    for number, text in enumerate(lines[top : top + height], top + 1):
        row = Row(width, look).put(f" {number:>{digits}} ", "dim").put(f"{look.glyphs.bar} ", "rule")
        shown.append(row.extend(highlight(text, item.revision.language)).line())
    if len(lines) - top > height > 2:
        more = len(lines) - top - height + 1
        shown[-1] = Row(width, look).put(f" {'':>{digits}} +{more} lines below", "dim").line()
    return shown
