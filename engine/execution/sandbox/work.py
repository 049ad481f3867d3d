"""What consumers want from the workers: one piece of work for each job, handed out in portions."""

from __future__ import annotations

import asyncio
import fcntl
import os
import stat
from collections import deque
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec
from msgspec import Struct

from engine.errors import ExecutorError
from engine.events.executions import OUTPUT_KEPT, Outcome
from engine.execution.endings import outcome_of
from engine.execution.judging import CHECKER_LIMITS
from engine.execution.languages import Toolchain
from engine.execution.launch import Report
from engine.execution.output import Output, output_of, read_output
from engine.execution.sandbox.inside import wire

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from engine.execution.sandbox.worker import Message
    from engine.problem.model import Limits

MOST_INPUTS = 64
"""Inputs of one portion."""
MOST_BYTES = 32 << 20
"""Their length together; one input is always taken."""

PORTION_SECONDS = 0.25
"""After this time a worker turns to whoever waits; what is left is handed out again."""

ATTEMPTS = 2
"""A fault of ours is tried again once."""

LATE = 1.6
"""A run goes on to this multiple of its CPU limit; one that ends between the two is repeated alone."""
_WAITED = 0.05
"""A run that the clock stopped is repeated alone when it had computed this much of its limit: it was crowded out. One
that had computed less was asleep."""

HEADROOM_BYTES = 1 << 30
"""Address space beyond the memory limit: libraries and the stacks of threads reserve what they never use."""

_SEALS = 1 | 2 | 4 | 8  # seal, shrink, grow, write


class Portion(Struct, frozen=True):
    """Inputs of one job that one worker gets at a time."""

    work: Work
    places: list[int]
    alone: bool = False
    """Whether nothing else may run meanwhile."""


class Work(Protocol):
    """Something that a worker does in portions."""

    done: asyncio.Event
    """Set when no portion is with a worker."""

    def take(self, lanes: int) -> Portion | None:
        """Take the next portion, where so many workers could share the work; None when nothing is left."""
        ...

    def order(self, portion: Portion) -> tuple[bytes, list[int]]:
        """Write what a worker is told, and its files, which whoever asked closes."""
        ...

    def hear(self, portion: Portion, message: Message) -> None:
        """Take what a worker said."""
        ...

    def give_back(self, portion: Portion, fault: ExecutorError | OSError | None) -> None:
        """Take back what a worker did not do, for want of time, or because of a fault."""
        ...


