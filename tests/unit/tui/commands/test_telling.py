"""Commands that tell: runs, problems, locate, why, diff, report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from answered import kept, printed, refused, unfinished

import engine
from engine.projections.board import fold
from tui import cli
from tui.status import DISK, OK

if TYPE_CHECKING:
    from engine.events.codec import Entry


def test_runs_newest_first(capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]) -> None:
    assert printed(capsys, "runs") == [f"No run in {home / 'runs'} yet. Start one: sstar demo."]
    assert printed(capsys, "runs", "--display", "json") == []
    kept(home, "20260101-kiln", entries)
    kept(home, "20260102-kiln", unfinished(entries))
    rows = [json.loads(line) for line in printed(capsys, "runs", "--display", "json")]
    assert [row["id"] for row in rows] == ["20260102-kiln", "20260101-kiln"]
    assert [row["state"] for row in rows] == ["unfinished", "selected"]
    assert [line.split()[0] for line in printed(capsys, "runs", "KILN", "unfin")] == ["20260102-kiln"]
    assert printed(capsys, "runs", "kiln", "nowhere") == ["No run has “kiln” and “nowhere”."]
    table = printed(capsys, "runs")
    assert [line.split()[0] for line in table] == ["20260102-kiln", "20260101-kiln"]


def test_a_run_that_is_damaged_does_not_hide_the_others(
    capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]
) -> None:
    kept(home, "20260101-kiln", entries)
    damaged = kept(home, "20260102-kiln", entries)
    lines = damaged.journal.read_bytes().splitlines(keepends=True)
    damaged.journal.write_bytes(b"".join([*lines[:3], b"{]\n", *lines[4:]]))
    empty = kept(home, "20260103-kiln", entries)
    empty.journal.write_bytes(b"")
    assert cli.main(["runs", "--display", "json"]) == OK
    said, complaint = capsys.readouterr()
    assert [json.loads(line)["id"] for line in said.splitlines()] == ["20260101-kiln"]
    assert str(damaged.journal) in complaint
    assert str(empty.path) in complaint


@pytest.mark.parametrize("command", ["resume", "attach", "replay", "why", "grade"])
def test_a_damaged_run_is_explained(
    capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry], command: str
) -> None:
    damaged = kept(home, "20260102-kiln", entries)
    lines = damaged.journal.read_bytes().splitlines(keepends=True)
    damaged.journal.write_bytes(b"".join([*lines[:3], b"{]\n", *lines[4:]]))
    assert "damaged" in refused(capsys, command, "last", status=DISK)
    damaged.journal.write_bytes(b"")
    assert str(damaged.path) in refused(capsys, command, "last", status=DISK)


def test_problems(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [json.loads(line) for line in printed(capsys, "problems", "--display", "json")]
    assert [row["name"] for row in rows] == list(engine.bundled())
    assert all(Path(row["folder"]).is_dir() and row["public_tests"] for row in rows)
    assert len(printed(capsys, "problems")) == len(rows)


def test_locate(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert printed(capsys, "locate", "data") == [str(home)]
    assert printed(capsys, "locate", "runs") == [str(home / "runs")]
    assert printed(capsys, "locate", "runs", "--runs", "elsewhere") == ["elsewhere"]
    assert printed(capsys, "locate", "problems") == [str(home / "problems")]
    assert (Path(printed(capsys, "locate", "bundled")[0]) / "kilnqueue").is_dir()
    assert printed(capsys, "locate", "crashes") == [str(home / "crashes")]
    assert printed(capsys, "locate", "log") == [str(home / "runs" / "RUN" / "engine.log")]
    assert len(printed(capsys, "locate")) == 7


def test_locate_log_names_the_latest_run(capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]) -> None:
    for name in ("20260101-000000-a", "20260102-000000-b"):
        kept(home, name, entries)
    assert printed(capsys, "locate", "log") == [str(home / "runs" / "20260102-000000-b" / "engine.log")]


def test_why(capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]) -> None:
    kept(home, "20260101-kiln", entries)
    chosen = fold(entries).selection
    assert chosen
    assert f"S{chosen.revision.sample:02d} round" in printed(capsys, "why", "last")[0]
    assert "S99" in refused(capsys, "why", "last", "S99")


def test_why_of_an_unfinished_run(capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]) -> None:
    kept(home, "20260101-kiln", unfinished(entries))
    said = printed(capsys, "why", "last")
    assert said[0].startswith("nothing is selected yet [#")
    assert "not finished" in said[1]


def test_a_report_goes_where_it_is_wanted(
    home: Path, entries: list[Entry], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = kept(home, "20260101-a", entries)
    assert cli.main(["report", "last"]) == 0
    assert capsys.readouterr().out.strip() == str(directory.path / "report.html")
    assert "<title>" in (directory.path / "report.html").read_text(encoding="utf-8")
    assert cli.main(["report", "last", "--output", str(tmp_path / "x.md")]) == 0
    assert (tmp_path / "x.md").read_text(encoding="utf-8").startswith("# ")
    capsys.readouterr()
    assert cli.main(["report", "last", "--format", "json", "--output", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["run"] == "20260101-a"
    for wrong in (["--output", str(tmp_path / "x.pdf")], ["--output", str(tmp_path / "nowhere" / "x.md")]):
        assert cli.main(["report", "last", *wrong]) == 2
        assert "Traceback" not in capsys.readouterr().err


def test_two_runs_are_held_against_each_other(
    capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]
) -> None:
    kept(home, "one", entries)
    kept(home, "other", unfinished(entries))
    told = printed(capsys, "diff", "one", "other")
    assert any(line.startswith("strategy") and line.endswith("s-star (both)") for line in told)
    assert any(line.startswith("state") and "|" in line for line in told)
    assert any("the same in both" in line for line in told)
    assert any(line.startswith("S01: ") for line in told)
    assert any(line.startswith("  M1 ") and "in the other run M1" in line for line in told)
    (line,) = printed(capsys, "diff", "one", "other", "--display", "json")
    pair = json.loads(line)
    assert [match["counterpart"] for match in pair["matches"][0]][:1] == ["M1"]
    assert {fact["name"] for fact in pair["facts"]} >= {"strategy", "selected", "cost"}


def test_a_sample_is_no_run(capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]) -> None:
    kept(home, "one", entries)
    kept(home, "other", entries)
    assert "No run" in refused(capsys, "diff", "one", "S01") or "no run" in refused(capsys, "diff", "one", "S01")
    assert "a revision such as S07r1 is needed" in refused(capsys, "diff", "one", "other", "S01")


def test_two_programs_are_compared_as_json(
    capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]
) -> None:
    kept(home, "one", entries)
    (line,) = printed(capsys, "diff", "one", "S01", "S07", "--display", "json")
    made = json.loads(line)
    assert (made["left"]["revision"]["sample"], made["right"]["revision"]["sample"]) == (1, 7)
    assert made["rows"]
