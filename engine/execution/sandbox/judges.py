"""The work of checkers and interactors in a worker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct, structs

from engine.errors import ExecutorError
from engine.events.executions import OUTPUT_KEPT, Outcome
from engine.execution.endings import outcome_of
from engine.execution.judging import CHECKER_LIMITS, IDLE, interaction_of
from engine.execution.launch import Report
from engine.execution.output import Output
from engine.execution.sandbox.inside.wire import STOPPED
from engine.execution.sandbox.work import Runs, readable

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from engine.execution.protocol import Case, Job
    from engine.execution.sandbox.inside import wire
    from engine.execution.sandbox.work import Program
    from engine.problem.model import Checker


class Checks(Runs):
    """The runs of one checker on the cases of one job; an outcome's output is the message for the judges."""

    def __init__(self, cases: Sequence[Case], program: Program, ours: re.Pattern[str]) -> None:
        """Take what there is to do; see `Runs`."""
        super().__init__([case.output for case in cases], CHECKER_LIMITS, program, ours)
        self._cases = cases

    def texts(self, place: int) -> tuple[str, ...]:
        """Give input, answer and output of a case."""
        case = self._cases[place]
        return (case.input, case.answer, case.output)


class _Said(Struct, frozen=True):
    """What the conductor reports of a run (`inside.interaction`), beside how the program's process ended."""

    exit_code: int
    signal: int
    stopped: int
    first: bool
    idle: bool
    message: str
    judge_error: str
    transcript: str
    output: str
    length: int


class Interactions(Runs):
    """The runs of one program with an interactor on the inputs of one job."""

    def __init__(self, job: Job, checker: Checker, programs: tuple[Program, Program], ours: re.Pattern[str]) -> None:
        """Take what there is to do; the programs are the solution and the interactor."""
        program, partner = programs
        super().__init__(job.inputs, job.limits, program, ours, partner=partner, kept=job.output_kept)
        self._answers = job.answers or ("",) * len(job.inputs)
        self._checker = checker

    def texts(self, place: int) -> tuple[str, ...]:
        """Give input and answer of a run."""
        return (self._inputs[place], self._answers[place])

    def read(self, record: wire.Record, output: bytes, file: int | None) -> Output | None:
        """Read the conductor's report, whole."""
        if record.apart:
            if not readable(file):
                return None
            output = Path(f"/proc/self/fd/{file}").read_bytes()
        return Output(output.decode("utf-8", "replace"), "", len(output))

    def outcome_of(self, record: wire.Record, output: Output, error: str) -> Outcome:
        """Say what a run did, and what the interactor said to that."""
        try:
            said = msgspec.json.decode(output.text, type=_Said)
        except msgspec.DecodeError as fault:
            raise ExecutorError(f"A worker of the sandbox told something odd of an interaction: {fault}") from fault
        made = Output(said.output[: self._kept], "", said.length)
        outcome = super().outcome_of(record, made, error)
        if said.idle:
            outcome = structs.replace(outcome, ending="TLE", error=IDLE, exit_code=None)
        outcome = structs.replace(outcome, transcript=said.transcript[:OUTPUT_KEPT])
        return interaction_of(self._checker, outcome, self._judge_outcome(said), judge_ended_first=said.first)

    def _judge_outcome(self, said: _Said) -> Outcome:
        report = Report(
            id=0,
            exit_code=said.exit_code if said.exit_code >= 0 else None,
            signal=said.signal or None,
            stopped="wall" if STOPPED[said.stopped] == "wall" else "cpu" if said.stopped else "",
        )
        error = self._ours.sub("", said.judge_error)
        return outcome_of(report, Output(said.message, "", len(said.message)), error, CHECKER_LIMITS)
