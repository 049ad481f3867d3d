"""Where problems come from: bundled ones, the person's own, any other package folder, and files of problems."""

from __future__ import annotations

from pathlib import Path

from engine.errors import ProblemError, UnknownNameError
from engine.places import problems_folder
from engine.problem.datasets.files import names_of, split_place

_LAYOUT = "problem.yaml, a statement and data/sample"
_HERE = Path(__file__).parent
_PLACES = (_HERE / "bundled", _HERE.parents[1] / "assets" / "problems")  # in a wheel; in a checkout


def bundled() -> dict[str, Path]:
    """Map the names of the bundled problems, sorted, to their package folders."""
    place = next((place for place in _PLACES if place.is_dir()), None)
    if place is None:
        return {}
    return {folder.name: folder for folder in sorted(place.iterdir()) if (folder / "problem.yaml").is_file()}


def own() -> dict[str, Path]:
    """Map the names of the person's own problems, sorted, to their package folders."""
    place = problems_folder()
    if not place.is_dir():
        return {}
    folders = (folder for folder in sorted(place.iterdir()) if not folder.name.startswith("."))
    return {folder.name: folder for folder in folders if (folder / "problem.yaml").is_file()}


def find(name_or_path: str) -> Path:
    """Find a package folder by the name of a problem, bundled or the person's own, or by its path; or `FILE#ID`.

    A name wins over a folder of the same name here; write ./name for the folder.

    Raises:
        UnknownNameError: neither a known problem nor a folder; with the nearest name.
        ProblemError: a path that does not exist, or that is a file of several problems, or no such file.
    """
    known = {**own(), **bundled()}
    if name_or_path in known:
        return known[name_or_path]
    path = Path(name_or_path).expanduser()
    if path.is_dir() or split_place(path):
        return path
    if path.is_file() and ".jsonl" in path.suffixes:
        names = [name.partition("#")[2] for name in names_of(path)]
        if len(names) == 1:
            return Path(f"{path}#{names[0]}")
        raise ProblemError(path, f"{len(names)} problems are in it", f"Name one, such as {path}#{names[0]}")
    if path.exists():
        raise ProblemError(path, "a package is a folder, and this is a file", "Unpack it and name the folder")
    if path.name == name_or_path:
        raise UnknownNameError(f"problem or package folder (with {_LAYOUT})", name_or_path, known)
    raise ProblemError(
        path,
        "there is no such folder",
        f"Name a package folder (with {_LAYOUT}) or a problem: {', '.join(known) or 'none'}",
    )
