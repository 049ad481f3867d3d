"""What the command line takes for a comparison: apart from what compares, which is imported only to do it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.bench.forms import FORMS

if TYPE_CHECKING:
    import argparse


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
