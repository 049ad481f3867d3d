"""A problem with what belongs to its package only: submissions, and the tests that the final grade uses."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct, structs

from engine.errors import ProblemError
from engine.problem.files import PackageFiles, explained
from engine.problem.groups import OutputArguments, refuse_own_settings
from engine.problem.model import Problem, Program, digest

SECRET_MEBIBYTES = 256


class Submission(Struct, frozen=True):
    """A program that came with the package; `label` is what its author expects of it, such as accepted."""

    name: str
    label: str
    program: Program


class SecretTest(Struct, frozen=True):
    """A test for the final grade; `name` is its path below data/secret, without the extension.

    It is not a `Test`, so that no step that takes tests can be given one.
    """

    name: str
    input: str
    expected: str
    arguments: tuple[str, ...] = ()
    """What the package's checker is called with on it; empty where there is none."""
    asserts: bool = False
    """`input` holds statements that call the program's function (`engine.problem.remote`), and nothing is expected."""


class Package(Struct, frozen=True):
    """A problem package on disk: what a strategy may see is `problem`, and nothing else of it.

    `unsupported_validators` names the input validators that cannot be run here, as paths below `folder`;
    `checker_arguments` are those that the package gives its checker for every test; `languages` are those in which
    it wants programs, none when any will do.
    """

    folder: Path
    problem: Problem
    submissions: tuple[Submission, ...] = ()
    unsupported_validators: tuple[str, ...] = ()
    checker_arguments: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The public part by content: statement, public tests, limits, and the output rules or the checker."""
        shown = self.problem
        rules = structs.asdict(shown.output_rules)
        # What came later stands here only where it is used, so that runs from before can still be resumed.
        if not rules["as_json"]:
            del rules["as_json"]
        public = (shown.statement, shown.tests, shown.limits, rules)
        judged = (shown.checker.digest, shown.interactions) if shown.checker else ()
        called = (shown.function,) if shown.function else ()
        return digest(msgspec.json.encode((*public, *judged, *called)).decode())

    def secret_tests(self) -> tuple[SecretTest, ...]:
        """Read data/secret now; for the final grade alone, so that no run can learn from these files.

        Raises ProblemError for an unpaired, unreadable or huge file, and when there is no secret test.
        """
        with explained(self.folder):
            files = PackageFiles(self.folder)
            if self.problem.checker is None:
                return _read_secret_tests(files, None)
            return _read_secret_tests(files, OutputArguments(files, self.checker_arguments))


def paired_tests(paths: list[Path]) -> list[tuple[Path, Path]]:
    """Pair every NAME.in with its NAME.ans, in the order given; other files are ignored.

    Raises ProblemError for one without the other, and for a test with input files of its own (NAME.files).
    """
    known = set(paths)
    for path in paths:
        if path.suffix == ".ans" and path.with_suffix(".in") not in known:
            reason = "there is no .in file of this name"
            raise ProblemError(path, reason, "Add the input, or remove the answer")
        if ".files" in (path.suffix, path.parent.suffix):
            reason = "tests with input files of their own are not yet supported"
            raise ProblemError(path, reason, "Choose a problem whose programs read standard input only")
    questions = [path for path in paths if path.suffix == ".in"]
    for path in questions:
        if path.with_suffix(".ans") not in known:
            raise ProblemError(path, "there is no .ans file of this name", "Add the expected output")
    return [(path, path.with_suffix(".ans")) for path in questions]


def _read_secret_tests(files: PackageFiles, arguments: OutputArguments | None) -> tuple[SecretTest, ...]:
    secret = files.folder / "data" / "secret"
    paths = files.below(secret)
    pairs = paired_tests(paths)
    if not pairs:
        raise ProblemError(secret, "there is no secret test to grade with", "Add pairs of .in and .ans files")
    for path in paths:
        if path.suffix == ".yaml":
            refuse_own_settings(files, path, custom=arguments is not None)
    return tuple(
        SecretTest(
            name=question.relative_to(secret).with_suffix("").as_posix(),
            input=files.text(question, mebibytes=SECRET_MEBIBYTES),
            expected=files.text(answer, mebibytes=SECRET_MEBIBYTES),
            arguments=arguments.of_test(question) if arguments else (),
        )
        for question, answer in pairs
    )
