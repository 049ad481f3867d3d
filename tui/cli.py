"""The `sstar` command: what each command does, and the exit status it ends with."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import engine
from engine.diagnosis import LOG_VARIABLE, begin_log, report_crash
from engine.errors import JournalError, SStarError, UsageError
from tui import machine
from tui.options import given, parser
from tui.status import BEST_EFFORT, BUDGET, DISK, FAULT, INTERRUPTED, OK, USAGE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Sequence

    from engine.config import Loaded
    from engine.projections.board import Board
    from engine.projections.estimate import Estimate
    from tui.session import Session


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the result is the exit status."""
    with contextlib.suppress(AttributeError):
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    command = ""
    try:
        parsed = parser().parse_args(arguments)
        command = parsed.command
        if log := getattr(parsed, "log", None):
            os.environ[LOG_VARIABLE] = str(log.absolute())  # the engines that this command starts read it as well
        begin_log("view", to_stderr=False)
        status = ACTS[parsed.command](parsed)
        sys.stdout.flush()  # here a reader that has left can still be noticed
        return status  # noqa: TRY300 - flushing belongs to the attempt
    except JournalError as error:
        _complain(error)
        return DISK
    except SStarError as error:
        _complain(error)
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - a fault of ours, whatever it is
        sys.stderr.write(f"sstar: {report_crash(error, f'sstar {command}')}\n")
        return FAULT


# -------------------------------------------------------------------- the acts


def home(options: argparse.Namespace) -> int:
    """Open the application at its home screen."""
    return _open_application(options, None)


def solve(options: argparse.Namespace) -> int:
    """Start a new run and watch it."""
    from tui.starting import new_run  # imports the models and strategies

    session = new_run(
        options.problem,
        _configured(options),
        _runs(options),
        unsafe=_agreed(options),
        agree=functools.partial(_agree_to_cost, options),
    )
    return _watch_live(options, session, begin=session.start)


def new(options: argparse.Namespace) -> int:
    """Make a problem of one's own."""
    from tui.authoring import new_problem, report

    _print_lines(report(new_problem(options)))
    return OK


def edit(options: argparse.Namespace) -> int:
    """Change a problem of one's own."""
    from tui.authoring import change_problem, report

    folder, changed = change_problem(options.problem)
    _print_lines(report(folder) if changed else ["Nothing was changed."])
    return OK


def resume(options: argparse.Namespace) -> int:
    """Go on with a run that was left or killed."""
    session = _session(options)
    board = session.board()
    if board.finished:
        raise UsageError(
            f"The run {session.directory.run} is finished ({board.finished.status}). "
            f"Look at it with `sstar replay {session.directory.run}`."
        )
    return _watch_live(options, session, begin=session.start)


def attach(options: argparse.Namespace) -> int:
    """Watch a run that an engine is at work on, or look at one that none is."""
    return _watch_live(options, _session(options))


def replay(options: argparse.Namespace) -> int:
    """Play a run again, with the same screen."""
    session = _session(options)
    if _display(options) == "full":
        status = _open_application(options, session, replay_speed=options.speed)
        _write_output(options, session.board())
        return status
    from tui.connection import ReplaySource
    from tui.headless import display_of, watch

    entries = engine.read_journal(session.directory.journal)
    speed = options.speed if options.real_time else 1e9
    board = asyncio.run(
        watch(ReplaySource(entries, speed), display_of(_display(options), session.problem(session.board())))
    )
    _write_output(options, board)
    return exit_status(board)


def do(options: argparse.Namespace) -> int:
    """Decide something in a run, from outside; a finished run is worked out anew by it."""
    from engine.projections.deciding import consequences, words
    from tui.arguments import Looked
    from tui.headless import carry_out, display_of, watch_session
    from tui.orders import order_help, read_order

    if options.words == ["help"]:
        print(order_help())
        return OK
    session = _session(options)
    board = session.board()
    order = read_order(Looked(board, session.problem(board)), options.words)
    if options.dry_run:
        said = consequences(board, order.override) if order.override else ["Nothing is made void."]
        _print_lines([f"{words(order.override)}:" if order.override else f"{order.act}:", *said])
        return OK
    again = not session.directory.busy()
    if again and not (board.finished and order.act in {"override", "undo"}):
        raise UsageError(
            f"No engine is at work on the run {session.directory.run}. Go on with "
            f"`sstar resume {session.directory.run}`, then say it again."
        )
    asyncio.run(carry_out(session, order, board.seq))
    if not again:
        print("done")
        return OK
    display = display_of("plain", session.problem(board))
    return exit_status(watch_session(session, display, since=board.seq))


