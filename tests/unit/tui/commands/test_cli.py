"""The command line as a whole: its version, its help, its faults, its completion in a shell."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from answered import printed

import engine
from tui import cli
from tui.status import BEST_EFFORT, BUDGET, DISK, FAULT, INTERRUPTED, OK, USAGE

if TYPE_CHECKING:
    from pathlib import Path


def test_the_statuses_are_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    for status in (OK, FAULT, USAGE, BEST_EFFORT, BUDGET, DISK, INTERRUPTED):
        assert re.search(rf"\b{status} [a-z]", said.partition("Exit status:")[2]), status
    assert {name.split()[0] for name in cli.ACTS} - {"home"} <= set(said.replace(",", " ").split())


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--version"])
    assert not left.value.code
    assert re.fullmatch(r"sstar \d+\.\d+\.\d+\n", capsys.readouterr().out)


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
@pytest.mark.parametrize(
    ("words", "offered"), [(["conf"], {"config"}), (["config", "pa"], {"path"}), (["solve", "--effo"], {"--effort"})]
)
def test_a_shell_completes_what_the_parser_knows(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], offered: set[str]
) -> None:
    script = tmp_path / "completion.bash"
    script.write_text("\n".join(printed(capsys, "completion", "bash")))
    ask = 'source "$1"; shift; COMP_WORDS=(sstar "$@"); COMP_CWORD=$#; _shtab_sstar; echo "${COMPREPLY[@]}"'
    told = subprocess.run(["bash", "-c", ask, "bash", script, *words], capture_output=True, text=True, check=True)
    assert set(told.stdout.split()) == offered


def test_a_fault_of_ours_leaves_a_report_and_no_trace_on_the_screen(
    capsys: pytest.CaptureFixture[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> int:
        raise KeyError("what was never thought of")

    monkeypatch.setitem(cli.ACTS, "problems", broken)
    assert cli.main(["problems"]) == 1
    said = capsys.readouterr().err
    (report,) = (home / "crashes").iterdir()
    assert "A fault of this program: KeyError" in said
    assert str(report) in said
    assert "Traceback" not in said
    text = report.read_text()
    assert "doing      sstar problems" in text
    assert "Traceback" in text
    assert "test_cli.py" in text


def test_a_log_that_cannot_be_written_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSTAR_LOG", "")  # which the option sets, for the engines to come
    assert cli.main(["problems", "--log", str(tmp_path / "no-such-folder" / "log")]) == 2
    assert "Name another file by --log" in capsys.readouterr().err


def test_doctor_hides_nothing(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    said = "\n".join(printed(capsys, "doctor"))
    for words in (
        f"execution   {engine.choose_tier().tier}: ",
        "Python",
        "no language model",
        "writable",
        str(home / "runs"),
    ):
        assert words in said


@pytest.mark.parametrize(
    "line",
    [
        ["do", "last", "--dry-run", "decide", "M1", "left"],
        ["do", "last", "decide", "M1", "left", "--dry-run"],
        ["do", "--dry-run", "last", "decide", "M1", "left"],
    ],
)
def test_an_option_may_stand_anywhere_around_an_order(line: list[str]) -> None:
    parsed = cli.parse(line)
    assert (parsed.run, parsed.words, parsed.dry_run) == ("last", ["decide", "M1", "left"], True)


def test_an_option_that_there_is_not_is_refused_beside_an_order(capsys: pytest.CaptureFixture[str]) -> None:
    for line in (["do", "last", "--dry", "--no-such", "undo"], ["grade", "last", "more"]):
        with pytest.raises(SystemExit):
            cli.parse(line)
        assert "unrecognized arguments" in capsys.readouterr().err
