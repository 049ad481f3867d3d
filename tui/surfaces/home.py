"""The home screen: problems, runs, and what a person should know before starting."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tui.actions import actions_at
from tui.situation import Situation
from tui.surfaces import keyline
from tui.surfaces.focus import Focus
from tui.surfaces.text import Line, Row, Span, cells, frame, rule
from tui.surfaces.tiny import SMALLEST
from tui.surfaces.words import duration

if TYPE_CHECKING:
    from engine.problem.model import Problem
    from engine.projections.summary import RunSummary
    from tui.surfaces.text import Look

List = Literal["problems", "runs"]

_PREVIEW_FROM = 110
"""Columns from which on the statement under the cursor is shown beside the lists."""

_STATE_STYLES = {"running": "live", "paused": "warn", "your turn": "human", "selected": "ok", "unfinished": "warn"}


@dataclass(frozen=True, slots=True)
class Home:
    """What the home screen shows."""

    all_problems: tuple[Problem, ...]
    all_runs: tuple[RunSummary, ...]
    own: frozenset[str] = frozenset()
    """Names of the problems that are the person's own."""
    side: List = "problems"
    """The list that the cursor is in."""
    at: int = 0
    notices: tuple[str, ...] = ()
    """About the model and the executor."""
    said: str = ""
    loading: bool = False
    """The runs are still being read."""
    marked: str = ""
    """The run that the next one is compared with."""
    filter: str = ""
    """Show only what has this in its name, title, strategy, model or state."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Those that pass the filter."""
        return tuple(item for item in self.all_problems if self._passes(item.name, item.title))

    @property
    def runs(self) -> tuple[RunSummary, ...]:
        """Those that pass the filter."""
        return tuple(item for item in self.all_runs if item.has(self.filter))

    @property
    def problem(self) -> Problem | None:
        """The one under the cursor, if that is in the list of problems."""
        return self.problems[self.at] if self.side == "problems" and self.problems else None

    @property
    def run(self) -> RunSummary | None:
        """The one under the cursor, if that is in the list of runs."""
        return self.runs[self.at] if self.side == "runs" and self.runs else None

    def _passes(self, *texts: str) -> bool:
        return self.filter.casefold() in "\n".join(texts).casefold()


