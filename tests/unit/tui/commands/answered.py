"""What the command line answers, and runs for it to find."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

import engine
from engine.events.codec import Entry, encode
from engine.events.selection import SelectionMade
from tui import cli
from tui.status import OK, USAGE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest


def kept(home: Path, name: str, entries: Sequence[Entry]) -> engine.RunDirectory:
    path = home / "runs" / name
    path.mkdir(parents=True)
    first, *rest = entries
    renamed = Entry(first.seq, first.at, msgspec.structs.replace(first.event, run=name))
    (path / "journal.jsonl").write_bytes(b"".join(encode(entry) for entry in (renamed, *rest)))
    return engine.RunDirectory(path)


def unfinished(entries: Sequence[Entry]) -> list[Entry]:
    end = next(index for index, entry in enumerate(entries) if isinstance(entry.event, SelectionMade))
    return list(entries[:end])


def ended(arguments: Sequence[str]) -> object:
    try:
        return cli.main(arguments)
    except SystemExit as leaving:  # the parser's way
        return leaving.code


def refused(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = USAGE) -> str:
    """The complaint, in one line of words."""
    assert ended(arguments) == status
    said, complaint = capsys.readouterr()
    assert said == ""
    assert "Traceback" not in complaint
    return " ".join(complaint.split())


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = OK) -> list[str]:
    assert cli.main(arguments) == status
    said, complaint = capsys.readouterr()
    assert complaint == ""
    return said.splitlines()
