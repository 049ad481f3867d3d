"""Runs as files: packed, unpacked, deleted; what is no run is refused, and what else is in an archive is left there."""

from __future__ import annotations

import io
import tarfile

import pytest

from engine.errors import JournalError, RunBusyError, RunError
from engine.journal import RunLock, read_journal
from engine.journal.archive import delete_run, export_run, import_run
from engine.journal.runs import create_run, list_runs


@pytest.fixture
def run(tmp_path, started):
    made = create_run(tmp_path / "runs", started)
    (made.path / "solution.py").write_text("print(1)\n")
    (made.path / "report.html").write_text("made anew whenever somebody wants it")
    return made


def packed(path, **files):
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            item = tarfile.TarInfo(name.replace("__", "/"))
            item.size = len(data)
            archive.addfile(item, io.BytesIO(data))
    return path


def test_a_run_comes_back_as_it_was(run, tmp_path):
    file = export_run(run, tmp_path)
    assert file.name == f"{run.run}.sstar.tar.gz"
    back = import_run(tmp_path / "elsewhere", file)
    assert (back.run, read_journal(back.journal)) == (run.run, read_journal(run.journal))
    assert sorted(path.name for path in back.path.iterdir()) == ["journal.jsonl", "solution.py"]
    assert [item.run for item in list_runs(tmp_path / "elsewhere")] == [run.run]
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == [run.run], "nothing else is left"


def test_nothing_is_written_over(run, tmp_path):
    file = export_run(run, tmp_path / "mine")
    with pytest.raises(RunError, match="there already"):
        export_run(run, tmp_path / "mine")
    with pytest.raises(RunError, match="already"):
        import_run(tmp_path / "runs", file)
    assert (run.path / "report.html").exists()


def test_an_archive_tells_nothing_of_who_packed_it(run, tmp_path):
    with tarfile.open(export_run(run, tmp_path)) as archive:
        assert {(item.uid, item.gid, item.uname, item.gname) for item in archive} == {(0, 0, "", "")}


def test_what_is_no_run_is_refused_and_leaves_nothing(run, tmp_path):
    (tmp_path / "text").write_text("no archive")
    journal = run.journal.read_bytes()
    named = journal.replace(f'"run":"{run.run}"'.encode(), b'"run":"../up"')
    assert named != journal
    for file, error, words in (
        (tmp_path / "text", RunError, "no archive of a run"),
        (tmp_path / "missing", RunError, "No such file"),
        (packed(tmp_path / "empty"), RunError, "holds no journal.jsonl"),
        (
            packed(tmp_path / "torn", x__journal=b"", **{"x__journal.jsonl": b"{}\n{}\n"}),
            JournalError,
            "journal.jsonl in",
        ),
        (packed(tmp_path / "up", **{"x__journal.jsonl": named}), RunError, "none for a folder"),
    ):
        with pytest.raises(error, match=words):
            import_run(tmp_path / "new", file)
        assert not any((tmp_path / "new").iterdir())


def test_foreign_members_stay_in_the_archive(run, tmp_path):
    journal = run.journal.read_bytes()
    file = tmp_path / "odd.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        link = tarfile.TarInfo("x/solution.py")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        for name, data in (("../../evil", b"x"), ("x/journal.jsonl", journal), ("x/.bashrc", b"y")):
            item = tarfile.TarInfo(name)
            item.size = len(data)
            archive.addfile(item, io.BytesIO(data))
    back = import_run(tmp_path / "new", file)
    assert [path.name for path in back.path.iterdir()] == ["journal.jsonl"]
    assert not (tmp_path / "evil").exists()


def test_a_run_that_is_served_is_not_deleted(run):
    lock = RunLock(run)
    with pytest.raises(RunBusyError):
        delete_run(run)
    lock.release()
    delete_run(run)
    assert not run.path.exists()
