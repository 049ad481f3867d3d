"""Asking for another method for a run, and starting it there on what the run knows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from engine.errors import SStarError
from tui.screens.dialogs import Choice, Question
from tui.screens.methods import StrategyPicker

if TYPE_CHECKING:
    from textual.app import App

    from engine import RunDirectory
    from tui.forking import Forking
    from tui.launcher import Launcher

_SHOWN = 4
"""Decisions that the question names; the others are counted."""


def ask_for_fork(app: App[None], launcher: Launcher, directory: RunDirectory) -> None:
    """Ask which method shall select from what a run knows, say what will be taken over and paid, and start it."""

    def chosen(strategy: str | None) -> None:
        if strategy is None:
            return
        try:
            planned = launcher.forking(directory, strategy)
        except SStarError as error:
            _refuse(app, error)
        else:
            app.push_screen(Question("\n".join(_words(planned)), _choices(planned)), partial(answered, planned))

    def answered(planned: Forking, answer: str | None) -> None:
        if answer in {"fork", "bare"}:
            try:
                launcher.start(planned.make(decisions=answer == "fork"))
            except SStarError as error:
                _refuse(app, error)

    try:
        current = launcher.strategy_of(directory)
    except SStarError as error:
        _refuse(app, error)
        return
    question = f"{directory.run} by which other method? What it knows is not paid again."
    app.push_screen(StrategyPicker(launcher.titles(), launcher.page, current, question), chosen)


def _refuse(app: App[None], error: SStarError) -> None:
    app.notify(str(error), title="Not forked", severity="error", timeout=15)


def _words(planned: Forking) -> list[str]:
    decided = planned.decided
    more = [f"  and {len(decided) - _SHOWN} more"] if len(decided) > _SHOWN else []
    kept = [f"  {item}" for item in decided[:_SHOWN]] + more
    return [*planned.lines(), *(["What you decided there holds here as well:", *kept] if kept else [])]


def _choices(planned: Forking) -> list[Choice]:
    bare = Choice("bare", "Without", "what you decided is left out") if planned.decided else None
    fork = Choice("fork", "Fork", f"start {planned.started.strategy} on what is known; the other run stays as it is")
    return [Choice("cancel", "Cancel", "nothing is started"), fork, *([bare] if bare else [])]
