"""A program and an interactor that talk through named pipes, with the executor between them.

For the plain executor; in the sandbox `sandbox.inside.interaction` does this, within the walls.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

import msgspec

from engine.events.executions import OUTPUT_KEPT, Outcome
from engine.execution.endings import outcome_of
from engine.execution.judging import IDLE, checked_of, interaction_of
from engine.execution.output import Output
from engine.execution.sandbox.inside import transcript
from engine.execution.workplace import PLACE

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from engine.execution.launch import Report
    from engine.execution.protocol import Job
    from engine.problem.model import Checker

PROGRAM, JUDGE = 0, 1
"""The two sides, by number."""

JUDGE_MESSAGE = "feedback/judgemessage.txt"
"""Where a checker writes for the judges, below its place."""

_SPEAKERS = (transcript.PROGRAM, transcript.JUDGE)
_BUFFER_BYTES = 1 << 16
_QUIET_SECONDS = 1.0


def judge_arguments(checker: Checker) -> list[str]:
    """Give the command line of a checker or interactor, with its texts at `PLACE`.

    Kattis: INPUT ANSWER FEEDBACK_FOLDER; testlib: INPUT OUTPUT ANSWER.
    """
    texts = {name: f"{PLACE}/{name}" for name in ("input", "answer", "output")}
    if checker.protocol == "kattis":
        return [texts["input"], texts["answer"], f"{PLACE}/feedback/", *checker.arguments]
    output = os.devnull if checker.interactive else texts["output"]
    return [texts["input"], output, texts["answer"], *checker.arguments]


async def converse(
    checker: Checker,
    relay: Relay,
    running: Coroutine[None, None, Outcome],
    judging: Coroutine[None, None, Outcome],
) -> Outcome:
    """Run both sides until both have ended, or until the interactor has decided against the program."""
    program, judge = asyncio.create_task(running), asyncio.create_task(judging)
    flooded = asyncio.create_task(relay.too_much.wait())
    tasks = (program, judge, flooded)
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if relay.too_much.is_set():
            return Outcome(ending="OLE", error="It said too much.", transcript=relay.transcript)
        first = relay.first == JUDGE
        if first and checked_of(checker, await judge).verdict != "AC":
            outcome = Outcome(ending="OK", transcript=relay.transcript)
            return interaction_of(checker, outcome, await judge, judge_ended_first=True)
        return interaction_of(checker, await program, await judge, judge_ended_first=first)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Relay:
    """Passes on what the two sides say; each one's output is the other's input."""

    def __init__(self, scratch: Path, most_bytes: int) -> None:
        """Prepare, for a program that may say so many bytes; enter it in a running loop."""
        self.too_much = asyncio.Event()
        self.first: int | None = None
        """The side that ended first."""
        self._scratch = scratch
        self._most_bytes = most_bytes
        self._transcript = transcript.Transcript()
        self._buffers = [b"", b""]
        self._said = b""
        self._length = 0
        self._over = [False, False]
        self._moved = time.monotonic()

    def __enter__(self) -> Self:
        """Make the pipes."""
        self._loop = asyncio.get_running_loop()
        self._folder = Path(tempfile.mkdtemp(prefix="talk-", dir=self._scratch))
        self._pipes = [[self._folder / f"{side}-{end}" for end in ("in", "out")] for side in (PROGRAM, JUDGE)]
        self._mouths: list[int] = []
        self._ears: list[int] = []
        for side, (given, taken) in enumerate(self._pipes):
            for path, ends in ((given, self._mouths), (taken, self._ears)):
                os.mkfifo(path)
                # Open for both, so that neither we nor the launcher wait for whoever comes second.
                ends.append(os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC))
            self._loop.add_reader(self._ears[side], self._listen, side)
        return self

    def __exit__(self, *_: object) -> None:
        """Remove them."""
        for ends in (self._ears, self._mouths):
            for side in (PROGRAM, JUDGE):
                self._close(ends, side)
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def transcript(self) -> str:
        """What was said, as far as it is kept."""
        return self._transcript.text().decode("utf-8", "replace")[:OUTPUT_KEPT]

    def pipes(self, side: int) -> tuple[Path, Path]:
        """Give the paths of a side's standard input and output."""
        given, taken = self._pipes[side]
        return given, taken

    def ended(self, side: int) -> None:
        """Note that a side's process has ended: what it said is still passed on, then the other one is told."""
        self.first = side if self.first is None else self.first
        while self._listen(side):
            pass
        self._over[side] = True
        self._close(self._ears, side)
        self._pass_on(side)

    def outcome(self, report: Report, error: str, job: Job) -> Outcome:
        """Say how the program ended."""
        quiet = time.monotonic() - self._moved > _QUIET_SECONDS
        made = Output(self._said.decode("utf-8", "replace")[: job.output_kept], "", self._length)
        outcome = outcome_of(report, made, error, job.limits)
        if report.stopped == "wall" and quiet and report.cpu_seconds <= job.limits.cpu_seconds:
            outcome = msgspec.structs.replace(outcome, error=IDLE)
        return msgspec.structs.replace(outcome, transcript=self.transcript)

    def _listen(self, side: int) -> bool:
        """Hear what a side says; false when it says nothing now."""
        if self._ears[side] < 0:
            return False
        try:
            said = os.read(self._ears[side], _BUFFER_BYTES)
        except BlockingIOError:
            return False
        self._moved = time.monotonic()
        self._transcript.add(_SPEAKERS[side], said)
        if side == PROGRAM:
            self._length += len(said)
            self._said += said[: OUTPUT_KEPT - len(self._said)]
            if self._length > self._most_bytes:
                self.too_much.set()
        if self._mouths[1 - side] >= 0 and not self._over[1 - side]:
            self._buffers[side] += said
            self._pass_on(side)
        return True

    def _pass_on(self, side: int) -> None:
        """Tell the other side what this one said, as much as it takes now."""
        mouth = self._mouths[1 - side]
        if mouth < 0:
            return
        with contextlib.suppress(BlockingIOError):
            while self._buffers[side]:
                written = os.write(mouth, self._buffers[side])
                self._buffers[side] = self._buffers[side][written:]
        if self._buffers[side]:
            self._loop.add_writer(mouth, self._pass_on, side)
        else:
            self._loop.remove_writer(mouth)
            if self._over[side]:
                self._close(self._mouths, 1 - side)
        if self._ears[side] >= 0:  # whoever is not heard fast enough waits
            if len(self._buffers[side]) < _BUFFER_BYTES:
                self._loop.add_reader(self._ears[side], self._listen, side)
            else:
                self._loop.remove_reader(self._ears[side])

    def _close(self, ends: list[int], side: int) -> None:
        if ends[side] >= 0:
            self._loop.remove_reader(ends[side])
            self._loop.remove_writer(ends[side])
            os.close(ends[side])
            ends[side] = -1
