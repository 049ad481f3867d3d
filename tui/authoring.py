"""Making and changing a problem of one's own from the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import msgspec

import engine
from engine.errors import ProblemError, UnknownNameError, UsageError
from engine.problem.model import MEBIBYTE, Test
from engine.projections.wording import counted
from tui import editing

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from engine.problem.pasted import Pasted

_TEMPLATE = """# Title

Time limit: 2 s
Memory limit: 512 MiB

What the program has to do.

## Input

What it reads from standard input.

## Output

What it prints.

## Sample Input 1

```
```

## Sample Output 1

```
```
"""
_SUFFIX = ".md"


def new_problem(options: argparse.Namespace) -> Path:
    """Make a package of a statement; gives its folder. Raises UsageError or ProblemError; no text is lost."""
    text = _statement(options)
    pasted = _with_options(engine.read_pasted(text), options)
    try:
        starter = editing.file_text(options.function) if options.function else ""
        return engine.write_package(pasted, engine.problems_folder(), options.name, starter)
    except ProblemError as error:
        raise _kept(error, text, options.file) from error


def change_problem(name: str) -> tuple[Path, bool]:
    """Let a person edit a problem; gives its folder, and whether anything changed."""
    folder = engine.find(name).resolve()
    if folder in {path.resolve() for path in engine.bundled().values()}:
        raise UsageError(
            f"“{name}” is bundled, and stays as it is. Copy its folder to change it: {folder} "
            f"(your own problems are in {engine.problems_folder()})."
        )
    if not folder.is_dir():
        raise UsageError(
            f"{name} is a line of a file and cannot be edited here. `sstar new` makes a problem of your own."
        )
    package = engine.read_package(folder)
    before = engine.written(engine.pasted_of(package))
    text = editing.edit_text(before, _SUFFIX)
    if text == before:
        return folder, False
    try:
        engine.change_package(package, engine.read_pasted(text))
    except ProblemError as error:
        raise _kept(error, text, None) from error
    return folder, True


def report(folder: Path) -> list[str]:
    """What a person should know about a problem that was made or changed."""
    package = engine.read_package(folder)
    problem = package.problem
    limits = f"{problem.limits.cpu_seconds:g} s, {problem.limits.memory_bytes // MEBIBYTE} MiB"
    limits += f", programs in {' or '.join(package.languages)}" if package.languages else ""
    lines = [
        f"{problem.title}: {counted(len(problem.tests), 'public test')}, {limits}. It is in {folder}.",
        f"Solve it: sstar solve {folder.name} --model PROVIDER/MODEL (see `sstar doctor`).",
    ]
    if not package.submissions:
        lines.append(
            "The offline model can only rehearse packages that bring submissions, and this one has none: a real "
            "model is needed."
        )
    return lines


def _statement(options: argparse.Namespace) -> str:
    if options.clipboard and options.file:
        raise UsageError("A statement comes from a file or from the clipboard; leave one out.")
    if options.clipboard:
        return editing.clipboard_text()
    if options.file:
        return editing.file_text(options.file)
    if not sys.stdin.isatty():
        return editing.file_text("-")
    text = editing.edit_text(_TEMPLATE, _SUFFIX)
    if text == _TEMPLATE:
        raise UsageError("Nothing was written, so there is no new problem.")
    return text


def _with_options(pasted: Pasted, options: argparse.Namespace) -> Pasted:
    """Let options win over what the text says, and have the examples confirmed."""
    tests = pasted.tests
    if tests and (options.no_examples or not _takes_examples(len(tests))):
        tests = ()
    if options.tests:
        tests = (*tests, *tests_in(options.tests))
    for words in pasted.unclear:
        sys.stderr.write(f"sstar: {words} Add it by `sstar edit` if it is one.\n")
    return msgspec.structs.replace(
        pasted,
        title=options.title or pasted.title,
        tests=tests,
        cpu_seconds=options.time_limit or pasted.cpu_seconds,
        memory_bytes=options.memory * MEBIBYTE if options.memory else pasted.memory_bytes,
        language=_language(options.language),
    )


def _language(name: str | None) -> str:
    """The language that was asked for; empty for any. Raises UnknownNameError."""
    if name and (name not in engine.LANGUAGES or name == "pypy"):
        raise UnknownNameError("language of a problem", name, [item for item in engine.LANGUAGES if item != "pypy"])
    return name or ""


def _takes_examples(count: int) -> bool:
    """Offer the examples that were found; without a terminal they are taken, and it is said."""
    found = f"{count} example{'s' if count > 1 else ''} found in the statement"
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        sys.stderr.write(f"{found}: taken as public tests.\n")
        return True
    sys.stderr.write(f"{found}. Take them as public tests? [Y/n] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"", "y", "yes"}


def tests_in(folder: Path) -> tuple[Test, ...]:
    """Read the tests of a folder: NAME.in with NAME.ans, NAME.out or NAME.a. Raises UsageError."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder. --tests takes one with files NAME.in and NAME.ans.")
    tests = []
    for path in sorted(folder.glob("*.in")):
        answers = [answer for end in (".ans", ".out", ".a") if (answer := path.with_suffix(end)).is_file()]
        if not answers:
            raise UsageError(f"{path} has no expected output: {path.stem}.ans or {path.stem}.out is not there.")
        tests.append(Test(path.stem, editing.file_text(str(path)), editing.file_text(str(answers[0]))))
    if not tests:
        raise UsageError(f"There is no file NAME.in in {folder}.")
    return tuple(tests)


def _kept(error: ProblemError, text: str, file: str | None) -> ProblemError:
    """Say where the text is that could not be used; one that came from a file is there still."""
    if file and file != "-":
        return error
    kept = editing.keep_text(text, engine.data_folder() / "kept", _SUFFIX)
    remedy = f"{error.remedy}. Your text is kept in {kept}: mend it there, then `sstar new {kept}`"
    return ProblemError(error.file, error.reason, remedy)
