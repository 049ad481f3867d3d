"""In which languages a package wants programs: read, written, changed, and what that means for a run."""

from __future__ import annotations

import pytest
import yaml

import engine
from engine.config import load_config
from engine.errors import ProblemError
from engine.problem.authoring import change_package, pasted_of, write_package
from engine.problem.pasted import read_pasted
from tui.starting import language_of

TEXT = "# Sum\n\nAdd.\n\n## Sample Input 1\n\n```\n1 2\n```\n\n## Sample Output 1\n\n```\n3\n```\n"


@pytest.fixture
def package(tmp_path):
    """Make a package with this under `languages` in its problem.yaml."""

    def make(languages=None):
        folder = write_package(read_pasted(TEXT), tmp_path, "sum")
        path = folder / "problem.yaml"
        fields = yaml.safe_load(path.read_text())
        path.write_text(yaml.safe_dump(fields | ({} if languages is None else {"languages": languages})))
        return engine.read_package(folder)

    return make


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (None, ()),
        ("all", ()),
        ("cpp java", ("cpp", "java")),
        (["python3", "cpp"], ("python", "cpp")),
        (["python2", "cobol", "rust"], ("rust",)),
    ],
)
def test_they_are_read(package, given, read):
    assert package(given).languages == read


def test_what_is_no_list_is_refused(package):
    with pytest.raises(ProblemError, match="“languages” must be a list of texts"):
        package({"cpp": True})


@pytest.mark.parametrize("language", ["python", "cpp", ""])
def test_one_is_written_and_read_again(tmp_path, language):
    pasted = engine.read_pasted(TEXT)
    folder = write_package(pasted.__class__(pasted.title, pasted.statement, pasted.tests, language=language), tmp_path)
    assert engine.read_package(folder).languages == ((language,) if language else ())
    assert pasted_of(engine.read_package(folder)).language == language


def test_several_stay_unless_one_is_chosen(package):
    made = package("cpp java")
    assert pasted_of(made).language is None
    change_package(made, pasted_of(made))
    assert engine.read_package(made.folder).languages == ("cpp", "java")
    assert made.digest == package_without_languages(made).digest


def package_without_languages(made):
    path = made.folder / "problem.yaml"
    fields = yaml.safe_load(path.read_text())
    del fields["languages"]
    path.write_text(yaml.safe_dump(fields))
    return engine.read_package(made.folder)


def test_what_a_person_says_goes_before_what_the_package_wants(package):
    wants = package("cpp java")
    assert language_of(wants, load_config({})) == "cpp"
    assert language_of(wants, load_config({"SSTAR_LANGUAGE": "python"})) == "python"
    assert language_of(wants, load_config({}, {("language",): ("--language", "java")})) == "java"


def test_a_package_that_takes_the_usual_one_gets_it(package):
    assert language_of(package("cpp python3"), load_config({})) == "python"
