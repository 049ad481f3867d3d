"""One match, opened: who plays, on which inputs, with which outputs, and who says what about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.surfaces.bracket_layout import chosen_match
from tui.surfaces.focus import Focus
from tui.surfaces.match_words import (
    input_label,
    input_text,
    match_title,
    outputs,
    side_name,
    sized,
    speaker_of,
    to_come,
    verdict_spans,
)
from tui.surfaces.sides import RULES, Side, paint_sides, paint_text, split
from tui.surfaces.text import Line, Row, clean, frame, line, wrap, wrap_growing
from tui.surfaces.words import VERDICTS, countdown, cpu_time, names, setback

if TYPE_CHECKING:
    from engine.events.selection import MatchInput
    from engine.projections.board import Board
    from engine.projections.pieces import Bracket, Match
    from tui.surfaces.text import Look

ROOMY_FROM = 13
"""Lines from which on the outputs are compared in full; below it every fact gets one line."""
_WHOLE = 200
"""Lines that a card may take which is scrolled: all that it leaves out for want of room is there then."""

BY = {"rule": "by rule", "judge": "by the judge", "person": "by you", "size": "by size: nobody could tell them apart"}


def paint(board: Board, focus: Focus, width: int, height: int, look: Look) -> list[Line]:
    """Paint the selected match in as much detail as there is room for."""
    name = chosen_match(board, focus.match)
    if board.bracket is None or not name:
        return frame([line(width, look, (" No match has been opened", "dim"))], height)
    match, room = board.bracket.matches[name], max(0, height - 1)
    body = _body(board, board.bracket, match, width, _WHOLE if focus.card_top else height, look)
    indented = [Row(width, look).put(" ").extend(item.spans).line() for item in body]
    return frame([_title(board, match, width, look), *frame(indented, room, focus.card_top)], height)


def last_top(board: Board, focus: Focus, width: int, height: int, look: Look) -> int:
    """The largest `card_top` that changes anything; the arguments are those of `paint`."""
    name = chosen_match(board, focus.match)
    if board.bracket is None or not name:
        return 0
    return max(0, len(_body(board, board.bracket, board.bracket.matches[name], width, _WHOLE, look)) - height + 1)


def _body(board: Board, bracket: Bracket, match: Match, width: int, height: int, look: Look) -> list[Line]:
    painter = _brief if height < ROOMY_FROM else _full
    return painter(board, bracket, match, max(1, width - 1), max(0, height - 1), look)


def _title(board: Board, match: Match, width: int, look: Look) -> Line:
    stroke = look.glyphs.line
    row = Row(width, look).put(f"{stroke}{stroke} ", "rule").put(match_title(board, match), "strong").put("  ")
    row.extend(verdict_spans(board, match, look)).put(" ")
    return row.put(stroke * row.room, "rule").line()


# -------------------------------------------------------------------- few lines


def _brief(board: Board, bracket: Bracket, match: Match, width: int, height: int, look: Look) -> list[Line]:
    sides = _sides_line(bracket, match, width, look)
    if not match.inputs:
        return [sides, *_no_input(match, width, look)]
    used = match.inputs[-1]
    found = Row(width, look).put(input_label(board, match, width // 2, look), "accent")
    found.put("  ").put(outputs(board, used, width // 3, look), "strong").put(f"  {_about(board, used)}", "dim")
    lines = [sides, found.line()]
    end = _decision(match, width, look)[:2]
    votes = _votes(board, match, width, look, wrapped=False)
    room = max(0, height - len(lines) - len(end))
    return [*lines, *votes[-room:], *end] if room else [*lines, *end]


def _sides_line(bracket: Bracket, match: Match, width: int, look: Look) -> Line:
    row = Row(width, look)
    for index, which in enumerate(("left", "right")):
        name = side_name(bracket, match, which)
        row.put("  against  " if index else "", "dim")
        row.put(sized(bracket, name, look) if name else to_come(match, which), _style(match, name))
        if name in bracket.clusters:
            row.put(f" {names(bracket.clusters[name].members[:4])}", "dim")
    return row.line()


def _style(match: Match, name: str) -> str:
    if not name:
        return "dim"
    return "strong" if not match.winner else "winner" if name == match.winner else "loser"


def _no_input(match: Match, width: int, look: Look) -> list[Line]:
    if match.decided:
        return _decision(match, width, look)
    waiting = match.state == "waiting"
    words = "Waits for both sides to be known" if waiting else "Looking for a small input on which the two sides differ"
    return [line(width, look, (words, "dim"), (look.glyphs.ellipsis, "dim"))]


# -------------------------------------------------------------------- many lines


def _full(board: Board, bracket: Bracket, match: Match, width: int, height: int, look: Look) -> list[Line]:
    lines = _members(board, bracket, match, width, look)
    if not match.inputs:
        return [*lines, *_no_input(match, width, look)]
    end = _decision(match, width, look)
    votes = _votes(board, match, width, look, wrapped=True)
    limit = max(4, height // 3)
    if len(votes) > limit:
        votes = _votes(board, match, width, look, wrapped=False)[-limit:]
    room = height - len(lines) - len(end) - (len(votes) + 2 if votes else 0) - len(match.inputs) + 1
    for used in match.inputs[:-1]:
        lines.append(_earlier(board, used, width, look))
    lines += _input(board, match, match.inputs[-1], width, max(5, room), look)
    if votes:
        lines += [line(width, look), line(width, look, ("votes", "strong"))]
        lines += votes
    return [*lines, *([line(width, look)] if len(lines) + len(end) < height else []), *end]


def _members(board: Board, bracket: Bracket, match: Match, width: int, look: Look) -> list[Line]:
    order = [cluster.name for cluster in bracket.drawn.clusters]
    lines = []
    for which in ("left", "right"):
        name = side_name(bracket, match, which)
        row = Row(width, look).put(sized(bracket, name, look) if name else to_come(match, which), _style(match, name))
        if name in bracket.clusters:
            row.put(f"  seed {order.index(name) + 1}  ", "dim").put(names(bracket.clusters[name].members), "dim")
            if speaks := speaker_of(board, name):
                row.put(f"  {speaks} speaks for it", "ok")
        lines.append(row.line())
    return lines


def _about(board: Board, used: MatchInput) -> str:
    """Where an input comes from, and whether it is allowed."""
    made = board.inputs.get(used.input)
    facts = [used.input]
    if made:
        facts += [f"by {made.made.source}", made.made.validity]
    if used.shrunk_from:
        facts.append(f"shrunk from {used.shrunk_from}")
    return ", ".join(facts)


def _earlier(board: Board, used: MatchInput, width: int, look: Look) -> Line:
    row = Row(width, look).put(f"{used.input}  ", "dim").put(outputs(board, used, width // 2, look))
    return row.put(f"  {used.rule}", "warn").line()


def _input(board: Board, match: Match, used: MatchInput, width: int, room: int, look: Look) -> list[Line]:
    text = input_text(board, used.input)
    lines = [line(width, look, ("input ", "strong"), (_about(board, used), "dim"))]
    above = min(max(1, len(split(text))), max(1, (room - 2) // 2))
    if above < min(2, len(split(text))):
        lines = [
            line(
                width,
                look,
                ("input ", "strong"),
                (input_label(board, match, width // 2, look), "accent"),
                (f" {_about(board, used)}", "dim"),
            )
        ]
        above = 0
    lines += [
        Row(width, look).put("  ").extend(item.spans).line()
        for item in paint_text(text, width - 2, above, look, "accent")
    ]
    if used.rule:
        lines.append(line(width, look, ("no judge needed: ", "strong"), (used.rule, "warn")))
    left = _side(board, match, match.left, used.left_execution)
    right = _side(board, match, match.right, used.right_execution)
    rules = None if board.judge else RULES
    return [*lines, *paint_sides(left, right, width, max(3, room - len(lines)), look, rules)]


def _side(board: Board, match: Match, name: str, key: str) -> Side:
    execution = board.executions.get(key)
    style = _style(match, name)
    if execution is None:
        return Side(f"{name} prints", "", style, "(not run)")
    outcome = execution.outcome
    talks = board.judge == "interactor"
    title = f"{name} {'says' if talks else 'prints'}, {cpu_time(outcome.cpu_seconds)}"
    text = outcome.transcript if talks else outcome.output
    if outcome.failure is None:
        return Side(title, text, style)
    why = outcome.judge_message if outcome.failure == "WA" else outcome.error
    last = why.strip().rsplit("\n", 1)[-1]
    return Side(title, text, style, f"({outcome.failure}, {VERDICTS[outcome.failure]}{': ' + last if last else ''})")


def _votes(board: Board, match: Match, width: int, look: Look, *, wrapped: bool) -> list[Line]:
    """One vote a line, or wrapped; the vote that is still being written comes last."""
    lines: list[Line] = []
    for number, vote in enumerate(match.votes, 1):
        choice = vote.choice or ("both" if vote.both else "neither")
        head = f"{number}  {vote.input}, {vote.first} shown first: "
        row = Row(width, look).put(head, "dim").put(choice, "strong" if vote.choice else "warn").put("  ")
        reason = clean(" ".join(vote.reason[:2000].split()), look)
        if not wrapped or len(reason) <= row.room:
            lines.append(row.put(reason).line())
            continue
        lines.append(row.line())
        lines += [line(width, look, ("   " + part, "")) for part in wrap(reason, width - 3)[:4]]
    return lines + _writing(board, match, width, look, wrapped=wrapped)


def _writing(board: Board, match: Match, width: int, look: Look, *, wrapped: bool) -> list[Line]:
    call = board.calls.get(match.judging)
    if call is None or match.decided:
        return []
    if call.state == "failed":
        return [line(width, look, (f"{look.glyphs.bad} the judge's call failed: {call.problem}", "bad"))]
    if call.waiting_until:
        now = Focus(now=board.last_at)
        return [line(width, look, (f"the judge's {countdown(call, now)}: {setback(call)}", "warn"))]
    text = clean(" ".join((call.answer or call.thought).tail(2000).split()), look)
    shown = wrap_growing(text, width - 2)[-4:] if wrapped and text else ()
    if look.reduced or not shown:
        tail = "" if look.reduced or not text else text[-(max(1, width - 24)) :].lstrip()
        return [line(width, look, ("the judge is writing: ", "live"), (tail or look.glyphs.ellipsis, ""))]
    return [
        line(width, look, ("the judge is writing", "live")),
        *(line(width, look, ("  " + part, "")) for part in shown),
    ]


def _decision(match: Match, width: int, look: Look) -> list[Line]:
    decided = match.decided
    if decided is None:
        said = wrap(f"{match.why_asking}: key o decides", width) if match.why_asking else []
        return [line(width, look, (part, "human")) for part in said]
    style = "human" if decided.by == "person" else "warn" if decided.by == "size" else "ok"
    row = Row(width, look).put(f"{decided.winner} goes on ", "winner").put(BY[decided.by], style)
    reason = clean(" ".join(decided.reason[:2000].split()), look)
    if len(reason) + 2 <= row.room:
        return [row.put(f": {reason}" if reason else "").line()]
    return [row.line(), *(line(width, look, ("  " + part, "dim")) for part in wrap(reason, width - 2)[:3])]
