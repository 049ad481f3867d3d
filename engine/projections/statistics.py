"""What a run has cost so far: calls, tokens, time and executions, by stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from msgspec import Struct

from engine.projections.pieces import SampleState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.projections.board import Board
    from engine.projections.pieces import Call, Check, Execution

WorkStage = Literal["samples", "inputs", "tournament"]
"""A stage that costs something; the words of `Board.stage`."""


class Work(Struct, frozen=True):
    """What something took; what was taken over from another run took nothing."""

    calls: int = 0
    """Different requests; one that was sent again counts once."""
    output_tokens: int = 0
    """As the providers reported them."""
    model_seconds: float = 0.0
    """Time of all calls added up, however many ran side by side; open calls up to the latest event."""
    executions: int = 0
    cpu_seconds: float = 0.0
    """CPU time of all executions added up."""
    checks: int = 0
    """Outputs that a checker judged."""


class StageWork(Struct, frozen=True):
    """What one stage took."""

    stage: WorkStage
    work: Work


class SampleCount(Struct, frozen=True):
    """How many samples are in a state."""

    state: SampleState
    count: int


class Statistics(Struct, frozen=True):
    """What a run took, and how its samples stand."""

    stages: tuple[StageWork, ...]
    """Every stage, in their order."""
    total: Work
    calls_sent: int
    """Requests that left, those that were sent again included."""
    elapsed_seconds: float
    """From the first to the latest event."""
    samples: tuple[SampleCount, ...]
    """Every state, zeros included."""


def statistics(board: Board) -> Statistics:
    """Add up what a run has taken so far; grading on the secret tests is no part of it."""
    stage_of = _Stages(board)
    stages = tuple(
        StageWork(
            stage,
            work(
                board,
                (call for call in board.calls.values() if call_stage(call) == stage),
                (execution for execution in board.executions.values() if stage_of.execution(execution) == stage),
                (check for check in board.checks.values() if stage_of.check(check) == stage),
            ),
        )
        for stage in get_args(WorkStage)
    )
    states = [sample.state for sample in board.samples.values()]
    return Statistics(
        stages=stages,
        total=work(board, board.calls.values(), board.executions.values(), board.checks.values()),
        calls_sent=board.calls_sent,
        elapsed_seconds=board.elapsed,
        samples=tuple(SampleCount(state, states.count(state)) for state in get_args(SampleState)),
    )


def sample_work(board: Board, number: int) -> Work:
    """Add up what one sample took: its calls, every execution of its programs, and the checks of its tests."""
    programs = {made.program for made in board.revisions.values() if made.revision.sample == number}
    sample = board.samples.get(number)
    checks = {test.check for round_ in (sample.rounds if sample else ()) for test in round_.tests.values()}
    return work(
        board,
        (call for call in board.calls.values() if call.started.path[:2] == ("sample", number)),
        (execution for execution in board.executions.values() if execution.finished.program in programs),
        (board.checks[key] for key in checks if key in board.checks),
    )


def work(board: Board, calls: Iterable[Call], executions: Iterable[Execution], checks: Iterable[Check] = ()) -> Work:
    """Add up these calls, executions and checks of a run, as far as they were made in it."""
    asked = [call for call in calls if not call.started.taken]
    ran = [execution for execution in executions if not execution.finished.taken]
    return Work(
        calls=len(asked),
        output_tokens=sum(call.output_tokens or 0 for call in asked),
        model_seconds=sum(call_seconds(board, call) for call in asked),
        executions=len(ran),
        cpu_seconds=sum(execution.outcome.cpu_seconds for execution in ran),
        checks=sum(not check.finished.taken for check in checks),
    )


def call_seconds(board: Board, call: Call) -> float:
    """How long a call took, or has taken up to the latest event."""
    return max(0.0, (board.last_at if call.ended_at is None else call.ended_at) - call.began_at)


def call_stage(call: Call) -> WorkStage:
    """Tell to which stage a call belongs: what the model was asked to be says it."""
    match call.started.role:
        case "solver" | "debugger":
            return "samples"
        case "input writer":
            return "inputs"
        case "judge" | "scorer":
            return "tournament"


class _Stages:
    """Tells to which stage work belongs; the journal does not say it, so it follows from what was run or judged."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._programs = {made.program for made in board.revisions.values()}
        tests = [
            test for sample in board.samples.values() for round_ in sample.rounds for test in round_.tests.values()
        ]
        self._tests = {test.execution for test in tests}
        self._checks = {test.check for test in tests}

    def execution(self, execution: Execution) -> WorkStage:
        ran = execution.finished
        if ran.key in self._tests:
            return "samples"
        if ran.program not in self._programs:
            return "inputs"  # a generator or a validator
        if ran.input not in self._board.inputs_by_text:
            return "samples"  # a test whose verdict is still to come
        return self._selecting(execution.seq)

    def check(self, check: Check) -> WorkStage:
        return "samples" if check.finished.key in self._checks else self._selecting(check.seq)

    def _selecting(self, seq: int) -> WorkStage:
        bracket = self._board.bracket
        return "tournament" if bracket and seq > bracket.seq else "inputs"
