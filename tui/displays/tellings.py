"""What the plain display tells of a run when it is asked: what a person sees of it on the screen, in sentences."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import UsageError
from engine.projections.comparison import compare
from engine.projections.costs import board_cost_words
from engine.projections.decision_words import words
from engine.projections.lineage import lines, why
from engine.projections.wording import counted, sentence
from tui.arguments import find_revision, find_sample
from tui.displays.plain_matches import match_lines
from tui.glyphs import ASCII
from tui.reports import comparison_lines
from tui.surfaces.words import sample_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tui.arguments import Looked


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing that can be asked for."""

    name: str
    usage: str
    about: str
    least: int
    """Words that it needs."""
    most: int
    tell: Callable[..., Iterable[str]]
    """Of `Looked` and the words. Raises UsageError when one names nothing."""


def _status(here: Looked) -> list[str]:
    board = here.board
    states = Counter(sample_state(sample, ASCII).word for sample in board.samples.values())
    said = [sentence(", ".join(f"{counted(many, 'sample')}: {word}" for word, many in states.items()))]
    if board.bracket:
        decided = sum(match.decided is not None for match in board.bracket.matches.values())
        said.append(f"{decided} of {counted(len(board.bracket.matches), 'match', 'matches')} decided.")
    if waiting := [match.plan.match for match in board.waiting_for_person()]:
        said.append(f"{', '.join(waiting)} {'waits' if len(waiting) == 1 else 'wait'} for you.")
    if board.selection:
        said.append(f"Selected: {board.selection.revision}, confidence {board.selection.confidence:.2f}.")
    state = "finished" if board.finished else "paused" if board.paused else "going on"
    return [*said, f"The run is {state}. Cost: {board_cost_words(board)}."]


def _decisions(here: Looked) -> list[str]:
    made, standing = here.board.overrides.made, here.board.overrides.standing
    told = [
        f"{number}: {words(item.override)}{'' if number in standing else ', taken back'}."
        for number, item in made.items()
    ]
    return told or ["You have decided nothing yet."]


def _why(here: Looked, sample: str = "") -> list[str]:
    return lines(why(here.board, find_sample(here.board, sample).number if sample else None, here.problem))


def _program(here: Looked, word: str) -> list[str]:
    revision, _ = find_revision(here.board, word)
    if revision not in here.board.revisions:
        raise UsageError(f"{revision} has no program.")
    text = here.board.program_text(revision).splitlines()
    return [f"{revision}, {counted(len(text), 'line')}:", *(f"{at}: {line}" for at, line in enumerate(text, 1))]


def _match(here: Looked, name: str) -> list[str]:
    return match_lines(here.board, name)


def _diff(here: Looked, left: str, right: str) -> Iterable[str]:
    one, other = (find_revision(here.board, word)[0] for word in (left, right))
    return comparison_lines(compare(here.board, one, other, here.problem))


TELLINGS = {
    item.name: item
    for item in (
        Telling("status", "", "how the run stands", 0, 0, _status),
        Telling("why", "[SAMPLE]", "why this program, or why not that sample", 0, 1, _why),
        Telling("match", "MATCH", "all inputs of a match, what both sides do on them, every vote", 1, 1, _match),
        Telling("program", "ROUND", "a program, line by line", 1, 1, _program),
        Telling("diff", "ROUND ROUND", "two programs: text, tests, inputs on which they differ", 2, 2, _diff),
        Telling("decisions", "", "what you have decided, with its numbers", 0, 0, _decisions),
    )
}


def tell(here: Looked, name: str, arguments: list[str]) -> list[str]:
    """Tell what was asked for. Raises UsageError."""
    telling = TELLINGS[name]
    if not telling.least <= len(arguments) <= telling.most:
        raise UsageError(f"It reads: {name} {telling.usage}".rstrip() + f" ({telling.about}).")
    return list(telling.tell(here, *arguments))


def telling_help() -> str:
    """What can be asked for, one a line."""
    return "\n".join(f"  {f'{item.name} {item.usage}'.rstrip():28} {item.about}" for item in TELLINGS.values())