def paint(home: Home, width: int, height: int, look: Look) -> list[Line]:
    """Paint the screen."""
    if width < SMALLEST[0] or height < SMALLEST[1]:
        return frame([Row(width, look).put(" S*: make the terminal larger (40 x 12)", "warn").line()], height)
    first, *others = home.notices or ("",)
    about = " solve a contest problem, and see why this program   " if width >= _PREVIEW_FROM else ""
    head = [
        Row(width, look).put(" S* ", "title").put(about, "dim").put(first, "warn").line(),
        Row(width, look).put(f" {'; '.join(others)}", "warn").line(),
    ]
    lists = _lists(home, width // 2 if width >= _PREVIEW_FROM else width, height - 3, look)
    if width >= _PREVIEW_FROM:
        lists = _beside(lists, _preview(home, width - width // 2 - 2, height - 3, look), width // 2, look)
    return [*head, *lists, *keyline.paint(_keys(), home.said, width, 1, look)]


def key_at(home: Home, width: int, column: int) -> str:
    """The key at a column of the last line, or nothing: for clicks."""
    return keyline.hit(_keys(), home.said, width, column)


def _keys() -> list[tuple[str, str, bool]]:
    return [(item.key, item.title, not item.why_not(Situation())) for item in actions_at("home") if item.shown]


def hit(home: Home, width: int, height: int, row: int, column: int) -> tuple[List, int] | None:
    """The list and the item at a row and column, for clicks."""
    if column >= (width // 2 if width >= _PREVIEW_FROM else width):
        return None
    tall = _problem_rows(home, height - 3)
    if 3 <= row < 2 + tall:
        index = row - 3 + _top(home, "problems", tall - 1)
        return ("problems", index) if index < len(home.problems) else None
    index = row - 3 - tall + _top(home, "runs", height - 3 - tall - 1)
    return ("runs", index) if row >= 3 + tall and index < len(home.runs) else None


def _problem_rows(home: Home, height: int) -> int:
    return min(max(1, len(home.problems)) + 1, max(3, height * 3 // 5))


def _top(home: Home, side: List, room: int) -> int:
    return max(0, home.at - room + 1) if home.side == side else 0


def _lists(home: Home, width: int, height: int, look: Look) -> list[Line]:
    tall = _problem_rows(home, height)
    tail = f"/ {home.filter}" if home.filter else ""
    upper = [rule(width, look, "Problems", "strong" if home.side == "problems" else "dim", tail)]
    top = _top(home, "problems", tall - 1)
    for index, problem in enumerate(home.problems[top : top + tall - 1], start=top):
        upper.append(_problem(home, index, problem, width, look))
    if not home.problems:
        nothing = f"No problem has “{home.filter}”" if home.filter else "No problem is bundled: o opens a folder"
        words = "Reading the problems" if home.loading else nothing
        upper.append(Row(width, look).put(f"   {words}", "dim").line())
    lower = [rule(width, look, "Runs", "strong" if home.side == "runs" else "dim", tail)]
    room = height - tall - 1
    top = _top(home, "runs", room)
    for index, run in enumerate(home.runs[top : top + room], start=top):
        lower.append(_run(home, index, run, width, look))
    if not home.runs:
        nothing = f"No run has “{home.filter}”" if home.filter else "No run yet: Enter on a problem starts one"
        words = "Reading the runs" if home.loading else nothing
        lower.append(Row(width, look).put(f"   {words}", "dim").line())
    return [*frame(upper, tall), *frame(lower, height - tall)]


def _problem(home: Home, index: int, problem: Problem, width: int, look: Look) -> Line:
    row = _row(home, "problems", index, width, look).put(" ")
    row.put(f"{problem.name[:15]:16}", "accent").put(problem.title).to(45)
    own = "yours, " if problem.name in home.own else ""
    return row.put(f"{own}{len(problem.tests)} tests, {problem.limits.cpu_seconds:g} s", "dim").line()


def _run(home: Home, index: int, run: RunSummary, width: int, look: Look) -> Line:
    row = _row(home, "runs", index, width, look)
    row.put(look.glyphs.person if run.id == home.marked else " ", "human")
    row.put(f"{run.problem[:15]:16}", "accent").put(f"{run.strategy:13}" if width >= 60 else "")
    row.put(f"{run.state:13}", _STATE_STYLES.get(run.state, "bad"))
    chosen = f"S{run.sample:02d} {run.confidence:.2f}" if run.sample is not None else ""
    row.put(f"{chosen:9}").put(f"{run.grade or '':4}", "ok" if run.grade == "AC" else "bad")
    return row.put(f" {_when(run.started_at)}, {duration(run.seconds)}", "dim").line()


def _row(home: Home, side: List, index: int, width: int, look: Look) -> Row:
    here = home.side == side and home.at == index
    row = Row(width, look, "cursor" if here else "")
    return row.put(f" {look.glyphs.cursor}" if here else "  ", "accent")


def _preview(home: Home, width: int, height: int, look: Look) -> list[Line]:
    if problem := home.problem:
        from tui.surfaces import statement  # the first frame comes before any problem has been read

        return statement.paint(problem, Focus(), width, height, look)
    run = home.run
    if run is None:
        return frame([], height)
    facts = (
        ("run", run.id),
        ("problem", run.problem),
        ("strategy", run.strategy),
        *([("from", run.origin)] if run.origin else []),
        ("model", run.model),
        ("samples", f"{run.samples}, {run.survivors} pass all public tests"),
        ("state", run.state),
        ("grade", run.grade or "not graded: g in the run"),
        ("kept in", run.folder),
    )
    return frame([Row(width, look).put(f" {name:9}", "dim").put(text).line() for name, text in facts], height)


def _beside(left: list[Line], right: list[Line], column: int, look: Look) -> list[Line]:
    merged = []
    for one, two in zip(left, right, strict=True):
        gap = Span(" " * (column - cells(one.text)))
        merged.append(Line((*one.spans, gap, Span(look.glyphs.bar, "rule"), Span(" "), *two.spans)))
    return merged


def _when(at: float) -> str:
    return time.strftime("%d %b %H:%M", time.localtime(at))
