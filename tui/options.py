"""The command line of `sstar`: commands, options, and the values that these take."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from engine.config.checking import WrongValueError, about, bare, fields, key, value_of
from engine.config.text import written
from engine.errors import UsageError
from tui.bench_options import bench_options, compare_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine import PriceRule
    from engine.config.checking import Path as Key

DEMO_PROBLEM = "kilnqueue"

_ABOUT = (
    "Solve a programming-contest problem by the S* method, and watch it. For practice, upsolving, virtual "
    "contests and research: live rated contests forbid such tools. Without a command the home screen opens."
)
_MODEL = (
    "for all roles: rehearsal (default: offline, no language model), or PROVIDER/MODEL with one of anthropic, openai, "
    "openrouter, ollama, vllm, llama.cpp, lmstudio, openai-compatible, or a provider of your own (`sstar config`); "
    "`sstar models` lists what they offer"
)
_CONFIGURED = "config."
"""Begins the names under which the values of keys of the configuration are parsed."""
_STATUS = (
    "Exit status: 0 the selected program passes all public tests; 1 a fault of this program; 2 wrong usage, or a "
    "problem or run that cannot be opened; 3 best effort, no program passes all public tests; 4 a budget ended; "
    "74 the disk failed; 130 interrupted."
)


def parser() -> argparse.ArgumentParser:
    """The command line; the name of the command arrives as `command`, `home` without one."""
    root = argparse.ArgumentParser(prog="sstar", description=_ABOUT, epilog=_STATUS)
    root.set_defaults(command="home")
    root.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    _common(root)
    commands = _Commands(root)
    demo = commands.add("demo", "solve a bundled problem with the offline model, and watch")
    demo.add_argument("problem", nargs="?", default=DEMO_PROBLEM, help=f"a bundled problem (default: {DEMO_PROBLEM})")
    _solving(demo)
    new = commands.add("solve", "start a run on a problem")
    new.add_argument(
        "problem",
        help="a bundled problem (`sstar problems`), a Kattis package, or FILE#ID (LiveCodeBench, HumanEval)",
    )
    _solving(new)
    _authoring(commands)
    _forking(commands)
    _watching(_of_a_run(commands.add("resume", "go on with a run that was left or killed")))
    _watching(_of_a_run(commands.add("attach", "watch a run that is going on")))
    played = _of_a_run(commands.add("replay", "play a run again, with the same screen"))
    _watching(played)
    played.add_argument("--speed", type=_positive, default=1.0, help="2 plays twice as fast (default: 1)")
    played.add_argument("--real-time", action="store_true", help="keep the times also in plain and json")
    done = _of_a_run(commands.add("do", "decide something in a run: a match, a test, a program (`sstar do RUN help`)"))
    done.add_argument(
        "words",
        nargs="*",
        metavar="ORDER",
        help="such as: decide M1 left, or undo; help lists them all; a decision alone, or nothing, is asked about",
    )
    done.add_argument("--dry-run", action="store_true", help="say what it would make void, and do nothing")
    asked = _of_a_run(commands.add("why", "explain why a program was selected"))
    asked.add_argument("sample", nargs="?", type=_sample, help="explain this sample instead, such as S07")
    _beside(_of_a_run(commands.add("diff", "hold two programs of a run, or two runs, against each other")))
    _of_a_run(commands.add("grade", "run the selected program on the secret tests"))
    _archiving(commands)
    _listing(commands)
    where = commands.add("locate", "say where runs, problems, logs and reports of crashes are kept")
    where.add_argument("what", nargs="?", choices=("data", "runs", "problems", "config", "crashes", "log", "bundled"))
    _configuring(commands)
    _keeping(commands)
    for name, about_it, add in (
        ("compare", "run several strategies on one problem, on the same samples", compare_options),
        ("bench", "compare strategies on a data set", bench_options),
    ):
        made = commands.add(name, about_it)
        add(made)
        choosing(made)
    methods = commands.add(
        "strategies", "list the strategies, or explain one: its paper, and what differs from it here"
    )
    methods.add_argument("strategy", nargs="?", help="explain this one (default: list them all)")
    methods.add_argument("--ask", action="store_true", help="ask the models now whether they offer what it needs")
    methods.add_argument("--display", choices=("plain", "json"), default="plain")
    _models(methods)
    offered = commands.add("models", "list the models that providers offer, with their prices")
    offered.add_argument("provider", nargs="?", help="ask this one alone (default: all that can be asked)")
    offered.add_argument("--display", choices=("plain", "json"), default="plain")
    shells = commands.add("completion", "print what makes your shell complete commands and options")
    shells.add_argument("shell", choices=("bash", "zsh", "tcsh"), help="put it where your shell looks, see the README")
    told = commands.add("doctor", "say what works on this machine")
    told.add_argument(
        "--ask", action="store_true", help="send each model in use one tiny request, and say if it answers"
    )
    _models(told)
    return root


def given(options: argparse.Namespace) -> Mapping[Key, tuple[str, Any]]:
    """What a command line says of the configuration: by the path of each key, the option and its value."""
    parsed = vars(options)
    said = {key(name.removeprefix(_CONFIGURED)): parsed[name] for name in parsed if name.startswith(_CONFIGURED)}
    said |= {("budget", name): ("--budget", value) for name, value in parsed.get("budget", {}).items()}
    for rule in parsed.get("price", []):
        rates = [rule.rates.input, rule.rates.output, rule.rates.cached]
        said["prices", rule.pattern] = "--price", [rate for rate in rates if rate is not None]
    return said


class _Version(argparse.Action):
    """Prints the version, which is looked up only when somebody asks."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from tui.starting import program_version

        sys.stdout.write(f"sstar {program_version()}\n")
        parser.exit()


