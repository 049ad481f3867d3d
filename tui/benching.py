"""`sstar compare` and `sstar bench`: their options, and what is compared on which problems."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import UsageError
from tui.campaigning import hand_over, report_recorded, run_all

if TYPE_CHECKING:
    import argparse

    from engine import Loaded
    from tui.campaigning import Agree

RECORDED = "recorded"
"""The model that gives recorded samples."""


def compare(options: argparse.Namespace, configured: Loaded, *, runs: Path, unsafe: bool, agree: Agree) -> bool:
    """Compare strategies on one problem; the result is whether every run came to its end."""
    return run_all(options, configured, [options.problem], runs=runs, unsafe=unsafe, agree=agree)


def bench(options: argparse.Namespace, configured: Loaded, *, runs: Path, unsafe: bool, agree: Agree) -> bool:
    """Compare on a data set; the result is whether every run came to its end."""
    from engine.bench.recorded import holds_recorded, read_recorded  # imports the steps

    path = Path(options.data)
    recorded = path.is_file() and holds_recorded(path)
    if recorded and options.strategies is None:
        lines = read_recorded(path)[: options.first]
        hand_over(options, report_recorded(options, path, lines, runs, unsafe=unsafe))
        return True
    problems = _named(options.data)[: options.first]
    configured = playing_recorded(configured) if recorded else configured
    return run_all(options, configured, problems, runs=runs, unsafe=unsafe, agree=agree)


def playing_recorded(configured: Loaded) -> Loaded:
    """The configuration with which strategies select from recorded samples: nobody is asked for programs.

    Nor for inputs, which are those of the recorded tests, unless a model is said to write them: then it writes tests as
    well, in place of the recorded ones.
    """
    who = "the recorded samples"
    said: dict[tuple[str, ...], tuple[str, Any]] = {
        ("roles", "solver"): (who, RECORDED),
        ("roles", "debugger"): (who, RECORDED),
        ("rounds",): (who, 0),
    }
    if configured.config.roles.input_writer is None:
        said |= {("roles", "input_writer"): (who, RECORDED), ("generators",): (who, 0)}
    return configured.over(said)


def _named(data: str) -> list[str]:
    """The problems of a data set, as names, folders or `FILE#ID`."""
    import engine
    from engine.problem.datasets.files import names_of

    if data == "bundled":
        return list(engine.bundled())
    folder = Path(data)
    if folder.is_file():
        return names_of(folder)
    if folder.is_dir() and not (folder / "problem.yaml").is_file():
        found = sorted(str(path.parent) for path in folder.glob("*/problem.yaml"))
        if not found:
            raise UsageError(
                f"{folder} holds no problem package: no folder in it has a problem.yaml. Name a package, a folder of "
                "packages, a file of problems, or `bundled`."
            )
        return found
    return [data]
