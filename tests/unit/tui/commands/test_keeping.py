"""Commands that keep: export, delete, import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from answered import kept

import engine
from tui import cli

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from engine.events.codec import Entry


def test_a_run_is_exported_deleted_and_imported(
    home: Path, entries: list[Entry], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept(home, "20260101-a", entries)
    assert cli.main(["export", "last", str(tmp_path)]) == 0
    file = capsys.readouterr().out.splitlines()[0]
    assert cli.main(["delete", "last"]) == 2, "nobody is there to be asked"
    assert "--yes" in capsys.readouterr().err
    assert cli.main(["delete", "last", "--yes"]) == 0
    assert engine.list_runs(home / "runs") == []
    assert cli.main(["import", file]) == 0
    assert "sstar replay 20260101-a" in capsys.readouterr().out
    assert cli.main(["import", file]) == 2
    assert cli.main(["why", "last"]) == 0