def why(options: argparse.Namespace) -> int:
    """Explain the selection, or why a sample was not selected."""
    from tui.reports import why_lines

    print("\n".join(why_lines(_session(options), options.sample)))
    return OK


def diff(options: argparse.Namespace) -> int:
    """Hold two programs of a run against each other."""
    from tui.reports import diff_lines

    _print_lines(diff_lines(_session(options), options.left, options.right))
    return OK


def report(options: argparse.Namespace) -> int:
    """Write what happened in a run as one page."""
    from tui.archiving import write_report

    if path := write_report(_session(options), options.format, options.output):
        print(path)
    return OK


def export(options: argparse.Namespace) -> int:
    """Pack a run as one file."""
    from tui.archiving import export_lines

    _print_lines(export_lines(_session(options), options.file))
    return OK


def import_(options: argparse.Namespace) -> int:
    """Unpack a run that was exported."""
    from tui.archiving import import_lines

    _print_lines(import_lines(_runs(options), options.file))
    return OK


def delete(options: argparse.Namespace) -> int:
    """Delete runs for good."""
    from tui.archiving import delete_lines
    from tui.session import Session

    found = {engine.find_run(_runs(options), name) for name in options.run}
    sessions = [Session(directory) for directory in sorted(found, key=lambda item: item.run)]
    _print_lines(delete_lines(sessions, agreed=options.yes))
    return OK


def grade(options: argparse.Namespace) -> int:
    """Run the selected program on the secret tests, after the selection."""
    from tui.headless import Silence, watch_session

    session = _session(options)
    board = session.board()
    if board.selection is None:
        raise UsageError(
            f"The run {session.directory.run} has selected no program yet, so there is nothing to grade. "
            f"Go on with `sstar resume {session.directory.run}`."
        )
    if board.graded is None:
        begin = functools.partial(session.start, grading=True)
        board = watch_session(session, Silence(), since=board.seq, begin=begin)
    if board.graded is None:
        raise UsageError(session.failure())
    tests = board.graded.tests
    print(board.graded.verdict)
    if board.graded.verdict == "AC":
        sys.stderr.write(f"{len(tests)} secret tests passed.\n")
    else:
        sys.stderr.write(f"Failed secret test {tests[-1].name}, after {len(tests) - 1} that passed.\n")
    return OK


def runs(options: argparse.Namespace) -> int:
    """List the runs, the newest first."""
    from tui.reports import run_lines

    _print_lines(run_lines(_runs(options), as_json=options.display == "json"))
    return OK


def problems(options: argparse.Namespace) -> int:
    """List the bundled problems."""
    from tui.reports import problem_lines

    _print_lines(problem_lines(as_json=options.display == "json"))
    return OK


def locate(options: argparse.Namespace) -> int:
    """Print where this program keeps things."""
    places = {
        "data": engine.data_folder(),
        "runs": _runs(options),
        "problems": engine.problems_folder(),
        "config": engine.config_folder(),
        "crashes": engine.crashes_folder(),
        "log": _latest_log(options),
        "bundled": _bundled_folder(),
    }
    if options.what:
        print(places[options.what])
    else:
        _print_lines(f"{name:9} {path}" for name, path in places.items())
    return OK


def compare(options: argparse.Namespace) -> int:
    """Run several strategies on one problem, on the same samples."""
    from tui import benching

    return _compared(benching.compare, options)


def bench(options: argparse.Namespace) -> int:
    """Compare strategies on a data set."""
    from tui import benching

    return _compared(benching.bench, options)


def _compared(act: Callable[..., bool], options: argparse.Namespace) -> int:
    agree = functools.partial(_agree_to_cost, options)
    whole = act(options, _configured(options), runs=_runs(options), unsafe=_agreed(options), agree=agree)
    return OK if whole else FAULT


def exit_status(board: Board) -> int:
    """The exit status that tells how a run ended."""
    if board.finished is None:
        return USAGE if board.stopped and board.stopped.failed else INTERRUPTED
    if board.budget_ended:
        return BUDGET
    return OK if board.finished.status == "selected" else BEST_EFFORT


# -------------------------------------------------------------------- watching


def _watch_live(options: argparse.Namespace, session: Session, begin: Callable[[], None] | None = None) -> int:
    """Watch a run to the end of its view; `begin` starts an engine at it first."""
    if _display(options) == "full":
        if begin:
            begin()
        status = _open_application(options, session)
        board = session.board()
        _write_output(options, board)
        return status or exit_status(board)
    from tui.headless import display_of, watch_session

    display = display_of(_display(options), session.problem(session.board()))
    board = watch_session(session, display, begin=begin)
    _write_output(options, board)
    if board.finished is None:
        reason = f"{board.stopped.reason.rstrip('.')}. " if board.stopped else ""
        sys.stderr.write(f"{reason}Go on with `sstar resume {session.directory.run}`.\n")
    return exit_status(board)


