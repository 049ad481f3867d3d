"""What a statement of an explanation rests on, in full: programs, changes, outputs side by side, answers, events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Group
from rich.syntax import Syntax
from rich.text import Text

from engine.projections.statements import CodeDiff, FailedTest, JudgeVote, ProgramText, TwoOutputs
from tui.surfaces.judged import MANY
from tui.surfaces.sides import RULES, STACKED_BELOW, Side, paint_sides, split
from tui.surfaces.text import clean
from tui.surfaces.words import VERDICTS

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from engine.events.executions import Outcome
    from engine.problem.model import OutputRules
    from engine.projections.statements import Statement
    from tui.palette import Palette
    from tui.surfaces.text import Look

_MOST_LINES = 100
"""Of two outputs that are held against each other; longer ones are folded around their first difference."""

_LONGEST_EVENT = 20_000
"""Characters of an event that are shown: it may hold a program of a megabyte."""


@dataclass(frozen=True, slots=True)
class _Beside:
    """Two texts side by side, aligned at their first difference, as wide as there is room for."""

    left: Side
    right: Side
    look: Look
    colours: Palette
    rules: OutputRules | None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        longest = max(len(split(side.text)) + bool(side.note) for side in (self.left, self.right))
        height = min(_MOST_LINES, longest + 1) * (2 if options.max_width < STACKED_BELOW else 1)
        for line in paint_sides(self.left, self.right, options.max_width, height, self.look, self.rules):
            yield Text.assemble(*((span.text, self.colours.style(span.style)) for span in line.spans), no_wrap=True)


def evidence(statement: Statement, look: Look, colours: Palette, rules: OutputRules = RULES) -> RenderableType:
    """What a statement rests on.

    Args:
        statement: of an explanation.
        look: signs.
        colours: of the theme.
        rules: how outputs are compared.
    """
    head = Text(clean(statement.text, look), style="bold")
    if statement.seq:
        head.append(f"\nevent {statement.seq} of the journal", style="dim")
    return Group(head, Text(""), *_detail(statement, look, colours, rules))


def event(statement: Statement, text: str, look: Look) -> RenderableType:
    """The event of the journal that a statement rests on, as the journal has it."""
    shown = text if len(text) <= _LONGEST_EVENT else f"{text[:_LONGEST_EVENT]}{look.glyphs.ellipsis}"
    return Group(Text(f"event {statement.seq} of the journal", style="bold"), Text(""), _code(shown, "json", look))


def _detail(statement: Statement, look: Look, colours: Palette, rules: OutputRules) -> list[RenderableType]:
    match statement.detail:
        case ProgramText(text=text, language=language):
            return [_code(text, language, look)]
        case CodeDiff() as diff:
            return [_code("\n".join(diff.lines), "diff", look)]
        case FailedTest() as test:
            return _failed(test, look, colours, rules)
        case TwoOutputs() as two:
            sides = [_output(*side) for side in ((two.left, two.left_outcome), (two.right, two.right_outcome))]
            comparable = two.difference is not None
            beside = _Beside(sides[0], sides[1], look, colours, rules if comparable else None)
            return [_titled("input", two.text, look), beside]
        case JudgeVote() as vote:
            return [_titled("the judge's whole answer", vote.answer or vote.reason, look)]
        case _:
            return []


def _failed(test: FailedTest, look: Look, colours: Palette, rules: OutputRules) -> list[RenderableType]:
    got = test.outcome
    if got and got.transcript:
        talk = [
            ("the interactor says", test.message),
            ("what was said: > by the program, < by the interactor", got.transcript),
            ("standard error", got.error),
            ("input, which only the interactor reads", test.input),
        ]
        return [_titled(title, text, look) for title, text in talk if text]
    above = [("the checker says", test.message), ("input", test.input)]
    shown: list[RenderableType] = [_titled(title, text, look) for title, text in above if text]
    if test.expected is not None and got:
        expected = Side(f"one right output ({MANY})" if test.judged else "expected", test.expected)
        shown.append(_Beside(expected, _output("got", got), look, colours, None if test.judged else rules))
    elif got:
        shown.append(_titled("got", got.output, look))
    return [*shown, Text(""), _titled("standard error", got.error, look)] if got and got.error else shown


def _output(name: str, outcome: Outcome | None) -> Side:
    """What a program printed, or said and was told, or how it ended."""
    if outcome is None:
        return Side(name, "", note="(not in the journal)")
    does = "says (>), and is told (<)" if outcome.transcript else "prints"
    title = name if name == "got" else f"{name} {does}"
    text = outcome.transcript or outcome.output
    if outcome.failure is None:
        return Side(title, text)
    why = outcome.judge_message if outcome.failure == "WA" else outcome.error
    last = why.strip().rsplit("\n", 1)[-1]
    return Side(title, text, note=f"({outcome.failure}, {VERDICTS[outcome.failure]}{': ' + last if last else ''})")


def _titled(title: str, text: str, look: Look) -> Text:
    lines = "\n".join(clean(line, look) for line in text.splitlines()[:400])
    return Text.assemble((f"{title}\n", "dim"), lines, "\n")


def _code(text: str, language: str, look: Look) -> Syntax:
    harmless = "\n".join(clean(line, look) for line in text.splitlines())
    return Syntax(harmless, language, theme="ansi_dark", background_color="default", word_wrap=True)
