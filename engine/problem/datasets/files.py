"""Problems of a file by name: which there are, and the package of each."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from msgspec import UNSET, Raw, Struct, UnsetType

from engine.errors import ProblemError, UnknownNameError
from engine.problem.datasets.humaneval import HumanEvalLine
from engine.problem.datasets.lines import Line, line_at, lines
from engine.problem.datasets.livecodebench import LiveCodeBenchLine
from engine.problem.datasets.recorded import RecordedLine, Recording
from engine.problem.package import Package, SecretTest

_SHOWN = 3
_FORMS = (
    "a problem of LiveCodeBench (question_id, question_content, public_test_cases), of HumanEval (task_id, prompt, "
    "entry_point, test), or one with recorded samples (solutions besides)"
)

DatasetLine = LiveCodeBenchLine | HumanEvalLine | RecordedLine
"""A problem as its file has it; whatever reads one can read its secret tests, too."""


class LinePackage(Package, frozen=True):
    """A problem that is a line of a file; `folder` is `FILE#ID`."""

    number: int = 0
    """Of the line."""
    offset: int = 0

    def line(self) -> Line:
        """Read the line again. Raises ProblemError when it is another one by now."""
        file, name = _split(self.folder)
        line = line_at(file, self.number, self.offset)
        if _head(line).id != name:
            raise line.wrong(f"the problem {name} stood here, and does no more", "Restore the file")
        return line

    def secret_tests(self) -> tuple[SecretTest, ...]:
        """Read the secret tests now; for the final grade alone. Raises ProblemError."""
        line = self.line()
        return read_line(line).secret_tests(line)

    def recording(self) -> Recording | None:
        """Read the samples that were recorded of it; None where there are none. Raises ProblemError."""
        line = self.line()
        read = read_line(line)
        return read.recording(line) if isinstance(read, RecordedLine) else None


class _Head(Struct, frozen=True):
    """What tells lines apart; the rest is not looked at."""

    question_id: str = ""
    task_id: str = ""
    solutions: Raw | UnsetType = UNSET

    @property
    def id(self) -> str:
        return self.question_id or self.task_id


def split_place(place: str | Path) -> tuple[Path, str] | None:
    """Take `FILE#ID` apart; None when no file of that name is there."""
    text = str(place)
    for match in re.finditer("#", text):
        file = Path(text[: match.start()]).expanduser()
        if file.is_file():
            return file, text[match.end() :]
    return None


def names_of(file: Path) -> list[str]:
    """Name all problems of a file, each as `FILE#ID`, in its order.

    Raises:
        ProblemError: it cannot be read, or holds none, or two of the same name; names the line.
    """
    return [f"{file}#{name}" for name in _index(file.resolve())]


def read_problem(place: Path) -> LinePackage:
    """Read the public part of a problem of a file.

    Args:
        place: `FILE#ID`; the part of an ID behind its last `/` will do, as in `HumanEval.jsonl#0`.

    Raises:
        ProblemError: it cannot be read; names the file, the line, the reason and the remedy.
        UnknownNameError: there is no such problem in the file.
    """
    file, name = _split(place)
    known = _index(file.resolve())
    name = _full_name(file, name, known)
    number, offset = known[name]
    line = line_at(file, number, offset)
    read = read_line(line)
    short = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "problem"
    return LinePackage(
        Path(f"{file.absolute()}#{name}"),
        read.problem(line, short),
        read.submissions(),
        number=number,
        offset=offset,
    )


def read_line(line: Line) -> DatasetLine:
    """Read a problem as its file has it. Raises ProblemError."""
    head = _head(line)
    if head.question_id:
        return line.decode(LiveCodeBenchLine)
    if head.solutions is UNSET:
        return line.decode(HumanEvalLine)
    read = line.decode(RecordedLine)
    read.require_whole(line)
    return read


def read_recorded_line(line: Line) -> RecordedLine:
    """Read a problem with recorded samples. Raises ProblemError, also for one that has none."""
    read = read_line(line)
    if not isinstance(read, RecordedLine):
        raise line.wrong("no samples were recorded of this problem", "Add `solutions`, each with code and count")
    return read


def _head(line: Line) -> _Head:
    head = line.decode(_Head)
    if not head.id:
        raise line.wrong("it has neither question_id nor task_id", f"A line must be {_FORMS}")
    return head


def _split(place: Path) -> tuple[Path, str]:
    pair = split_place(place)
    if pair is None:
        raise ProblemError(Path(str(place).partition("#")[0]), "there is no such file", "Check the path")
    return pair


def _full_name(file: Path, name: str, known: dict[str, tuple[int, int]]) -> str:
    if name in known:
        return name
    same = [full for full in known if full.rpartition("/")[2] == name]
    if len(same) != 1:
        raise UnknownNameError(f"problem in {file.name} by the name", name, _some(known))
    return same[0]


def _some(known: dict[str, tuple[int, int]]) -> list[str]:
    names = [*known]
    more = [f"… ({len(names)} in all)"] if len(names) > 2 * _SHOWN else []
    return names if not more else [*names[:_SHOWN], *more]


def _index(file: Path) -> dict[str, tuple[int, int]]:
    try:
        state = file.stat()
    except OSError as error:
        raise ProblemError(file, f"it cannot be read ({error.strerror})", "Check the path") from error
    return _indexed(file, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=8)
def _indexed(file: Path, _changed: int, _size: int) -> dict[str, tuple[int, int]]:
    """Where each problem stands; a large file is gone through once."""
    found: dict[str, tuple[int, int]] = {}
    for line in lines(file):
        name = _head(line).id
        if name in found:
            raise line.wrong(f"a second problem is called {name}", "Give each a name of its own")
        found[name] = line.number, line.offset
    if not found:
        raise ProblemError(file, "there is no problem in it", f"Each line must be {_FORMS}")
    return found
