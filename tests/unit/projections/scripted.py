"""Journals written by hand: a small builder, and one whole run that has a sample for every fate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.calls import CallFinished, CallStarted, Role, TextStored, Usage
from engine.events.codec import Entry, Event
from engine.events.executions import ExecutionFinished, Outcome, Verdict
from engine.events.prices import Price, Rates
from engine.events.run import EngineStarted, ProblemReference, RunFinished, RunStarted
from engine.events.samples import (
    RevisionId,
    RevisionMade,
    RoundFailed,
    RoundFinished,
    RoundStarted,
    SampleFinished,
    SampleStarted,
    TestFinished,
)
from engine.events.selection import (
    BracketDrawn,
    Cluster,
    ClustersFormed,
    InputSynthesized,
    MatchDecided,
    MatchInput,
    MatchOpened,
    MatchPlan,
    SelectionMade,
    Source,
    SurvivorsFiltered,
    VoteCast,
)
from engine.events.settings import Settings
from engine.problem.model import Problem, Test, digest

if TYPE_CHECKING:
    from engine.projections.board import Board

TESTS = (Test("1", "1\n7\n", "7\n"), Test("2", "2\n1 3\n", "4\n"), Test("3", "1\n0\n", "0\n"))
PROBLEM = Problem("sum", "Sum of numbers", "Add them up.", TESTS)

PRICE = Price("offline/x", "known", (Rates(3.0, 15.0, 0.3),), "a table")

Ran = tuple[Verdict, str | Outcome]


class Script:
    """Writes a journal; every method adds the events of one thing that happens."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.now = 1000.0
        self._texts: set[str] = set()
        self._programs: dict[RevisionId, str] = {}
        self._inputs: dict[str, str] = {}

    def add(self, event: Event, after: float = 0.0) -> int:
        self.now += after
        self.entries.append(Entry(len(self.entries) + 1, self.now, event))
        return len(self.entries)

    def text(self, text: str) -> str:
        name = digest(text)
        if name not in self._texts:
            self._texts.add(name)
            self.add(TextStored(name, text))
        return name

    def start(self, samples: int = 8, notice: str = "Offline rehearsal, no language model") -> None:
        reference = ProblemReference("sum", "Sum of numbers", "/problems/sum", "d")
        chosen, models = Settings(samples=samples), {"solver": "offline/x"}
        self.add(RunStarted("run-1", reference, "s-star", chosen, models, prices=(PRICE,)))
        self.add(EngineStarted("namespaces", notice))

    def call(
        self,
        key: str,
        path: tuple[str | int, ...],
        role: Role,
        answer: str,
        *,
        seconds: float = 2.0,
        tokens: int = 100,
        marks: tuple[tuple[int, int], ...] = (),
    ) -> None:
        self.add(CallStarted(key, path, role, "offline/x", (("user", self.text("prompt " + key)),)))
        self.add(CallFinished(key, answer, usage=Usage(10, tokens), marks=marks), seconds)

    def sample(self, number: int, hint: str = "") -> None:
        self.add(SampleStarted(number, hint))

    def round(self, number: int, round_: int, program: str, ran: dict[str, Ran]) -> RevisionId:
        revision, key = RevisionId(number, round_), f"call-{number}-{round_}"
        self.add(RoundStarted(number, round_, key))
        self.call(key, ("sample", number, "round", round_), "debugger" if round_ else "solver", program)
        self._programs[revision] = digest("python", program)
        self.add(RevisionMade(revision, self._programs[revision], self.text(program), "python"))
        for test in TESTS:
            verdict, outcome = ran.get(test.name, ("AC", test.expected))
            execution = self.execution(revision, self.text(test.input), outcome)
            self.add(TestFinished(revision, test.name, verdict, execution))
        failed = sum(verdict != "AC" for verdict, _ in ran.values())
        self.add(RoundFinished(revision, len(TESTS) - failed, len(TESTS)))
        return revision

    def execution(self, revision: RevisionId, given: str, did: str | Outcome, cpu: float = 0.01) -> str:
        outcome = did if isinstance(did, Outcome) else printed(did, cpu)
        key = f"{revision} on {given}"
        self.add(ExecutionFinished(key, self._programs[revision], given, outcome))
        return key

    def done(self, number: int, best: RevisionId | None, survivor: bool = True) -> None:
        self.add(SampleFinished(number, best, survivor and best is not None))

    def input(self, name: str, text: str, source: Source = "mutation", detail: str = "") -> str:
        self._inputs[name] = self.text(text)
        self.add(InputSynthesized(name, self._inputs[name], source, detail, "valid", "validator.py"))
        return self._inputs[name]


def printed(output: str, cpu: float = 0.01) -> Outcome:
    return Outcome("OK", output, digest(*output.split()), len(output), exit_code=0, cpu_seconds=cpu)


