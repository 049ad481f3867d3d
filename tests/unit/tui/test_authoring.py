"""`sstar new` and `sstar edit`: statements from files, pipes, the clipboard and an editor; no text is ever lost."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import engine
from tui import cli
from tui.status import OK, USAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

STATEMENT = """\
Tidy Ropes
Time limit: 3 s

Sort the ropes.

Sample Input 1
2 1
Sample Output 1
1 2
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SSTAR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path / "home"


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    path = tmp_path / "statement.txt"
    path.write_text(STATEMENT)
    return path


def editor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> None:
    """An editor that does what the script says to the file in $1."""
    path = tmp_path / "editor.sh"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(path))


def terminal(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    """A person at the keyboard, who types this."""
    for name in ("stdin", "stderr"):
        stream = io.StringIO(answer)
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(f"sys.{name}", stream)


def own(name: str) -> engine.Package:
    return engine.read_package(engine.own()[name])


def refused(capsys: pytest.CaptureFixture[str], arguments: Sequence[str]) -> str:
    assert cli.main(arguments) == USAGE
    return capsys.readouterr().err


def kept(complaint: str) -> str:
    match = re.search(r"kept in (\S+\.md)", complaint)
    assert match
    return Path(match[1]).read_text()


def test_a_statement_in_a_file(capsys: pytest.CaptureFixture[str], statement: Path) -> None:
    assert cli.main(["new", str(statement)]) == OK
    said = capsys.readouterr()
    assert "1 example found in the statement: taken as public tests." in said.err
    assert "1 public test, 3 s, 512 MiB" in said.out
    assert "can only rehearse packages that bring submissions" in said.out
    problem = own("tidy-ropes").problem
    assert (problem.title, problem.limits.cpu_seconds) == ("Tidy Ropes", 3.0)
    assert [(test.input, test.expected) for test in problem.tests] == [("2 1\n", "1 2\n")]


def test_a_statement_from_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(STATEMENT))
    assert cli.main(["new", "--name", "ropes", "--title", "Ropes", "--time-limit", "1", "--memory", "64"]) == OK
    problem = own("ropes").problem
    assert (problem.title, problem.limits.cpu_seconds, problem.limits.memory_bytes) == ("Ropes", 1.0, 64 << 20)


def test_a_statement_in_the_clipboard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyperclip.paste", lambda: STATEMENT)
    assert cli.main(["new", "--clipboard"]) == OK
    assert own("tidy-ropes").problem.tests


def test_no_clipboard_is_explained(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    import pyperclip

    def fail() -> str:
        raise pyperclip.PyperclipException

    monkeypatch.setattr("pyperclip.paste", fail)
    assert "xclip" in refused(capsys, ["new", "--clipboard"])
    monkeypatch.setattr("pyperclip.paste", lambda: "  ")
    assert "Copy the statement first" in refused(capsys, ["new", "--clipboard"])


@pytest.mark.parametrize(("answer", "taken"), [("\n", True), ("y\n", True), ("n\n", False)])
def test_a_person_is_offered_the_examples(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, statement: Path, answer: str, taken: bool
) -> None:
    (tmp_path / "a.in").write_text("9\n")
    (tmp_path / "a.out").write_text("9\n")
    terminal(monkeypatch, answer)
    assert cli.main(["new", str(statement), "--tests", str(tmp_path)]) == OK
    assert [test.input for test in own("tidy-ropes").problem.tests] == (["2 1\n"] if taken else []) + ["9\n"]


def test_an_editor_opens_without_a_statement(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, statement: Path) -> None:
    editor(monkeypatch, tmp_path, f'cat "{statement}" > "$1"')
    terminal(monkeypatch, "")
    assert cli.main(["new"]) == OK
    assert own("tidy-ropes").problem.tests


def test_an_editor_that_changes_nothing_makes_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Path
) -> None:
    editor(monkeypatch, tmp_path, "true")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    assert "no new problem" in refused(capsys, ["new"])
    assert not home.exists()