class _Commands:
    """Adds commands that all have the common options."""

    def __init__(self, root: argparse.ArgumentParser, group: str = "") -> None:
        self._commands = root.add_subparsers(title="commands", metavar="COMMAND", required=bool(group))
        self._group = group

    def add(self, name: str, about: str) -> argparse.ArgumentParser:
        made = self._commands.add_parser(
            name, help=about, description=f"{about[0].upper()}{about[1:]}.", epilog=_STATUS
        )
        made.set_defaults(command=f"{self._group} {name}".strip())
        _common(made)
        return made

    def add_group(self, name: str, about_it: str) -> _Commands:
        """Add a command that has commands of its own; their names arrive as `config show`."""
        made = self._commands.add_parser(name, help=about_it, description=f"{about_it[0].upper()}{about_it[1:]}.")
        return _Commands(made, name)


def _common(made: argparse.ArgumentParser) -> None:
    made.add_argument("--runs", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="where runs are kept")
    made.add_argument(
        "--log", type=Path, metavar="FILE", default=argparse.SUPPRESS,
        help="append what this command and its engine do to a file, each request with its status; it holds no key",
    )  # fmt: skip
    made.add_argument(
        "--unsafe-execution",
        action="store_true",
        default=argparse.SUPPRESS,
        help="where programs cannot be closed in, ask, and run them open, with your rights",
    )
    _flag(made, "--ascii")


def _listing(commands: _Commands) -> None:
    for name, about_it in (("runs", "list the runs"), ("problems", "list the bundled problems")):
        listed = commands.add(name, about_it)
        listed.add_argument("--display", choices=("plain", "json"), default="plain")
        if name == "runs":
            listed.add_argument("words", nargs="*", metavar="WORD", help="only those that have it: problem, state, ...")


def _archiving(commands: _Commands) -> None:
    told = _of_a_run(commands.add("report", "write what happened in a run as one page: HTML, Markdown or JSON"))
    told.add_argument(
        "--format", choices=("html", "md", "json"), default="", help="default: by the file's name, or html"
    )
    told.add_argument("--output", metavar="FILE", help="- for standard output (default: in the run's directory)")
    packed = _of_a_run(commands.add("export", "pack a run as one file, to keep it or to show it to somebody"))
    packed.add_argument("file", nargs="?", type=Path, help="a file or a folder (default: here, under the run's name)")
    taken = commands.add("import", "unpack a run that was exported, beside your own")
    taken.add_argument("file", type=Path)
    gone = commands.add("delete", "delete runs for good")
    gone.add_argument("run", nargs="+", help="as elsewhere")
    gone.add_argument("--yes", action="store_true", help="do not ask")


