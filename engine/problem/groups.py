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
_OUTPUT_ARGUMENTS = ("output_validator_args", "output_validator_flags")
_INPUT_ARGUMENTS = ("input_validator_args", "input_validator_flags")


class GroupSettings(Struct, frozen=True):
    """What the groups of a package say.

    `output_arguments` go to the output validator on the public tests, and come from `path`;
    `input_arguments` are what the groups call input validators with, each once, None where that cannot be done here.
    """

    path: Path
    output_arguments: tuple[str, ...]
    input_arguments: tuple[tuple[str, ...], ...] | None


def read_groups(files: PackageFiles, metadata: Fields, constants: Constants, *, custom: bool) -> GroupSettings:
    """Read the settings of all groups, never a test.

    Args:
        files: of the package.
        metadata: its problem.yaml.
        constants: its constants.
        custom: whether it brings an output validator, whose arguments may differ from group to group.

    Raises:
        ProblemError: groups that differ in their output rules without a validator of the package (there is one set
            of rules for a problem here), a custom grader, and samples that are run with arguments.
    """
    found: dict[tuple[str, ...], Path] = {}
    validated = _input_arguments(files, constants)
    for group in _settings_files(files):
        _refuse_unsupported(group)
        arguments = _first(group, *_OUTPUT_ARGUMENTS)
        if arguments is not None:
            found.setdefault(arguments, group.path)
    if custom:
        sample = files.folder / "data" / "sample"
        given = OutputArguments(files, package_arguments(metadata)).of(sample)
        return GroupSettings(metadata.path, tuple(map(constants.fill, given)), validated)
    if len(found) > 1:
        first, second, *_ = found.values()
        raise ProblemError(
            second,
            f"other output validator arguments than in {first}, which is not yet supported",
            "Give all groups the same arguments",
        )
    path = next(iter(found.values()), metadata.path)
    arguments = package_arguments(metadata) + next(iter(found), ())
    return GroupSettings(path, tuple(constants.fill(word) for word in arguments), validated)


def package_arguments(metadata: Fields) -> tuple[str, ...]:
    """The arguments of the output validator that problem.yaml gives for all tests."""
    return metadata.texts("validator_flags") or metadata.texts("output_validator_flags") or ()


class GroupArguments:
    """What a validator of a package is called with, from group to group: the nearest one that says it decides."""

    def __init__(self, files: PackageFiles, keys: tuple[str, ...]) -> None:
        """Look these keys up in the settings of groups, the first that is there."""
        self._files = files
        self._keys = keys
        data = files.folder / "data"
        self._known: dict[Path, tuple[str, ...]] = {data: self._of_group(data) or ()}

    def of(self, folder: Path) -> tuple[str, ...]:
        """The arguments for the tests of a group, a folder below data/."""
        if folder not in self._known:
            mine = self._of_group(folder)
            self._known[folder] = self.of(folder.parent) if mine is None else mine
        return self._known[folder]

    def _of_group(self, folder: Path) -> tuple[str, ...] | None:
        for name in _NAMES:
            if (folder / name).exists():
                return _first(read_yaml(self._files, folder / name), *self._keys)
        return None


class OutputArguments:
    """What the output validator of a package is called with, from group to group."""

    def __init__(self, files: PackageFiles, own: tuple[str, ...]) -> None:
        """Begin with what problem.yaml gives; the groups' own come after it."""
        self._files = files
        self._own = own
        self._groups = GroupArguments(files, _OUTPUT_ARGUMENTS)

    def of(self, folder: Path) -> tuple[str, ...]:
        """The arguments for the tests of a group, a folder below data/."""
        return self._own + self._groups.of(folder)

    def of_test(self, question: Path) -> tuple[str, ...]:
        """The arguments for one test, by its .in file: those of NAME.yaml, or of its group."""
        path = question.with_suffix(".yaml")
        own = _first(read_yaml(self._files, path), *_OUTPUT_ARGUMENTS) if path.exists() else None
        return self.of(question.parent) if own is None else self._own + own


def refuse_own_settings(files: PackageFiles, path: Path, *, custom: bool) -> None:
    """Raise ProblemError if NAME.yaml gives one test what cannot be given here; files of groups are let pass.

    Args:
        files: of the package.
        path: of the YAML file.
        custom: whether an output validator of the package takes arguments test by test.
    """
    if path.name in _NAMES:
        return
    settings = read_yaml(files, path)
    _refuse_unsupported(settings)
    if not custom and settings.texts("output_validator_args"):
        reason = "a test with output rules of its own is not yet supported"
        raise ProblemError(path, reason, "Choose another problem")


def refuse_sample_arguments(files: PackageFiles, tests: list[Path]) -> None:
    """Raise ProblemError if a public test, by its .in file, has arguments for the output validator of its own."""
    for question in tests:
        path = question.with_suffix(".yaml")
        if path.exists() and _first(read_yaml(files, path), *_OUTPUT_ARGUMENTS) is not None:
            reason = "a public test with arguments of its own for the output validator is not yet supported"
            raise ProblemError(path, reason, "Give them to the whole group in data/sample/test_group.yaml")


def _refuse_unsupported(group: Fields) -> None:
    if group.values.get("grading") == "custom":
        raise ProblemError(group.path, "a custom grader is not yet supported", "Choose another problem")
    if group.texts("args"):
        raise ProblemError(
            group.path, "tests with command-line arguments are not yet supported", "Choose another problem"
        )


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


def _first(group: Fields, *keys: str) -> tuple[str, ...] | None:
    return next((words for key in keys if (words := group.texts(key)) is not None), None)


def _input_arguments(files: PackageFiles, constants: Constants) -> tuple[tuple[str, ...], ...] | None:
    """Name what the groups call input validators with, the last group's first: it mostly allows the most."""
    data = files.folder / "data"
    if any(isinstance(group.values.get(key), dict) for group in _settings_files(files) for key in _INPUT_ARGUMENTS):
        return None  # other arguments for each validator
    groups = GroupArguments(files, _INPUT_ARGUMENTS)
    folders = [data / "sample", *sorted({path.parent for path in (data / "secret").rglob("*.in")})]
    found = [tuple(map(constants.fill, groups.of(folder))) for folder in folders]
    return tuple(dict.fromkeys(reversed(found)))
