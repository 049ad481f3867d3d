"""A comparison seen from outside, while a process of its own works on it: what its folder holds, read as it grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from engine.bench.campaign import Group, pool_of, run_path, verdicts_path
from engine.errors import JournalError
from engine.events.codec import decode_entry
from engine.journal import RunDirectory
from engine.projections.board import Board
from engine.strategies import SAMPLING

if TYPE_CHECKING:
    from pathlib import Path

    from engine.bench.campaign import Plan
    from engine.events.executions import Verdict


class Watch:
    """The runs of one problem, as far as they have come."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        """Watch the first problem of a plan, with all its seeds; nothing is read yet."""
        self._plan = plan
        self._folder = folder
        self._followed = {
            seed: {name: _Followed(self.directory(name, seed)) for name in plan.strategies} for seed in plan.seeds
        }

    def directory(self, strategy: str, seed: int) -> RunDirectory:
        """Where the run of a strategy with a seed is, or will be."""
        return RunDirectory(run_path(self._folder, self._problem, strategy, seed))

    def look(self) -> list[Group]:
        """Read what is new; a run that has not begun has no board. The result is in the order of the seeds.

        Raises:
            JournalError: a journal cannot be read.
        """
        return [self._group(seed) for seed in self._plan.seeds]

    def _group(self, seed: int) -> Group:
        boards = {name: followed.read_on() for name, followed in self._followed[seed].items()}
        begun = {name: board for name, board in boards.items() if board.started}
        return Group(self._problem, seed, begun, self._pool(begun, seed), 0)

    @property
    def _problem(self) -> str:
        return self._plan.problems[0].problem.name

    def _pool(self, boards: dict[str, Board], seed: int) -> tuple[tuple[bool, Verdict], ...]:
        """What each sample is worth, once that was graded."""
        board = next((boards[name] for name in SAMPLING if name in boards and boards[name].finished), None)
        path = verdicts_path(self._folder, self._problem, seed)
        if board is None or not path.exists():
            return ()
        try:
            known: dict[str, Verdict] = msgspec.json.decode(path.read_bytes())
        except msgspec.DecodeError:  # it is being written
            return ()
        return pool_of(board, known)


class _Followed:
    """A journal, folded as far as its whole lines go."""

    def __init__(self, directory: RunDirectory) -> None:
        self._path = directory.journal
        self._board = Board()
        self._offset = 0

    def read_on(self) -> Board:
        """Take in what was written since."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                data = file.read()
        except FileNotFoundError:
            return self._board
        except OSError as error:
            raise JournalError(f"{self._path} cannot be read: {error.strerror}.") from error
        for line in data[: data.rfind(b"\n") + 1].splitlines(keepends=True):
            try:
                entry = decode_entry(line)
            except msgspec.DecodeError:
                break  # torn: whoever goes on with the run cuts it off
            self._board.apply(entry)
            self._offset += len(line)
        return self._board
