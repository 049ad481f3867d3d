"""Makes the pictures of the tutorial anew: `python assets/pictures/tutorial.py [--to FOLDER]`.

It gives the commands of assets/docs/deciding.md, in a home of its own, and looks at the real screen in each situation:
as text in three sizes (`NAME.txt`), and as SVG in one of them. The offline model plays with a seed, so only times
differ from one making to the next, and how far the answers are that are still being written.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from textual.pilot import Pilot

    from engine.projections.board import Board
    from tui.app import SStarApp
    from tui.session import Session

SIZES = ((80, 24), (120, 40), (200, 60))
DRAWN = (120, 40)
"""The size of the SVG pictures."""
RUN = ("solve", "kilnqueue", "--seed", "3", "--samples", "6", "--inputs", "16", "--pace", "0", "--display", "none")
SLOWLY = (*RUN, "--pace", "0.4")
"""The same run at the pace of a model, for what is seen while it goes on."""
_COMMAND = (sys.executable, "-m", "tui.cli")
_PATIENCE_SECONDS = 120.0
_SETTLED_SECONDS = 0.15
_WRITTEN, _SEVERAL = 150, 3
"""Characters of an answer from which on it is worth a look, and how many such answers show a run at work."""
_SAID = 40
"""The same for a judge."""
_WEB = re.compile(r"@font-face\s*{.*?}|<!--.*?-->", re.DOTALL)
"""Fonts that a picture would load from elsewhere, and who made it."""
_NAMES = re.compile(r"terminal-\d+")


def make(folder: Path) -> None:
    """Make every picture in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with subprocess.Popen([*_COMMAND, *SLOWLY], stdout=subprocess.DEVNULL) as going_on:
        _until(lambda board: bool(board.samples))
        asyncio.run(_watched(folder, {"solving": ("1", _solving), "judging": ("3", _judging)}))
        sstar("do", "last", "leave")
        going_on.wait(_PATIENCE_SECONDS)
    sstar(*RUN)
    pictures(folder, "selected", "3")
    pictures(folder, "why", "w", "down", "down")
    pictures(folder, "match", "3", "o")
    pictures(folder, "compare", "2", "c")
    sstar("do", "last", "decide", "M3", "C02")
    pictures(folder, "decided", "3")
    sstar("do", "last", "undo")
    pictures(folder, "undone", "3", drawn=False)
    sstar("do", "last", "edit", _selected(), "print(0)\\n")
    pictures(folder, "edited", "3")
    sstar("do", "last", "undo")
    pictures(folder, "replayed", "3", replayed=True, drawn=False)
    pictures(folder, "test", "2", "T")
    sstar("do", "last", "test", "2 3\\n1 3", "3")
    pictures(folder, "tested", "1")
    with subprocess.Popen([*_COMMAND, *RUN, "--judge", "human"], stdout=subprocess.DEVNULL) as waiting:
        try:
            _until(_asking)
            pictures(folder, "asked", "n")
        finally:
            waiting.kill()  # the view alone: the engine waits on
    pictures(folder, "attached", "1", drawn=False)
    sstar("do", "last", "leave")


def sstar(*words: str) -> None:
    """Give a command."""
    subprocess.run([*_COMMAND, *words], check=True, stdout=subprocess.DEVNULL)


