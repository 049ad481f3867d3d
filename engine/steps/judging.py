"""The judge: shown one input and two outputs, asked in both orders which one is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct, structs

from engine.events.selection import VoteAsked, VoteCast
from engine.problem.model import digest
from engine.prompts import render
from engine.runtime.together import together
from engine.steps.asking import ask_for
from engine.steps.feedback import cut, examples
from engine.steps.synthesis import SynthesizedInput

if TYPE_CHECKING:
    from engine.events.calls import Path
    from engine.events.executions import Outcome
    from engine.events.settings import Settings
    from engine.runtime.run import Run

_LONGEST = 4000
"""Characters of an input or output that the judge is shown."""


class JudgeAnswer(Struct, frozen=True, kw_only=True):
    """What the judge must answer."""

    steps: str = ""
    output: str = ""
    choice: Literal["A", "B", "neither"]
    reason: str = ""


class AnyJudgeAnswer(Struct, frozen=True, kw_only=True):
    """The same where several outputs may be right, so that there is not one to work out."""

    steps: str = ""
    findings: str = ""
    choice: Literal["A", "B", "neither", "both"]
    reason: str = ""


class Shown(Struct, frozen=True):
    """What the judge is shown of one side: its output, and in the published method its program, too."""

    cluster: str
    output: str
    program: str = ""


class Question(Struct, frozen=True):
    """One input of one match, and what the two sides print on it."""

    bracket: str
    match: str
    input: SynthesizedInput
    left: Shown
    right: Shown
    again: int = 0
    """How often a person wanted it to be asked anew."""
    model: str = ""
    """Whom the person wanted to be asked; empty for the judge of the run."""


def votes_of(settings: Settings) -> list[str]:
    """Who is asked about an input in each order, empty for the judge: it and its jury, each as often as is wanted."""
    return [model for model in ("", *settings.jury) for _ in range(settings.judges)]


async def judge(run: Run, question: Question) -> tuple[float, float]:
    """Ask in both orders, since judges favour a place, as often in each as the settings say; all votes count alike.

    The judge sees the statement, the input and the two outputs; never an expected output that a model guessed.
    A vote for neither or for both, or an answer that cannot be read twice, gives nobody anything.

    Returns:
        points of the left and of the right side, 1 together at most.

    Raises:
        BudgetError: the budget ended before both votes were cast.
    """
    left, right = question.left, question.right
    orders = ((left, right), (right, left))
    asked = votes_of(run.settings) if not question.model else [question.model] * run.settings.judges
    choices = await together(
        _vote(run, structs.replace(question, model=model), *order, ask)
        for ask, model in enumerate(asked)
        for order in orders
    )
    return choices.count(left.cluster) / len(choices), choices.count(right.cluster) / len(choices)


async def _vote(run: Run, question: Question, first: Shown, second: Shown, ask: int) -> str | None:
    prompt = render(
        "judge_any" if run.problem.checker else "judge",
        statement=run.problem.statement,
        examples=examples(run.problem),
        input=_shown(question.input.text),
        first=_shown(first.output),
        second=_shown(second.output),
        programs=_programs(run.settings.language, first, second),
    )
    # By what is asked, not by the match: in another bracket the same question has been answered already.
    again = ("again", question.again) if question.again else ()
    path: Path = ("match", digest(prompt), *again, *(("ask", ask) if ask else ()))
    about = question.bracket, question.match, question.input.name, first.cluster
    kind: type[JudgeAnswer | AnyJudgeAnswer] = AnyJudgeAnswer if run.problem.checker else JudgeAnswer

    def asking(call: str) -> None:
        run.conclude(VoteAsked(*about, call, ask))

    reply = await ask_for(run, kind, path, "judge", prompt, asking, question.model)
    answer = reply.value or JudgeAnswer(choice="neither", reason=f"no usable answer: {reply.problem}")
    choice = {"A": first.cluster, "B": second.cluster}.get(answer.choice)
    both = answer.choice == "both"
    run.conclude(VoteCast(*about, choice, answer.reason, reply.call, both, ask))
    return choice


def seen(outcome: Outcome) -> str:
    """What a judge can see of an execution: its output, or all that was said where an interactor talked with it."""
    return outcome.transcript if outcome.judged else outcome.output


def _shown(text: str) -> str:
    return cut(text.rstrip("\n"), _LONGEST)


def _programs(language: str, first: Shown, second: Shown) -> str:
    if not (first.program and second.program):
        return ""
    sides = (("A", first.program), ("B", second.program))
    return "".join(f"\n# Program {name}\n\n```{language}\n{text.rstrip()}\n```\n" for name, text in sides)
