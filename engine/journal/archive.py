"""A run as one file: to keep it, to show it to somebody else, to report a fault with it; and the end of a run."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from engine.errors import JournalError, RunError
from engine.journal.directory import FACTS, JOURNAL, RunDirectory, RunLock
from engine.journal.reader import read_journal

if TYPE_CHECKING:
    from engine.events.codec import Entry

EXTENSION = ".sstar.tar.gz"
_KEPT = (JOURNAL, FACTS, "engine.log")
_KEPT_BEGINNING = "solution."
_MOST_BYTES = 4 << 30
"""Of one file in an archive: a journal of thousands of samples stays far below."""


def export_run(directory: RunDirectory, file: Path) -> Path:
    """Pack a run's journal, what a fork took over, the engine's log and the selected program; it need not be finished.

    Args:
        directory: the run.
        file: what to write; in a folder, the run's name is its name.

    Returns:
        the file.

    Raises:
        JournalError: the journal cannot be read.
        RunError: the file cannot be written, or is there already.
    """
    read_journal(directory.journal)  # what cannot be read here helps nobody elsewhere
    target = file / f"{directory.run}{EXTENSION}" if file.is_dir() else file
    try:
        with target.open("xb") as made, tarfile.open(fileobj=made, mode="w:gz") as archive:
            for path in sorted(directory.path.iterdir()):
                if _is_kept(path.name) and path.is_file() and not path.is_symlink():
                    archive.add(path, f"{directory.run}/{path.name}", filter=_anonymous)
    except FileExistsError as error:
        raise RunError(f"{target} is there already, and is left as it is. Name another file.") from error
    except OSError as error:
        raise RunError(f"{target} cannot be written: {error.strerror}. Name another place.") from error
    return target


def import_run(folder: Path, file: Path) -> RunDirectory:
    """Unpack a run that `export_run` packed, beside the other runs.

    Whatever else is in the archive is left there: it may come from anybody.

    Args:
        folder: of the runs.
        file: the archive.

    Raises:
        RunError: it is no run, or there is one of its name.
        JournalError: its journal cannot be read.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".import-", dir=folder) as scratch:
            entries = _unpack(file, Path(scratch))
            return _moved(Path(scratch), folder, entries, file)
    except OSError as error:
        raise RunError(f"{file} cannot be imported: {error.strerror or error}.") from error


def delete_run(directory: RunDirectory) -> None:
    """Remove a run for good.

    Raises:
        RunBusyError: an engine is at it.
        RunError: it cannot be removed.
    """
    lock = RunLock(directory)
    try:
        directory.socket.unlink(missing_ok=True)  # it may lie elsewhere
        shutil.rmtree(directory.path)
    except OSError as error:
        raise RunError(f"{directory.path} cannot be removed: {error.strerror}.") from error
    finally:
        lock.release()


def _is_kept(name: str) -> bool:
    return name in _KEPT or name.startswith(_KEPT_BEGINNING)


def _anonymous(item: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who packed it."""
    item.uid = item.gid = 0
    item.uname = item.gname = ""
    return item


def _unpack(file: Path, scratch: Path) -> tuple[Entry, ...]:
    try:
        with tarfile.open(file, "r:*") as archive:
            for item in archive:
                name = PurePosixPath(item.name).name
                if item.isfile() and _is_kept(name) and item.size <= _MOST_BYTES:
                    source = archive.extractfile(item)
                    assert source
                    with source, (scratch / name).open("xb") as target:
                        shutil.copyfileobj(source, target)
    except (tarfile.TarError, EOFError) as error:
        raise RunError(f"{file} is no archive of a run, or not whole. `sstar export RUN` makes one.") from error
    if not (scratch / JOURNAL).exists():
        raise RunError(f"{file} holds no {JOURNAL}, so there is no run in it. `sstar export RUN` packs one.")
    try:
        return read_journal(scratch / JOURNAL)
    except JournalError as error:
        raise JournalError(str(error).replace(str(scratch / JOURNAL), f"{JOURNAL} in {file}")) from error


def _moved(scratch: Path, folder: Path, entries: tuple[Entry, ...], file: Path) -> RunDirectory:
    """Give the run its name, which is in its first event."""
    run = str(getattr(entries[0].event, "run", ""))
    if not run or PurePosixPath(run).name != run or run.startswith("."):
        raise RunError(f"{file} holds a run with the name “{run}”, which is none for a folder.")
    target = folder / run
    if target.exists():
        raise RunError(
            f"There is a run {run} in {folder} already. Delete it (`sstar delete {run}`), or use --runs DIR."
        )
    target.mkdir(mode=0o700)
    for path in scratch.iterdir():
        path.rename(target / path.name)
    return RunDirectory(target)
