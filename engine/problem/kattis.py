"""Reader of Kattis problem packages: formats legacy, legacy-icpc, 2023-07 and 2025-09.

The formats: https://www.kattis.com/problem-package-format/. What cannot be judged here (custom graders, several
passes, static validators) is refused with the file that asks for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.errors import ProblemError
from engine.problem.checkers import read_checker, read_judging
from engine.problem.constants import read_constants
from engine.problem.files import PackageFiles, explained
from engine.problem.function_files import check_function_tests, declaration, json_rules, read_function_file
from engine.problem.groups import package_arguments, read_groups, refuse_sample_arguments
from engine.problem.languages import from_package
from engine.problem.model import MEBIBYTE, Interaction, Limits, OutputRules, Problem, Test
from engine.problem.output_rules import rules_from_arguments
from engine.problem.package import Package, paired_tests
from engine.problem.programs import ProgramReader
from engine.problem.statement import STATEMENT_FOLDERS, Statement, read_statement
from engine.problem.yaml_fields import Fields, bounded, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE_MEBIBYTES = 8

_LEGACY = ("legacy", "legacy-icpc")
_VERSIONS = (*_LEGACY, "2023-07", "2023-07-draft", "2025-09")
_LAYOUT = "A package is a folder with problem.yaml, statement/problem.en.md and data/sample/*.in, *.ans"
_OTHER_PROBLEM = "Choose another problem"
_UNSUPPORTED_FOLDERS = {
    "static_validator": "judging a program by its source is not yet supported",
    "graders": "custom graders are not yet supported",
    "include": "code included in every program is not yet supported",
}
_MARK = re.compile(r"^([<>])[ \t]?", re.MULTILINE)
_TIME_LIMIT_FILES = {
    ".timelimit": re.compile(r"(\S+)"),
    "domjudge-problem.ini": re.compile(r"^\s*timelimit\s*=\s*['\"]?([^'\"\s]+)", re.MULTILINE),
}


def read_package(folder: Path) -> Package:
    """Read the public part of a package: all but the tests in data/secret, which are not even opened.

    A time limit that the package does not state (it would be measured with its submissions) is that of
    `Limits`, and so are the memory and output limits.

    Raises:
        ProblemError: it cannot be read, or cannot be judged here; names the file, the reason and the remedy.
    """
    with explained(folder):
        return _read(PackageFiles(folder))


def _read(files: PackageFiles) -> Package:
    folder = files.folder
    metadata = _read_metadata(files)
    version = _read_version(metadata)
    _refuse_unsupported(files)
    judging = read_judging(files, metadata, legacy=version in _LEGACY)
    custom = judging.folder is not None
    constants = read_constants(metadata)
    groups = read_groups(files, metadata, constants, custom=custom)
    statement = read_statement(files, constants)
    reader = ProgramReader(files, constants, old_python=version in _LEGACY)
    validators, unsupported = reader.validators(known=groups.input_arguments is not None)
    function = read_function_file(files)
    tests = _read_samples(files, custom=custom, interactive=judging.interactive)
    if function:
        check_function_tests(files.folder, function, tests, custom=custom)
    rules = OutputRules() if custom else rules_from_arguments(groups.output_arguments, groups.path)
    problem = Problem(
        name=folder.resolve().name,
        title=_title(metadata, statement) or folder.resolve().name,
        statement=statement.text + (declaration(function) if function else ""),
        tests=tests,
        limits=_read_limits(files, metadata),
        output_rules=json_rules(rules) if function else rules,
        input_validators=validators,
        validator_arguments=groups.input_arguments or ((),),
        checker=read_checker(reader, judging, groups.output_arguments),
        interactions=_read_interactions(files) if judging.interactive else (),
        function=function,
    )
    arguments = tuple(map(constants.fill, package_arguments(metadata))) if custom else ()
    languages = from_package(metadata.texts("languages") or ())
    return Package(folder.absolute(), problem, reader.submissions(), unsupported, arguments, languages)


def _read_metadata(files: PackageFiles) -> Fields:
    folder = files.folder
    if not folder.exists():
        raise ProblemError(folder, "there is no such folder", _LAYOUT)
    if not folder.is_dir():
        reason = "a package is a folder, and this is a file"
        raise ProblemError(folder, reason, "Unpack it and name the folder")
    path = folder / "problem.yaml"
    if path.exists():
        return read_yaml(files, path)
    legacy_looking = (folder / "data" / "sample").is_dir() and (folder / STATEMENT_FOLDERS[1]).is_dir()
    if legacy_looking:
        return Fields(path, {})
    raise ProblemError(folder, "there is no problem.yaml in it, so it is no problem package", _LAYOUT)


def _read_version(metadata: Fields) -> str:
    version = metadata.text("problem_format_version", "legacy")
    if version not in _VERSIONS:
        raise ProblemError(
            metadata.path, f"unknown problem_format_version “{version}”", f"Known: {', '.join(_VERSIONS)}"
        )
    return version


def _refuse_unsupported(files: PackageFiles) -> None:
    for name, reason in _UNSUPPORTED_FOLDERS.items():
        if files.children(files.folder / name):
            raise ProblemError(files.folder / name, reason, _OTHER_PROBLEM)


def _title(metadata: Fields, statement: Statement) -> str:
    names = metadata.translations("name")
    for language in ("", "en", statement.language):
        if language in names:
            return names[language].strip()
    return names[min(names)].strip() if names else statement.title


def _read_samples(files: PackageFiles, *, custom: bool, interactive: bool) -> tuple[Test, ...]:
    folder = files.folder / "data" / "sample"
    paths = files.children(folder)
    if interactive and not any(path.suffix == ".in" for path in paths):
        return ()  # the newer formats ask for a recorded interaction only
    pairs = paired_tests(paths)
    if not pairs:
        raise ProblemError(folder, "at least one public test is needed", "Add 1.in and 1.ans to this folder")
    if custom:
        refuse_sample_arguments(files, [question for question, _ in pairs])
    return tuple(
        Test(
            name=question.stem,
            input=files.text(question, mebibytes=SAMPLE_MEBIBYTES),
            expected=files.text(answer, mebibytes=SAMPLE_MEBIBYTES),
        )
        for question, answer in pairs
    )


def _read_interactions(files: PackageFiles) -> tuple[Interaction, ...]:
    """Read the recorded interactions beside the public tests, with one blank after each mark, as transcripts have."""
    return tuple(
        Interaction(path.stem, _MARK.sub(r"\1 ", files.text(path, mebibytes=SAMPLE_MEBIBYTES)))
        for path in files.children(files.folder / "data" / "sample")
        if path.suffix == ".interaction"
    )


def _read_limits(files: PackageFiles, metadata: Fields) -> Limits:
    default = Limits()
    given = metadata.fields("limits")
    memory = given.number("memory", default.memory_bytes / MEBIBYTE, least=16, most=64 * 1024, unit="MiB")
    output = given.number("output", default.output_bytes / MEBIBYTE, least=1, most=1024, unit="MiB")
    seconds = given.number("time_limit", 0, least=0.001, most=120, unit="seconds")
    return Limits(
        cpu_seconds=seconds or _time_limit_beside(files) or default.cpu_seconds,
        memory_bytes=int(memory * MEBIBYTE),
        output_bytes=int(output * MEBIBYTE),
    )


def _time_limit_beside(files: PackageFiles) -> float | None:
    """Read the time limit in seconds where Kattis and DOMjudge keep it; None if it is in neither place."""
    for name, pattern in _TIME_LIMIT_FILES.items():
        path = files.folder / name
        if not path.exists():
            continue
        match = pattern.search(files.text(path, mebibytes=1))
        if match is None:
            continue
        try:
            seconds = float(match[1])
        except ValueError:
            reason = f"the time limit “{match[1]}” is not a number"
            raise ProblemError(path, reason, "Write seconds, such as 2") from None
        return bounded(path, "time limit", seconds, least=0.001, most=120, unit="seconds")
    return None