def crashed(error: str) -> Outcome:
    return Outcome("RE", error=error, exit_code=1, cpu_seconds=0.01)


TOO_SLOW = Outcome("TLE", cpu_seconds=2.0)
GOOD = "n = int(input())\nprint(sum(map(int, input().split())))\n"
WRONG = "n = int(input())\nprint(sum(map(int, input().split())) + n - 1)\n"
SLOW = "input()\nt = 0\nfor x in input().split():\n    t += int(x)\nprint(t)\n"
CRASHING = "input()\nprint(sum(map(int, input().split()[:9])) // 1)\n"
ESCAPING = "input()\nprint(sum(map(int, input().split()[:9])))\n"


def samples(script: Script) -> dict[str, RevisionId]:
    """S01 repaired, S02 no program, S03 the same as S01, S04 fails, S05 other cluster, S06 slow, S07 crashes."""
    for number in range(1, 8):
        script.sample(number, "greedy" if number == 1 else "")
    script.round(1, 0, WRONG, {"2": ("WA", "5\n")})
    found = {"S01": script.round(1, 1, GOOD, {})}
    script.done(1, found["S01"])
    script.add(RoundStarted(2, 0, "call-2-0"))
    script.call("call-2-0", ("sample", 2, "round", 0), "solver", "I cannot.")
    script.add(RoundFailed(2, 0, "the answer holds no program"))
    script.done(2, None)
    found["S03"] = script.round(3, 0, GOOD, {})
    script.done(3, found["S03"])
    error = "Traceback\nValueError: \x1b[31mbad\x1b[0m"
    found["S04"] = script.round(4, 0, "print(1)\n", {"2": ("RE", crashed(error)), "3": ("TLE", TOO_SLOW)})
    script.done(4, found["S04"], survivor=False)
    for number, program in ((5, ESCAPING), (6, SLOW), (7, CRASHING)):
        found[f"S0{number}"] = script.round(number, 0, program, {})
        script.done(number, found[f"S0{number}"])
    return found


def selection(script: Script, found: dict[str, RevisionId]) -> None:
    """Survivors, inputs, clusters and a tournament that S01 wins."""
    chosen, escaping, slow, crashing = (found[name] for name in ("S01", "S05", "S06", "S07"))
    script.add(SurvivorsFiltered((chosen, escaping, slow, crashing), ((found["S03"], chosen),)))
    large = script.input("I01", "12\n1 1 1 1 1 1 1 1 1 1 1 1\n", detail="mutation of public test 2")
    small = script.input("I02", "10\n1 1 1 1 1 1 1 1 1 2\n", "shrinking")
    runs = {}
    for given in (large, small):
        total = "12" if given == large else "11"
        runs["C01", given] = script.execution(chosen, given, total, cpu=0.01)
        script.execution(slow, given, total, cpu=0.5)
        runs["C02", given] = script.execution(escaping, given, "9")
        runs["C03", given] = script.execution(crashing, given, crashed("IndexError: list index out of range"))
    clusters = (
        Cluster("C01", (chosen, slow)),
        Cluster("C02", (escaping,)),
        Cluster("C03", (crashing,)),
    )
    script.add(ClustersFormed(1, 2, clusters))
    plans = (MatchPlan("M1", 0, "C02", "C03"), MatchPlan("M2", 1, "C01", "M1"))
    script.add(BracketDrawn("b", "knockout", clusters, plans))
    script.add(MatchOpened("b", "M1", "C02", "C03"))
    crash = "C03 crashes on a valid input"
    script.add(MatchInput("b", "M1", "I01", runs["C02", large], runs["C03", large], rule=crash, winner="C02"), 0.5)
    script.add(MatchDecided("b", "M1", "C02", "C03", "rule", crash, (1, 0)))
    script.add(MatchOpened("b", "M2", "C01", "C02"))
    script.add(MatchInput("b", "M2", "I02", runs["C01", small], runs["C02", small], shrunk_from="I01"), 0.5)
    for first in ("C01", "C02"):
        key = f"judge-{first}"
        script.call(key, ("match", "b", "M2", "I02", first), "judge", "11 is the sum.", tokens=7)
        script.add(VoteCast("b", "M2", "I02", first, "C01", "the sum is 11", key))
    script.add(MatchDecided("b", "M2", "C01", "C02", "judge", "2 of 2 votes", (2, 0)))
    reason = "won the final against C02"
    text, program = script.text(GOOD), digest("python", GOOD)
    script.add(SelectionMade(chosen, program, text, 0.93, "selected", reason))
    script.add(RunFinished("selected"), 0.1)


def story() -> Script:
    """One whole run."""
    script = Script()
    script.start()
    selection(script, samples(script))
    return script


def without_version(board: Board) -> Board:
    """Deltas count as changes, so boards are compared without the number of changes."""
    board.version = 0
    return board