def test_what_was_written_is_kept_when_it_cannot_be_used(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Only a title"))
    complaint = refused(capsys, ["new"])
    assert "there is no statement" in complaint
    assert kept(complaint) == "Only a title"


def test_what_was_written_is_kept_when_the_editor_fails(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, statement: Path
) -> None:
    cli.main(["new", str(statement)])
    editor(monkeypatch, tmp_path, 'echo more >> "$1"; exit 3')
    complaint = refused(capsys, ["edit", "tidy-ropes"])
    assert "ended with status 3" in complaint
    assert kept(complaint).endswith("more\n")


def test_an_own_problem_is_edited(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, statement: Path) -> None:
    cli.main(["new", str(statement)])
    editor(monkeypatch, tmp_path, 'sed -i "s/ropes/cables/; s/^2 1$/3 1/; s/3 s/4 s/" "$1"')
    assert cli.main(["edit", "tidy-ropes"]) == OK
    problem = own("tidy-ropes").problem
    assert problem.statement == "Sort the cables.\n"
    assert (problem.tests[0].input, problem.limits.cpu_seconds) == ("3 1\n", 4.0)


def test_a_bad_edit_changes_nothing_and_is_kept(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, statement: Path
) -> None:
    cli.main(["new", str(statement)])
    before = own("tidy-ropes").problem
    editor(monkeypatch, tmp_path, 'echo nothing of use > "$1"')
    assert kept(refused(capsys, ["edit", "tidy-ropes"])) == "nothing of use\n"
    assert own("tidy-ropes").problem == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["edit", "kilnqueue"], "is bundled"),
        (["edit", "kilnque"], "Did you mean"),
        (["new", "nowhere.txt"], "cannot be read"),
        (["new", "--clipboard", "x"], "leave one out"),
    ],
)
def test_what_cannot_be_done_is_explained(
    capsys: pytest.CaptureFixture[str], arguments: Sequence[str], words: str
) -> None:
    assert words in refused(capsys, arguments)


def test_tests_without_their_outputs_are_explained(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, statement: Path
) -> None:
    assert "no file NAME.in" in refused(capsys, ["new", str(statement), "--tests", str(tmp_path)])
    (tmp_path / "a.in").touch()
    assert "a.in has no expected output" in refused(capsys, ["new", str(statement), "--tests", str(tmp_path)])
    assert "is no folder" in refused(capsys, ["new", str(statement), "--tests", str(statement)])
    assert not engine.own()


def test_a_function_of_a_contest_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "starter.py").write_text("class Solution:\n    def twice(self, n: int, s: str) -> bool:\n        ")
    text = '1. Twice\n\nSay so.\n\nExample 1:\n\nInput: n = 2, s = "ab"\nOutput: true\nExplanation: it is.\n'
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert cli.main(["new", "-", "--function", str(tmp_path / "starter.py")]) == OK
    package = own("twice")
    assert package.problem.function
    assert package.problem.function.name == "twice"
    assert [(test.input, test.expected) for test in package.problem.tests] == [('2\n"ab"\n', "true\n")]
    editor(monkeypatch, tmp_path, 'sed -i "s/Say so/Say it/; s/^2$/3/" "$1"')
    assert cli.main(["edit", "twice"]) == OK
    changed = own("twice").problem
    assert changed.statement == package.problem.statement.replace("Say so", "Say it")
    assert changed.tests[0].input == '3\n"ab"\n'


def test_a_function_that_fits_no_example_is_explained(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, statement: Path
) -> None:
    (tmp_path / "starter.py").write_text("def f(a, b): ...\n")
    assert "is no JSON" in refused(capsys, ["new", str(statement), "--function", str(tmp_path / "starter.py")])
    (tmp_path / "starter.py").write_text("x = 1\n")
    assert "one public function" in refused(capsys, ["new", str(statement), "--function", str(tmp_path / "starter.py")])
    assert not engine.own()
