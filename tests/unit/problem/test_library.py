import pytest

from engine.errors import ProblemError, UnknownNameError
from engine.problem import bundled, find, read_package


def test_bundled_problems_are_found_by_name():
    known = bundled()
    assert known
    assert list(known) == sorted(known)
    for name, folder in known.items():
        assert find(name) == folder


@pytest.mark.parametrize("name", bundled())
def test_bundled_problems_read_well(name):
    package = read_package(bundled()[name])
    assert package.problem.tests
    assert package.problem.input_validators
    assert package.secret_tests()
    assert any(submission.label == "accepted" for submission in package.submissions)


def test_a_folder_is_found_by_its_path(modern, monkeypatch):
    folder = modern()
    assert find(str(folder)) == folder
    monkeypatch.chdir(folder.parent)
    assert find("./sum").samefile(folder)
    assert find("sum").samefile(folder)


def test_an_unknown_name_brings_the_nearest_and_what_a_package_looks_like():
    name = next(iter(bundled()))
    with pytest.raises(UnknownNameError) as unknown:
        find(name + "x")
    assert "problem.yaml" in str(unknown.value)
    assert f"Did you mean “{name}”?" in str(unknown.value)


def test_a_path_that_does_not_exist_brings_what_a_package_looks_like(tmp_path):
    with pytest.raises(ProblemError, match=r"no such folder.*problem\.yaml"):
        find(str(tmp_path / "none"))


def test_a_file_is_no_package(tmp_path):
    archive = tmp_path / "sum.zip"
    archive.touch()
    with pytest.raises(ProblemError, match="is a file"):
        find(str(archive))