def pictures(folder: Path, name: str, *keys: str, replayed: bool = False, drawn: bool = True) -> None:
    """Press keys on the run that was made last, or on its replay at a vote, and keep what is shown at each size."""
    shown = []
    for size in SIZES:
        text, svg = asyncio.run(_looked(size, keys, replayed))
        shown.append(f"{size[0]} x {size[1]}\n{text}\n")
        if drawn and size == DRAWN:
            (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
    (folder / f"{name}.txt").write_text("\n".join(shown), encoding="utf-8")


async def _looked(size: tuple[int, int], keys: Sequence[str], replayed: bool) -> tuple[str, str]:
    async with _opened(size, replayed) as (app, pilot):
        for key in keys:
            await pilot.press(key)
            await pilot.pause(_SETTLED_SECONDS)
        return _drawn(app)


async def _watched(folder: Path, moments: dict[str, tuple[str, Callable[[Board], bool]]]) -> None:
    """Watch the run that goes on, and keep what is shown at each moment, in all sizes."""
    from tui.screens.run import RunScreen

    async with _opened(SIZES[0], replayed=False) as (app, pilot):
        assert isinstance(app.screen, RunScreen)
        for name, (key, reached) in moments.items():
            give_up = time.monotonic() + _PATIENCE_SECONDS
            while not reached(app.screen.board):
                if time.monotonic() > give_up:
                    raise SystemExit(f"The run did not come to {name} in time.")
                await pilot.pause(_SETTLED_SECONDS / 3)
            await pilot.press(key)
            shown = []
            for size in SIZES:
                await pilot.resize_terminal(*size)
                await pilot.pause(_SETTLED_SECONDS)
                text, svg = _drawn(app)
                shown.append(f"{size[0]} x {size[1]}\n{text}\n")
                if size == DRAWN:
                    (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
            (folder / f"{name}.txt").write_text("\n".join(shown), encoding="utf-8")


def _drawn(app: SStarApp) -> tuple[str, str]:
    """What a person sees, dialogs included: as text and as SVG."""
    strips = app.screen._compositor.render_strips()  # noqa: SLF001 - nothing public gives it
    text = "\n".join(strip.text.rstrip() for strip in strips)
    svg = _WEB.sub("", app.export_screenshot(title="sstar"))
    return text, _NAMES.sub("terminal", svg)  # Rich numbers its style classes by what it draws


@asynccontextmanager
async def _opened(size: tuple[int, int], replayed: bool) -> AsyncIterator[tuple[SStarApp, Pilot[None]]]:
    import engine
    from tui.app import SStarApp
    from tui.screens.run import RunScreen
    from tui.session import Session

    session = Session(engine.find_run(engine.runs_folder(), "last"))
    app = SStarApp(engine.runs_folder(), session, replay=session.replay() if replayed else None)
    last = _first_vote(session) if replayed else session.board().seq
    async with app.run_test(size=size) as pilot:
        if replayed:
            assert isinstance(app.screen, RunScreen)
            assert app.screen.replay
            app.screen.replay.pause()
            app.screen.replay.seek(last)
        give_up = time.monotonic() + _PATIENCE_SECONDS
        while not (isinstance(app.screen, RunScreen) and app.screen.board.seq >= last):
            if time.monotonic() > give_up:
                raise SystemExit("The run was not drawn in time.")
            await pilot.pause(_SETTLED_SECONDS)
        await pilot.pause(2 * _SETTLED_SECONDS)
        yield app, pilot


def _first_vote(session: Session) -> int:
    """The event with which the judge first speaks."""
    import engine
    from engine.events.selection import VoteCast

    entries = engine.read_journal(session.directory.journal)
    return next(entry.seq for entry in entries if isinstance(entry.event, VoteCast))


def _selected() -> str:
    """The revision that the latest run has selected."""
    import engine
    from engine.projections.board import fold

    selection = fold(engine.read_journal(engine.find_run(engine.runs_folder(), "last").journal)).selection
    assert selection
    return str(selection.revision)


def _until(holds: Callable[[Board], bool]) -> None:
    """Wait until something holds of the run that was started last."""
    import engine
    from engine.errors import SStarError
    from engine.projections.board import fold

    give_up = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < give_up:
        with contextlib.suppress(SStarError):  # it is not there yet
            if holds(fold(engine.read_journal(engine.find_run(engine.runs_folder(), "last").journal))):
                return
        time.sleep(0.2)
    raise SystemExit("The run did not come so far in time.")


def _asking(board: Board) -> bool:
    """Whether a match waits for a person."""
    return bool(board.started and board.started.settings.judge == "human" and board.waiting_for_person())


def _solving(board: Board) -> bool:
    """Whether several samples are being written, and have come to something already."""
    calls = [board.calls[made.call] for sample in board.samples.values() for made in sample.rounds]
    return sum(call.state == "open" and len(call.answer) > _WRITTEN for call in calls) >= _SEVERAL


def _judging(board: Board) -> bool:
    """Whether a judge is saying why."""
    matches = board.bracket.matches.values() if board.bracket else ()
    return any(match.judging and len(board.calls[match.judging].answer) > _SAID for match in matches)


def main(about: str | None, name: str, make: Callable[[Path], None]) -> None:
    """Make the pictures of a page, in a home of their own.

    Args:
        about: what the script says of itself.
        name: of the folder beside this file.
        make: makes them in a folder.
    """
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent / name, metavar="FOLDER")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"SSTAR_HOME": home, "SSTAR_CONFIG_DIR": f"{home}/config", "LC_ALL": "C.UTF-8"}
        os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        os.environ.pop("NO_COLOR", None)
        (Path(home) / "tour-was-seen").touch()
        make(options.to)


if __name__ == "__main__":
    main(__doc__, "tutorial", make)
