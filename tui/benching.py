"""`sstar compare` and `sstar bench`: their options, and what is compared on which problems."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.bench.report import FORMS
from engine.errors import UsageError
from tui.campaigning import hand_over, report_recorded, run_all

if TYPE_CHECKING:
    import argparse

    from engine import Loaded
    from tui.campaigning import Agree

RECORDED = "recorded"
"""The model that gives recorded samples."""


def compare_options(made: argparse.ArgumentParser) -> None:
    """Add what `sstar compare` takes besides the choices of a run."""
    made.add_argument(
        "problem",
        help="a bundled problem (`sstar problems`), a Kattis package, or FILE#ID (LiveCodeBench, HumanEval)",
    )
    _comparing(made)


def bench_options(made: argparse.ArgumentParser) -> None:
    """Add what `sstar bench` takes besides the choices of a run."""
    made.add_argument(
        "data",
        help="`bundled`, a problem package, a folder of them, or a file of problems (.jsonl or .jsonl.gz): of "
        "LiveCodeBench, HumanEval, or with recorded samples, which are ranked or, with --strategies, selected from",
    )
    made.add_argument("--first", type=int, metavar="N", help="only the first N problems")
    made.add_argument(
        "--as-recorded", action="store_true", help="of recorded samples, take the executions that the file holds"
    )
    _comparing(made)


def _comparing(made: argparse.ArgumentParser) -> None:
    made.add_argument("--strategies", metavar="A,B,...", help="which, the first is the measure (all)")
    made.add_argument("--seeds", type=int, metavar="K", default=1, help="how many seeds, from --seed on (default: 1)")
    made.add_argument(
        "--jobs", type=int, metavar="N", help="runs at the same time (default: 2; on Ray 2 for each core)"
    )
    made.add_argument(
        "--on",
        metavar="ray[=ADDRESS]",
        help="on a Ray cluster, or a local one without an address (pip install 'sstar[ray]')",
    )
    made.add_argument("--into", type=Path, metavar="DIR", help="keep the runs there (default: named by the plan)")
    made.add_argument("--form", choices=FORMS, help="of the report (default: by the name of --report, or markdown)")
    made.add_argument("--report", type=Path, metavar="FILE", help="write the report there (.md, .html or .json)")


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
