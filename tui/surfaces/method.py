"""The picture of a method that plays no tournament: stages with their notes, a ranking, an agreement matrix, a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.projections.wording import opinion_words
from tui.surfaces import inputs
from tui.surfaces.sides import one_line
from tui.surfaces.text import Line, Row, frame, line
from tui.surfaces.words import count, names

if TYPE_CHECKING:
    from engine.events.methods import Standing
    from engine.projections.board import Board
    from tui.surfaces.focus import Focus
    from tui.surfaces.text import Look

_BAR = 24
_INPUT_LINES = 6
"""Lines that must be left for the inputs, where a method has any, to be shown below."""
_LEAST_MATRIX = 3
"""Columns of an agreement matrix below which it says nothing."""


def paint(board: Board, focus: Focus, width: int, height: int, look: Look) -> list[Line]:
    """Paint what there is: ranking and tree first, since they say what is selected, then stages, then inputs."""
    blocks = [
        block
        for block in (_ranking(board, width, look), _tree(board, width, look), _stages(board, focus, width, look))
        if block
    ]
    if not blocks:
        return frame(_tests_only(board, width, look), height)
    lines: list[Line] = []
    for at, block in enumerate(blocks):
        rest = height - len(lines) - 1
        if rest < 2:
            break
        share = rest if at == len(blocks) - 1 else max(2, rest * 2 // 3)
        lines += ([line(width, look)] if lines else []) + _cut(block, share, width, look)
    if board.inputs and height - len(lines) > _INPUT_LINES:
        lines += [line(width, look), *inputs.paint(board, focus, width, height - len(lines) - 1, look)]
    return frame(lines, height)


def _cut(block: list[Line], room: int, width: int, look: Look) -> list[Line]:
    if len(block) <= room:
        return block
    return [*block[: room - 1], line(width, look, (f" +{len(block) - room + 1} more", "dim"))]


def _tests_only(board: Board, width: int, look: Look) -> list[Line]:
    tests = len(board.method.tests)
    return [
        line(
            width, look, (" Tests", "strong"), (f"  {count(tests, 'test')} written by a model, none is proven", "dim")
        ),
        line(width, look, (" Programs that pass the public tests are run on them next.", "dim")),
    ]


# -------------------------------------------------------------------- ranking and agreement matrix


def _ranking(board: Board, width: int, look: Look) -> list[Line]:
    ranking = board.method.ranking
    if ranking is None:
        return []
    row = Row(width, look).put(" Ranking", "strong").put(f"  by {ranking.by}", "")
    if ranking.of:
        row.put(f", over {ranking.of}", "dim")
    lines = [row.line()]
    tests = sorted({test for standing in ranking.standings for test in standing.tests})
    if len(tests) >= _LEAST_MATRIX:
        lines.append(_columns(tests, ranking.of - len(tests), width, look))
    top = max((standing.score for standing in ranking.standings), default=0.0)
    for place, standing in enumerate(ranking.standings, start=1):
        lines.append(_standing(board, place, standing, top, width, look))
        if len(tests) >= _LEAST_MATRIX:
            lines.append(_matrix(standing, tests, width, look))
    return lines


def _standing(board: Board, place: int, standing: Standing, top: float, width: int, look: Look) -> Line:
    """` 1  34.64 ██████ S02 S03  3 tests × √3 programs`; the selected one is marked."""
    chosen = board.selection is not None and board.selection.revision in standing.members
    row = Row(width, look).put(look.glyphs.cursor if chosen else " ", "accent")
    row.put(f"{place:>2} ", "strong" if chosen else "dim").put(f"{standing.score:>8.4g} ", "strong" if chosen else "")
    full = min(_BAR, width // 5)
    bar = round(full * standing.score / top) if top > 0 else 0
    row.put(look.glyphs.full * bar, "winner" if chosen else "accent").to(14 + full)
    row.put(names(standing.members), "strong" if chosen else "")
    return row.put(f"  {standing.why}", "dim").line()


def _columns(tests: list[str], beside: int, width: int, look: Look) -> Line:
    """Which tests the columns are; `beside` of them no program passes, and they have none."""
    last = tests[min(len(tests), max(1, width - 14)) - 1]
    left_out = f"; nobody passes {count(beside, 'other')}" if beside > 0 else ""
    return line(width, look, (f"    tests {tests[0]} to {last}: one column each, passed or not{left_out}", "dim"))


def _matrix(standing: Standing, tests: list[str], width: int, look: Look) -> Line:
    row = Row(width, look).put(" " * 13)
    for test in tests[: max(1, width - 14)]:
        passed = test in standing.tests
        row.put(look.glyphs.ok if passed else look.glyphs.wait, "ok" if passed else "dim")
    return row.line()


# -------------------------------------------------------------------- tree


def _tree(board: Board, width: int, look: Look) -> list[Line]:
    nodes = list(board.method.tree())
    if not nodes:
        return []
    lines = [Row(width, look).put(" Tree", "strong").put(f"  {count(len(nodes), 'node')}", "dim").line()]
    for depth, node in nodes:
        chosen = board.selection is not None and node.revision == board.selection.revision
        row = Row(width, look).put(look.glyphs.cursor if chosen else " ", "accent")
        row.put("  " * min(depth, 12)).put(f"{node.node:<5}", "strong" if chosen else "")
        row.put(f"{node.value:>5.2f} ", "ok" if node.value >= 1 else "")
        row.put(f"{count(node.visits, 'visit')}", "dim").put("  selected" if chosen else "", "winner")
        sample = board.samples.get(node.revision.sample) if node.revision else None
        lines.append(row.put(f"  {one_line(sample.hint, look)}" if sample else "", "dim").line())
    return lines


# -------------------------------------------------------------------- stages


def _stages(board: Board, focus: Focus, width: int, look: Look) -> list[Line]:
    """Each stage with its notes in a line each, those of the chosen sample in full."""
    stages = board.method.stages()
    if not stages:
        return []
    lines = [Row(width, look).put(" Stages", "strong").put(f"  {' › '.join(stages)}", "dim").line()]
    for stage, notes in stages.items():
        lines.append(line(width, look, (f" {stage}", "accent"), (f"  {count(len(notes), 'note')}", "dim")))
        for note in notes:
            row = Row(width, look).put("   ").put(f"{note.revision} " if note.revision else "", "strong")
            own = focus.sample is not None and note.revision is not None and note.revision.sample == focus.sample
            text = one_line(opinion_words(board.text(note.text), look.glyphs.ok, look.glyphs.bad), look)
            lines.append(row.put(text, "" if own else "dim").line())
    return lines
