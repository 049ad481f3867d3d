"""The double of an executor: programs are Python callables, nothing is started."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from engine.events.executions import Outcome
from engine.execution.output import output_of
from engine.problem.model import digest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from engine.events.executions import Ending
    from engine.execution.protocol import Job
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


class ScriptedExecutor:
    """Answers for programs by their source text, one input after the other.

    `executed` lists what was run, as pairs of the digests of program and input, in the order of the starts.
    """

    tier = "scripted"

    def __init__(
        self,
        programs: Mapping[str, Callable[[str], str]],
        *,
        seconds: Callable[[Program, str], float] | float = 0,
    ) -> None:
        """Take the programs.

        Args:
            programs: source text to a callable from input to output. It may raise `Ended`; any other
                exception is a mistake in a test and is raised where the outcome is awaited. A source that
                is not there yields CE.
            seconds: how long an execution takes, for all or by program and input.
        """
        self._programs = dict(programs)
        self._seconds = seconds
        self.executed: list[tuple[str, str]] = []

    async def run(self, job: Job) -> AsyncIterator[Outcome]:
        """Yield the outcome of each input, in order."""
        program = self._programs.get(job.program.source)
        for text in job.inputs:
            if program is None:
                yield Outcome(ending="CE", error=_unknown(job.program))
                continue
            self.executed.append((job.program.digest, digest(text)))
            seconds = self._delay(job.program, text)
            await asyncio.sleep(seconds)
            yield _outcome(program, text, seconds)

    def languages(self) -> dict[str, str]:
        """Claim every language of the field."""
        return {"cpp": "scripted", "python": "scripted"}

    async def close(self) -> None:
        """Do nothing: there is nothing to end."""

    def _delay(self, program: Program, text: str) -> float:
        return self._seconds(program, text) if callable(self._seconds) else self._seconds


def _unknown(program: Program) -> str:
    line = program.source.strip().partition("\n")[0]
    return f"The scripted executor knows no program {program.digest} that begins with {line!r}."


def _outcome(program: Callable[[str], str], text: str, seconds: float) -> Outcome:
    try:
        ended = Ended("OK", output=program(text), exit_code=0)
    except Ended as raised:
        ended = raised
    output = output_of(ended.output)
    return Outcome(
        ending=ended.ending,
        output=output.text,
        output_digest=output.digest,
        output_bytes=output.length,
        error=ended.error,
        exit_code=ended.exit_code,
        cpu_seconds=seconds,
        wall_seconds=seconds,
    )
