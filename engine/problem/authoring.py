"""Writing a problem of one's own as a Kattis problem package (format 2025-09), and changing it later."""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import structs

from engine.errors import ProblemError
from engine.problem.function import arguments_from, read_function
from engine.problem.function_files import FILE, check_function_tests, declaration
from engine.problem.languages import package_name
from engine.problem.library import bundled
from engine.problem.model import MEBIBYTE
from engine.problem.pasted import Pasted

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.problem.package import Package

_FORMAT = "2025-09"
_STATEMENT = "problem.en.md"
_LONGEST_NAME = 40


def name_for(title: str) -> str:
    """Make a short name of a title: lower-case ASCII letters, digits and hyphens; may be empty."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_NAME].rstrip("-")


def write_package(pasted: Pasted, problems: Path, name: str = "", starter: str = "") -> Path:
    """Write a new package.

    Args:
        pasted: what it says.
        problems: the folder that gets the package's folder.
        name: of that folder; made of the title unless given.
        starter: the declaration of the function that programs define; empty where they read standard input.

    Returns:
        the package's folder.

    Raises:
        ProblemError: something is missing, the name is taken or impossible, or the tests are no calls.
    """
    name = name or name_for(pasted.title)
    folder = problems / name
    require_whole(pasted, folder)
    _require_free(folder, name)
    fields = {"problem_format_version": _FORMAT, "name": pasted.title, "uuid": str(uuid.uuid4())}

    def fill(place: Path) -> None:
        _write(place, pasted, fields)
        if starter:
            (place / FILE).write_text(starter.rstrip() + "\n", "utf-8")

    if starter:
        pasted = _as_calls(pasted, starter, folder)
    _put_in_place(folder, fill)
    return folder


def change_package(package: Package, pasted: Pasted) -> None:
    """Change statement, title, limits, language and public tests of a package; all else in its folder stays.

    Raises ProblemError when something is missing, or when it cannot be written; the package is then as it was.
    """
    folder = package.folder
    require_whole(pasted, folder, tested=not package.problem.interactive)
    if package.problem.function:
        pasted = _as_calls(pasted, package.problem.function.starter, folder)

    def fill(place: Path) -> None:
        shutil.copytree(folder, place, symlinks=True, dirs_exist_ok=True)
        _remove_statements_and_samples(place)
        _write(place, pasted, _fields(place))

    _put_in_place(folder, fill)


def pasted_of(package: Package) -> Pasted:
    """Give what a person may change of a package."""
    problem = package.problem
    added = declaration(problem.function) if problem.function else ""
    statement = problem.statement.removesuffix(added)
    language = None if len(package.languages) > 1 else "".join(package.languages)
    limits = problem.limits
    return Pasted(problem.title, statement, problem.tests, limits.cpu_seconds, limits.memory_bytes, language)


def require_whole(pasted: Pasted, path: Path, *, tested: bool = True) -> None:
    """Raise ProblemError, about the file at `path`, when no package can be made of this; `tested`: tests are needed."""
    if not pasted.title:
        raise ProblemError(path, "the problem has no title", "Begin the text with a line “# Title”")
    if not pasted.statement.strip():
        raise ProblemError(path, "there is no statement", "Say below the title what programs have to do")
    if tested and not pasted.tests:
        why = f"no example was found in it. {' '.join(pasted.unclear)}".strip().rstrip(".")
        remedy = (
            "At least one public test is needed: write “## Sample Input 1” and “## Sample Output 1”, each with the "
            "text below it between lines of ```"
        )
        raise ProblemError(path, why, remedy)


def _as_calls(pasted: Pasted, starter: str, folder: Path) -> Pasted:
    """Turn examples into calls of a function: `nums = [2,7], target = 9` into a JSON value a line."""
    try:
        function = read_function(starter)
    except ValueError as error:
        remedy = "Give the starter code: a class with one method, or one function"
        raise ProblemError(folder / FILE, str(error), remedy) from error
    calls = [structs.replace(test, input=arguments_from(function, test.input) or test.input) for test in pasted.tests]
    check_function_tests(folder, function, calls, custom=False)
    return structs.replace(pasted, tests=tuple(calls))


def _require_free(folder: Path, name: str) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        reason = f"“{name}” is no short name" if name else "no short name can be made of this title"
        raise ProblemError(folder, reason, "Give one of small letters, digits and hyphens, by --name NAME")
    if name in bundled():
        raise ProblemError(folder, f"“{name}” is the name of a bundled problem", "Choose another by --name NAME")
    if folder.exists():
        remedy = f"Change that one by `sstar edit {name}`, or choose another name by --name NAME"
        raise ProblemError(folder, "there is a problem of this name already", remedy)


def _put_in_place(folder: Path, fill: Callable[[Path], None]) -> None:
    """Make a folder beside its place, then move it there in one step, so that nothing is ever half written."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
            made = Path(beside) / "made"
            made.mkdir()
            fill(made)
            _swap(folder, made, Path(beside) / "before")
    except OSError as error:
        reason = f"the problem cannot be written ({error.strerror or error})"
        raise ProblemError(folder, reason, "Make room, or choose another place with SSTAR_HOME=DIR") from error


def _swap(folder: Path, made: Path, before: Path) -> None:
    """Put `made` in the place of a folder, which is there again when that fails."""
    if folder.exists():
        folder.rename(before)
    try:
        made.rename(folder)
    except OSError:
        if before.exists():
            before.rename(folder)
        raise


def _write(place: Path, pasted: Pasted, fields: dict[str, Any]) -> None:
    import yaml  # here, because a start needs none of it

    limits = pasted.limits
    given = fields.get("limits")
    fields["name"] = pasted.title
    fields["limits"] = {
        **(given if isinstance(given, dict) else {}),
        "time_limit": limits.cpu_seconds,
        "memory": limits.memory_bytes // MEBIBYTE,
    }
    if pasted.language:
        fields["languages"] = [package_name(pasted.language)]
    elif pasted.language is not None:
        fields.pop("languages", None)
    (place / "problem.yaml").write_text(yaml.safe_dump(fields, sort_keys=False, allow_unicode=True), "utf-8")
    (place / "statement").mkdir(exist_ok=True)
    (place / "statement" / _STATEMENT).write_text(pasted.statement, "utf-8")
    samples = place / "data" / "sample"
    samples.mkdir(parents=True, exist_ok=True)
    for test in pasted.tests:
        (samples / f"{test.name}.in").write_text(test.input, "utf-8")
        (samples / f"{test.name}.ans").write_text(test.expected, "utf-8")


def _fields(place: Path) -> dict[str, Any]:
    """Read what problem.yaml says, so that what is not changed stays; its comments do not."""
    import yaml  # as above

    path = place / "problem.yaml"
    found = yaml.safe_load(path.read_text("utf-8")) if path.exists() else None
    return found if isinstance(found, dict) else {"problem_format_version": _FORMAT}


def _remove_statements_and_samples(place: Path) -> None:
    """Remove what is written anew; the statement in another language would say something else from now on."""
    for name in ("statement", "problem_statement"):
        for path in (place / name).glob("problem*.*"):
            if path.suffix in {".md", ".tex"}:
                path.unlink()
    for pattern in ("*.in", "*.ans"):
        for path in (place / "data" / "sample").glob(pattern):
            path.unlink()
