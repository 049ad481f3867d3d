"""A program and an interactor that talk with each other, each confined in its own process.

The conductor, a fork of the worker that runs nothing of either, starts a player for each of them: a process that is
confined and made ready once, as for ordinary runs, and forks when the conductor says so. Between the two forks the
conductor passes on what they say, keeps a transcript, and ends a conversation in which both only wait.
"""

from __future__ import annotations

import _socket
import array
import contextlib
import json
import os
import signal
import struct
import time
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from . import kernel
from .checking import FIRST_TEXT, arguments_for, empty_feedback, judge_message
from .template import Batch, Template, clear, input_file, place_file, tail, wire_receive, wire_send
from .transcript import JUDGE, PROGRAM, Transcript
from .watch import Ended, Watch, cpu_clock
from .wire import FAULT, REFUSED

if TYPE_CHECKING:
    import select
    from collections.abc import Callable

    from .cage import Cage
    from .wire import Order, Part

_READY = b"ready"
_PLAY = b"play"
_PID = struct.Struct("=i")
_ENDED = struct.Struct("=Biiddq")

_BUFFER_BYTES = 1 << 16
"""Said and not yet heard: whoever says more waits, as at a pipe."""
_OUTPUT_KEPT = 1 << 14
_FLAGS, _EXITING = 6, 4
"""Place of the flags of a process among its fields, and the flag PF_EXITING (Linux, `include/linux/sched.h`)."""
_LOOK_SECONDS = 0.05
_IDLE_SECONDS = 1.0
"""So long nothing is said, nothing is computed, and both processes sleep."""
_CASE = 2
"""Texts of a run: input and answer."""
_ACCEPTED = {"kattis": 42, "testlib": 0}
"""With what exit status an interactor accepts, by protocol."""


class Player(Template):
    """Serves the conductor: one run for each message, which brings its files."""

    def _run_all(self, enter: Callable[[], NoReturn]) -> None:
        self._watch = Watch(self._control, lambda: None)
        self._control.send(_READY)
        while True:
            message, files = wire_receive(self._control)
            if not message:
                return
            self._play(files, enter)

    def _play(self, files: list[int], enter: Callable[[], NoReturn]) -> None:
        for number, file in zip((0, 1, 2, FIRST_TEXT, FIRST_TEXT + 1), files, strict=False):
            place_file(number, file)
        pid = os.fork()
        if not pid:
            try:
                enter()
            finally:
                os._exit(125)
        for number in (0, 1):  # or the other side would never see their end
            place_file(number, os.open(os.devnull, os.O_RDWR))
        self._control.send(_PID.pack(pid))
        ended = self._watch.wait(pid, self._limits["cpu_seconds"], self._limits["wall_seconds"])
        self._control.send(_ENDED.pack(*ended))


class JudgePlayer(Player):
    """The player of an interactor."""

    judging = True

    def __init__(
        self, order: Order, control: _socket.socket, cage: Cage, files: list[int], ready: int, at: int = 0
    ) -> None:
        """Take the interactor's part of an order."""
        super().__init__(order, control, cage, files, ready, at)
        self._arguments = arguments_for(order["protocol"], order["arguments"], interactive=True)
        self._last_file = FIRST_TEXT


class Side(NamedTuple):
    """A player, as the conductor sees it."""

    pid: int
    control: _socket.socket


class GoneError(Exception):
    """A player ended before its time; with the conductor's answer to the executor."""


