"""Strategies compared, on one problem and on many."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from tui.asked import agree_to_cost, agreed, configured, runs_folder
from tui.status import FAULT, OK

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def compare(options: argparse.Namespace) -> int:
    """Run several strategies on one problem, on the same samples."""
    from tui import benching

    return _compared(benching.compare, options)


def bench(options: argparse.Namespace) -> int:
    """Compare strategies on a data set."""
    from tui import benching

    return _compared(benching.bench, options)


def _compared(act: Callable[..., bool], options: argparse.Namespace) -> int:
    agree = functools.partial(agree_to_cost, options)
    whole = act(options, configured(options), runs=runs_folder(options), unsafe=agreed(options), agree=agree)
    return OK if whole else FAULT
