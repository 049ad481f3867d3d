"""The law: live, followed and replayed, the same journal gives the same screen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from pilots import SIZES, copied, engine_at

import engine
from engine.problem.kattis import read_package
from engine.projections.board import Board
from tui.connection import FollowSource, LiveSource, ReplaySource, take_in
from tui.glyphs import ASCII, UNICODE
from tui.situation import Situation
from tui.surfaces import screen
from tui.surfaces.focus import Focus
from tui.surfaces.text import Look

if TYPE_CHECKING:
    from pathlib import Path

    from tui.connection import Source
    from tui.situation import View

VIEWS: tuple[View, ...] = ("samples", "sample", "bracket", "statement")


async def board_at_the_end(source: Source, last: int) -> Board:
    board = Board()
    async for batch in source.batches():
        board = take_in(board, batch)
        if board.seq >= last:
            break
    await source.close()
    return board


def drawn(board: Board, size: tuple[int, int], view: View, look: Look) -> str:
    assert board.started
    problem = read_package(engine.bundled()["kilnqueue"]).problem
    scene = screen.Scene(board, Focus(), Situation(board, view=view), problem)
    return "\n".join(line.text for line in screen.paint(scene, *size, look))


@pytest.fixture(scope="module")
def boards(finished: engine.RunDirectory, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Board]:
    folder: Path = tmp_path_factory.mktemp("law")

    async def watch() -> dict[str, Board]:
        directory = copied(finished, folder)
        entries = engine.read_journal(directory.journal)
        last = entries[-1].seq
        async with engine_at(directory):
            live = await board_at_the_end(LiveSource(directory.socket), last)
        followed = await board_at_the_end(FollowSource(directory.journal, finish_at_end=True), last)
        replayed = await board_at_the_end(ReplaySource(entries, speed=1e9), last)
        return {"live": live, "followed": followed, "replayed": replayed}

    return asyncio.run(watch())


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_all_sources_draw_the_same(boards: dict[str, Board], size: tuple[int, int], view: View, glyphs: object) -> None:
    look = Look(glyphs)  # type: ignore[arg-type]
    screens = {drawn(board, size, view, look) for board in boards.values()}
    assert len(screens) == 1
    assert "Kiln Queue" in screens.pop()
