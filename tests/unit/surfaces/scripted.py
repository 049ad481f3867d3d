"""A builder of scripted journals: events with numbers and times, and the problem that they are about."""

from __future__ import annotations

import itertools
from typing import Literal

from msgspec import structs

from engine.events.calls import CallFinished, CallStarted, Delta, TextStored, Usage
from engine.events.codec import Entry, Event
from engine.events.executions import Checked, CheckFinished, Ending, ExecutionFinished, Outcome, Verdict
from engine.events.prices import Price, Rates
from engine.events.run import (
    EngineStarted,
    ProblemReference,
    RunStarted,
)
from engine.events.samples import (
    RevisionId,
    RevisionMade,
    RoundFinished,
    RoundStarted,
    SampleFinished,
    SampleStarted,
    TestFinished,
)
from engine.events.settings import Settings
from engine.problem.model import Checker, Interaction, Problem, Program, Test, digest
from engine.projections.board import Board, fold

BEGAN = 1_000.0

PROGRAM = '''import sys


def solve(n, heights):
    """Count the bridges that a lamp can light."""
    best = 0
    for i in range(n - 1):
        if heights[i] < heights[i + 1]:  # the light falls to the left
            best = max(best, heights[i + 1] - heights[i])
    return best


n, *heights = map(int, sys.stdin.read().split())
print(solve(n, heights))
'''

ANSWER = f"""Sort the heights first, then two pointers find the longest row in one pass. The limits allow n log n.

```python
{PROGRAM}```
"""

TESTS = {
    "1": Test("1", "3\n1 4 2\n", "3\n"),
    "2": Test("2", "6\n5 5 1 1 7 2\n4\n", "10\n20\n30\n40\n"),
    "3": Test("3", "1\n9\n", "0\n"),
}

PROBLEM = Problem(
    "litbridges",
    "Lit Bridges",
    "# Lit Bridges\n\nA lamp stands on *every* bridge. Given $n$ heights, find the **largest** step, where "
    "$1 \\le n \\le 10^5$.\n\n## Input\n\n- one line with `n`\n- one line with the heights\n\n"
    "```\n3\n1 4 2\n```\n\n## Output\n\nOne integer.\n",
    tuple(TESTS.values()),
)

CHECKED = structs.replace(PROBLEM, checker=Checker(Program("python", ())))
TALKING = structs.replace(
    PROBLEM,
    checker=Checker(Program("python", ()), interactive=True),
    interactions=(Interaction("1", "< 3\n> ? 2\n< higher\n> ! 3\n"),),
)
PRICE = Price("offline/rehearsal", "known", (Rates(3.0, 15.0, 0.3),), "a table")

HINTS = ("greedy", "dynamic programming", "brute force first", "think of a graph")


