"""The head of the run screen: what is solved, how far it is, what it has used, and what to beware of."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from engine.projections.costs import FREE, OWN_SERVER, board_cost, dollars
from tui.surfaces.text import Line, Row, Span, cells, clean, frame
from tui.surfaces.words import count, duration, short_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.projections.board import Board
    from tui.surfaces.focus import Focus
    from tui.surfaces.text import Look

_TOURNAMENTS = frozenset({"s-star", "s-star-paper"})
"""Strategies of which it is known beforehand that they look for inputs and play."""
NOTICE_BELOW = 52
"""Cells below which the model's notice is cut at its first comma, so that the tier stays beside it."""
SHORT_BELOW = 76
"""Cells below which only the present stage is named."""


class Fact(NamedTuple):
    """Something to show, and how long to hold on to it: facts of low weight leave first."""

    weight: int
    spans: tuple[Span, ...]


def paint(board: Board, focus: Focus, width: int, height: int, look: Look) -> list[Line]:
    """Paint one line, or two when there is room."""
    if board.started is None:
        return frame(
            [Row(width, look).put(" Starting the engine", "dim").put(look.glyphs.ellipsis, "dim").line()], height
        )
    if height < 2:
        return frame(
            [
                _fit(
                    [
                        *_caution(board, short=width < NOTICE_BELOW),
                        *_waiting(board),
                        *_identity(board),
                        *_progress(board, focus),
                    ],
                    width,
                    look,
                )
            ],
            height,
        )
    stages = _stages(board, look, short=width < SHORT_BELOW)
    first = _fit([*_identity(board), stages, *_waiting(board), *_state(board)], width, look)
    return frame(
        [first, _fit([*_progress(board, focus), *_caution(board, short=width < NOTICE_BELOW)], width, look)], height
    )


def _fact(weight: int, text: str, style: str = "") -> Fact:
    return Fact(weight, (Span(text, style),))


def _identity(board: Board) -> list[Fact]:
    assert board.started
    return [_fact(80, board.started.problem.title, "title"), _fact(20, board.started.strategy, "dim")]


def _stages(board: Board, look: Look, *, short: bool) -> Fact:
    """The way through the run, with the present stage in it."""
    glyphs = look.glyphs
    spans: list[Span] = []
    stages = _way(board)
    reached = stages.index(_present(board, stages))
    if short:
        words = f"{look.glyphs.run} {stages[reached]} ({reached + 1} of {len(stages)})"
        return Fact(60, (Span(words, "ok" if board.stage == "selected" else "live"),))
    for index, stage in enumerate(stages):
        if index:
            spans.append(Span(f" {glyphs.line} ", "rule"))
        done = index < reached or board.stage == "selected"
        sign = glyphs.ok if done else glyphs.run if index == reached else glyphs.wait
        spans.append(Span(f"{sign} {stage}", "ok" if done else "live" if index == reached else "dim"))
    return Fact(60, tuple(spans))


def _way(board: Board) -> list[str]:
    """The stages of the run: those that there were, and while it goes on those that its method is known to come to."""
    assert board.started
    to_come = board.selection is None and board.started.strategy in _TOURNAMENTS
    found = {
        "samples": True,
        "inputs": bool(board.inputs) or to_come,
        "tests": bool(board.method.tests),
        "ranking": board.method.ranking is not None,
        "tournament": board.bracket is not None or to_come,
        "selected": True,
    }
    return [stage for stage, there in found.items() if there]


def _present(board: Board, stages: Sequence[str]) -> str:
    """The stage that the run is in: of those on its way the last that has begun."""
    if board.stage in {"samples", "selected"}:
        return board.stage
    begun = [stage for stage in stages if stage not in {"tournament", "selected"}]
    return "tournament" if board.bracket else begun[-1]


def _waiting(board: Board) -> list[Fact]:
    """That nothing but the person can decide something."""
    waiting = board.waiting_for_person()
    if not waiting or board.finished:
        return []
    verb = "waits" if len(waiting) == 1 else "wait"
    return [_fact(98, f"{count(len(waiting), 'match', 'matches')} {verb} for you: n", "human")]


