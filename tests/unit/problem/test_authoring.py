"""Problems of one's own: written as packages that read well, changed without losing anything."""

import os

import msgspec
import pytest

from engine.errors import ProblemError
from engine.problem import bundled, read_package
from engine.problem.authoring import change_package, name_for, pasted_of, write_package
from engine.problem.library import find, own
from engine.problem.model import MEBIBYTE, Test
from engine.problem.pasted import Pasted

PASTED = Pasted(
    "Zwei Kräne!",
    "Two cranes lift boxes.\n",
    (Test("1", "3\n", "YES\n"),),
    cpu_seconds=1.5,
    memory_bytes=64 * MEBIBYTE,
    language="",
)


def changed(**fields):
    return msgspec.structs.replace(PASTED, **fields)


def test_a_written_package_reads_back(tmp_path, monkeypatch):
    monkeypatch.setenv("SSTAR_HOME", str(tmp_path))
    folder = write_package(PASTED, tmp_path / "problems")
    assert folder.name == "zwei-krane"
    package = read_package(folder)
    assert pasted_of(package) == PASTED
    assert own() == {"zwei-krane": folder}
    assert find("zwei-krane") == folder
    assert [path.name for path in folder.parent.iterdir()] == ["zwei-krane"]  # nothing is left beside it


def test_all_else_in_a_package_stays_when_it_is_changed(modern):
    folder = modern()
    (folder / "problem.yaml").write_text((folder / "problem.yaml").read_text() + "license: cc by-sa\n")
    before = {
        path.relative_to(folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.parts[len(folder.parts)] in {"submissions", "input_validators"}
    }
    before |= {
        path.relative_to(folder): path.read_bytes()
        for path in (folder / "data" / "secret").rglob("*")
        if path.is_file()
    }
    assert before
    change_package(read_package(folder), PASTED)
    assert pasted_of(read_package(folder)) == PASTED
    assert {path: (folder / path).read_bytes() for path in before} == before
    assert "license: cc by-sa" in (folder / "problem.yaml").read_text()
    assert not list(folder.parent.glob(f".{folder.name}-*"))


def test_bundled_problems_come_through_a_change_as_they_are(tmp_path):
    for name, source in bundled().items():
        package = read_package(source)
        pasted = pasted_of(package)
        folder = write_package(pasted, tmp_path, f"{name}-copy")
        assert pasted_of(read_package(folder)) == pasted


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        (changed(title=""), "has no title"),
        (changed(statement=" \n"), "there is no statement"),
        (changed(tests=()), "no example was found"),
        (changed(tests=(), unclear=("The example input “3” has no output.",)), "“3” has no output"),
        (changed(title="问题"), "no short name can be made"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_written(tmp_path, pasted, words):
    with pytest.raises(ProblemError, match=words):
        write_package(pasted, tmp_path / "problems")
    assert not (tmp_path / "problems").exists()


@pytest.mark.parametrize("name", ["../up", "Big", "a b", "-x", "kilnqueue"])
def test_impossible_names_are_refused(tmp_path, name):
    with pytest.raises(ProblemError, match="--name NAME"):
        write_package(PASTED, tmp_path, name)
    assert not list(tmp_path.iterdir())


def test_a_taken_name_is_refused(tmp_path):
    write_package(PASTED, tmp_path)
    with pytest.raises(ProblemError, match="sstar edit zwei-krane"):
        write_package(PASTED, tmp_path)


def test_a_package_stays_when_a_change_is_incomplete(tmp_path):
    folder = write_package(PASTED, tmp_path)
    with pytest.raises(ProblemError):
        change_package(read_package(folder), changed(tests=()))
    assert pasted_of(read_package(folder)) == PASTED


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_that_cannot_be_written_is_explained(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(ProblemError, match="SSTAR_HOME"):
        write_package(PASTED, tmp_path / "problems")


def test_a_file_in_the_place_of_the_folder_is_explained(tmp_path):
    (tmp_path / "problems").write_text("")
    with pytest.raises(ProblemError, match="SSTAR_HOME"):
        write_package(PASTED, tmp_path / "problems")


@pytest.mark.parametrize(("title", "name"), [("A — B", "a-b"), ("  ", ""), ("x" * 99, "x" * 40), ("Für 3", "fur-3")])
def test_names_are_made_of_titles(title, name):
    assert name_for(title) == name
