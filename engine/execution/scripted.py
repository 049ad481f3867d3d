"""The double of an executor: programs, checkers and interactors are Python callables, nothing is started."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, structs

from engine.events.executions import Checked, Outcome
from engine.execution.output import output_of
from engine.problem.model import digest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from engine.events.executions import Ending
    from engine.execution.protocol import Case, CheckJob, Job
    from engine.problem.model import Program


class Ended(Exception):  # noqa: N818  an ending is no error of ours
    """Raised by a scripted program to end in another way than OK."""

    def __init__(self, ending: Ending, *, output: str = "", error: str = "", exit_code: int | None = None) -> None:
        """Say how the program ends.

        Args:
            ending: RE, TLE and so on.
            output: what it wrote before.
            error: the end of its standard error.
            exit_code: its exit status, where it ended by itself.
        """
        super().__init__(ending)
        self.ending: Ending = ending
        self.output, self.error, self.exit_code = output, error, exit_code


class Talk(Struct, frozen=True):
    """What came of a scripted interactor's talk with a program."""

    judged: Literal["AC", "WA", "IE"]
    message: str = ""
    transcript: str = ""


if TYPE_CHECKING:
    Answering = Callable[..., str]
    """From an input, and from the arguments of a job that has some, to an output."""
    CheckerCall = Callable[[Case], Checked]
    InteractorCall = Callable[[str, str, Answering], Talk]
    """From an input, its answer and a program, which it calls with each thing that it says, to what came of it."""


class ScriptedExecutor:
    """Answers for programs by their source text, one input after the other.

    `executed` lists what was run, as pairs of the digests of program and input, in the order of the starts;
    `checked` lists what checkers were asked, in order.
    """

    tier = "scripted"

    def __init__(
        self,
        programs: Mapping[str, Answering],
        *,
        seconds: Callable[[Program, str], float] | float = 0,
        checkers: Mapping[str, CheckerCall] | None = None,
        interactors: Mapping[str, InteractorCall] | None = None,
    ) -> None:
        """Take the programs.

        Args:
            programs: source text to a callable from input to output; it is also given the arguments of a job that has
                some. It may raise `Ended`; any other
                exception is a mistake in a test and is raised where the outcome is awaited. A source that
                is not there yields CE.
            seconds: how long an execution takes, for all or by program and input.
            checkers: source text to a callable that judges an output; any other checker yields IE.
            interactors: source text to a callable that talks with a program; any other interactor yields IE.
        """
        self._programs = dict(programs)
        self._seconds = seconds
        self._checkers = dict(checkers or {})
        self._interactors = dict(interactors or {})
        self.checked: list[Case] = []
        self.executed: list[tuple[str, str]] = []

    async def run(self, job: Job) -> AsyncIterator[Outcome]:
        """Yield the outcome of each input, in order."""
        program = self._programs.get(job.program.source)
        for at, text in enumerate(job.inputs):
            if program is None:
                yield Outcome(ending="CE", error=_unknown(job.program))
                continue
            self.executed.append((job.program.digest, digest(text)))
            seconds = self._delay(job.program, text)
            await asyncio.sleep(seconds)
            if job.interactor is None:
                yield _outcome(partial(program, text, *job.arguments), seconds, job.output_kept)
            else:
                interactor = self._interactors.get(job.interactor.program.source, _no_interactor)
                yield _talked(interactor, program, text, job.answers[at], seconds)

    async def check(self, job: CheckJob) -> AsyncIterator[Checked]:
        """Yield what a checker says of each case, in order."""
        checker = self._checkers.get(job.checker.program.source)
        for case in job.cases:
            self.checked.append(case)
            await asyncio.sleep(0)
            yield checker(case) if checker else Checked("IE", _unknown(job.checker.program))

    def can_run(self, language: str) -> bool:
        """Claim every language of the field."""
        return language in {"cpp", "python"}

    async def close(self) -> None:
        """Do nothing: there is nothing to end."""

    def _delay(self, program: Program, text: str) -> float:
        return self._seconds(program, text) if callable(self._seconds) else self._seconds


def _unknown(program: Program) -> str:
    line = program.source.strip().partition("\n")[0]
    return f"The scripted executor knows no program {program.digest} that begins with {line!r}."


def _no_interactor(_input: str, _answer: str, _program: Answering) -> Talk:
    return Talk("IE", "the scripted executor knows no such interactor")


def _talked(interactor: InteractorCall, program: Answering, text: str, answer: str, seconds: float) -> Outcome:
    try:
        talk = interactor(text, answer, program)
    except Ended as ended:
        return Outcome(ended.ending, error=ended.error, exit_code=ended.exit_code, cpu_seconds=seconds)
    outcome = Outcome("OK", exit_code=0, cpu_seconds=seconds, wall_seconds=seconds, transcript=talk.transcript)
    if talk.judged == "IE":
        return structs.replace(outcome, ending="IE", error=talk.message)
    return structs.replace(outcome, judged=talk.judged, judge_message=talk.message)


def _outcome(program: Callable[[], str], seconds: float, kept: int) -> Outcome:
    try:
        ended = Ended("OK", output=program(), exit_code=0)
    except Ended as raised:
        ended = raised
    output = output_of(ended.output)
    return Outcome(
        ending=ended.ending,
        output=ended.output[:kept],
        output_digest=output.digest,
        output_bytes=output.length,
        error=ended.error,
        exit_code=ended.exit_code,
        cpu_seconds=seconds,
        wall_seconds=seconds,
    )