def _configuring(commands: _Commands) -> None:
    acts = commands.add_group("config", "show or change the configuration: config.toml, and what goes before it")
    shown = acts.add("show", "print every key, its value, and where that was said")
    shown.add_argument("--display", choices=("plain", "json"), default="plain")
    acts.add("edit", "open config.toml, with documented defaults, in your editor; it is checked before it is kept")
    acts.add("path", "print where config.toml is")
    one = acts.add("set", "set one key in config.toml")
    one.add_argument("key", help="such as samples, budget.calls or roles.judge")
    one.add_argument("value")
    acts.add("unset", "take one key out of config.toml").add_argument("key")


def _keeping(commands: _Commands) -> None:
    acts = commands.add_group("keys", "keep the keys of providers, in the keyring or in a file that only you can read")
    one = acts.add("set", "keep a key; it is asked for, or read from standard input, never taken from the command line")
    one.add_argument("provider", help="such as anthropic, or a provider of your own")
    one.add_argument("--file", action="store_true", help="keep it in the file, even where there is a keyring")
    one.add_argument("words", nargs="*", help=argparse.SUPPRESS)
    acts.add("list", "say for each provider where its key comes from; of a key the last four characters")
    acts.add("path", "print the file in which keys are kept where there is no keyring")
    acts.add("remove", "forget the key of a provider").add_argument("provider")


def _authoring(commands: _Commands) -> None:
    new = commands.add("new", "make a problem of your own from a statement: a file, a copied page, or your editor")
    new.add_argument("file", nargs="?", help="the statement, - for standard input (default: your editor opens)")
    new.add_argument("--clipboard", action="store_true", help="take the statement from the clipboard")
    new.add_argument("--name", default="", help="its short name (default: made of the title)")
    new.add_argument("--title", default="", help="its title (default: the first line)")
    new.add_argument("--time-limit", type=_positive, metavar="S", help="CPU seconds (default: the statement's, or 2)")
    new.add_argument("--memory", type=_mebibytes, metavar="MIB", help="memory (default: the statement's, or 512)")
    new.add_argument("--language", metavar="NAME", help="in which programs are wanted (default: any)")
    new.add_argument("--tests", type=Path, metavar="DIR", help="public tests: NAME.in with NAME.ans or NAME.out")
    new.add_argument("--function", metavar="FILE", help="starter code, for a function in place of a whole program")
    new.add_argument("--no-examples", action="store_true", help="do not take the examples in the statement as tests")
    changed = commands.add("edit", "change a problem of your own in your editor")
    changed.add_argument("problem", help="its name, or the folder of a Kattis package")


def _of_a_run(made: argparse.ArgumentParser) -> argparse.ArgumentParser:
    made.add_argument("run", help="a run's id or the beginning of it (`sstar runs`), `last`, or its directory")
    return made


def _forking(commands: _Commands) -> None:
    forked = commands.add("fork", "start a run by another method from what a run knows, and pay nothing of that again")
    _solving(_of_a_run(forked))
    forked.add_argument(
        "--without-decisions", action="store_true", help="leave out what you decided there of samples, tests and inputs"
    )


def _beside(made: argparse.ArgumentParser) -> None:
    made.add_argument("left", help="a sample with a round, such as S07r1, or S07 for its best; or another run")
    made.add_argument("right", nargs="?", type=revision, help="another sample; with another run, leave it out")
    made.add_argument("--display", choices=("plain", "json"), default="plain")


def _watching(made: argparse.ArgumentParser) -> None:
    _setting(made, "--display")
    made.add_argument("--output", metavar="FILE", help="write the selected program here (- for standard output)")


def _solving(made: argparse.ArgumentParser) -> None:
    _watching(made)
    _setting(made, "--strategy", metavar="NAME")
    made.add_argument("--paper", action="store_true", help="run S* exactly as published")
    choosing(made)