def _open_application(options: argparse.Namespace, session: Session | None, replay_speed: float | None = None) -> int:
    from tui.app import SStarApp  # Textual is imported only when a screen is wanted

    if session:
        session.board()  # a journal that cannot be read is told here, in words
    app = SStarApp(
        _runs(options),
        session,
        configured=_configured(options),
        replay_speed=replay_speed,
        unsafe=_agreed(options),
    )
    app.run()
    if app.return_code:
        return FAULT  # the application has said so
    if watched := app.last_session:
        from tui.reports import farewell

        print(farewell(watched.board(), running=watched.directory.busy()))
    return OK


def _write_output(options: argparse.Namespace, board: Board) -> None:
    path = getattr(options, "output", None)
    if path is None or board.selection is None:
        return
    text = board.text(board.selection.text)
    if path == "-":
        sys.stdout.write(text)
        return
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"The selected program could not be written to {path}: {error.strerror}. "
            "It is in the run's directory, too (see `sstar runs`)."
        ) from error


def _display(options: argparse.Namespace) -> str:
    """The display that was asked for; without a terminal, or on a dumb one, plain sentences."""
    if (display := _configured(options).config.display) != "auto":
        return display
    terminal = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    return "full" if terminal else "plain"


# -------------------------------------------------------------------- what was asked for


def _configured(options: argparse.Namespace) -> Loaded:
    """The configuration with the options of the command over it."""
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
    return engine.load_config(flags=flags)


def _session(options: argparse.Namespace) -> Session:
    from tui.session import Session

    return Session(engine.find_run(_runs(options), options.run), unsafe=_agreed(options))


@functools.cache
def _ask_for_consent() -> bool:
    """Ask whether programs may run open; without a terminal the option itself is the answer."""
    if not sys.stdin.isatty():
        return True
    sys.stderr.write(f"Programs cannot be closed in here; {engine.GUARANTEES['unisolated']}.\n")
    for item in engine.choose_tier().obstacles:
        sys.stderr.write(f"  not {item.tier}: {item.why}. {item.remedy}.\n")
    return _ask("Run them all the same?")


def _agree_to_cost(options: argparse.Namespace, made: Estimate, started: engine.RunStarted) -> None:
    """Print what a run will probably cost, and ask whether that may be."""
    from engine.projections.estimate import estimate_words
    from tui.estimating import agreement

    if not made.free:
        past = f", by {made.past_runs} earlier runs" if made.past_runs > 1 else ""
        sys.stderr.write(f"Estimate{past}: {estimate_words(made)}.\n")
    terminal = sys.stdin.isatty() and sys.stderr.isatty()
    agreement(_configured(options).config.confirm_above, yes=options.yes, ask=_ask if terminal else None)(made, started)


def _ask(question: str) -> bool:
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _agreed(options: argparse.Namespace) -> bool:
    """Whether a person agreed to run programs open; nobody is asked where they can be closed in."""
    if not getattr(options, "unsafe_execution", False) or engine.choose_tier().tier != "unisolated":
        return False
    return _ask_for_consent()


def _runs(options: argparse.Namespace) -> Path:
    return getattr(options, "runs", None) or engine.runs_folder()


def _latest_log(options: argparse.Namespace) -> Path:
    """The log of the engine that was started last, or where it would be."""
    folder = _runs(options)
    latest = next(iter(engine.list_runs(folder)), None)
    return (latest.path if latest else folder / "RUN") / engine.LOG


def _bundled_folder() -> Path:
    return next(iter(engine.bundled().values())).parent


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _complain(error: SStarError) -> None:
    sys.stderr.write(f"sstar: {error}\n")


ACTS = {
    "home": home,
    "demo": solve,
    "solve": solve,
    "new": new,
    "edit": edit,
    "resume": resume,
    "attach": attach,
    "replay": replay,
    "do": do,
    "why": why,
    "grade": grade,
    "diff": diff,
    "report": report,
    "export": export,
    "import": import_,
    "delete": delete,
    "runs": runs,
    "problems": problems,
    "compare": compare,
    "bench": bench,
    "locate": locate,
    "config show": machine.show_config,
    "config edit": machine.edit_config,
    "config path": machine.path_config,
    "config set": machine.set_config,
    "config unset": machine.set_config,
    "keys set": machine.set_key,
    "keys list": machine.list_keys,
    "keys path": machine.path_keys,
    "keys remove": machine.remove_key,
    "models": machine.models,
    "completion": machine.completion,
    "doctor": machine.doctor,
}

if __name__ == "__main__":
    sys.exit(main())