class Story:
    """Appends events with numbers and times, half a second apart."""

    def __init__(
        self,
        samples: int = 12,
        notice: str = "offline rehearsal, no language model",
        judge: Literal["", "checker", "interactor"] = "",
    ) -> None:
        self.entries: list[Entry] = []
        self.deltas: list[Delta] = []
        self.counter = itertools.count(1)
        settings = Settings(samples=samples, budget_calls=400, budget_seconds=600.0)
        reference = ProblemReference("litbridges", "Lit Bridges", "problems/litbridges", "d1", judge)
        models = {"solver": "offline/rehearsal"}
        self.add(RunStarted("r1", reference, "s-star", settings, models, prices=(PRICE,)))
        self.add(EngineStarted("unisolated", notice))

    def add(self, *events: Event) -> Story:
        for event in events:
            seq = len(self.entries) + 1
            self.entries.append(Entry(seq, BEGAN + seq / 2, event))
        return self

    def text(self, text: str) -> str:
        name = digest(text)
        self.add(TextStored(name, text))
        return name

    def call(self, *path: str | int, role: Literal["solver", "judge"] = "solver") -> str:
        key = f"call{next(self.counter)}"
        self.add(CallStarted(key, path, role, "offline/rehearsal", ()))
        return key

    def execution(self, program: str, text: str, output: str, ending: Ending = "OK", error: str = "") -> str:
        key = f"run{next(self.counter)}"
        outcome = Outcome(
            ending,
            output,
            digest(*output.split()),
            len(output.encode("utf-8", "replace")),
            error,
            1 if ending == "RE" else 0,
            0.013,
            0.02,
            9 * 2**20,
        )
        self.add(ExecutionFinished(key, program, text, outcome))
        return key

    def start(self, sample: int, text: str = "", round_: int = 0) -> str:
        """Begin a round; what has arrived of its answer is `text`."""
        if round_ == 0:
            self.add(SampleStarted(sample, HINTS[sample % len(HINTS)]))
        key = self.call("sample", sample, "round", round_)
        self.add(RoundStarted(sample, round_, key))
        if text:
            self.deltas.append(Delta(key, 0, text))
        return key

    def revision(self, sample: int, round_: int = 0, program: str = PROGRAM) -> RevisionId:
        key = self.start(sample, round_=round_)
        self.add(CallFinished(key, ANSWER, usage=Usage(900, 300)))
        revision = RevisionId(sample, round_)
        self.add(RevisionMade(revision, f"p{sample}r{round_}", self.text(program), "python"))
        return revision

    def verdicts(self, revision: RevisionId, verdicts: str, outputs: tuple[str, ...] = ()) -> None:
        """Run all tests; `verdicts` such as "AC WA RE"."""
        given = verdicts.split()
        for index, verdict in enumerate(given):
            name = str(index + 1)
            self.one_test(revision, name, verdict, outputs[index] if index < len(outputs) else "")
        self.add(RoundFinished(revision, given.count("AC"), len(given)))

    def one_test(self, revision: RevisionId, name: str, verdict: Verdict | str, output: str = "") -> None:
        ending: Ending = "OK" if verdict in {"AC", "WA"} else verdict  # type: ignore[assignment]
        error = 'Traceback (most recent call last):\n  File "main.py", line 8\nIndexError: list index out of range'
        wrong = "10\n20\n31\n40\n" if verdict == "WA" else TESTS[name].expected if name in TESTS else "1\n"
        key = self.execution(f"p{revision}", f"t{name}", output or wrong, ending, error if verdict == "RE" else "")
        self.add(TestFinished(revision, name, verdict, key))  # type: ignore[arg-type]

    def checked(
        self, revision: RevisionId, name: str, verdict: Literal["AC", "WA", "IE"], output: str, said: str
    ) -> None:
        """One test that a checker judges."""
        run, key = self.execution(f"p{revision}", f"t{name}", output), f"check{next(self.counter)}"
        self.add(CheckFinished(key, "c", f"t{name}", f"a{name}", output, Checked(verdict, said)))
        self.add(TestFinished(revision, name, verdict, run, key))

    def talked(self, program: str, text: str, judged: Literal["AC", "WA"], transcript: str, said: str = "") -> str:
        """An execution that an interactor talks with."""
        key = f"run{next(self.counter)}"
        outcome = Outcome(
            "OK", cpu_seconds=0.013, memory_bytes=9 * 2**20, judged=judged, judge_message=said, transcript=transcript
        )
        self.add(ExecutionFinished(key, program, text, outcome))
        return key

    def finish(self, revision: RevisionId, *, survivor: bool) -> None:
        self.add(SampleFinished(revision.sample, revision, survivor))

    def survivor(self, sample: int) -> RevisionId:
        revision = self.revision(sample)
        self.verdicts(revision, "AC AC AC")
        self.finish(revision, survivor=True)
        return revision

    def board(self) -> Board:
        board = fold(self.entries)
        for delta in self.deltas:
            board.stream(delta)
        return board
