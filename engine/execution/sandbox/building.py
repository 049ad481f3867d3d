"""The work of compiling one program in a worker."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.errors import ExecutorError
from engine.execution.sandbox.inside import wire
from engine.execution.sandbox.work import ATTEMPTS, Portion, closing_on_error, sealed
from engine.problem.model import MEBIBYTE

if TYPE_CHECKING:
    import re

    from engine.execution.languages import Toolchain
    from engine.execution.sandbox.worker import Message

_FILE_BYTES = 100 * MEBIBYTE

Result = tuple[str | None, bytes | None]
"""Why it failed, or the executable."""


class Building:
    """Compiles one program, in a single portion."""

    def __init__(
        self, files: list[tuple[str, bytes]], toolchain: Toolchain, processes: int, ours: re.Pattern[str]
    ) -> None:
        """Take the files, the main one first, and the compiler; `ours` finds the folders of workers."""
        self._ours = ours
        self.done = asyncio.Event()
        self.done.set()
        self._files = files
        self._toolchain = toolchain
        self._processes = processes
        self._left = True
        self._faults = 0
        self._result: asyncio.Future[Result] = asyncio.get_running_loop().create_future()

    async def result(self) -> Result:
        """Wait for the compiler. Raises ExecutorError when it could not be run."""
        return await self._result

    def fail(self, error: ExecutorError) -> None:
        """Give up: whoever waits gets this error."""
        if not self._result.done():
            self._result.set_exception(error)

    def take(self, lanes: int) -> Portion | None:  # noqa: ARG002  one compiler has one worker
        """Take all there is, once."""
        if not self._left or self._result.done():
            return None
        self._left = False
        return Portion(self, [0])

    def order(self, portion: Portion) -> tuple[bytes, list[int]]:  # noqa: ARG002  there is one only
        """Name the command and its files."""
        main, *others = (name for name, _ in self._files)
        tools = self._toolchain
        names = [main, *(name for name in others if name.endswith(tools.sources))]
        order = wire.Order(
            kind="compile",
            limits=wire.Limits(
                cpu_seconds=tools.build_seconds,
                wall_seconds=3 * tools.build_seconds + 1,
                address_bytes=tools.build_bytes,
                file_bytes=_FILE_BYTES,
                processes=self._processes,
            ),
            files=[(name, len(text)) for name, text in self._files],
            inputs=[],
            protocol="",
            arguments=[],
            partner=None,
            seconds=0,
            command=[*tools.build, *names],
            environment={"LANG": "C.UTF-8", **tools.build_variables(wire.FOLDER)},
        )
        with closing_on_error() as files:
            files.append(sealed([text for _, text in self._files]))
        return msgspec.json.encode(order), files

    def hear(self, portion: Portion, message: Message) -> None:  # noqa: ARG002  there is one only
        """Take the executable, or the compiler's message."""
        if self._result.done():
            return
        text = self._ours.sub("", message.body[wire.HEAD.size :].decode("utf-8", "replace"))
        match message.kind, message.files:
            case wire.REFUSED, _:
                self._result.set_result((text.strip() or "The compiler failed without a word.", None))
            case wire.BUILT, [file]:
                self._result.set_result((None, Path(f"/proc/self/fd/{file}").read_bytes()))
            case _:
                raise ExecutorError(text or "The executable got lost on its way out of the sandbox.")

    def give_back(self, portion: Portion, fault: ExecutorError | OSError | None) -> None:  # noqa: ARG002
        """Try again once after a fault."""
        if self._result.done() or fault is None:
            return
        self._faults += 1
        self._left = self._faults < ATTEMPTS
        if not self._left:
            self.fail(ExecutorError(f"The compiler could not be run: {fault}."))
