"""A problem that fits on one screen, and players who know their lines: a whole run in a few milliseconds.

Six samples, one for every fate: S01 is wrong and repaired; S02 passes the public tests and is wrong on other
inputs; S03 passes them and crashes on other inputs; S04 is right; S05 gets worse before it is repaired, to the
program of S01; S06 answers without a program.
"""

from __future__ import annotations

import json
import re
from random import Random
from typing import TYPE_CHECKING, get_args

from engine.events.calls import Role
from engine.events.settings import Settings
from engine.execution.scripted import Ended, ScriptedExecutor
from engine.journal.writer import MemoryJournal
from engine.models.scripted import ScriptedModel
from engine.problem.model import Problem, Program, SourceFile, Test
from engine.runtime.facts import call_key
from engine.runtime.passes import Passes
from engine.runtime.run import Run
from engine.strategies import STRATEGIES
from engine.testing.loop import simulate

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from engine.errors import ModelError
    from engine.events.calls import Delta
    from engine.events.capabilities import Capability
    from engine.events.codec import Event
    from engine.events.selection import SelectionMade
    from engine.execution.scripted import CheckerCall, InteractorCall
    from engine.models.protocol import Request
    from engine.models.scripted import Spoken
    from engine.runtime.taking import Known

ENDS = "n, *xs = map(int, open(0).read().split())\nprint(xs[-1] - xs[0])\n"
SPAN = "n, *xs = map(int, open(0).read().split())\nprint(max(xs) - min(xs))\n"
SPAN_AGAIN = f"# the largest minus the smallest\n\n{SPAN}"
FROM_FIRST = "n, *xs = map(int, open(0).read().split())\nprint(max(xs) - xs[0])\n"
CROWDED = "n, *xs = map(int, open(0).read().split())\nassert len(set(xs)) == n < 5\nprint(max(xs) - min(xs))\n"
SORTED = "n, *xs = map(int, open(0).read().split())\nxs.sort()\nprint(xs[-1] - xs[0])\n"
CRASHING = "n, *xs = map(int, open(0).read().split())\nprint(xs[n])\n"
GENERATOR = "seed = int(input())\nprint(4)\nprint(seed, -seed, 9, seed)\n"
VALIDATOR = "import sys\nsys.exit(42 if allowed(sys.stdin.read()) else 43)\n"


def _span(text: str) -> str:
    xs = _numbers(text)
    return f"{max(xs) - min(xs)}\n"


def _ends(text: str) -> str:
    xs = _numbers(text)
    return f"{xs[-1] - xs[0]}\n"


def _from_first(text: str) -> str:
    xs = _numbers(text)
    return f"{max(xs) - xs[0]}\n"


def _crowded(text: str) -> str:
    xs = _numbers(text)
    if len(xs) >= 5 or len(set(xs)) < len(xs):
        raise Ended("RE", error="Traceback\nAssertionError", exit_code=1)
    return _span(text)


def _crashing(_: str) -> str:
    raise Ended("RE", error="Traceback\nIndexError: list index out of range", exit_code=1)


def _validator(text: str) -> str:
    raise Ended("RE", exit_code=42 if allowed(text) else 43)


def allowed(text: str) -> bool:
    """Whether the statement allows an input."""
    if not re.fullmatch(r"\d+\n-?\d+( -?\d+)*\n", text):
        return False
    count, *xs = map(int, text.split())
    return 1 <= count <= 20 and len(xs) == count and all(-100 <= x <= 100 for x in xs)


def _generator(text: str) -> str:
    seed = int(text)
    return f"4\n{seed} {-seed} 9 {seed}\n"


def _numbers(text: str) -> list[int]:
    xs = [int(word) for word in text.split()[1:]]
    if not xs:
        raise Ended("RE", error="Traceback\nValueError", exit_code=1)
    return xs


PROGRAMS: dict[str, Callable[[str], str]] = {
    ENDS: _ends,
    SPAN: _span,
    SPAN_AGAIN: _span,
    FROM_FIRST: _from_first,
    CROWDED: _crowded,
    SORTED: _span,
    CRASHING: _crashing,
    VALIDATOR: _validator,
    GENERATOR: _generator,
}
"""What every program of the play does."""

PROBLEM = Problem(
    name="span",
    title="Span",
    statement="The first line holds n (1 to 20), the second n integers from -100 to 100. Print the largest minus the "
    "smallest.",
    tests=(
        Test("1", "3\n1 5 2\n", "4\n"),
        Test("2", "1\n7\n", "0\n"),
        Test("3", "4\n-2 2 9 4\n", "11\n"),
    ),
    input_validators=(Program("python", (SourceFile("validate.py", VALIDATOR),)),),
)

SETTINGS = Settings(samples=6, rounds=2, inputs=8, best_of=3)

TESTED = (("3\n9 1 2\n", "2\n5 5\n"), ("3\n9 1 2\n", "5\n1 2 3 4 5\n"))
"""Inputs of the tests that a player writes, in answers with even and with odd numbers."""

OPINION: dict[str, object] = {
    "score": 0.5,
    "choice": 1,
    "passed": True,
    "plans": ["sort", "sweep"],
    "criteria": ["The program takes the largest number.", "The program takes the smallest number."],
    "holds": [True, True],
    "order": [2, 1],
    "action": "done",
}
"""What a player says when asked for an opinion of any kind."""

NO_PROGRAM = "I would sort the numbers first."

PLAY: dict[int, tuple[str, ...]] = {
    1: (ENDS, SPAN),
    2: (FROM_FIRST,),
    3: (CROWDED,),
    4: (SORTED,),
    5: (ENDS, CRASHING, SPAN_AGAIN),
    6: (NO_PROGRAM,),
}
"""The programs of each sample, round by round."""


