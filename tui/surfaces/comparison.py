"""Two revisions beside each other: programs, tests, and the inputs on which they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.projections.wording import VERDICT_WORDS, counted
from tui.surfaces.code import highlight
from tui.surfaces.sides import Side as Column
from tui.surfaces.sides import paint_sides, paint_text
from tui.surfaces.text import EMPTY, Line, Row, frame, rule
from tui.surfaces.words import test_title, verdict_style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.events.executions import Outcome, Verdict
    from engine.problem.model import OutputRules
    from engine.projections.comparison import Comparison, RowPair, Side, TestPair
    from tui.surfaces.text import Look

Part = Literal["program", "tests", "inputs"]

SPLIT_FROM = 100
"""Cells from which on programs stand beside each other."""
_CONTEXT = 3
"""Equal lines that are shown around what differs."""


@dataclass(frozen=True, slots=True)
class Focus:
    """What is looked at of a comparison."""

    part: Part = "program"
    top: int = 0
    """First row of the program."""
    test: int = 0
    """Which of the tests."""
    input: int = 0
    """Which of the differing inputs."""
    unified: bool | None = None
    """Lines one below the other; None: where there is no room beside each other."""
    whole: bool = False
    """Show equal lines, too."""


def paint(made: Comparison, focus: Focus, width: int, height: int, look: Look, rules: OutputRules | None) -> list[Line]:
    """Paint exactly `height` lines."""
    head = [_heading(made, width, look), _parts(made, focus, width, look)]
    match focus.part:
        case "program":
            return [*head, *frame(_program(made, focus, width, look), height - 2, focus.top)]
        case "tests":
            return [*head, *_tests(made, focus, width, height - 2, look, rules)]
        case "inputs":
            return [*head, *_inputs(made, focus, width, height - 2, look, rules)]


def rows(made: Comparison, focus: Focus, width: int, look: Look) -> int:
    """How many lines the programs take."""
    return len(_program(made, focus, width, look))


def count(made: Comparison, part: Part) -> int:
    """How many tests or inputs there are to go through."""
    return len(made.tests if part == "tests" else made.differing)


def _heading(made: Comparison, width: int, look: Look) -> Line:
    row = Row(width, look).put(" Compare ", "strong")
    for side, joint in ((made.left, " and "), (made.right, "")):
        row.put(_title(side), "accent")
        row.put(f" ({_place(side)})", "dim").put(joint)
    return row.line()


def _place(side: Side) -> str:
    return f"{side.cluster}, {side.language}" if side.cluster else f"in no cluster, {side.language}"


def hit(made: Comparison, column: int) -> Part | None:
    """The part at a column of the second line, for clicks."""
    end = 0
    for part, title in _titles(made).items():
        end += len(title) + 2
        if column < end:
            return part
    return None


def _parts(made: Comparison, focus: Focus, width: int, look: Look) -> Line:
    row = Row(width, look)
    for part, title in _titles(made).items():
        row.put(" ").put(title, "cursor strong" if part == focus.part else "dim").put(" ")
    return row.line()


def _titles(made: Comparison) -> dict[Part, str]:
    both = len(made.differing) + made.agreeing
    lost = sum(pair.left != pair.right for pair in made.tests)
    return {
        "program": f"1 program, {counted(made.changed, 'row')} differ" if made.changed else "1 program, the same text",
        "tests": f"2 tests, {counted(lost, 'verdict')} differ" if lost else "2 tests, the same verdicts",
        "inputs": f"3 inputs, {len(made.differing)} of {both} differ" if both else "3 inputs, none on both",
    }


# -------------------------------------------------------------------- programs


def _program(made: Comparison, focus: Focus, width: int, look: Look) -> list[Line]:
    unified = focus.unified if focus.unified is not None else width < SPLIT_FROM
    paint_one = _unified if unified else _split
    lines: list[Line] = []
    for kept, part in _folded(made.rows, whole=focus.whole):
        if kept:
            lines += paint_one(part, made, width, look)
        else:
            lines.append(rule(width, look, f"{counted(len(part), 'equal line')}"))
    return lines or [Row(width, look).put(" Both programs are empty", "dim").line()]


def _folded(pairs: Sequence[RowPair], *, whole: bool) -> Iterator[tuple[bool, Sequence[RowPair]]]:
    """Give the rows in runs: what differs with its surroundings, and what lies between."""
    near = [False] * len(pairs)
    for at, pair in enumerate(pairs):
        if pair.kind == "changed":
            for other in range(max(0, at - _CONTEXT), min(len(pairs), at + _CONTEXT + 1)):
                near[other] = True
    start = 0
    for at in range(1, len(pairs) + 1):
        if at == len(pairs) or near[at] != near[start]:
            yield whole or near[start] or at - start == 1, pairs[start:at]
            start = at


def _split(part: Sequence[RowPair], made: Comparison, width: int, look: Look) -> list[Line]:
    room = (width - 3) // 2
    lines = []
    for pair in part:
        row = Row(width, look)
        changed = pair.kind == "changed"
        _code(row, pair.left, pair.left_number, "-" if changed else " ", made.left.language, room)
        row.to(room).put(f" {look.glyphs.bar} ", "rule")
        _code(row, pair.right, pair.right_number, "+" if changed else " ", made.right.language, width - row.used)
        lines.append(row.line())
    return lines


def _unified(part: Sequence[RowPair], made: Comparison, width: int, look: Look) -> list[Line]:
    lines: list[Line] = []
    added: list[Line] = []
    for pair in part:
        if pair.kind == "same":
            lines += added
            added = []
            lines.append(_alone(pair.right, pair.right_number, " ", made.right.language, width, look))
            continue
        if pair.left is not None:
            lines.append(_alone(pair.left, pair.left_number, "-", made.left.language, width, look))
        if pair.right is not None:
            added.append(_alone(pair.right, pair.right_number, "+", made.right.language, width, look))
    return lines + added


def _alone(text: str | None, number: int, sign: str, language: str, width: int, look: Look) -> Line:
    row = Row(width, look)
    _code(row, text, number, sign, language, width)
    return row.line()


def _code(row: Row, text: str | None, number: int, sign: str, language: str, room: int) -> None:
    """`  12 - x = 1`, in at most `room` cells."""
    if text is None:
        return
    cell = Row(room, row.look).put(f"{number:4} ", "dim").put(f"{sign} ", {"-": "bad", "+": "ok"}.get(sign, ""))
    cell.extend(highlight(text, language))
    row.extend(cell.line().spans)


# -------------------------------------------------------------------- tests and inputs


def _tests(
    made: Comparison, focus: Focus, width: int, height: int, look: Look, rules: OutputRules | None
) -> list[Line]:
    """All tests in the upper half at most, and what both did on the one under the cursor below."""
    if not made.tests:
        return frame([Row(width, look).put(" No test was run", "dim").line()], height)
    at = max(0, min(focus.test, len(made.tests) - 1))
    listed = max(1, min(len(made.tests), height // 2))
    title = max(len(test_title(pair.test)) for pair in made.tests)
    lines = [_test(pair, title, width, look, here=place == at) for place, pair in enumerate(made.tests)]
    upper = frame(lines, listed, max(0, at - listed + 1))
    return frame([*upper, *_met(made, made.tests[at], width, height - listed, look, rules)], height)


def _test(pair: TestPair, title: int, width: int, look: Look, *, here: bool) -> Line:
    row = Row(width, look, "cursor" if here else "").put(look.glyphs.cursor if here else " ", "accent")
    row.put("! " if pair.left != pair.right else "  ", "warn").put(f"{test_title(pair.test):<{title}}  ")
    for verdict, room in ((pair.left, 26), (pair.right, 0)):
        row.put(f"{_verdict(verdict):<{room}}", verdict_style(verdict) if verdict else "dim")
    return row.line()


def _met(
    made: Comparison, pair: TestPair, width: int, height: int, look: Look, rules: OutputRules | None
) -> list[Line]:
    """What a test gives and expects, and what both did with it."""
    lines = [rule(width, look, test_title(pair.test))]
    wanted = "expected" if rules else "one right output"  # where a program judges, there may be others
    if any(outcome and outcome.judged for outcome in (pair.left_outcome, pair.right_outcome)):
        wanted = "the answer, which the interactor knows"
    for name, text in (("input", pair.input), (wanted, pair.expected)):
        if text:
            lines.append(Row(width, look).put(f" {name}", "dim").line())
            lines += _inset(text, width, max(1, height // 5), look)
    left, right = _outcome(made.left, pair.left_outcome), _outcome(made.right, pair.right_outcome)
    clean = all(outcome and outcome.failure is None for outcome in (pair.left_outcome, pair.right_outcome))
    return [*lines, *paint_sides(left, right, width, height - len(lines), look, rules if clean else None)]


def _verdict(verdict: Verdict | None) -> str:
    return f"{verdict} {VERDICT_WORDS[verdict]}" if verdict else "not run"


def _inputs(
    made: Comparison, focus: Focus, width: int, height: int, look: Look, rules: OutputRules | None
) -> list[Line]:
    if not made.differing:
        both = counted(made.agreeing, "input")
        nothing = (
            f" They agree on all {both} that both were executed on" if made.agreeing else " No input was run on both"
        )
        return frame([Row(width, look).put(nothing, "dim").line()], height)
    at = max(0, min(focus.input, len(made.differing) - 1))
    pair = made.differing[at]
    head = Row(width, look).put(f" {pair.input}", "accent").put(f"  {pair.validity}", "dim")
    head.put(f"  {at + 1} of {len(made.differing)}", "dim")
    texts = _inset(pair.text, width, max(3, height // 3), look)
    left, right = _outcome(made.left, pair.left), _outcome(made.right, pair.right)
    clean = pair.left.failure is None and pair.right.failure is None
    sides = paint_sides(left, right, width, height - len(texts) - 2, look, rules if clean else None)
    return frame([head.line(), *texts, EMPTY, *sides], height)


def _inset(text: str, width: int, height: int, look: Look) -> list[Line]:
    shown = paint_text(text, width - 2, height, look)
    return [Row(width, look).put("  ").extend(item.spans).line() for item in shown]


def _title(side: Side) -> str:
    return f"S{side.revision.sample:02d} round {side.revision.round}"


def _outcome(side: Side, outcome: Outcome | None) -> Column:
    title = _title(side)
    if outcome is None:
        return Column(title, "", note="was not run on it")
    if outcome.failure is None:
        return Column(f"{title} {'says' if outcome.judged else 'prints'}", outcome.transcript or outcome.output)
    note = f"{outcome.failure} {VERDICT_WORDS[outcome.failure]}"
    last = (outcome.error.strip().splitlines() or [""])[-1]
    return Column(title, outcome.transcript or outcome.output, note=f"{note}: {last}" if last else note)
