"""Questions of the plain display: numbered, answered on standard input, in scripts as well as by ear.

A number answers the question that is open, or the next one: lines that come before their question wait for it. Any
other line is an order, as `sstar do` takes them; the name of a decision alone has what it wants asked for, piece by
piece.
"""

from __future__ import annotations

import asyncio
import shlex
import sys
import threading
from typing import TYPE_CHECKING

from engine.errors import SStarError
from engine.events.commands import Refused
from engine.projections.deciding import decide_match
from engine.projections.decision_words import words
from tui.arguments import Looked
from tui.decisions import decision
from tui.displays.forms import CANCEL, Form
from tui.orders import Order, order_help, read_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.events.run import RunStarted
    from engine.problem.model import Problem
    from engine.projections.board import Board
    from engine.projections.pieces import Match
    from tui.connection import Source


class Prompter:
    """Asks what waits for a person, and gives the engine the answers."""

    def __init__(self, source: Source, say: Callable[[str], None], problem: Problem | None = None) -> None:
        """Prepare to ask.

        Args:
            source: the engine.
            say: prints a line.
            problem: brings the names and expected outputs of its tests.
        """
        self._source = source
        self._say = say
        self._problem = problem
        self._board: Board | None = None
        self._asked = ""
        self._form: Form | None = None
        """A decision that is being put together."""
        self._answered: set[tuple[str, str]] = set()
        self._open = asyncio.Event()
        self._lines: asyncio.Queue[str] = asyncio.Queue()

    def look(self, board: Board) -> None:
        """Take in how the run stands; asks when something waits that was not asked yet."""
        self._board = board
        match = self._waiting()
        if match is None:
            self._asked = ""
            self._open.clear()
        elif match.plan.match != self._asked:
            self._asked = match.plan.match
            self._ask(match)
            self._open.set()

    def _waiting(self) -> Match | None:
        assert self._board
        bracket = self._board.bracket.drawn.bracket if self._board.bracket else ""
        waiting = self._board.waiting_for_person()
        return next((match for match in waiting if (bracket, match.plan.match) not in self._answered), None)

    def _ask(self, match: Match) -> None:
        for line in (
            f"Your decision on match {match.plan.match.removeprefix('M')}:",
            f"  1  {match.left} is right",
            f"  2  {match.right} is right",
            "Type a number and Enter, or an order; help lists the orders.",
        ):
            self._say(line)

    def hear(self, lines: Iterable[str]) -> None:
        """Read lines in a thread of its own, which may wait for ever."""
        loop = asyncio.get_running_loop()

        def read() -> None:
            for line in lines:
                try:
                    loop.call_soon_threadsafe(self.type, line)
                except RuntimeError:
                    return  # the run is over, and nobody listens any more

        threading.Thread(target=read, daemon=True, name="prompts").start()

    def type(self, line: str) -> None:
        """Take a line as if it had been read."""
        self._lines.put_nowait(line)

    async def answer(self) -> None:
        """Carry out line after line, until cancelled."""
        while True:
            await self._carry_out((await self._lines.get()).strip())
            self._lines.task_done()

    async def rest(self) -> None:
        """Wait until every line that was typed is carried out."""
        await self._lines.join()

    async def _carry_out(self, line: str) -> None:
        if self._form:
            await self._fill_in(line)
        elif line.isdigit():
            await self._open.wait()
            await self._choose(int(line))
        elif line == "help":
            self._say(order_help())
        elif line:
            await self._order(line)

    async def _choose(self, number: int) -> None:
        assert self._board
        match = self._waiting()
        if match is None or not self._board.bracket:
            return
        if number not in {1, 2}:
            self._say(f"There is no answer {number}: type 1 or 2.")
            return
        side = match.left if number == 1 else match.right
        self._answered.add((self._board.bracket.drawn.bracket, match.plan.match))
        self._open.clear()
        if not await self._give(Order("override", decide_match(self._board, match.plan.match, side))):
            self._answered.discard((self._board.bracket.drawn.bracket, match.plan.match))
            self._open.set()
        self.look(self._board)

    @property
    def _here(self) -> Looked:
        assert self._board
        return Looked(self._board, self._problem)

    async def _fill_in(self, line: str) -> None:
        """Take an answer to the open form, and give its order once it is complete."""
        form = self._form
        assert form
        if line == CANCEL:
            self._form = None
            self._say("Nothing is decided.")
            return
        if complaint := form.answer(self._here, line):
            self._say(complaint)
        if not form.complete:
            self._ask_on(form)
            return
        self._form = None
        try:
            order = form.order(self._here)
        except SStarError as error:
            self._say(str(error))
            return
        await self._give(order)

    def _ask_on(self, form: Form) -> None:
        for question in form.question(self._here):
            self._say(question)

    async def _order(self, line: str) -> None:
        made = decision(line)
        if made and made.asks:
            self._form = Form(made)
            self._ask_on(self._form)
            return
        try:
            order = read_order(self._here, shlex.split(line))
        except (SStarError, ValueError) as error:
            self._say(str(error))
            return
        if order.act == "undo":
            self._answered.clear()  # what was decided may wait again
        await self._give(order)

    async def _give(self, order: Order) -> bool:
        answer = await self._source.command(order.act, order.override, order.number, "plain display")
        if isinstance(answer, Refused):
            self._say(f"Not done: {answer.reason}.")
        elif order.override:
            self._say(f"Taken: {words(order.override)}. undo takes it back.")
        return not isinstance(answer, Refused)


def wanted(started: RunStarted) -> bool:
    """Whether a person should be asked: at a terminal, or when the run was started to ask one."""
    return started.settings.judge != "model" or sys.stdin.isatty()