def choosing(made: argparse.ArgumentParser) -> None:
    """Add all choices that shape a run, but for its strategy."""
    _models(made)
    _setting(made, "--language", metavar="NAME")
    _setting(made, "--samples", metavar="N")
    _setting(made, "--rounds", metavar="R")
    _setting(made, "--context")
    _setting(made, "--inputs", metavar="N")
    _setting(made, "--generators", metavar="K")
    _setting(made, "--adaptive", metavar="K")
    _no(made, "reader")
    _no(made, "validator")
    _flag(made, "--judged-feedback")
    _setting(made, "--best-of", metavar="M")
    _setting(made, "--judges", metavar="N")
    _setting(made, "--jury", metavar="MODEL,...")
    _setting(made, "--tournament")
    _setting(made, "--seed", metavar="N")
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
    _setting(made, "--confirm-above", metavar="DOLLARS")
    made.add_argument("--yes", action="store_true", help="do not ask whether a run may cost what it will")
    _setting(made, "--concurrency", metavar="N")
    _setting(made, "--effort")
    _setting(made, "--pace", metavar="FACTOR")


def _models(made: argparse.ArgumentParser) -> None:
    _setting(made, "--model", metavar="MODEL", help=_MODEL)
    for role in ("solver", "debugger", "input-writer", "judge", "scorer"):
        _setting(made, f"--{role}", f"roles.{role}", metavar="MODEL")


def _setting(made: argparse.ArgumentParser, flag: str, name: str = "", **words: str) -> None:
    """Add the option for a key of the configuration; its bounds, meaning and default are the ones of the key."""
    path = key(name or flag.removeprefix("--"))
    field = fields()[path]

    def read(text: str) -> tuple[str, Any]:
        try:
            return flag, value_of(path, text)
        except WrongValueError as error:
            raise argparse.ArgumentTypeError(error.reason) from None

    default = "" if field.default is None else f" (default: {written(field.default)})".replace('"', "")
    words.setdefault("metavar", f"{{{','.join(get_args(bare(field.type)))}}}")
    words.setdefault("help", about(field) + default)
    dest = _CONFIGURED + ".".join(path)
    made.add_argument(flag, type=read, dest=dest, default=argparse.SUPPRESS, **words)  # type: ignore[arg-type]


def _flag(made: argparse.ArgumentParser, flag: str) -> None:
    """Add the option for a key that is false unless it is given."""
    path = key(flag.removeprefix("--"))
    dest = _CONFIGURED + ".".join(path)
    about_it = about(fields()[path])
    made.add_argument(
        flag, action="store_const", const=(flag, True), dest=dest, default=argparse.SUPPRESS, help=about_it
    )


def _no(made: argparse.ArgumentParser, name: str) -> None:
    """Add the option that turns off what is on unless somebody says so."""
    flag, path = f"--no-{name.replace('_', '-')}", key(name)
    dest = _CONFIGURED + ".".join(path)
    about_it = f"do not {about(fields()[path])}"
    made.add_argument(
        flag, action="store_const", const=(flag, False), dest=dest, default=argparse.SUPPRESS, help=about_it
    )


def _within(text: str, least: int, most: int) -> int:
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


def revision(text: str) -> tuple[int, int | None]:
    """A sample's number and a round, None where none is named. Raises ArgumentTypeError."""
    sample, mark, round_ = text.lower().partition("r")
    if mark and not (round_.isascii() and round_.isdigit()):
        raise argparse.ArgumentTypeError(f"a revision such as S07r1 is needed, not “{text}”")
    return _sample(sample), int(round_) if mark else None


def _budget(text: str) -> dict[str, float]:
    budget: dict[str, float] = {}
    for part in text.split(","):
        name, _, value = part.partition("=")
        if ("budget", name) not in fields():
            raise argparse.ArgumentTypeError(
                f"“{part}” is no budget; write calls=200, tokens=500000, dollars=2 or seconds=60, or several of them "
                "with commas between"
            )
        try:
            budget[name] = value_of(("budget", name), value)
        except WrongValueError as error:
            raise argparse.ArgumentTypeError(error.reason) from None
    return budget


def _price(text: str) -> PriceRule:
    import engine  # the table of prices is not needed for it, but the providers are

    try:
        return engine.read_price(text)
    except UsageError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
