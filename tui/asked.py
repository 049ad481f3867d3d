"""What a command line asks for, and what its person agrees to."""

from __future__ import annotations

import functools
import os
import sys
from typing import TYPE_CHECKING

import engine
from engine.errors import UsageError
from tui.options import given

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import Any

    from engine.config import Loaded
    from engine.config.checking import Path as Key
    from engine.projections.estimate import Estimate
    from tui.session import Session


def configured(options: argparse.Namespace, under: Mapping[Key, tuple[str, Any]] | None = None) -> Loaded:
    """The configuration with the options of the command over it; `under` them, and over the rest, what a run says."""
    flags = dict(given(options))
    if getattr(options, "paper", False):
        flag, strategy = flags.get(("strategy",), ("--paper", "s-star"))
        if strategy not in {"s-star", "s-star-paper"}:
            raise UsageError(f"--paper is for s-star; with {flag} {strategy} it says nothing. Leave one out.")
        flags["strategy",] = "--paper", "s-star-paper"
    if options.command == "demo":
        flags.setdefault(
            ("model",), ("sstar demo", "rehearsal")
        )  # whatever is configured: a demonstration costs nothing
    loaded = engine.load_config(flags=under)
    return loaded.over(flags) if flags else loaded


def session_of(options: argparse.Namespace, run: str = "") -> Session:
    """The run that is named, or another one. Raises RunError when there is none of that name."""
    from tui.session import Session

    return Session(engine.find_run(runs_folder(options), run or options.run), unsafe=agreed(options))


def runs_folder(options: argparse.Namespace) -> Path:
    """Where runs are kept."""
    return getattr(options, "runs", None) or engine.runs_folder()


def display_name(options: argparse.Namespace) -> str:
    """The display that was asked for; without a terminal, or on a dumb one, plain sentences."""
    if (display := configured(options).config.display) != "auto":
        return display
    terminal = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    return "full" if terminal else "plain"


def agreed(options: argparse.Namespace) -> bool:
    """Whether a person agreed to run programs open; nobody is asked where they can be closed in."""
    if not getattr(options, "unsafe_execution", False) or engine.choose_tier().tier != "unisolated":
        return False
    return _ask_for_consent()


@functools.cache
def _ask_for_consent() -> bool:
    """Ask whether programs may run open; without a terminal the option itself is the answer."""
    if not sys.stdin.isatty():
        return True
    sys.stderr.write(f"Programs cannot be closed in here; {engine.GUARANTEES['unisolated']}.\n")
    for item in engine.choose_tier().obstacles:
        sys.stderr.write(f"  not {item.tier}: {item.why}. {item.remedy}.\n")
    return _ask("Run them all the same?")


def agree_to_cost(options: argparse.Namespace, made: Estimate, started: engine.RunStarted) -> None:
    """Print what a run will probably cost, and ask whether that may be."""
    from engine.projections.estimate import estimate_words
    from tui.estimating import agreement

    if not made.free:
        past = f", by {made.past_runs} earlier runs" if made.past_runs > 1 else ""
        sys.stderr.write(f"Estimate{past}: {estimate_words(made)}.\n")
    terminal = sys.stdin.isatty() and sys.stderr.isatty()
    agreement(configured(options).config.confirm_above, yes=options.yes, ask=_ask if terminal else None)(made, started)


def _ask(question: str) -> bool:
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def print_lines(lines: Iterable[str]) -> None:
    """Print a text, line by line as it comes."""
    for line in lines:
        print(line)
