"""The whole run screen as one picture: head, panes, time line, key line.

It depends on its arguments alone, so a run that is live, followed or replayed looks the same, and a test can
read it as text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui.actions import actions_at
from tui.situation import Situation
from tui.surfaces import header, keyline, program, selection, statement, tests, timeline, tiny, wall
from tui.surfaces.focus import Focus
from tui.surfaces.layout import Area, arrange
from tui.surfaces.text import EMPTY, Line, Row, Span, frame, rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.problem.model import Problem
    from engine.projections.board import Board
    from tui.surfaces.text import Look
    from tui.surfaces.timeline import Replay

_TALL = 20
"""Rows from which on the head takes two lines and the selection its banner."""
_BANNER = 3
VIEWS = "1-4"
"""The keys of the views, as one place of the key line; a click there goes to the next view."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that the run screen shows."""

    board: Board
    focus: Focus = field(default_factory=Focus)
    situation: Situation = field(default_factory=Situation)
    problem: Problem | None = None
    alone: bool = False
    """Show one view alone even where there is room for more."""
    said: str = ""
    """What the key line says instead of the keys."""
    replay: Replay | None = None


def paint(scene: Scene, width: int, height: int, look: Look) -> list[Line]:
    """Paint the screen."""
    if width < tiny.SMALLEST[0] or height < tiny.SMALLEST[1]:
        return tiny.paint(scene.board, scene.focus, width, height, look)
    board, focus = scene.board, scene.focus
    top = header.paint(board, focus, width, 2 if height >= _TALL else 1, look)
    if board.selection or board.finished:
        top += selection.paint(board, focus, width, _BANNER if height >= _TALL else 1, look, _next_keys(scene))
    bottom = timeline.paint(scene.replay, width, 1, look) if scene.replay else []
    bottom += keyline.paint(_keys(scene), scene.said, width, 1, look)
    areas = areas_of(scene, width, height)
    return [*top, *_side_by_side(scene, areas, height - len(top) - len(bottom), look), *bottom]


def areas_of(scene: Scene, width: int, height: int) -> list[Area]:
    """Where the panes stand on the whole screen's grid, for painting and for clicks."""
    above = (2 if height >= _TALL else 1) + _banner_lines(scene, height)
    below = 1 + (scene.replay is not None)
    started = bool(scene.board.revisions) or scene.problem is None
    areas = arrange(
        scene.situation.view,
        width,
        height - above - below,
        alone=scene.alone,
        started=started,
        tournament=scene.board.filtered is not None,
    )
    return [area._replace(y=area.y + above) for area in areas]


def key_at(scene: Scene, width: int, column: int) -> str:
    """The key at a column of the key line, or nothing: for clicks."""
    return keyline.hit(_keys(scene), scene.said, width, column)


def paint_pane(scene: Scene, area: Area, look: Look) -> list[Line]:
    """Paint one pane."""
    board, focus, problem = scene.board, scene.focus, scene.problem
    names = [test.name for test in problem.tests] if problem else []
    match area.pane:
        case "wall":
            return wall.paint(board, focus, area.width, area.height, look, names)
        case "program":
            return program.paint(board, focus, area.width, area.height, look)
        case "tests":
            by_name = {test.name: tests.shown_test(problem, test) for test in problem.tests} if problem else {}
            if problem is None:
                return tests.paint(board, focus, area.width, area.height, look, by_name)
            return tests.paint(board, focus, area.width, area.height, look, by_name, problem.output_rules)
        case "bracket":
            from tui.surfaces import bracket  # most of a run has none yet, and a person waits for every import

            return bracket.paint(board, focus, area.width, area.height, look)
        case "statement":
            if problem is None:
                gone = Row(area.width, look).put(" The package of this problem is no longer where it was", "warn")
                return frame([gone.line()], area.height)
            return statement.paint(problem, focus, area.width, area.height, look)


def _banner_lines(scene: Scene, height: int) -> int:
    if not (scene.board.selection or scene.board.finished):
        return 0
    return _BANNER if height >= _TALL else 1


def _next_keys(scene: Scene) -> str:
    """What a person may want to do with a selection; once it is graded, the grade stands there."""
    if scene.board.graded or scene.replay:
        return ""
    wanted = [action for action in actions_at("run") if action.id in {"why", "grade", "replay"}]
    return "   ".join(f"{action.key} {action.title}" for action in wanted)


def _keys(scene: Scene) -> list[tuple[str, str, bool]]:
    """Views first, then what can be done now, then what cannot; what never fits here is left to `?`."""
    view = next(action.title for action in actions_at("run") if action.id == f"view_{scene.situation.view}")
    views = [(VIEWS, f"view: {view}", True)]
    shown = [action for action in actions_at("run") if action.shown]
    possible = [(item.key, item.title, True) for item in shown if not item.why_not(scene.situation)]
    other = [(item.key, item.title, False) for item in shown if item.why_not(scene.situation) and not item.passing]
    return [*views, *possible, *other]


def _side_by_side(scene: Scene, areas: Sequence[Area], height: int, look: Look) -> list[Line]:
    """Put the panes of each row beside each other, with rules between them; a row without any is a rule."""
    top = min(area.y for area in areas)
    painted = [(area, paint_pane(scene, area, look)) for area in sorted(areas, key=lambda area: area.x)]
    if len(painted) == 1:
        return painted[0][1]
    rows = []
    width = max(area.x + area.width for area in areas)
    for y in range(top, top + height):
        spans: list[Span] = []
        if not any(area.y <= y < area.y + area.height for area in areas):
            rows.append(rule(width, look))
            continue
        used = 0
        for area, lines in painted:
            if not area.y <= y < area.y + area.height:
                continue
            if area.x:
                spans += (Span(" " * (area.x - 1 - used)), Span(look.glyphs.bar, "rule"))
            line = lines[y - area.y] if y - area.y < len(lines) else EMPTY
            spans += line.spans
            used = area.x + line.cells
        rows.append(Line(tuple([span for span in spans if span.text]), used))
    return rows
