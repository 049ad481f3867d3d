"""The toy problem twice more: with a checker, since a remark may follow the number, and with an interactor."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec import structs

from engine.events.executions import Checked
from engine.execution.scripted import Talk
from engine.problem.model import Checker, Interaction, Program, SourceFile
from engine.testing.toy import PROBLEM, PROGRAMS, SORTED, SPAN, ToyRun, judged_text, script

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.execution.protocol import Case
    from engine.models.protocol import Request

JUDGE = "# judges what is printed, or said\n"
_PROGRAM = Program("python", (SourceFile("judge.py", JUDGE),))

CHECKED = structs.replace(
    PROBLEM,
    statement=f"{PROBLEM.statement} A remark may follow.",
    checker=Checker(_PROGRAM, arguments=("remarks",)),
)
"""A number, and perhaps a remark: many outputs are right."""

TALKING = structs.replace(
    PROBLEM,
    statement=f"{PROBLEM.statement} You are told the numbers when you ask for them.",
    checker=Checker(_PROGRAM, interactive=True),
    interactions=(Interaction("1", "< 3\n< 1 5 2\n> 4\n"),),
)
"""The same, as a talk."""


def _remarked(text: str) -> str:
    return f"{PROGRAMS[SORTED](text).strip()} the numbers were sorted\n"


def check(case: Case) -> Checked:
    """Compare the numbers; without an answer nobody knows."""
    wanted, got = case.answer.split()[:1], case.output.split()[:1]
    if not wanted:
        return Checked("IE", "there is no answer")
    return Checked("AC") if wanted == got else Checked("WA", f"expected {wanted[0]}, got {' '.join(got) or 'nothing'}")


def talk(text: str, _answer: str, program: Callable[[str], str]) -> Talk:
    """Tell the numbers, and judge what is said to them."""
    said, right = program(text).split()[0], PROGRAMS[SPAN](text).strip()
    told = "".join(f"< {line}\n" for line in text.splitlines())
    judged = Talk("AC") if said == right else Talk("WA", f"the span is {right}, not {said}")
    return structs.replace(judged, transcript=f"{told}> {said}\n")


def _script(request: Request) -> Any:
    if request.role != "judge":
        return script(request)
    prompt = request.messages[0].text
    text, first, second = (judged_text(prompt, title) for title in ("The input to decide on", "Output A", "Output B"))
    right = PROGRAMS[SPAN](text).split()
    choice = "A" if first.split()[:1] == right else "B" if second.split()[:1] == right else "neither"
    return f"I take the sum.\n{json.dumps({'choice': choice, 'reason': f'the span is {right[0]}'})}"


def checked_run(**options: Any) -> ToyRun:
    """A run of the toy problem with a checker; options as for `ToyRun`."""
    programs = {**PROGRAMS, SORTED: _remarked}
    return ToyRun(problem=CHECKED, script=_script, programs=programs, checkers={JUDGE: check}, **options)


def talking_run(**options: Any) -> ToyRun:
    """A run of the toy problem with an interactor; options as for `ToyRun`."""
    return ToyRun(problem=TALKING, script=_script, interactors={JUDGE: talk}, **options)
