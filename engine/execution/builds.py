"""Programs made ready to run, once for each digest."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from collections import OrderedDict
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.execution.languages import Toolchain

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from engine.problem.model import Program

KEPT = 256
"""Programs that are kept when nobody uses them."""


class Built(Struct, frozen=True):
    """A program in its folder, or why it cannot be run."""

    folder: Path
    toolchain: Toolchain
    failure: str | None = None
    """The compiler's message."""


class _Entry:
    """A build, under way or done, and how many are using it."""

    def __init__(self, task: asyncio.Task[Built], folder: Path) -> None:
        self.task = task
        self.folder = folder
        self.users = 0


class Builds:
    """A bounded cache: those who ask for the same program at once share one build."""

    def __init__(self, folder: Path, build: Callable[[Program, Path], Coroutine[None, None, Built]]) -> None:
        """Keep programs under `folder`, each made ready by `build` in a folder that it creates."""
        self._folder = folder
        self._numbers = itertools.count()
        self._build = build
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    @asynccontextmanager
    async def use(self, program: Program) -> AsyncIterator[Built]:
        """Lend a built program; it stays in its folder at least that long.

        A build ends with the last one who waits for it. A build that raised is forgotten, so that it can be
        tried again.
        """
        name = program.digest
        entry = self._entries.get(name)
        if entry is None:
            # Numbered, since the folder of an abandoned build may still be there.
            folder = self._folder / str(next(self._numbers))
            entry = _Entry(asyncio.create_task(self._build(program, folder)), folder)
            self._entries[name] = entry
        self._entries.move_to_end(name)
        entry.users += 1
        try:
            yield await asyncio.shield(entry.task)
        finally:
            entry.users -= 1
            if not entry.users:
                await self._let_go(name, entry)

    async def _let_go(self, name: str, entry: _Entry) -> None:
        if not _succeeded(entry.task):
            del self._entries[name]  # first, so that whoever comes now starts anew
            entry.task.cancel()
            await asyncio.wait([entry.task])
            _remove(entry)
        unused = [name for name, entry in self._entries.items() if not entry.users]
        for old in unused[: max(0, len(self._entries) - KEPT)]:
            _remove(self._entries.pop(old))


def _remove(entry: _Entry) -> None:
    shutil.rmtree(entry.folder, ignore_errors=True)


def _succeeded(task: asyncio.Task[Built]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None
