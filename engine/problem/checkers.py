"""Output validators of a package: which program judges, how it is called, and what cannot be judged here.

A testlib checker is known by its `#include "testlib.h"`. testlib.h itself must be beside it, since none is brought
here; one that was made to exit as Kattis asks (42 and 43) is called as Kattis does.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from engine.errors import ProblemError
from engine.problem.model import Checker, Program

if TYPE_CHECKING:
    from engine.problem.files import PackageFiles
    from engine.problem.programs import ProgramReader
    from engine.problem.yaml_fields import Fields

FOLDERS = ("output_validator", "output_validators")
_OTHER_PROBLEM = "Choose another problem"
_USES_TESTLIB = re.compile(r'^[ \t]*#[ \t]*include[ \t]*["<]testlib\.h[">]', re.MULTILINE)
_EXITS_AS_KATTIS = re.compile(r"^[ \t]*#[ \t]*define[ \t]+OK_EXIT_CODE[ \t]+42\b", re.MULTILINE)
_TYPES = {"pass-fail", "scoring", "interactive"}
_REFUSED_TYPES = {
    "multi-pass": "programs that are run several times, with what the validator passes on, are not yet supported",
    "submit-answer": "answers that are handed in without a program are not supported",
}


class Judging(Struct, frozen=True):
    """How a package is judged: `folder` holds its output validator, None where outputs are compared."""

    folder: Path | None
    interactive: bool = False


def read_judging(files: PackageFiles, metadata: Fields, *, legacy: bool) -> Judging:
    """Find out how a package is judged.

    Raises:
        ProblemError: it asks for what cannot be judged here, or for a validator that it does not bring.
    """
    return _legacy(files, metadata) if legacy else _modern(files, metadata)


def _legacy(files: PackageFiles, metadata: Fields) -> Judging:
    validation = metadata.text("validation", "default")
    kind, *further = validation.split() or ["default"]
    unknown = sorted(set(further) - {"interactive", "score"})
    if kind == "default":
        return Judging(None)
    if kind != "custom" or unknown:
        raise ProblemError(
            metadata.path,
            f"“validation: {validation}” is unknown",
            "Write “default”, or “custom” with “interactive” and “score” where they apply",
        )
    folder = files.folder / "output_validators"
    if not files.children(folder):
        reason = f"“validation: {validation}” asks for an output validator, but there is none"
        raise ProblemError(folder, reason, "Add its source, or write “validation: default”")
    return Judging(folder, "interactive" in further)


def _modern(files: PackageFiles, metadata: Fields) -> Judging:
    kinds = metadata.texts("type") or ()
    for kind in kinds:
        if kind not in _TYPES:
            reason = _REFUSED_TYPES.get(kind, f"it is none of {', '.join(sorted(_TYPES))}")
            raise ProblemError(metadata.path, f"type “{kind}”: {reason}", _OTHER_PROBLEM)
    folder = next((files.folder / name for name in FOLDERS if files.children(files.folder / name)), None)
    if folder is None and "interactive" in kinds:
        reason = "an interactive problem needs an output validator that talks with programs"
        raise ProblemError(files.folder / FOLDERS[0], reason, "Add its source")
    return Judging(folder, "interactive" in kinds)


def read_checker(reader: ProgramReader, judging: Judging, arguments: tuple[str, ...]) -> Checker | None:
    """Read the validator that judges; None where outputs are compared.

    Raises:
        ProblemError: there are several, or it is in no language that can be run here, or it is a testlib checker
            without testlib.h.
    """
    if judging.folder is None:
        return None
    program = reader.output_validator(judging.folder)
    protocol = _protocol(judging, program)
    return Checker(program, protocol, arguments, judging.interactive)


def _protocol(judging: Judging, program: Program) -> Literal["kattis", "testlib"]:
    assert judging.folder is not None
    if not any(_USES_TESTLIB.search(file.text) for file in program.files if not file.name.endswith("testlib.h")):
        return "kattis"
    header = next((file for file in program.files if file.name.endswith("testlib.h")), None)
    if header is None:
        reason = "the validator includes testlib.h, which is not beside it"
        raise ProblemError(judging.folder, reason, "Copy testlib.h into this folder")
    if _EXITS_AS_KATTIS.search(header.text):
        return "kattis"
    if judging.interactive:
        raise ProblemError(
            judging.folder,
            "an interactor of testlib is not yet supported",
            "Use a testlib.h that is made for Kattis packages (it exits with 42 and 43)",
        )
    return "testlib"
