"""What a run, and each part of it, took: calls, tokens, time, money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.projections.costs import ROLE_WORDS, board_cost_words, cost_words, price_words
from engine.projections.origin import origin_words, taken_words
from engine.projections.statements import Costs, Statement
from engine.projections.statistics import Work, sample_work, statistics, work
from engine.projections.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.projections.board import Board
    from engine.projections.evidence.case import Case
    from engine.projections.ledger import Spent
    from engine.projections.pieces import Match, Sample


def cost(case: Case) -> Statement:
    """Tell what the run took, in all and by stage."""
    numbers = statistics(case.board)
    seq = case.board.seq  # a sum over all events up to here
    parts = tuple(
        Statement(f"{part.stage}: {_spent(part.work)}", seq, detail=Costs(part.work)) for part in numbers.stages
    )
    text = f"the run took {numbers.elapsed_seconds:.1f} s; {_spent(numbers.total)}"
    return Statement(text, seq, (*parts, *_money(case), *_taken(case.board)), Costs(numbers.total))


def _taken(board: Board) -> Iterator[Statement]:
    """Tell what was taken over, in a run that was forked."""
    if board.started and (origin := board.started.origin):
        yield Statement(f"forked from {origin_words(origin)}: {taken_words(board)} taken over, and not paid again", 1)


def _money(case: Case) -> Iterator[Statement]:
    """Tell what the calls cost: in all, by what they were for, and by model."""
    board = case.board
    if board.started is None or not board.ledger.total.answers:
        return
    ledger = board.ledger
    roles = tuple(
        Statement(f"{ROLE_WORDS[role]}: {_tokens(spent)}, {board_cost_words(board, spent)}", board.seq)
        for role, spent in ledger.roles.items()
    )
    models = tuple(
        Statement(
            f"{model}: {_tokens(spent)}, {cost_words(spent, {ledger.price(model).kind})}; "
            f"{price_words(ledger.price(model))}",
            board.seq,
        )
        for model, spent in ledger.models.items()
    )
    yield Statement(f"cost: {board_cost_words(board)}; {_tokens(ledger.total)}", 1, (*roles, *models))


def _tokens(spent: Spent) -> str:
    cached = f" ({spent.cached_tokens:,} from the cache)" if spent.cached_tokens else ""
    thought = f" ({spent.thinking_tokens:,} of thinking)" if spent.thinking_tokens else ""
    return f"{counted(spent.input_tokens, 'input token')}{cached}, {spent.output_tokens:,} output{thought}"


def sample_cost(case: Case, sample: Sample) -> Statement:
    """Tell what one sample took."""
    own = sample_work(case.board, sample.number)
    spent = case.board.ledger.samples.get(sample.number)
    money = f", {board_cost_words(case.board, spent)}" if spent else ""
    return Statement(f"{sample.name} took {_spent(own)}{money}", case.board.seq, detail=Costs(own))


def match_cost(case: Case, match: Match) -> tuple[Statement, ...]:
    """Tell what the judge's votes on a match took; nothing where no judge was asked."""
    keys = dict.fromkeys([*(item.call for item in match.asked), *(vote.call for vote in match.votes)])
    calls = [case.board.calls[key] for key in keys if key in case.board.calls]
    if not calls:
        return ()
    own = work(case.board, calls, ())
    return (Statement(f"the judge took {_spent(own)}", max(call.seq for call in calls), detail=Costs(own)),)


def _spent(taken: Work) -> str:
    parts = []
    if taken.calls:
        tokens = counted(taken.output_tokens, "output token")
        parts.append(f"{counted(taken.calls, 'call')} with {tokens} in {taken.model_seconds:.1f} s of model time")
    if taken.executions:
        parts.append(f"{counted(taken.executions, 'execution')} in {taken.cpu_seconds:.2f} s of CPU")
    if taken.checks:
        parts.append(counted(taken.checks, "check"))
    return ", ".join(parts) or "nothing"
