"""Runs that are started, watched, played again, decided about and graded."""

from __future__ import annotations

import asyncio
import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import engine
from engine.errors import UsageError
from tui.asked import agree_to_cost, agreed, configured, display_name, print_lines, runs_folder, session_of
from tui.status import BEST_EFFORT, BUDGET, FAULT, INTERRUPTED, OK, USAGE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from engine.projections.board import Board
    from tui.arguments import Looked
    from tui.connection import ReplaySource
    from tui.orders import Order
    from tui.session import Session


def home(options: argparse.Namespace) -> int:
    """Open the application at its home screen."""
    return _open_application(options, None)


def solve(options: argparse.Namespace) -> int:
    """Start a new run and watch it."""
    from tui.starting import new_run  # imports the models and strategies

    session = new_run(
        options.problem,
        configured(options),
        runs_folder(options),
        unsafe=agreed(options),
        agree=functools.partial(agree_to_cost, options),
    )
    return _watch_live(options, session, begin=session.start)


def fork(options: argparse.Namespace) -> int:
    """Fork a run to another method or other settings, and watch the new one."""
    from tui.forking import plan_fork  # imports the models and strategies

    decisions = not options.without_decisions
    planned = plan_fork(
        session_of(options).directory,
        functools.partial(configured, options),
        runs_folder(options),
        unsafe=agreed(options),
        decisions=decisions,
    )
    about, estimate = planned.lines()
    kept = [f"  {item}\n" for item in planned.decided] if decisions else []
    heading = ["What you decided in it of samples, tests and inputs holds here as well:\n"] if kept else []
    sys.stderr.writelines([f"{about}\n", *heading, *kept])
    if planned.estimate.free:
        sys.stderr.write(f"{estimate}\n")
    agree_to_cost(options, planned.estimate, planned.started)
    session = planned.make(decisions=decisions)
    return _watch_live(options, session, begin=session.start)


def resume(options: argparse.Namespace) -> int:
    """Go on with a run that was left or killed."""
    session = session_of(options)
    board = session.board()
    if board.finished:
        raise UsageError(
            f"The run {session.directory.run} is finished ({board.finished.status}). "
            f"Look at it with `sstar replay {session.directory.run}`."
        )
    return _watch_live(options, session, begin=session.start)


def attach(options: argparse.Namespace) -> int:
    """Watch a run that an engine is at work on, or look at one that none is."""
    return _watch_live(options, session_of(options))


def replay(options: argparse.Namespace) -> int:
    """Play a run again, with the same screen."""
    session = session_of(options)
    if display_name(options) == "full":
        status = _open_application(options, session, session.replay(options.speed))
        _write_output(options, session.board())
        return status
    from tui.connection import ReplaySource
    from tui.headless import display_of, watch

    entries = engine.read_journal(session.directory.journal)
    speed = options.speed if options.real_time else 1e9
    board = asyncio.run(watch(ReplaySource(entries, speed), display_of(display_name(options), session.problem())))
    _write_output(options, board)
    return exit_status(board)


def do(options: argparse.Namespace) -> int:
    """Decide something in a run, from outside; a finished run is worked out anew by it."""
    from engine.projections.consequences import consequences
    from engine.projections.deciding import doubt
    from engine.projections.decision_words import words
    from engine.projections.wording import sentence
    from tui.arguments import Looked
    from tui.headless import carry_out, display_of, watch_session
    from tui.orders import order_help

    if options.words == ["help"]:
        print(order_help())
        return OK
    session = session_of(options)
    board = session.board()
    order = _order(Looked(board, session.problem()), options.words)
    if options.dry_run:
        said = consequences(board, order.override) if order.override else ["Nothing is made void."]
        print_lines([f"{words(order.override)}:" if order.override else f"{order.act}:", *said])
    if order.override and (unsure := doubt(board, session.problem(), order.override)):
        sys.stderr.write(f"{sentence(unsure)}\n")
    if options.dry_run:
        return OK
    again = not session.directory.busy()
    if again and not (board.finished and order.act in {"override", "undo", "redo"}):
        raise UsageError(
            f"No engine is at work on the run {session.directory.run}. Go on with "
            f"`sstar resume {session.directory.run}`, then say it again."
        )
    asyncio.run(carry_out(session, order, board.seq))
    if not again:
        print(sentence(f"taken: {words(order.override)}" if order.override else f"{order.act}: done"))
        return OK
    display = display_of("plain", session.problem())
    return exit_status(watch_session(session, display, since=board.seq))


def _order(here: Looked, said: list[str]) -> Order:
    """What a person wants; a decision without what it is about has that asked for, in numbered questions."""
    from tui.decisions import decision
    from tui.displays.forms import ask
    from tui.orders import read_order

    made = decision(said[0]) if len(said) == 1 else None
    if not said or (made and made.asks):
        return ask(here, said[0] if said else "", sys.stdin, print)
    return read_order(here, said)


def grade(options: argparse.Namespace) -> int:
    """Run the selected program on the secret tests, after the selection."""
    from tui.headless import Silence, watch_session

    session = session_of(options)
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


def exit_status(board: Board) -> int:
    """The exit status that tells how a run ended."""
    if board.finished is None:
        return USAGE if board.stopped and board.stopped.failed else INTERRUPTED
    if board.budget_ended:
        return BUDGET
    return OK if board.finished.status == "selected" else BEST_EFFORT


def _watch_live(options: argparse.Namespace, session: Session, begin: Callable[[], None] | None = None) -> int:
    """Watch a run to the end of its view; `begin` starts an engine at it first."""
    if display_name(options) == "full":
        if begin:
            begin()
        status = _open_application(options, session)
        board = session.board()
        _write_output(options, board)
        return status or exit_status(board)
    from tui.headless import display_of, watch_session

    display = display_of(display_name(options), session.problem())
    board = watch_session(session, display, begin=begin)
    _write_output(options, board)
    if board.finished is None:
        reason = f"{board.stopped.reason.rstrip('.')}. " if board.stopped else ""
        sys.stderr.write(f"{reason}Go on with `sstar resume {session.directory.run}`.\n")
    return exit_status(board)


def _open_application(options: argparse.Namespace, session: Session | None, replay: ReplaySource | None = None) -> int:
    from tui.app import SStarApp  # Textual is imported only when a screen is wanted
    from tui.hanging_up import leave_with_terminal

    if session:
        _ = session.started  # a run that cannot be opened is told here, in words
    app = SStarApp(
        runs_folder(options),
        session,
        configured=configured(options),
        replay=replay,
        unsafe=agreed(options),
    )
    leave_with_terminal()
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
