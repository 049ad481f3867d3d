"""Makes the README's picture from a real run: `python assets/pictures/make.py RUN [--size 160x46] [--votes K]`.

The run is replayed on the real screen up to the K-th vote of the judge, and the screen is saved as SVG. Addresses of
web fonts are taken out, so that the picture loads nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import re
from pathlib import Path

import engine
from engine.events.selection import VoteCast
from tui.app import SStarApp
from tui.screens.run import RunScreen
from tui.session import Session


async def picture(run: str, width: int, height: int, votes: int) -> str:
    """The screen at a vote, as SVG."""
    session = Session(engine.find_run(engine.runs_folder(), run))
    entries = engine.read_journal(session.directory.journal)
    cast = [entry.seq for entry in entries if isinstance(entry.event, VoteCast)]
    app = SStarApp(engine.runs_folder(), session, replay=session.replay())
    async with app.run_test(size=(width, height)) as pilot:
        screen = app.screen
        assert isinstance(screen, RunScreen)
        assert screen.replay is not None
        screen.replay.pause()
        screen.replay.seek(cast[min(votes, len(cast)) - 1])
        while screen.board.seq < cast[min(votes, len(cast)) - 1]:
            await pilot.pause(0.05)
        await pilot.pause(0.3)
        svg = app.export_screenshot(title="sstar demo")
    return re.sub(r"@font-face\s*{.*?}", "", svg, flags=re.DOTALL)


def main() -> None:
    """Write run.svg beside this file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run")
    parser.add_argument("--size", default="160x46")
    parser.add_argument("--votes", type=int, default=5)
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    svg = asyncio.run(picture(options.run, width, height, options.votes))
    Path(__file__).with_name("run.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
