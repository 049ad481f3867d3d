"""The inputs stage: what was found so far, what it splits, and the clusters that form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.projections.wording import dropped_rule
from tui.glyphs import ASCII
from tui.surfaces.match_words import input_text
from tui.surfaces.sides import one_line
from tui.surfaces.splits import groups
from tui.surfaces.text import Line, Row, clip, frame, line
from tui.surfaces.words import count, names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.selection import DroppedRule
    from engine.projections.board import Board
    from engine.projections.pieces import Input
    from tui.surfaces.focus import Focus
    from tui.surfaces.text import Look

VALIDITY = {
    "valid": ("ok", "valid", "ok"),
    "invalid": ("bad", "invalid", "bad"),
    "unchecked": ("wait", "unchecked", "warn"),
}


_ROOM_FOR_COLUMNS = 30
"""Lines from which on the columns of the inputs are told one by one."""
_COLUMNS = 8

_EQUAL = {
    "": "equal outputs",
    "checker": "equally good outputs",
    "interactor": "the same verdicts",
}


def paint(board: Board, focus: Focus, width: int, height: int, look: Look) -> list[Line]:
    """Paint the clusters above and the inputs below, the latest last."""
    if board.filtered is None and not board.inputs:
        return frame(_nothing_yet(board, width, look), height)
    top = [_survivors(board, width, look), *_clusters(board, width, max(1, height // 3), look)]
    if height < 4:
        return frame(top, height)
    rows = list(board.inputs.values())
    grammar = _grammar(board, width, height, look) if height >= 12 else []
    room = max(0, height - len(top) - 2 - len(grammar))
    at = next((index for index, item in enumerate(rows) if item.made.input == focus.input), len(rows) - 1)
    first = max(0, min(at - room // 2, len(rows) - room)) if focus.input else max(0, len(rows) - room)
    shown = [_input(board, item, item.made.input == focus.input, width, look) for item in rows[first : first + room]]
    return frame([*top, line(width, look), _heading(board, width, look), *grammar, *shown], height)


def _nothing_yet(board: Board, width: int, look: Look) -> list[Line]:
    alive = len(board.survivors())
    so_far = f" {alive} of {count(len(board.samples), 'sample')} pass the public tests so far."
    return [
        line(width, look, (" Nothing to compare yet", "strong")),
        line(width, look, (so_far if board.samples else " No sample has started yet.", "")),
        line(width, look, (" When the samples are done, those that pass meet in a tournament,", "dim")),
        line(width, look, (" judged on inputs for which their outputs differ.", "dim")),
    ]


def _survivors(board: Board, width: int, look: Look) -> Line:
    row = Row(width, look).put(" Clusters", "strong")
    if board.filtered is None:
        return row.put("  survivors are not known yet", "dim").line()
    alive = len(board.filtered.survivors)
    row.put(f"  {count(alive, 'program')}", "strong")
    if board.filtered.duplicates:
        row.put(f" and {count(len(board.filtered.duplicates), 'duplicate')}", "dim")
    if board.filtered.best_effort:
        return row.put("  none passes all tests: these are the closest", "warn").line()
    return row.put(f"  with {_EQUAL[board.judge]} stand together", "dim").line()


def _clusters(board: Board, width: int, room: int, look: Look) -> list[Line]:
    """`C01 ×5 █████ S01 S03`: a bar as long as the cluster is large."""
    if board.formed is None:
        return [line(width, look, (" no input has been run yet", "dim"))]
    clusters = board.formed.clusters
    shown = clusters if len(clusters) <= room else clusters[: max(0, room - 1)]
    largest = max([len(cluster.members) for cluster in clusters] or [1])
    full = max(1, min(30, width // 4))
    lines = []
    for cluster in shown:
        size = len(cluster.members)
        row = Row(width, look).put(f" {cluster.name} ", "strong").put(f"{look.glyphs.times}{size:<3} ")
        bar = max(1, round(full * size / largest)) if largest > full else size
        row.put(look.glyphs.full * bar, "accent").to(12 + min(full, largest)).put(names(cluster.members), "dim")
        lines.append(row.line())
    if len(shown) < len(clusters):
        lines.append(line(width, look, (f" +{len(clusters) - len(shown)} more", "dim")))
    return lines


def _heading(board: Board, width: int, look: Look) -> Line:
    valid = len(board.valid_inputs())
    splitting = sum(1 for item in board.valid_inputs() if groups(board, item.made.text) > 1)
    row = Row(width, look).put(" Inputs", "strong").put(f"  {len(board.inputs)} made, {valid} count")
    if board.judge == "checker":
        row.put(f", {splitting} with", "live" if splitting else "dim").put(" different outputs", "dim")
    else:
        row.put(f", {splitting} split", "live" if splitting else "dim").put(" the programs", "dim")
    undecided = len(board.formed.undecided) if board.formed else 0
    return row.put(f", on {undecided} both may be right" if undecided else "", "warn").line()


def _grammar(board: Board, width: int, height: int, look: Look) -> list[Line]:
    """What is known of which inputs are allowed, and what keeps one from being called valid."""
    if board.grammar is None:
        return []
    known = "; ".join(board.grammar.bounds) or "no bounds found in the statement"
    columns = board.grammar.columns if height >= _ROOM_FOR_COLUMNS else ()
    rows = [("Allowed", known), *((f"{'':7}", column) for column in columns[:_COLUMNS])]
    lines = [
        Row(width, look).put(f" {head} ", "dim").put(_signs(one_line(text, look), look), "accent").line()
        for head, text in rows
    ]
    if said := _said_of_inputs(board):
        lines.append(line(width, look, (f"  {_signs(one_line(said, look), look)}", "dim")))
    lines += _dropped(board.grammar.dropped, width, look)
    tried = board.validator
    if tried and tried.accepted:
        decides = f"  what that leaves open, the validator that {tried.model} wrote decides: {tried.why}"
        return [*lines, line(width, look, (one_line(decides, look), "dim"))]
    checked = any(item.made.validity == "valid" for item in board.inputs.values())
    if board.grammar.doubts and not checked:
        lines.append(line(width, look, (f"  unchecked: {one_line(board.grammar.doubts[0], look)}", "warn")))
    if tried:
        lines.append(line(width, look, (f"  no validator by {tried.model}: {one_line(tried.why, look)}", "dim")))
    return lines


def _dropped(dropped: Sequence[DroppedRule], width: int, look: Look) -> list[Line]:
    """The first rule that does not count, and how many others there are: "why" has them all."""
    if not dropped:
        return []
    more = f"  (+{len(dropped) - 1} more: w)" if dropped[1:] else ""
    row = Row(width, look)
    return [row.put(f"  {clip(dropped_rule(dropped[0]), width - 3 - len(more), look)}{more}", "warn").line()]


def _signs(text: str, look: Look) -> str:
    return text.replace("≤", "<=") if look.glyphs is ASCII else text


def _said_of_inputs(board: Board) -> str:
    """What a model and a person said of the inputs in place of what is read by rule."""
    grammar, person = board.grammar, board.overrides.rules()
    if grammar is None:
        return ""
    read = [rule for rule in grammar.rules if rule not in person]
    parts = [f"{grammar.model} read: {', '.join(read)}" if grammar.model and read else ""]
    return "; ".join([*filter(None, parts), *([f"you said: {', '.join(person)}"] if person else [])])


def _input(board: Board, item: Input, chosen: bool, width: int, look: Look) -> Line:
    made = item.made
    sign, word, style = VALIDITY[made.validity]
    row = Row(width, look, "cursor" if chosen else "")
    row.put(look.glyphs.cursor if chosen else " ", "accent").put(f"{made.input:<4} ", "strong" if chosen else "dim")
    row.put(f"{getattr(look.glyphs, sign)} {word:<10}", style).put(f"{made.source:<10}")
    number = groups(board, made.text)
    if made.validity == "invalid":
        split, split_style = "does not count", "dim"
    elif board.formed and made.input in board.formed.undecided:
        split, split_style = "undecided", "warn"
    elif board.formed and made.input in board.formed.suspect:
        split, split_style = "suspect", "warn"
    elif number > 1 and board.judge == "checker":
        split, split_style = f"{number} outputs", "live"
    elif number > 1:
        split, split_style = f"splits into {number}", "live"
    else:
        split, split_style = ("all agree" if number else "not run yet"), "dim"
    row.put(f"{split:<15}", split_style)
    row.put(one_line(input_text(board, made.input), look)[: max(8, row.room // 2)], "accent")
    return row.put(f"  {made.why if made.validity == 'invalid' and made.why else made.detail}", "dim").line()
