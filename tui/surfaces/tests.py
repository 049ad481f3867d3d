"""The tests of the focused round: a verdict each, and one of them opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from engine.problem.function import named_arguments
from tui.surfaces.judged import MANY, message_lines, paint_talk
from tui.surfaces.program import focused_round, focused_sample
from tui.surfaces.sides import RULES, Side, difference, paint_sides, paint_text, split
from tui.surfaces.text import Line, Row, cells, frame, line, rule
from tui.surfaces.words import VERDICTS, cpu_time, first_failing, in_order, memory, test_title, verdict_style

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from engine.events.executions import Outcome
    from engine.events.samples import TestFinished
    from engine.problem.model import OutputRules, Problem, Test
    from engine.projections.board import Board
    from engine.projections.pieces import Round
    from tui.surfaces.focus import Focus
    from tui.surfaces.text import Look

_ROOM_FOR_MESSAGE = 6
"""Lines up to which what a checker or interactor says stands in the title alone."""

BESIDE_FROM = 72
"""Cells from which on the input stands beside the outputs, not above them."""


def paint(
    board: Board,
    focus: Focus,
    width: int,
    height: int,
    look: Look,
    tests: Mapping[str, Test],
    rules: OutputRules = RULES,
) -> list[Line]:
    """Paint the verdicts, and below them the selected test, or the first that fails.

    Args:
        board: the run.
        focus: sample, round and test that are looked at.
        width: cells.
        height: lines.
        look: signs.
        tests: the problem's public tests and the custom ones, by name, in their order.
        rules: how outputs are compared.
    """
    sample = focused_sample(board, focus)
    current = focused_round(sample, focus)
    if sample is None or current is None:
        return frame([line(width, look, (" No program to test yet", "dim"))], height)
    names = in_order(current, tests)
    selected = focus.test if focus.test in names else first_failing(current, tests) or next(iter(names), "")
    head = _heading(sample.name, current, width, look)
    if current.revision is None:
        reason = current.failure or "The program is still being written"
        return frame([head, line(width, look, (f" {reason}", "bad" if current.failure else "dim"))], height)
    if not names and current.done:
        nothing = " The problem brings no public test that could be run"
        return frame([head, line(width, look, (nothing, "warn"))], height)
    room = min(len(names), max(2, height // 3))
    rows = _verdicts(board, current, names, selected, width, room, look)
    detail = _detail(board, focus, current, selected, width, height - 1 - len(rows), look, tests, rules)
    return frame([head, *rows, *detail], height)


def hit(board: Board, focus: Focus, height: int, row: int, tests: Collection[str]) -> str:
    """Name of the test at a row of the verdicts, or nothing: for clicks."""
    current = focused_round(focused_sample(board, focus), focus)
    if current is None or current.revision is None:
        return ""
    names = in_order(current, tests)
    room = min(len(names), max(2, height // 3))
    selected = focus.test if focus.test in names else first_failing(current, tests) or next(iter(names), "")
    at = row - 1 + _first_verdict(names, selected, room)
    return names[at] if 0 < row <= room and at < len(names) else ""


def _first_verdict(names: list[str], selected: str, room: int) -> int:
    at = names.index(selected) if selected in names else 0
    return max(0, min(at - room // 2, len(names) - room))


def shown_test(problem: Problem, test: Test) -> Test:
    """A test as a person reads it: the arguments of a function with their names."""
    if problem.function is None:
        return test
    return structs.replace(test, input=named_arguments(problem.function, test.input))


def shown_transcript(board: Board, focus: Focus, tests: Collection[str]) -> str:
    """What program and interactor said in the test that is looked at; nothing without one."""
    current = focused_round(focused_sample(board, focus), focus)
    if current is None:
        return ""
    names = in_order(current, tests)
    name = focus.test if focus.test in names else first_failing(current, tests) or next(iter(names), "")
    met = current.tests.get(name)
    execution = board.executions.get(met.execution) if met else None
    return execution.outcome.transcript if execution else ""


def _heading(name: str, current: Round, width: int, look: Look) -> Line:
    row = Row(width, look).put(" Tests", "strong").put(f" of {name} round {current.number}  ", "dim")
    if current.done and not current.total:
        row.put(" there are none", "warn")
    elif current.done:
        row.put(f" {current.passed} of {current.total} pass", "ok" if current.passed == current.total else "bad")
    elif current.tests:
        row.put(f" {len(current.tests)} done, running", "accent").put(look.glyphs.ellipsis, "accent")
    return row.line()


def _verdicts(
    board: Board, current: Round, names: list[str], selected: str, width: int, room: int, look: Look
) -> list[Line]:
    top = _first_verdict(names, selected, room)
    title = max([cells(test_title(name)) for name in names] or [0])
    rows = []
    for name in names[top : top + room]:
        chosen = name == selected
        row = Row(width, look, "cursor" if chosen else "")
        row.put(look.glyphs.cursor if chosen else " ", "accent")
        rows.append(_verdict(board, row, current.tests.get(name), name, min(title, 24)))
    return rows


def _verdict(board: Board, row: Row, met: TestFinished | None, name: str, title: int) -> Line:
    glyphs = row.look.glyphs
    if met is None:
        return row.put(f"{glyphs.wait} {test_title(name):<{title}}  waiting", "dim").line()
    sign = glyphs.ok if met.verdict == "AC" else glyphs.bad
    style = verdict_style(met.verdict)
    row.put(f"{sign} ", style).put(f"{test_title(name):<{title}}  ").put(f"{met.verdict:<4}", style)
    words = f"{board.judge} failed" if met.verdict == "IE" and board.judge else VERDICTS[met.verdict]
    row.put(f"{words:<18}", style)
    if execution := board.executions.get(met.execution):
        outcome = execution.outcome
        row.put(f"{cpu_time(outcome.cpu_seconds):>8}  {memory(outcome.memory_bytes):>7}", "dim")
    if board.doubted.get(name):
        row.put("  not allowed", "warn")
    return row.line()


def _detail(
    board: Board,
    focus: Focus,
    current: Round,
    name: str,
    width: int,
    height: int,
    look: Look,
    tests: Mapping[str, Test],
    rules: OutputRules,
) -> list[Line]:
    """The opened test: its input, what was expected and what came; or the talk with the interactor."""
    test, met = tests.get(name), current.tests.get(name)
    if height < 2 or test is None:
        return []
    execution = board.executions.get(met.execution) if met else None
    outcome = execution.outcome if execution else None
    compared = None if board.judge else rules
    message = board.judgement(met) if met and board.judge else ""
    title = _what(test, met, outcome, compared)
    if why := board.doubted.get(name):
        title += f"; your input is not allowed: {why}"
    room = height - 1
    notes = _error_lines(outcome, width, min(room // 3, 8), look)
    if room > _ROOM_FOR_MESSAGE:
        notes = [*message_lines(board.judge, message, width, look), *notes]
        title += f"; {MANY}" if board.judge == "checker" else ""
    elif message:
        title += f": {' '.join(message[:200].split())}"
    head = rule(width, look, title, "strong")
    room -= len(notes)
    expected = Side("one right output" if board.judge == "checker" else "expected", test.expected, "ok")
    got = _got(met, outcome)
    if outcome is not None and board.judge == "interactor":
        body = paint_talk(outcome.transcript, focus.said_top, width - 1, room, look)
    elif outcome is None:
        body = paint_sides(Side("input", test.input), expected, width - 1, room, look, compared)
    elif width >= BESIDE_FROM:
        body = _beside(test, expected, got, width, room, look, compared)
    else:
        body = _below(test, expected, got, width, room, look, compared)
    return [head, *_indented(body, width, look), *notes]


def _what(test: Test, met: TestFinished | None, outcome: Outcome | None, rules: OutputRules | None) -> str:
    title = test_title(test.name)
    if met is None:
        return f"{title}: waiting"
    found = difference(test.expected, outcome.output, rules) if rules and outcome and met.verdict == "WA" else None
    if found is None:
        return f"{title}: {VERDICTS[met.verdict]}"
    row = test.expected.count("\n", 0, found.expected_at) + 1
    return f"{title}: {VERDICTS[met.verdict]}, first difference in line {row}"


def _got(met: TestFinished | None, outcome: Outcome | None) -> Side:
    verdict = met.verdict if met else "AC"
    style = verdict_style(verdict)
    if outcome is None:
        return Side("got", "", style)
    note = ""
    if verdict not in {"AC", "WA"}:
        note = f"({VERDICTS[verdict]}{_exit(outcome)})"
    elif not outcome.whole:
        note = f"(first part of {outcome.output_bytes} bytes)"
    return Side("got", outcome.output, style, note)


def _exit(outcome: Outcome) -> str:
    return f", exit status {outcome.exit_code}" if outcome.ending == "RE" and outcome.exit_code is not None else ""


def _beside(
    test: Test, expected: Side, got: Side, width: int, height: int, look: Look, rules: OutputRules | None
) -> list[Line]:
    """Input | expected | got."""
    longest = max((cells(item) for item in split(test.input)[:50]), default=0)
    room = max(12, min(width // 3, longest + 2 + cells(look.glyphs.newline)))
    left = [line(room, look, ("input", "strong")), *paint_text(test.input, room - 2, height - 1, look)]
    right = paint_sides(expected, got, width - room - 3, height, look, rules)
    lines = []
    for index in range(min(height, max(len(left), len(right)))):
        row = Row(width, look)
        if index < len(left):
            row.extend(left[index].spans)
        row.to(room - 1).put(f"{look.glyphs.bar} ", "rule")
        if index < len(right):
            row.extend(right[index].spans)
        lines.append(row.line())
    return lines


def _below(
    test: Test, expected: Side, got: Side, width: int, height: int, look: Look, rules: OutputRules | None
) -> list[Line]:
    """The input above, the outputs below it."""
    above = min(len(split(test.input)), max(1, height // 3))
    if height < 6:
        return paint_sides(expected, got, width - 1, height, look, rules)
    return [
        line(width, look, ("input", "strong")),
        *paint_text(test.input, width - 1, above, look),
        *paint_sides(expected, got, width - 1, height - 1 - above, look, rules),
    ]


def _error_lines(outcome: Outcome | None, width: int, height: int, look: Look) -> list[Line]:
    """The end of standard error: what a person reads first after a crash."""
    if outcome is None or not outcome.error.strip() or height < 2:
        return []
    texts = outcome.error.rstrip().split("\n")[-(height - 1) :]
    return [
        line(width, look, (" standard error", "strong")),
        *(line(width, look, (f" {text.expandtabs(4)}", "warn")) for text in texts),
    ]


def _indented(lines: list[Line], width: int, look: Look) -> list[Line]:
    return [Row(width, look).put(" ").extend(item.spans).line() for item in lines]
