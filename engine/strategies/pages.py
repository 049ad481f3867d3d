"""What a strategy says of itself, for a person: the text beside its code, and what it asks of its models.

There is one text, the docstrings: a page shows them as they stand, so that screen and code cannot disagree about what
is done otherwise than published.
"""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import UsageError
from engine.steps.drawing import Draws, draws_of
from engine.steps.needing import Need, needs_of
from engine.strategies import STRATEGIES
from engine.strategies.outside import find_strategy, strategy_names

if TYPE_CHECKING:
    from collections.abc import Iterator

_APART = ("* ", "As published", "Here otherwise", "Stages:")
"""Beginnings of lines that begin a paragraph of their own."""
_NOTHING_PASSES = (
    "Where no program passes every public test, the closest one is given (most tests passed, then the smallest "
    "distance of its outputs, then the earliest), and called a best effort."
)
_NO_TEMPERATURE = (
    "Nor is a temperature set (but for pg-td, which asks for the likeliest tokens), since many models take none: "
    "samples differ by a hint in the prompt of each. Prompts are this program's own."
)
_LAST_GIVEN = (
    "Where the last program fails a public test, it is given all the same, as published, and called a best effort."
)
_LAST = ("self-refine",)
"""Strategies whose answer is the last program, whatever the tests say."""


class Page(Struct, frozen=True):
    """A strategy, explained."""

    name: str
    title: str
    """What it does, in a line."""
    paragraphs: tuple[str, ...]
    needs: tuple[Need, ...] = ()
    """What it asks of its models before it begins."""

    @property
    def need_lines(self) -> list[str]:
        """What it asks for, and what it does without, in sentences."""
        return [
            f"It asks whether the {need.role} offers: {need.capability}. Without it, {need.fallback}."
            for need in self.needs
        ]


def strategy_page(name: str) -> Page:
    """The page of a strategy, ours or another distribution's.

    Raises:
        UnknownNameError: there is none of that name.
        UsageError: it cannot be loaded.
    """
    strategy = find_strategy(name)
    module = sys.modules.get(strategy.__module__)
    own = inspect.cleandoc(strategy.__doc__ or "")
    about = inspect.cleandoc(module.__doc__ or "") if module else ""
    title = " ".join(own.partition("\n\n")[0].split()).partition("; None")[0].rstrip(".")
    fixed = _fixed(draws_of(strategy))
    # What holds for all of ours, nobody can say of another distribution's.
    common = (_NO_TEMPERATURE, _LAST_GIVEN if name in _LAST else _NOTHING_PASSES) if name in STRATEGIES else ()
    paragraphs = (*_paragraphs(about), *([fixed] if fixed else ()), *common)
    return Page(name, title or "(it says nothing of itself)", paragraphs, needs_of(strategy))


def _fixed(draws: Draws) -> str:
    """What it draws, whatever the settings say; empty where all of that is theirs."""
    samples = "one sample" if draws.samples == 1 else ""
    rounds = {None: "", 0: "no rounds after a first program", 1: "one round after a first program at most"}.get(
        draws.rounds, f"{draws.rounds} rounds after a first program at most"
    )
    said = " and ".join(filter(None, [samples, rounds]))
    return f"Whatever the settings say, it has {said}." if said else ""


def strategy_titles() -> dict[str, str]:
    """What each strategy does in a line; one that cannot be loaded is left out, `strategy_page` says why."""
    return {page.name: page.title for page in _pages()}


def _pages() -> Iterator[Page]:
    for name in strategy_names():
        try:
            yield strategy_page(name)
        except UsageError:
            continue


def _paragraphs(text: str) -> list[str]:
    """Paragraphs without the line breaks of the source; a list keeps an item a paragraph."""
    found: list[str] = []
    for block in text.split("\n\n"):
        begins = True
        for line in block.splitlines():
            if begins or line.startswith(_APART):
                found.append(line.strip())
            else:
                found[-1] = f"{found[-1]} {line.strip()}"
            begins = False
    return [paragraph for paragraph in found if paragraph]
