"""Settings of test groups: test_group.yaml (2025-09) and testdata.yaml (earlier formats)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import ProblemError
from engine.problem.yaml_fields import Fields, read_yaml

if TYPE_CHECKING:
    from engine.problem.constants import Constants
    from engine.problem.files import PackageFiles

_NAMES = ("test_group.yaml", "testdata.yaml")


class GroupSettings(Struct, frozen=True):
    """What the groups of a package agree on.

    `output_arguments` go to the output validator, and come from `path`; `validated_with_arguments` says that
    input validators expect arguments, too.
    """

    path: Path
    output_arguments: tuple[str, ...]
    validated_with_arguments: bool


def read_groups(files: PackageFiles, metadata: Fields, constants: Constants) -> GroupSettings:
    """Read the settings of all groups, never a test.

    Raises ProblemError for groups that differ in their output rules (a problem has one set of them here), for
    a custom grader, and for samples that are run with arguments.
    """
    found: dict[tuple[str, ...], Path] = {}
    validated_with_arguments = False
    for group in _settings_files(files):
        _refuse_unsupported(group)
        arguments = _first(group, "output_validator_args", "output_validator_flags")
        if arguments is not None:
            found.setdefault(arguments, group.path)
        validated_with_arguments |= bool(_any_argument(group))
    if len(found) > 1:
        first, second, *_ = found.values()
        raise ProblemError(
            second,
            f"other output validator arguments than in {first}, which is not yet supported",
            "Give all groups the same arguments",
        )
    own = metadata.texts("validator_flags") or metadata.texts("output_validator_flags") or ()
    path = next(iter(found.values()), metadata.path)
    arguments = own + next(iter(found), ())
    return GroupSettings(path, tuple(constants.fill(word) for word in arguments), validated_with_arguments)


def refuse_own_settings(files: PackageFiles, path: Path) -> None:
    """Raise ProblemError if NAME.yaml gives one test arguments of its own; files of groups are let pass."""
    if path.name in _NAMES:
        return
    settings = read_yaml(files, path)
    _refuse_unsupported(settings)
    if settings.texts("output_validator_args"):
        reason = "a test with output rules of its own is not yet supported"
        raise ProblemError(path, reason, "Choose another problem")


def _settings_files(files: PackageFiles) -> list[Fields]:
    data = files.folder / "data"
    paths = [data / name for name in _NAMES]
    paths += [path for path in files.children(data / "sample") if path.suffix == ".yaml"]
    # Groups of secret tests are found by name, so that the listing of the tests' files is all that is used.
    secret = data / "secret"
    if secret.is_dir():
        files.children(secret)
        paths += [path for name in _NAMES for path in sorted(secret.rglob(name))]
    return [read_yaml(files, path) for path in paths if path.exists()]


def _refuse_unsupported(group: Fields) -> None:
    if group.values.get("grading") == "custom":
        raise ProblemError(group.path, "a custom grader is not yet supported", "Choose another problem")
    if group.texts("args"):
        raise ProblemError(
            group.path, "tests with command-line arguments are not yet supported", "Choose another problem"
        )


def _first(group: Fields, *keys: str) -> tuple[str, ...] | None:
    return next((words for key in keys if (words := group.texts(key)) is not None), None)


def _any_argument(group: Fields) -> bool:
    return any(group.values.get(key) for key in ("input_validator_args", "input_validator_flags"))
