"""The problem: its statement, its limits and its public tests."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.problem.readable import readable_math
from tui.surfaces.judged import MANY, paint_talk
from tui.surfaces.markdown import markdown
from tui.surfaces.sides import paint_text
from tui.surfaces.text import EMPTY, Line, Row, frame, rule
from tui.surfaces.words import cpu_time, memory, test_title

if TYPE_CHECKING:
    from engine.problem.model import Problem, Test
    from tui.surfaces.focus import Focus
    from tui.surfaces.text import Look

WIDEST = 100
"""Cells of a text line at most: longer ones are hard to read."""
TEST_LINES = 12
TALK_LINES = 60
_JUDGES = {
    "checker": "a checker judges: several outputs may be right",
    "interactor": "interactive: a program talks with an interactor, which judges it",
}


def paint(problem: Problem, focus: Focus, width: int, height: int, look: Look) -> list[Line]:
    """Paint a window of the statement, from line `focus.statement_top` on."""
    lines = _lines(problem.title, problem, width, look)
    shown = frame(lines, height, focus.statement_top)
    below = len(lines) - max(0, min(focus.statement_top, len(lines) - height)) - height
    if below > 0 and height > 2:
        shown[-1] = Row(width, look).put(f" +{below + 1} lines below", "dim").line()
    return shown


def line_count(problem: Problem, width: int, look: Look) -> int:
    """Lines of the whole statement, for scrolling."""
    return len(_lines(problem.title, problem, width, look))


@lru_cache(maxsize=8)
def _lines(title: str, problem: Problem, width: int, look: Look) -> tuple[Line, ...]:
    inner = max(1, min(WIDEST, width - 2))
    limits = f"{cpu_time(problem.limits.cpu_seconds)} CPU time, {memory(problem.limits.memory_bytes)} memory"
    lines = [Row(inner, look).put(title, "title").line(), Row(inner, look).put(limits, "dim").line()]
    lines += [Row(inner, look).put(_JUDGES[problem.judge], "dim").line()] if problem.judge else []
    lines.append(EMPTY)
    # The signs of readable mathematics are not ASCII; LaTeX is.
    statement = problem.statement if look.glyphs.ascii else readable_math(problem.statement)
    # Many statements begin with the title that stands here already.
    statement = re.sub(rf"\A\s*#\s*{re.escape(title)}\s*\n", "", statement)
    lines += markdown(statement, inner, look)
    for spoken in problem.interactions:
        head = rule(inner, look, f"interaction {spoken.name}", "title")
        lines += [EMPTY, head, *paint_talk(spoken.text, None, inner, TALK_LINES, look)]
    for test in problem.tests if not problem.interactive else ():
        lines += [EMPTY, *_test(test, problem, inner, look)]
    return tuple(Row(width, look).put(" ").extend(line.spans).line() for line in lines)


def _test(test: Test, problem: Problem, width: int, look: Look) -> list[Line]:
    """Input and expected output, side by side."""
    output = f"one right output ({MANY})" if problem.many_answers else "expected output"
    half = (width - 3) // 2
    left = paint_text(test.input, half, TEST_LINES, look)
    right = paint_text(test.expected, width - half - 3, TEST_LINES, look, "ok")
    lines = [rule(width, look, test_title(test.name), "title"), _pair("input", output, half, width, look)]
    for index in range(max(len(left), len(right))):
        row = Row(width, look)
        if index < len(left):
            row.extend(left[index].spans)
        row.to(half).put(f" {look.glyphs.bar} ", "rule")
        if index < len(right):
            row.extend(right[index].spans)
        lines.append(row.line())
    return lines


def _pair(left: str, right: str, half: int, width: int, look: Look) -> Line:
    return Row(width, look).put(left, "dim").to(half).put(f" {look.glyphs.bar} ", "rule").put(right, "dim").line()