def script(request: Request, play: Mapping[int, Sequence[str]] | None = None) -> str:
    """Answer as a player does who knows the play, and as a judge who can do sums."""
    match request.role:
        case "solver" | "debugger" if request.path[0] == "sample":
            _, sample, _, number = request.path
            parts = play or PLAY
            rounds = parts.get(int(sample)) or parts[max(parts)]
            text = rounds[min(int(number), len(rounds) - 1)]
            return text if text == NO_PROGRAM else f"Here it is.\n\n```python\n{text}```\n"
        case "input writer" if request.path[0] == "tests":
            tests = [{"input": text, "output": _span(text)} for text in TESTED[int(request.path[1]) % 2]]
            return f"I did the sums.\n{json.dumps({'tests': tests})}"
        case "input writer" if request.path[0] == "generators":
            return f"One will do.\n{json.dumps({'generators': [{'aim': 'equal ends', 'program': GENERATOR}]})}"
        case "input writer" if request.path[0] == "reader":
            return f"Nothing more than you see.\n{json.dumps({'rules': []})}"
        case "input writer":
            inputs = ("3\n9 1 2\n", "5\n1 2 3 4 5\n", "2\n3 -3\n", "1\n0\n")
            return f"These should do.\n{json.dumps({'inputs': inputs})}"
        case "judge" if request.path[0] == "match":
            return judge_by_sums(request.messages[0].text)
        case _:
            return f"Take care of the order.\n{json.dumps(OPINION)}"


def judge_by_sums(prompt: str) -> str:
    """Answer the judge's prompt rightly."""
    text, first, second = (judged_text(prompt, title) for title in ("The input to decide on", "Output A", "Output B"))
    right = _span(text).split()
    choice = "A" if first.split() == right else "B" if second.split() == right else "neither"
    return f"I take the sum.\n{json.dumps({'choice': choice, 'reason': f'the span is {right[0]}'})}"


def judged_text(prompt: str, title: str) -> str:
    """The fenced text under a heading of the judge's prompt."""
    found = re.search(rf"^# {title}\n\n```[^\n]*\n(.*?)\n?```$", prompt, re.MULTILINE | re.DOTALL)
    assert found, title
    return found.group(1)


class ToyRun:
    """A run of the toy problem, ready to be played by a strategy, with everything that can be asked of it later."""

    def __init__(
        self,
        settings: Settings = SETTINGS,
        *,
        journal: MemoryJournal | None = None,
        problem: Problem = PROBLEM,
        script: Callable[[Request], str | Spoken | ModelError] = script,
        programs: Mapping[str, Callable[[str], str]] = PROGRAMS,
        latency: int | None = None,
        checkers: Mapping[str, CheckerCall] | None = None,
        interactors: Mapping[str, InteractorCall] | None = None,
        abilities: Collection[Capability] = (),
        known: Known | None = None,
    ) -> None:
        """Put the parts together.

        Args:
            settings: of the run.
            journal: to go on from; a new one unless given.
            problem: what is solved.
            script: answers of the model.
            programs: what the programs do.
            latency: seed of how long answers (up to 4 ms) and executions (up to 0.4 ms) take; None is no time.
            checkers: what the checkers of the problem do.
            interactors: what its interactors do.
            abilities: what the model offers besides answers.
            known: what a run that this one was forked from knew.
        """
        chance = Random(latency)
        slow = latency is not None
        self.journal = journal or MemoryJournal(clock=lambda: 0.0)
        self.deltas: list[Delta] = []
        pauses = (lambda _: chance.uniform(0, 0.004)) if slow else (lambda _: 0.0)
        self.model = ScriptedModel(script, seconds=pauses, abilities=abilities)
        # Less than 5 ms in total, so that no prompt and no choice by speed shows a difference.
        self.executor = ScriptedExecutor(
            programs,
            seconds=lambda *_: chance.uniform(0, 0.0004) if slow else 0.0,
            checkers=checkers,
            interactors=interactors,
        )
        models: dict[Role, ScriptedModel] = dict.fromkeys(get_args(Role), self.model)
        self.others: dict[str, ScriptedModel] = {}
        """Models that a person named in decisions, by name; they follow the same script."""
        publish = self.deltas.append
        self.run = Run(problem, settings, models, self.executor, self.journal, publish, self._other, known)

    def _other(self, name: str) -> ScriptedModel:
        return self.others.setdefault(name, ScriptedModel(self.model.script, name))

    def play(self, strategy: str = "s-star", seed: int | None = None) -> SelectionMade | None:
        """Play to the end on a loop of its own, shuffled by `seed`; the result is the strategy's."""
        return simulate(lambda: self.work(strategy), seed)

    async def work(self, strategy: str = "s-star") -> SelectionMade | None:
        """Play to the end on the loop that is running."""
        return await self.passes(strategy).play()

    def passes(self, strategy: str = "s-star") -> Passes:
        """What plays a strategy and takes a person's decisions meanwhile."""
        return Passes(self.run, STRATEGIES[strategy])

    @property
    def events(self) -> list[Event]:
        """Every event of the journal, in order."""
        return [entry.event for entry in self.journal.entries]

    def asked(self) -> list[str]:
        """Keys of the calls that reached the model, in order."""
        return [call_key(self.model.name, request) for request in self.model.asked]

    def answered(self) -> list[str]:
        """Keys of the calls that the model answered to the end, in order."""
        return [call_key(self.model.name, request) for request in self.model.answered]
