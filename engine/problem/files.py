"""Guarded access to the files of a package: nothing outside it, nothing huge, every failure explained."""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import ProblemError
from engine.problem.model import MEBIBYTE

if TYPE_CHECKING:
    from collections.abc import Iterator

_BYTE_ORDER_MARK = "\ufeff"
_IGNORED = re.compile(r"[.\-~#]|__pycache__$|.*~$")


class PackageFiles:
    """The files below one folder, read with care.

    Methods raise ProblemError, and OSError where the system refuses; `explained` turns that into the former.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._root = folder.resolve()

    def text(self, path: Path, *, mebibytes: int) -> str:
        """Read a UTF-8 file of at most so many MiB; a byte-order mark goes, CRLF becomes LF."""
        self._require_inside(path)
        if not path.is_file():
            raise ProblemError(path, "a regular file is expected here", "Replace it by a text file")
        with path.open("rb") as file:
            data = file.read(mebibytes * MEBIBYTE + 1)
        if len(data) > mebibytes * MEBIBYTE:
            remedy = "Shorten it, or remove it from the package"
            raise ProblemError(path, f"the file is larger than {mebibytes} MiB", remedy)
        return _decode(path, data)

    def children(self, path: Path) -> list[Path]:
        """List what is in a folder, in natural order (2 before 10); empty if the folder does not exist.

        Hidden files, editors' backups and __pycache__ are left out, as the format asks.
        """
        self._require_inside(path)
        if not path.exists():
            return []
        if not path.is_dir():
            raise ProblemError(path, "a folder is expected here, but it is a file", "Make it a folder")
        found = [child for child in path.iterdir() if not _IGNORED.match(child.name)]
        return sorted(found, key=lambda child: natural_order(child.name))

    def below(self, path: Path) -> list[Path]:
        """List all files below a folder, at any depth, in natural order; links to folders are refused."""
        found: list[Path] = []
        for child in self.children(path):
            if not child.is_dir():
                found.append(child)
            elif child.is_symlink():  # it might lead in a circle
                raise ProblemError(child, "a symbolic link to a folder is not followed", "Copy the folder")
            else:
                found += self.below(child)
        return found

    def _require_inside(self, path: Path) -> None:
        try:
            inside = path.resolve().is_relative_to(self._root)
        except RuntimeError as error:  # links in a circle, before Python 3.13
            reason = "the symbolic link leads back to itself"
            raise ProblemError(path, reason, "Replace it by a file") from error
        if not inside:
            reason = "a symbolic link leads outside the package"
            raise ProblemError(path, reason, "Copy the file into the package instead")


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn what the system refuses while a package is read (such as permission) into ProblemError."""
    try:
        yield
    except OSError as error:
        path = Path(error.filename) if isinstance(error.filename, str) else folder
        reason = (error.strerror or str(error)).lower()
        raise ProblemError(path, f"it cannot be read ({reason})", "Check that you may read it") from error


def natural_order(name: str) -> list[tuple[int, str]]:
    """Sort key by which "2" comes before "10"."""
    parts = re.split(r"([0-9]{1,18})", name)
    return [(int(part), "") if part.isdecimal() and part.isascii() else (-1, part) for part in parts]


def _decode(path: Path, data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProblemError(
            path,
            f"the file is not UTF-8 text (byte offset {error.start})",
            "Convert it, for example with: iconv -f latin1 -t utf-8",
        ) from error
    return text.removeprefix(_BYTE_ORDER_MARK).replace("\r\n", "\n")
