"""The command line: what is accepted, what is refused and how, and what the listing commands print."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

import engine
from engine.errors import UsageError
from engine.events.codec import Entry, encode
from engine.events.run import BudgetEnded, Graded, RunFinished
from engine.events.selection import SelectionMade
from engine.journal import RunLock
from engine.projections.board import Board, fold
from tui import cli, starting
from tui.asked import configured
from tui.commands.watching import exit_status
from tui.options import parser
from tui.starting import settings_of
from tui.status import BEST_EFFORT, BUDGET, DISK, FAULT, INTERRUPTED, OK, USAGE

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SSTAR_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        pytest.fail("an engine was started")

    monkeypatch.setattr(engine, "spawn_engine", refuse, raising=False)


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


@pytest.fixture
def entries(scripted: Any) -> list[Entry]:
    return list(scripted.story().entries)


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


# ---------------------------------------------------------------- names that do not exist


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (["solve", "kilnqueu"], "kilnqueue"),
        (["demo", "litbridge"], "litbridges"),
        (["demo", "--strategy", "s-star-papr"], "s-star-paper"),
        (["demo", "--model", "rehersal"], "rehearsal"),
        (["demo", "--language", "pyton"], "python"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(
    capsys: pytest.CaptureFixture[str], home: Path, arguments: list[str], near: str
) -> None:
    complaint = refused(capsys, *arguments, "--display", "plain")
    assert f"Did you mean “{near}”?" in complaint
    assert "Known: " in complaint
    assert not (home / "runs").exists()


@pytest.mark.parametrize("key", ["strategy", "language"])
def test_an_unknown_name_that_no_option_brought_is_said_with_its_source(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv(f"SSTAR_{key.upper()}", "nonsense")
    assert f"There is no {key} (set by SSTAR_{key.upper()}) “nonsense”" in refused(capsys, "demo", "--display", "plain")


@pytest.mark.parametrize("command", ["resume", "attach", "replay", "why", "grade"])
def test_an_unknown_run(capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry], command: str) -> None:
    assert "There is no run in" in refused(capsys, command, "last")
    kept(home, "20260101-kiln", entries)
    kept(home, "20260102-kiln", entries)
    assert "Did you mean “20260101-kiln”?" in refused(capsys, command, "20260101-kilm")
    assert "“2026010” begins 2 runs" in refused(capsys, command, "2026010")


def test_an_unknown_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert "invalid choice: 'slove'" in refused(capsys, "slove")


# ---------------------------------------------------------------- values that make no sense


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        ("--budget=euros=5", "“euros=5” is no budget; write calls=200, tokens=500000, dollars=2"),
        ("--budget=calls=", "a whole number from 1 to 1000000 is needed"),
        ("--budget=calls=0", "a whole number from 1 to 1000000 is needed"),
        ("--budget=calls=5,seconds=-1", "a number above 0 is needed"),
        ("--budget=seconds=0", "a number above 0 is needed"),
        ("--budget=", "“” is no budget"),
        ("--samples=0", "a whole number from 1 to 4096 is needed, not “0”"),
        ("--samples=many", "not “many”"),
        ("--samples=٣", "not “٣”"),
        ("--samples=9999999", "from 1 to 4096"),
        ("--rounds=-1", "from 0 to 4096"),
        ("--inputs=1.5", "a whole number"),
        ("--best-of=0", "from 1 to 4096"),
        ("--concurrency=0", "from 1 to 4096"),
        ("--pace=-1", "a number from 0 on is needed"),
        ("--pace=nan", "a number from 0 on is needed"),
        ("--pace=inf", "a number from 0 on is needed"),
        ("--seed=x", "a whole number is needed, not “x”"),
        ("--display=fancy", "one of auto, full, plain, json, none is needed"),
        ("--context=some", "one of all, last is needed"),
    ],
)
def test_a_value_that_makes_no_sense(capsys: pytest.CaptureFixture[str], option: str, reason: str) -> None:
    assert reason in refused(capsys, "demo", option)


@pytest.mark.parametrize("value", ["0", "-1", "fast"])
def test_a_speed_that_makes_no_sense(capsys: pytest.CaptureFixture[str], value: str) -> None:
    assert "is needed" in refused(capsys, "replay", "last", f"--speed={value}")


def test_a_sample_that_makes_no_sense(capsys: pytest.CaptureFixture[str]) -> None:
    assert "a sample such as S07 or 7 is needed" in refused(capsys, "why", "last", "seven")


def test_the_paper_has_one_strategy(capsys: pytest.CaptureFixture[str]) -> None:
    complaint = refused(capsys, "demo", "--paper", "--strategy", "best-of-n")
    assert "--paper is for s-star" in complaint
    assert "Leave one out" in complaint


def test_good_values_are_taken() -> None:
    options = parser().parse_args(
        ["demo", "litbridges", "--budget", "calls=200,seconds=60", "--samples", "64", "--rounds", "0", "--pace", "0.5"]
    )
    settings = settings_of(configured(options).config)
    assert (options.problem, settings.samples, settings.rounds, settings.pace) == ("litbridges", 64, 0, 0.5)
    assert (settings.budget_calls, settings.budget_seconds) == (200, 60.0)
    assert parser().parse_args(["why", "last", "s07"]).sample == 7


@pytest.mark.parametrize(("arguments", "samples"), [([], 12), (["--paper"], 16), (["--paper", "--samples", "3"], 3)])
def test_the_paper_has_its_own_default(arguments: list[str], samples: int) -> None:
    assert settings_of(configured(parser().parse_args(["demo", *arguments])).config).samples == samples


def test_a_demonstration_is_offline_whatever_is_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSTAR_MODEL", "openai/x")
    monkeypatch.setenv("SSTAR_ROLES_JUDGE", "openai/judge")

    def models(*arguments: str) -> set[str]:
        return set(configured(parser().parse_args(arguments)).models().values())

    assert models("solve", "kilnqueue") == {"openai/x", "openai/judge"}
    assert models("demo") == {"rehearsal"}
    assert models("demo", "--judge", "ollama/x") == {"rehearsal", "ollama/x"}


# ---------------------------------------------------------------- what it will cost, and who agrees

OPUS = "anthropic/claude-opus-4-5"


@pytest.fixture
def priced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys, so that models can be chosen; nothing is ever sent."""
    for name in ("ANTHROPIC_BASE_URL", "OPENAI_BASE_URL", "OLLAMA_HOST"):
        monkeypatch.delenv(name, raising=False)
    for name in ("ANTHROPIC_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, "sk-none")


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> list[engine.RunDirectory]:
    """Engines that were started, of which none works."""
    made: list[engine.RunDirectory] = []

    def spawn(directory: engine.RunDirectory, **_: Any) -> None:
        made.append(directory)
        raise UsageError("that is far enough")

    monkeypatch.setattr(engine, "spawn_engine", spawn, raising=False)
    return made


def answers(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """A person at a terminal."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal(text))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)


@pytest.mark.usefixtures("priced")
def test_a_dear_run_is_not_started_when_nobody_can_be_asked(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    complaint = refused(capsys, "solve", "kilnqueue", "--model", OPUS, "--samples", "64", "--display", "plain")
    assert "Estimate: 64 to " in complaint
    assert "This run may cost up to $" in complaint
    assert "Nobody is here to be asked. Agree with --yes, or bound it: --budget dollars=D" in complaint
    assert not (home / "runs").exists()


@pytest.mark.usefixtures("priced")
@pytest.mark.parametrize(
    "options",
    [
        ["--yes"],
        ["--confirm-above", "1000"],
        ["--budget", "dollars=0.5"],
        ["--samples", "1", "--rounds", "0"],
        ["--price", "anthropic/*=0.01,0.01"],
    ],
)
def test_a_run_that_was_agreed_to_is_started(
    capsys: pytest.CaptureFixture[str], engines: list[engine.RunDirectory], options: list[str]
) -> None:
    complaint = refused(
        capsys, "solve", "kilnqueue", "--model", OPUS, "--samples", "64", *options, "--display", "plain"
    )
    assert re.match(r"Estimate: [\d,k]+ .* tokens, \$[\d.]+( to \$[\d.]+)?\. sstar: that is far enough", complaint)
    (directory,) = engines
    started = engine.read_journal(directory.journal)[0].event
    assert isinstance(started, engine.RunStarted)
    assert [price.model for price in started.prices] == [OPUS]
    assert started.prices[0].kind == "known"


@pytest.mark.usefixtures("priced")
@pytest.mark.parametrize(("said", "count"), [("y\n", 1), ("\n", 0), ("", 0)])
def test_a_person_is_asked(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    engines: list[engine.RunDirectory],
    said: str,
    count: int,
) -> None:
    answers(monkeypatch, said)
    complaint = refused(capsys, "solve", "kilnqueue", "--model", OPUS, "--samples", "64", "--display", "none")
    assert "Start it? [y/N]" in complaint
    assert len(engines) == count
    assert count or "Nothing was started, and nothing was spent." in complaint


@pytest.mark.usefixtures("priced")
def test_an_unknown_price_is_agreed_to_or_bounded(
    capsys: pytest.CaptureFixture[str], engines: list[engine.RunDirectory]
) -> None:
    unknown = ("solve", "kilnqueue", "--model", "openai/gpt-never", "--display", "plain")
    complaint = refused(capsys, *unknown)
    assert "price unknown" in complaint
    assert "What openai/gpt-never costs is not known." in complaint
    assert "--price openai/gpt-never=IN,OUT, --budget calls=N" in complaint
    complaint = refused(capsys, *unknown, "--budget", "dollars=3")
    assert "a budget of dollars cannot be kept. Say what it costs by --price openai/gpt-never=IN,OUT" in complaint
    assert not engines
    refused(capsys, *unknown, "--budget", "calls=30")
    refused(capsys, *unknown, "--price", "openai/*=0.1,0.1", "--budget", "dollars=3")
    assert len(engines) == 2


@pytest.mark.parametrize("model", ["rehearsal", "ollama/some-model"])
def test_what_is_free_asks_nothing(
    capsys: pytest.CaptureFixture[str], engines: list[engine.RunDirectory], model: str
) -> None:
    arguments = ("solve", "kilnqueue", "--model", model, "--samples", "4000", "--display", "plain")
    assert refused(capsys, *arguments) == "sstar: that is far enough"
    assert len(engines) == 1


@pytest.mark.usefixtures("priced")
def test_past_runs_of_the_same_models_make_the_estimate(
    capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry], engines: list[engine.RunDirectory]
) -> None:
    arguments = ("solve", "kilnqueue", "--model", OPUS, "--samples", "16", "--display", "plain", "--yes")
    before = refused(capsys, *arguments)
    first = entries[0].event
    assert isinstance(first, engine.RunStarted)
    models = dict.fromkeys(engine.ROLES, OPUS)
    mine = [Entry(1, 0.0, msgspec.structs.replace(first, models=models)), *entries[1:]]
    for name in ("20260101-sum", "20260102-sum"):
        kept(home, name, mine)
    after = refused(capsys, *arguments)
    assert "Estimate: 16 to" in before
    assert "Estimate, by 2 earlier runs: 16 to" in after
    assert engines


def test_a_price_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert "“gpt=1” is no price. Write MODEL=IN,OUT" in refused(capsys, "demo", "--price", "gpt=1")


def test_budgets_of_four_kinds() -> None:
    budget = "calls=9,tokens=5000,dollars=0.25,seconds=60"
    settings = settings_of(configured(parser().parse_args(["demo", "--budget", budget])).config)
    assert (settings.budget_calls, settings.budget_tokens) == (9, 5000)
    assert (settings.budget_dollars, settings.budget_seconds) == (0.25, 60.0)


# ---------------------------------------------------------------- problem packages with a defect


def without(name: str) -> Any:
    return lambda folder: shutil.rmtree(folder / name) if (folder / name).is_dir() else (folder / name).unlink()


def text_in(name: str, text: str) -> Any:
    def write(folder: Path) -> None:
        (folder / name).write_text(text, encoding="utf-8")

    return write


def expected_only(folder: Path) -> None:
    next((folder / "data" / "sample").glob("*.in")).unlink()


DEFECTS = {
    "no problem.yaml": (without("problem.yaml"), "problem.yaml"),
    "problem.yaml is no YAML": (text_in("problem.yaml", "name: [\n"), "problem.yaml"),
    "problem.yaml is a list": (text_in("problem.yaml", "- 1\n"), "problem.yaml"),
    "limits are words": (text_in("problem.yaml", "name: X\nlimits:\n  time_limit: soon\n"), "problem.yaml"),
    "interactive": (
        text_in("problem.yaml", "name: X\ntype: interactive\nvalidation: custom interactive\n"),
        "interactive",
    ),
    "no public tests": (without("data/sample"), "sample"),
    "an output without its input": (expected_only, "sample"),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_package_with_a_defect(capsys: pytest.CaptureFixture[str], tmp_path: Path, home: Path, defect: str) -> None:
    harm, named = DEFECTS[defect]
    folder = tmp_path / "package"
    shutil.copytree(engine.bundled()["kilnqueue"], folder)
    harm(folder)
    complaint = refused(capsys, "solve", str(folder), "--display", "plain")
    assert str(folder) in complaint  # the file,
    assert named in complaint
    assert complaint.count(". ") >= 1, "the reason and the remedy are two sentences"
    assert complaint.endswith(".")
    assert not (home / "runs").exists()


def test_a_folder_that_does_not_exist(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    complaint = refused(capsys, "solve", str(tmp_path / "nowhere"))
    assert "there is no such folder" in complaint
    assert "kilnqueue" in complaint


def test_a_file_is_no_package(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "problem.zip").touch()
    assert "this is a file" in refused(capsys, "solve", str(tmp_path / "problem.zip"))


def test_a_place_for_runs_that_cannot_be_made(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(starting, "Session", lambda _: pytest.fail("a run was made"))
    complaint = refused(capsys, "demo", "--runs", str(tmp_path / "file" / "runs"), "--display", "plain")
    assert "choose another place with SSTAR_HOME" in complaint


# ---------------------------------------------------------------- exit statuses


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], INTERRUPTED),
        ([RunFinished("selected", "")], OK),
        ([RunFinished("best effort", "")], BEST_EFFORT),
        ([RunFinished("failed", "")], BEST_EFFORT),
        ([BudgetEnded("calls", ""), RunFinished("budget ended", "")], BUDGET),
    ],
)
def test_exit_statuses(entries: list[Entry], events: list[Any], status: int) -> None:
    board: Board = fold(unfinished(entries))
    for event in events:
        board.apply(Entry(board.seq + 1, board.elapsed + board.began_at, event))
    assert exit_status(board) == status


def test_the_statuses_are_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    for status in (OK, FAULT, USAGE, BEST_EFFORT, BUDGET, DISK, INTERRUPTED):
        assert re.search(rf"\b{status} [a-z]", said.partition("Exit status:")[2]), status
    assert {name.split()[0] for name in cli.ACTS} - {"home"} <= set(said.replace(",", " ").split())


# ---------------------------------------------------------------- lists


def test_runs_newest_first(capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]) -> None:
    assert printed(capsys, "runs") == [f"No run in {home / 'runs'} yet. Start one: sstar demo."]
    assert printed(capsys, "runs", "--display", "json") == []
    kept(home, "20260101-kiln", entries)
    kept(home, "20260102-kiln", unfinished(entries))
    rows = [json.loads(line) for line in printed(capsys, "runs", "--display", "json")]
    assert [row["id"] for row in rows] == ["20260102-kiln", "20260101-kiln"]
    assert [row["state"] for row in rows] == ["unfinished", "selected"]
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


# ---------------------------------------------------------------- one run


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


def test_grade_of_an_unfinished_run(capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]) -> None:
    kept(home, "20260101-kiln", unfinished(entries))
    complaint = refused(capsys, "grade", "last")
    assert "selected" in complaint
    assert "sstar resume 20260101-kiln" in complaint


def test_grade_of_a_graded_run_asks_the_journal(
    capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]
) -> None:
    last = entries[-1]
    kept(home, "20260101-kiln", [*entries, Entry(last.seq + 1, last.at, Graded("p", "AC", ()))])
    assert cli.main(["grade", "last"]) == OK
    assert capsys.readouterr().out == "AC\n"


def test_a_finished_run_is_not_resumed(capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]) -> None:
    kept(home, "20260101-kiln", entries)
    assert "sstar replay 20260101-kiln" in refused(capsys, "resume", "last")


def test_a_run_that_is_served_is_not_resumed(
    capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]
) -> None:
    directory = kept(home, "20260101-kiln", unfinished(entries))
    lock = RunLock(directory)
    try:
        assert "sstar attach 20260101-kiln" in refused(capsys, "resume", "last")
    finally:
        lock.release()


def test_attach_without_an_engine_tells_what_there_is(
    capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry]
) -> None:
    directory = kept(home, "20260101-kiln", unfinished(entries))
    directory.socket.touch()  # left behind by an engine that was killed
    assert cli.main(["attach", "last", "--display", "plain"]) == INTERRUPTED
    said, complaint = capsys.readouterr()
    assert "public tests" in said
    assert "sstar resume 20260101-kiln" in complaint


@pytest.mark.parametrize("command", ["attach", "replay"])
def test_a_finished_run_in_json(
    capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry], tmp_path: Path, command: str
) -> None:
    kept(home, "20260101-kiln", entries)
    solution = tmp_path / "solution.py"
    said = printed(capsys, command, "last", "--display", "json", "--output", str(solution))
    rows = [json.loads(line) for line in said]
    assert len(rows) == len(entries) + 1
    assert "selection" in json.dumps(rows[-1])
    board = fold(entries)
    assert board.selection
    assert solution.read_text(encoding="utf-8") == board.text(board.selection.text)


def test_an_output_that_cannot_be_written(
    capsys: pytest.CaptureFixture[str], home: Path, entries: list[Entry], tmp_path: Path
) -> None:
    kept(home, "20260101-kiln", entries)
    complaint = refused(capsys, "replay", "last", "--display", "none", "--output", str(tmp_path / "no" / "where"))
    assert "could not be written" in complaint


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


# ---------------------------------------------------------------- two runs


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
