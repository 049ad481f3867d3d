"""The command line of `sstar`: commands, options, and the values that these take."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import UsageError

if TYPE_CHECKING:
    from engine import PriceRule

CONFIRM_ABOVE = 2.0
"""Dollars that a run may cost without a question."""
DEMO_PROBLEM = "kilnqueue"
DISPLAYS = ("full", "plain", "json", "none")

_ABOUT = (
    "Solve a programming-contest problem by the S* method, and watch it. For practice, upsolving, virtual "
    "contests and research: live rated contests forbid such tools. Without a command the home screen opens."
)
_MODEL = (
    "rehearsal (default: offline, no language model), or PROVIDER/MODEL with one of anthropic, openai, openrouter, "
    "ollama, vllm, llama.cpp, lmstudio, openai-compatible (`sstar doctor` says where keys and addresses come from)"
)
_LANGUAGE = "of the programs: python (default), c, cpp, go, java, pypy or rust (`sstar doctor` says which are here)"
_STATUS = (
    "Exit status: 0 the selected program passes all public tests; 1 a fault of this program; 2 wrong usage, or a "
    "problem or run that cannot be opened; 3 best effort, no program passes all public tests; 4 a budget ended; "
    "74 the disk failed; 130 interrupted."
)


def parser() -> argparse.ArgumentParser:
    """The command line; the name of the command arrives as `command`, `home` without one."""
    root = argparse.ArgumentParser(prog="sstar", description=_ABOUT, epilog=_STATUS)
    root.set_defaults(command="home")
    _common(root)
    commands = _Commands(root)
    demo = commands.add("demo", "solve a bundled problem with the offline model, and watch")
    demo.add_argument("problem", nargs="?", default=DEMO_PROBLEM, help=f"a bundled problem (default: {DEMO_PROBLEM})")
    _solving(demo)
    new = commands.add("solve", "start a run on a problem")
    new.add_argument("problem", help="a bundled problem (`sstar problems`), or the folder of a Kattis package")
    _solving(new)
    _authoring(commands)
    _watching(_of_a_run(commands.add("resume", "go on with a run that was left or killed")))
    _watching(_of_a_run(commands.add("attach", "watch a run that is going on")))
    played = _of_a_run(commands.add("replay", "play a run again, with the same screen"))
    _watching(played)
    played.add_argument("--speed", type=_positive, default=1.0, help="2 plays twice as fast (default: 1)")
    played.add_argument("--real-time", action="store_true", help="keep the times also in plain and json")
    asked = _of_a_run(commands.add("why", "explain why a program was selected"))
    asked.add_argument("sample", nargs="?", type=_sample, help="explain this sample instead, such as S07")
    _of_a_run(commands.add("grade", "run the selected program on the secret tests"))
    for name, about in (("runs", "list the runs"), ("problems", "list the bundled problems")):
        commands.add(name, about).add_argument("--display", choices=("plain", "json"), default="plain")
    where = commands.add("locate", "say where runs and problems are kept")
    where.add_argument("what", nargs="?", choices=("data", "runs", "problems", "bundled"))
    commands.add("doctor", "say what works on this machine")
    return root


class _Commands:
    """Adds commands that all have the common options."""

    def __init__(self, root: argparse.ArgumentParser) -> None:
        self._commands = root.add_subparsers(title="commands", metavar="COMMAND")

    def add(self, name: str, about: str) -> argparse.ArgumentParser:
        made = self._commands.add_parser(
            name, help=about, description=f"{about[0].upper()}{about[1:]}.", epilog=_STATUS
        )
        made.set_defaults(command=name)
        _common(made)
        return made


def _common(made: argparse.ArgumentParser) -> None:
    made.add_argument("--runs", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="where runs are kept")
    made.add_argument(
        "--unsafe-execution",
        action="store_true",
        default=argparse.SUPPRESS,
        help="where programs cannot be closed in, ask, and run them open, with your rights",
    )
    made.add_argument("--ascii", action="store_true", default=argparse.SUPPRESS, help="draw with ASCII signs only")


def _authoring(commands: _Commands) -> None:
    new = commands.add("new", "make a problem of your own from a statement: a file, a copied page, or your editor")
    new.add_argument("file", nargs="?", help="the statement, - for standard input (default: your editor opens)")
    new.add_argument("--clipboard", action="store_true", help="take the statement from the clipboard")
    new.add_argument("--name", default="", help="its short name (default: made of the title)")
    new.add_argument("--title", default="", help="its title (default: the first line)")
    new.add_argument("--time-limit", type=_positive, metavar="S", help="CPU seconds (default: the statement's, or 2)")
    new.add_argument("--memory", type=_mebibytes, metavar="MIB", help="memory (default: the statement's, or 512)")
    new.add_argument("--tests", type=Path, metavar="DIR", help="public tests: NAME.in with NAME.ans or NAME.out")
    new.add_argument("--function", metavar="FILE", help="starter code, for a function in place of a whole program")
    new.add_argument("--no-examples", action="store_true", help="do not take the examples in the statement as tests")
    changed = commands.add("edit", "change a problem of your own in your editor")
    changed.add_argument("problem", help="its name, or the folder of a Kattis package")


def _of_a_run(made: argparse.ArgumentParser) -> argparse.ArgumentParser:
    made.add_argument("run", help="a run's id or the beginning of it (`sstar runs`), `last`, or its directory")
    return made


def _watching(made: argparse.ArgumentParser) -> None:
    made.add_argument("--display", choices=DISPLAYS, help="default: full in a terminal, else plain")
    made.add_argument("--output", metavar="FILE", help="write the selected program here (- for standard output)")


def _solving(made: argparse.ArgumentParser) -> None:
    _watching(made)
    made.add_argument("--strategy", default="s-star", help="s-star (default), s-star-paper or best-of-n")
    made.add_argument("--paper", action="store_true", help="run S* exactly as published")
    made.add_argument("--model", default="rehearsal", help=_MODEL)
    made.add_argument(
        "--language",
        default="python",
        help="of the programs: python (default), or what `sstar doctor` finds: c, cpp, go, java, pypy, rust",
    )
    made.add_argument("--samples", type=_count, metavar="N", help="independent attempts (default: 12; 16 with --paper)")
    made.add_argument(
        "--rounds", type=_count_or_zero, metavar="R", default=2, help="debug rounds, at most (default: 2)"
    )
    made.add_argument("--context", choices=("all", "last"), default="all", help="rounds that a debug prompt shows")
    made.add_argument("--inputs", type=_count_or_zero, metavar="N", default=48, help="inputs to find (default: 48)")
    made.add_argument("--best-of", type=_count, metavar="M", default=3, help="inputs judged in a match (default: 3)")
    made.add_argument("--seed", type=int, default=1, help="every random choice follows from it (default: 1)")
    made.add_argument(
        "--budget",
        type=_budget,
        metavar="calls=N,tokens=N,dollars=D,seconds=S",
        default={},
        help="where to stop, with the best so far",
    )
    made.add_argument(
        "--price",
        type=_price,
        action="append",
        metavar="MODEL=IN,OUT[,CACHED]",
        default=[],
        help="what a model costs, in dollars per million tokens; MODEL may be a pattern such as openai/*",
    )
    made.add_argument(
        "--confirm-above",
        type=_not_negative,
        metavar="DOLLARS",
        default=CONFIRM_ABOVE,
        help=f"ask before a run that may cost more (default: {CONFIRM_ABOVE:g})",
    )
    made.add_argument("--yes", action="store_true", help="do not ask whether a run may cost what it will")
    made.add_argument("--concurrency", type=_count, metavar="N", default=32, help="model calls at a time (default: 32)")
    made.add_argument("--pace", type=_not_negative, default=1.0, help="speed of the offline model; 0: no delay")


def _count(text: str) -> int:
    return _within(text, 1)


def _count_or_zero(text: str) -> int:
    return _within(text, 0)


def _within(text: str, least: int, most: int = 4096) -> int:
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"a whole number from {least} to {most} is needed, not “{text}”")
    return int(text)


def _mebibytes(text: str) -> int:
    return _within(text, 16, 65_536)


def _not_negative(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e9:
        raise argparse.ArgumentTypeError(f"a number from 0 on is needed, not “{text}”")
    return value


def _positive(text: str) -> float:
    value = _not_negative(text)
    if value == 0:
        raise argparse.ArgumentTypeError("a number above 0 is needed")
    return value


def _sample(text: str) -> int:
    number = text.upper().removeprefix("S")
    if not (number.isascii() and number.isdigit()):
        raise argparse.ArgumentTypeError(f"a sample such as S07 or 7 is needed, not “{text}”")
    return int(number)


def _budget(text: str) -> dict[str, float]:
    budget: dict[str, float] = {}
    for part in text.split(","):
        name, _, value = part.partition("=")
        if name == "calls":
            budget["calls"] = _within(value, 1, 1_000_000)
        elif name == "tokens":
            budget["tokens"] = _within(value, 1, 10**12)
        elif name in {"dollars", "seconds"}:
            budget[name] = _positive(value)
        else:
            raise argparse.ArgumentTypeError(
                f"“{part}” is no budget; write calls=200, tokens=500000, dollars=2 or seconds=60, or several of them "
                "with commas between"
            )
    return budget


def _price(text: str) -> PriceRule:
    import engine  # the table of prices is not needed for it, but the providers are

    try:
        return engine.read_price(text)
    except UsageError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