class Runs:
    """The runs of one program on the inputs of one job."""

    def __init__(
        self,
        inputs: Sequence[str],
        limits: Limits,
        program: Program,
        ours: re.Pattern[str],
        *,
        partner: Program | None = None,
        kept: int = OUTPUT_KEPT,
    ) -> None:
        """Take what there is to do.

        Args:
            inputs: one for each run.
            limits: of each run.
            program: what is run.
            ours: finds the folders of workers in messages, which it is no use to show.
            partner: an interactor.
            kept: characters of each output that its outcome keeps.
        """
        self.done = asyncio.Event()
        self.done.set()
        self._inputs = inputs
        self._limits = limits
        self._program = program
        self._partner = partner
        self._kept = kept
        self._ours = ours
        self._dropped = False
        self._waiting = deque(range(len(inputs)))
        self._alone: deque[int] = deque()
        self._outcomes: list[Outcome | None] = [None] * len(inputs)
        self._first: dict[int, Outcome] = {}
        self._faults = [0] * len(inputs)
        self._fatal: ExecutorError | None = None
        self._changed: asyncio.Future[None] | None = None

    async def outcome(self, place: int) -> Outcome:
        """Wait for one outcome. Raises ExecutorError when nobody will ever do it."""
        while (outcome := self._outcomes[place]) is None:
            if self._fatal:
                raise self._fatal
            self._changed = asyncio.get_running_loop().create_future()
            await self._changed
        return outcome

    def fail(self, error: ExecutorError) -> None:
        """Give up: whoever waits gets this error."""
        self._fatal = error
        self._notify()

    def drop(self) -> None:
        """Want nothing more."""
        self._dropped = True
        self._waiting.clear()
        self._alone.clear()

    @property
    def wants_alone(self) -> bool:
        """Whether a run shall be repeated with nothing beside it."""
        return bool(self._alone)

    def take_alone(self) -> Portion | None:
        """Take a run that shall be repeated with nothing beside it."""
        return Portion(self, [self._alone.popleft()], alone=True) if self._alone else None

    def take(self, lanes: int) -> Portion | None:
        """Take the next inputs."""
        if not self._waiting:
            return None
        most = min(MOST_INPUTS, -(-len(self._waiting) // max(1, lanes)))
        places: list[int] = []
        length = 0
        while self._waiting and len(places) < most and length < MOST_BYTES:
            places.append(self._waiting.popleft())
            length += len(self._inputs[places[-1]])
        return Portion(self, places)

    def order(self, portion: Portion) -> tuple[bytes, list[int]]:
        """Put the program and the inputs into a file."""
        texts = [text.encode("utf-8", "surrogatepass") for place in portion.places for text in self.texts(place)]
        partner = self._partner
        order = wire.Order(
            **part_of(self._program, self._limits),
            inputs=[len(text) for text in texts],
            partner=part_of(partner, CHECKER_LIMITS) if partner else None,
            seconds=PORTION_SECONDS,
        )
        programs = [self._program, *([partner] if partner else [])]
        with closing_on_error() as files:
            files.append(sealed([*(text for program in programs for _, text in program.files), *texts]))
            for program in programs:
                if program.binary:
                    files.append(sealed([program.binary.read_bytes()], executable=True))
        return msgspec.json.encode(order), files

    def texts(self, place: int) -> tuple[str, ...]:
        """Give the texts that belong to a place."""
        return (self._inputs[place],)

    def hear(self, portion: Portion, message: Message) -> None:
        """Turn records into outcomes."""
        match message.kind:
            case wire.RESULTS:
                files = iter(message.files)
                for record, output, error in wire.unpack(message.body):
                    file = next(files, None) if record.apart else None
                    self._judge(portion, record, self.read(record, output, file), error)
            case wire.REFUSED:
                self._refuse(message.body[wire.HEAD.size :].decode("utf-8", "replace"))
            case _:
                raise ExecutorError(message.body[wire.HEAD.size :].decode("utf-8", "replace"))

    def give_back(self, portion: Portion, fault: ExecutorError | OSError | None) -> None:
        """Let somebody else do what is left; the input that was met by two faults is given up."""
        if self._dropped:
            return
        waiting = {*self._alone, *self._waiting}
        left = [place for place in portion.places if self._outcomes[place] is None and place not in waiting]
        if fault and left:
            self._faults[left[0]] += 1
            if self._faults[left[0]] >= ATTEMPTS:
                place = left.pop(0)
                self._set(place, self._first.get(place) or Outcome(ending="IE", error=str(fault)))
        (self._alone if portion.alone else self._waiting).extendleft(reversed(left))

    def _refuse(self, text: str) -> None:
        """Note that the program does not compile, whatever the input."""
        self._waiting.clear()
        outcome = Outcome(ending="CE", error=self._ours.sub("", text).strip() or "It does not compile.")
        for place in range(len(self._outcomes)):
            self._set(place, outcome)

    def read(self, record: wire.Record, output: bytes, file: int | None) -> Output | None:
        """Read what a run printed, which is beside the record or in a file; None when that file got lost."""
        if not record.apart:
            return output_of_bytes(output, self._kept)
        return read_output(Path(f"/proc/self/fd/{file}"), self._kept) if readable(file) else None

    def outcome_of(self, record: wire.Record, output: Output, error: str) -> Outcome:
        """Say what a run did."""
        return outcome_of(_report(record), output, error, self._limits)

    def _judge(self, portion: Portion, record: wire.Record, output: Output | None, error: bytes) -> None:
        if record.place >= len(portion.places):
            raise ExecutorError("A worker of the sandbox told of an input that it was not given.")
        place = portion.places[record.place]
        if output is None:
            return  # the file got lost, as happens when no more can be opened: it is run again
        outcome = self.outcome_of(record, output, self._error(error))
        if portion.alone:
            self._set(place, _better(self._first.pop(place), outcome))
        elif _near(outcome, self._limits):
            self._first[place] = outcome
            self._alone.append(place)
        else:
            self._set(place, outcome)

    def _error(self, error: bytes) -> str:
        text = error.decode("utf-8", "replace")
        if len(error) >= 4096:  # the beginning was cut off, within a line
            text = text.partition("\n")[2] or text
        return self._ours.sub("", text)

    def _set(self, place: int, outcome: Outcome) -> None:
        self._outcomes[place] = outcome
        self._notify()

    def _notify(self) -> None:
        if self._changed and not self._changed.done():
            self._changed.set_result(None)


class Program(Struct, frozen=True):
    """A program as workers take it."""

    kind: str
    files: list[tuple[str, bytes]]
    binary: Path | None
    """An executable that a compiler in the sandbox made."""
    processes: int
    protocol: str = ""
    """How it is called when it judges."""
    arguments: tuple[str, ...] = ()
    """What it is called with, besides what its protocol says."""
    toolchain: Toolchain | None = None
    """Of a program that a runtime is given."""
    environment: dict[str, str] = {}
    """Variables beyond those that every program has."""


@contextmanager
def closing_on_error() -> Iterator[list[int]]:
    """Lend a list of files, which are closed when something goes wrong."""
    files: list[int] = []
    try:
        yield files
    except BaseException:
        close_all(files)
        raise


def close_all(files: Sequence[int]) -> None:
    """Close files."""
    for file in files:
        os.close(file)


def sealed(parts: Sequence[bytes], *, executable: bool = False) -> int:
    """Make a file in memory that nobody can change."""
    file = os.memfd_create("sstar", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        data = memoryview(b"".join(parts))
        while data:
            data = data[os.write(file, data) :]
        if executable:
            os.fchmod(file, 0o555)
        fcntl.fcntl(file, fcntl.F_ADD_SEALS, _SEALS)
    except BaseException:
        os.close(file)
        raise
    return file


def part_of(program: Program, limits: Limits) -> wire.Part:
    """Write what a worker is told of one program."""
    tools = program.toolchain
    return wire.Part(
        kind=program.kind,
        limits=wire.Limits(
            cpu_seconds=limits.cpu_seconds * LATE,
            wall_seconds=3 * limits.cpu_seconds + 1,
            address_bytes=limits.memory_bytes + HEADROOM_BYTES + (tools.reserved_bytes if tools else 0),
            file_bytes=limits.output_bytes + 1,  # one byte more than allowed proves that the limit was passed
            processes=program.processes,
        ),
        files=[(name, len(text)) for name, text in program.files],
        protocol=program.protocol,
        arguments=list(program.arguments),
        command=tools.run_command(wire.FOLDER, limits.memory_bytes) if tools else [],
        environment=program.environment,
    )


def readable(file: int | None) -> bool:
    """Whether a file that came with a message can be read: to read from anything odd might take for ever."""
    return file is not None and stat.S_ISREG(os.fstat(file).st_mode)


def output_of_bytes(output: bytes, kept: int = OUTPUT_KEPT) -> Output:
    """Describe a short output; its length is that of the bytes, whether they are text or not."""
    described = output_of(output.decode("utf-8", "replace"), kept)
    return Output(described.text, described.digest, len(output))


def _report(record: wire.Record) -> Report:
    return Report(
        id=record.place,
        exit_code=record.exit_code if record.exit_code >= 0 else None,
        signal=record.signal or None,
        stopped="wall" if record.stopped == 2 else "cpu" if record.stopped else "",
        cpu_seconds=record.cpu_seconds,
        wall_seconds=record.wall_seconds,
        memory_bytes=record.memory_bytes,
    )


def _near(outcome: Outcome, limits: Limits) -> bool:
    """Whether a run was too slow by so little that the other runs on the machine may have been the reason.

    One that was in time stays right, however near: the better of two runs counts anyway.
    """
    if outcome.ending != "TLE":
        return False
    used = outcome.cpu_seconds / limits.cpu_seconds
    return 1 < used < LATE or (used <= 1 and used > _WAITED)


def _better(first: Outcome, second: Outcome) -> Outcome:
    return first if second.ending == "TLE" and first.cpu_seconds <= second.cpu_seconds else second
