"""Questions of the plain display: numbered, answered on standard input, in scripts as well as by ear.

A number answers the question that is open, or the next one: lines that come before their question wait for it. Any
other line is an order, as `sstar do` takes them, or asks to be told something; the name of a decision alone, or its
number in the menu, has what it wants asked for, piece by piece.
"""

from __future__ import annotations

import asyncio
import shlex
import sys
import threading
from typing import TYPE_CHECKING

from engine.errors import SStarError
from engine.events.commands import Refused
from engine.projections.consequences import consequences
from engine.projections.deciding import decide_match
from engine.projections.decision_words import words
from engine.projections.wording import sentence
from tui.arguments import Looked
from tui.decisions import decision
from tui.displays.forms import CANCEL, LEFT, Form, chosen_from_menu, menu
from tui.displays.tellings import TELLINGS, tell, telling_help
from tui.orders import Order, order_help, read_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.events.run import RunStarted
    from engine.problem.model import Problem
    from engine.projections.board import Board
    from engine.projections.pieces import Match
    from tui.connection import Source
    from tui.decisions import Decision


MENU = "menu"


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
        self._in_menu = False
        """Whether a number chooses a decision."""
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
        assert self._board
        self._say(f"Your decision on match {match.plan.match.removeprefix('M')}:")
        for number, side in ((1, match.left), (2, match.right)):
            follows = consequences(self._board, decide_match(self._board, match.plan.match, side))
            self._say(" ".join([f"  {number}  {side} is right.", *follows]))
        self._say("Type a number and Enter, or an order; help lists the orders.")

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
        elif self._in_menu:
            self._pick(line)
        elif line.isdigit():
            await self._open.wait()
            await self._choose(int(line))
        elif line == "help":
            self._say(f"  {MENU:28} all decisions by number")
            self._say(telling_help())
            self._say(order_help())
        elif line == MENU:
            self._in_menu = True
            self._say_all(menu())
        elif line:
            await self._order(line)

    def _pick(self, line: str) -> None:
        """Take a number of the menu."""
        self._in_menu = False
        if line == CANCEL:
            self._say(LEFT)
        elif made := chosen_from_menu(line):
            self._begin(made)
        else:
            self._say(f"There is no decision {line}. {LEFT}")

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
        """Take an answer to the open form, and give its order once the person agrees to it."""
        form = self._form
        assert form
        if said := form.answer(self._here, line):
            self._say(said)
        if not form.over:
            self._say_all(form.question(self._here))
            return
        self._form = None
        if form.order:
            await self._give(form.order)

    def _begin(self, made: Decision) -> None:
        self._form = Form(made)
        self._say_all(self._form.question(self._here))

    def _say_all(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._say(line)

    async def _order(self, line: str) -> None:
        try:
            words = shlex.split(line)
            if words[0] in TELLINGS:
                self._say_all(tell(self._here, words[0], words[1:]))
                return
            if (made := decision(line)) and made.asks:
                self._begin(made)
                return
            order = read_order(self._here, words)
        except (SStarError, ValueError) as error:
            self._say(str(error))
            return
        if order.act == "undo":
            self._answered.clear()  # what was decided may wait again
        await self._give(order)

    async def _give(self, order: Order) -> bool:
        answer = await self._source.command(order.act, order.override, order.number, "plain display")
        if isinstance(answer, Refused):
            self._say(sentence(f"not done: {answer.reason}"))
        elif order.override:
            self._say(f"Taken: {words(order.override)}. undo takes it back.")
        return not isinstance(answer, Refused)


def wanted(started: RunStarted) -> bool:
    """Whether a person should be asked: at a terminal, or when the run was started to ask one."""
    return started.settings.judge != "model" or sys.stdin.isatty()