class Conductor:
    """Serves an order with an interactor."""

    def __init__(self, order: Order, control: _socket.socket, cage: Cage, files: list[int], ready: int) -> None:
        """Take the order with its files: the texts, and the executables of native programs."""
        self._order = order
        self._control = control
        self._cage = cage
        self._payload = files[0]
        self._ready = ready
        self._batch = Batch(control)
        partner = order["partner"]
        assert partner
        self._partner: Part = partner
        binaries = iter(files[1:])
        self._binaries = [next(binaries) if part["kind"] == "native" else -1 for part in (order, partner)]

    def serve(self) -> NoReturn:
        """Do the order and end this process."""
        own = sum(length for _, length in self._order["files"])
        at = own + sum(length for _, length in self._partner["files"])
        part = {**self._order, **self._partner}
        judge = self._start(JudgePlayer, part, own, self._binaries[1])  # type: ignore[arg-type]
        program = self._start(Player, self._order, 0, self._binaries[0])
        try:
            self._get_ready(judge, "The interactor cannot be run: ")
            self._get_ready(program, "")
            os.write(self._ready, b"1")
            self._play_all(program, judge, at)
        except GoneError as gone:
            kind, text = gone.args
            wire_send(self._control, kind, text)
        os._exit(0)

    def _start(self, player: type[Player], order: Order, at: int, binary: int) -> Side:
        ours, theirs = _socket.socketpair(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
        parent = os.getpid()
        pid = os.fork()
        if pid:
            theirs.close()
            return Side(pid, ours)
        try:
            kernel.die_with(parent)
            files = [self._payload, *([binary] if binary >= 0 else [])]
            player(order, theirs, self._cage, files, os.memfd_create("ready"), at).serve()
        finally:
            os._exit(70)

    def _get_ready(self, side: Side, words: str) -> None:
        """Wait until a player has compiled its program. Raises GoneError when it could not."""
        message = side.control.recv(1 << 16)
        if message == _READY:
            return
        if message[:1] == REFUSED and not words:
            raise GoneError(REFUSED, message[2:])
        if message[:1] == REFUSED:
            raise GoneError(FAULT, words.encode() + message[2:])
        _, status = os.waitpid(side.pid, 0)
        if os.WIFSIGNALED(status) and not words:
            name = signal.Signals(os.WTERMSIG(status)).name
            raise GoneError(REFUSED, f"Compiling it was ended by {name}: it takes too much time or memory.".encode())
        raise GoneError(FAULT, f"{words}its process ended with status {status}".encode())

    def _play_all(self, program: Side, judge: Side, at: int) -> None:
        import select  # here alone: what a worker has loaded is paid for at each fork

        until = time.monotonic() + self._order["seconds"]
        lengths = self._order["inputs"]
        stop = select.poll()
        stop.register(self._control.fileno(), select.POLLIN | select.POLLHUP)
        for place in range(len(lengths) // _CASE):
            if place and time.monotonic() > until:
                break
            texts = []
            for length in lengths[place * _CASE : (place + 1) * _CASE]:
                texts.append(input_file(self._payload, at, length))
                at += length
            talk = Talk(self._order["limits"]["file_bytes"], _ACCEPTED[self._partner["protocol"]], stop)
            if not talk.hold(program, judge, texts):
                self._batch.send(ended=True)
                return  # the executor wants no more of it, or is gone
            self._add(place, talk)
            if self._cage.settings["keeps_files"]:
                clear(self._cage.home)
        self._batch.send(ended=True)

    def _add(self, place: int, talk: Talk) -> None:
        """Tell of a run; its output is a report as JSON, which the executor reads."""
        ended, judged = talk.ended[0], talk.ended[1]
        assert ended
        assert judged
        report = {
            "exit_code": judged.exit_code,
            "signal": judged.signal,
            "stopped": judged.stopped,
            "first": talk.judge_ended_first or talk.ended_for_judge,
            "idle": talk.idle,
            "message": judge_message().decode("utf-8", "replace"),
            "judge_error": tail(talk.errors[1]).decode("utf-8", "replace"),
            "transcript": talk.transcript.text().decode("utf-8", "replace"),
            "output": talk.output.decode("utf-8", "replace"),
            "length": talk.length,
        }
        body = os.memfd_create("report")
        os.write(body, json.dumps(report).encode("utf-8", "replace"))
        place_file(1, body)
        place_file(2, talk.errors[0])
        self._batch.add_ended(place, ended)
        os.close(talk.errors[1])


class Talk:
    """One conversation. In all pairs the program comes first and the interactor second."""

    def __init__(self, most_bytes: int, accepted: int, stop: select.poll) -> None:
        """Prepare.

        Args:
            most_bytes: a program that says this much has said too much.
            accepted: the exit status by which the interactor accepts.
            stop: is ready when the executor wants no more of it.
        """
        self.transcript = Transcript()
        self.ended: list[Ended | None] = [None, None]
        self.judge_ended_first = False
        """Whether the interactor fell silent before the program did. One that ends takes the other along, so which
        end is heard of first says nothing."""
        self._overruled = False
        self.idle = False
        self.output = b""
        self.length = 0
        self.errors = [os.memfd_create("error"), os.memfd_create("error")]
        self._most_bytes = most_bytes
        self._accepted = accepted
        self._stop = stop
        self._pids = [0, 0]
        self._ears: list[int] = []
        """Ends of the pipes from which the sides are heard; -1 when closed."""
        self._mouths: list[int] = []
        """Ends of the pipes by which the sides are told what the other one said."""
        self._buffers = [b"", b""]
        """Said by a side, and not yet heard by the other."""
        self._moved = time.monotonic()
        self._clocks: list[float] = []

    @property
    def ended_for_judge(self) -> bool:
        """Whether the program, which had said all it would, was still there when the interactor refused that."""
        ended = self.ended[0]
        return self._overruled and ended is not None and ended.signal == signal.SIGKILL and not ended.stopped

    def hold(self, program: Side, judge: Side, texts: list[int]) -> bool:
        """Let them talk until both have ended; False when the executor said stop."""
        empty_feedback()
        sides = (program, judge)
        for number, side in enumerate(sides):
            self._begin(number, side, texts if number else [])
        for text in texts:
            os.close(text)
        try:
            while None in self.ended:
                self._turn(sides)
                if self._stop.poll(0):
                    return False
                self._end_what_only_waits()
            self._drain(0)
        finally:
            for end in (*self._ears, *self._mouths):
                if end >= 0:
                    os.close(end)
        return True

    def _begin(self, number: int, side: Side, texts: list[int]) -> None:
        hears, mouth = os.pipe()
        ear, says = os.pipe()
        for end in (mouth, ear):
            os.set_blocking(end, False)
        files = [hears, says, self.errors[number], *texts]
        side.control.sendmsg([_PLAY], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, array.array("i", files))])
        os.close(hears)
        os.close(says)
        (self._pids[number],) = _PID.unpack(side.control.recv(_PID.size))
        self._ears.append(ear)
        self._mouths.append(mouth)

    def _turn(self, sides: tuple[Side, Side]) -> None:
        """Wait until something can be done, and do it."""
        import select  # as above

        poll = select.poll()
        for number, side in enumerate(sides):
            if self.ended[number] is None:
                poll.register(side.control.fileno(), select.POLLIN)
            if self._ears[number] >= 0 and len(self._buffers[number]) < _BUFFER_BYTES:
                poll.register(self._ears[number], select.POLLIN)
            if self._mouths[number] >= 0 and self._buffers[1 - number]:
                poll.register(self._mouths[number], select.POLLOUT)
        ready = {file for file, _ in poll.poll(_LOOK_SECONDS * 1000)}
        for number, side in enumerate(sides):
            if self._ears[number] in ready:
                self._listen(number)
            if self._mouths[1 - number] in ready or self._buffers[number]:
                self._pass_on(number)
            if side.control.fileno() in ready and self.ended[number] is None:
                self._note_end(number, _ENDED.unpack(side.control.recv(_ENDED.size)))

    def _listen(self, number: int) -> bool:
        """Hear what a side says, if it says something; at the end of it the other side is told so."""
        try:
            said = os.read(self._ears[number], _BUFFER_BYTES)
        except BlockingIOError:
            return False
        self._moved = time.monotonic()
        if not said:
            self.judge_ended_first = self.judge_ended_first or (number == 1 and self._ears[0] >= 0)
            self._close(self._ears, number)
            self._pass_on(number)
            return False
        self.transcript.add(JUDGE if number else PROGRAM, said)
        if number == 0:
            self.length += len(said)
            self.output += said[: _OUTPUT_KEPT - len(self.output)]
            if self.length >= self._most_bytes:
                self._kill(0)
        if self._mouths[1 - number] >= 0:
            self._buffers[number] += said
        return True

    def _pass_on(self, number: int) -> None:
        """Tell the other side what this one said."""
        mouth = self._mouths[1 - number]
        if mouth < 0:
            self._buffers[number] = b""
            return
        try:
            while self._buffers[number]:
                written = os.write(mouth, self._buffers[number])
                self._buffers[number] = self._buffers[number][written:]
                self._moved = time.monotonic()
        except BlockingIOError:
            return
        except BrokenPipeError:  # nobody listens there any more; what is said from now on is only noted
            self._close(self._mouths, 1 - number)
            self._buffers[number] = b""
            return
        if self._ears[number] < 0:
            self._close(self._mouths, 1 - number)

    def _note_end(self, number: int, numbers: tuple[int, int, int, float, float, int]) -> None:
        self.ended[number] = ended = Ended(*numbers)
        self._moved = time.monotonic()
        if number == 0:
            self._drain(0)
            self._pass_on(0)
        elif self.ended[0] is None:
            self._drain(1)
            self._pass_on(1)
            if ended.exit_code != self._accepted:
                doomed = self.idle or self.length >= self._most_bytes
                self._overruled = not doomed and not _is_ending(self._pids[0])
                self._kill(0)

    def _drain(self, number: int) -> None:
        """Hear the rest of what a side said before it ended."""
        while self._ears[number] >= 0 and self._listen(number):
            pass

    def _end_what_only_waits(self) -> None:
        now = time.monotonic()
        if now - self._moved < _IDLE_SECONDS or any(self._buffers) or self.ended[0] is not None:
            return
        clocks = [cpu_clock(pid) for pid in self._pids]
        waiting = all(ended is not None or _sleeps(pid) for ended, pid in zip(self.ended, self._pids, strict=True))
        if waiting and clocks == self._clocks:
            self.idle = True
            self._kill(0)
        self._clocks = clocks
        self._moved = now

    def _kill(self, number: int) -> None:
        if self.ended[number] is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pids[number], signal.SIGKILL)

    def _close(self, ends: list[int], number: int) -> None:
        if ends[number] >= 0:
            os.close(ends[number])
            ends[number] = -1


def _sleeps(pid: int) -> bool:
    """Whether a process waits for something, in the main thread at least."""
    fields = _fields(pid)
    return not fields or fields[0] in {b"S", b"Z", b"T"}


def _is_ending(pid: int) -> bool:
    """Whether a process is about to end by itself, or has: that begins before its pipes are closed."""
    fields = _fields(pid)
    return not fields or bool(int(fields[_FLAGS]) & _EXITING)


def _fields(pid: int) -> list[bytes]:
    """What the system says of a process, from its state on; empty when it is gone."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()
    except OSError:
        return []