def _state(board: Board) -> list[Fact]:
    """Anything that keeps the run from going on."""
    if board.finished and board.finished.status == "selected":
        return [_fact(15, "finished", "ok")]
    if board.budget_ended and not (board.finished and board.finished.status != "budget ended"):
        return [_fact(75, f"budget ended: {board.budget_ended.reason}", "warn")]
    if board.finished:
        return [_fact(75, f"finished: {board.finished.status}", "warn")]
    if board.stopped:
        return [_fact(75, "engine stopped", "warn")]
    return [_fact(75, "paused", "warn")] if board.paused else []


def _progress(board: Board, focus: Focus) -> list[Fact]:
    assert board.started
    settings = board.started.settings
    alive = sum(1 for sample in board.samples.values() if sample.state == "survivor")
    elapsed = board.elapsed if focus.now is None or board.finished else max(0.0, focus.now - board.began_at)
    facts = [
        *_delayed(board, focus),
        _fact(55, f"{alive} of {settings.samples} pass", "ok" if alive else ""),
        _calls(board),
        _tokens(board),
        _cost(board),
        _fact(45, duration(elapsed)),
    ]
    if settings.budget_seconds and not board.finished:
        facts.append(_fact(42, f"{duration(settings.budget_seconds - elapsed)} left"))
    return facts


def _calls(board: Board) -> Fact:
    """How many were made; in a forked run, how many need not be, which is why there is one."""
    assert board.started
    budget = board.started.settings.budget_calls
    calls = f"{board.calls_sent}/{budget} calls" if budget else count(board.calls_sent, "call")
    taken = board.ledger.taken.answers
    return _fact(47, f"{calls}, {taken} taken over") if taken else _fact(40, calls)


def _delayed(board: Board, focus: Focus) -> list[Fact]:
    """How many calls wait to be sent again, and for how long; nothing without a clock."""
    left = [at - focus.now for at in board.delayed.values() if focus.now is not None and at > focus.now]
    if not left or board.stopped:
        return []
    waiting = "1 call waits" if len(left) == 1 else f"{len(left)} calls wait"
    return [_fact(58, f"{waiting} {ceil(min(left))} s", "warn")]


def _tokens(board: Board) -> Fact:
    """Tokens of answers, or all of them against their budget."""
    assert board.started
    if budget := board.started.settings.budget_tokens:
        return _fact(41, f"{short_number(board.ledger.total.all_tokens)}/{short_number(budget)} tokens")
    return _fact(30, f"{short_number(board.output_tokens)} tokens")


def _cost(board: Board) -> Fact:
    """What it has cost so far: the first thing to go where nobody sends a bill."""
    assert board.started
    words, budget = board_cost(board), board.started.settings.budget_dollars
    if budget:
        return _fact(43, f"{words}/{dollars(budget)}")
    return _fact(10, words, "dim") if words in {FREE, OWN_SERVER} else _fact(38, words)


def _caution(board: Board, *, short: bool) -> list[Fact]:
    """What a person must not overlook: it leaves last."""
    if board.engine is None:
        return []
    facts = []
    if board.engine.notice:
        notice = board.engine.notice.partition(",")[0] if short else board.engine.notice
        facts.append(_fact(100, notice, "warn"))
    elif board.started:
        facts.append(_fact(22, ", ".join(dict.fromkeys(board.started.models.values())), "dim"))
    if board.notes:
        facts.append(_fact(65, f"{count(len(board.notes), 'note')}: w", "warn"))
    if board.engine.tier == "unisolated":
        facts.append(_fact(95, "unisolated", "bad"))
    elif board.engine.tier:
        facts.append(_fact(25, f"sandbox {board.engine.tier}", "dim"))
    return facts


def _fit(facts: Sequence[Fact], width: int, look: Look) -> Line:
    """As many of the weightiest facts as there is room for, in their order."""
    gap = f" {look.glyphs.bar} "
    sizes = [sum(cells(clean(span.text, look)) for span in fact.spans) for fact in facts]
    kept = set(range(len(facts)))
    while len(kept) > 1 and 1 + sum(sizes[index] for index in kept) + len(gap) * (len(kept) - 1) > width:
        kept.remove(min(kept, key=lambda index: facts[index].weight))
    row = Row(width, look).put(" ")
    for position, index in enumerate(sorted(kept)):
        row.put(gap if position else "", "rule").extend(facts[index].spans)
    return row.line()
