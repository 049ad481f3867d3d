"""What a run will probably cost, from its problem, its choices and past runs; and who must agree to it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import engine
from engine.errors import JournalError, UsageError
from engine.events.run import RunStarted
from engine.projections.costs import dollars
from engine.projections.estimate import (
    NOTHING_TAKEN,
    Estimate,
    Experience,
    Range,
    Taken,
    estimate,
    estimate_words,
    experience_of,
)
from engine.projections.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from engine.problem.model import Problem

_LOOKED_AT = 40
"""Past runs whose first line is read, the newest first."""
_LEARNT_FROM = 4
"""Past runs of the same models that are read to the end."""
_LONGEST_BYTES = 20_000_000
"""A longer journal is not read: it would take a second."""


def estimate_run(started: RunStarted, problem: Problem, runs: Path, taken: Taken = NOTHING_TAKEN) -> Estimate:
    """Estimate a run; past ones are looked at only when somebody sends a bill.

    Args:
        started: what was chosen, with the prices of its models.
        problem: what it works on.
        runs: the folder of runs.
        taken: answers that need not be paid, as in `estimate`.
    """
    first = estimate(started, problem, taken=taken)
    return first if first.free else estimate(started, problem, experience(runs, started.models), taken)


def summed(made: Sequence[Estimate], times: int) -> Estimate:
    """What several runs take together, each done so many times."""

    def total(ranges: Sequence[Range]) -> Range:
        return Range(times * sum(item.low for item in ranges), times * sum(item.high for item in ranges))

    priced = [item.dollars for item in made if item.dollars]
    return Estimate(
        calls=total([item.calls for item in made]),
        tokens=total([item.tokens for item in made]),
        dollars=total(priced) if priced else None,
        unpriced=tuple(dict.fromkeys(model for item in made for model in item.unpriced)),
        kinds=tuple(dict.fromkeys(kind for item in made for kind in item.kinds)),
        past_runs=max((item.past_runs for item in made), default=0),
    )


def experience(runs: Path, models: Mapping[str, str]) -> Experience:
    """How long answers were in the latest runs of the same models; read again only when there is a new run."""
    latest = engine.list_runs(runs)[:_LOOKED_AT]
    return _experience(tuple(item.path for item in latest), tuple(sorted(models.items())))


@functools.lru_cache(maxsize=8)
def _experience(latest: tuple[Path, ...], models: tuple[tuple[str, str], ...]) -> Experience:
    return experience_of(_past([engine.RunDirectory(path) for path in latest], dict(models)))


def _past(latest: Sequence[engine.RunDirectory], models: dict[str, str]) -> Iterator[Ledger]:
    found = 0
    for directory in latest:
        if found == _LEARNT_FROM:
            return
        try:
            if _models_of(directory.journal) != models or directory.journal.stat().st_size > _LONGEST_BYTES:
                continue
            ledger = Ledger()
            for entry in engine.read_journal(directory.journal):
                ledger.learn(entry.event)
        except (JournalError, OSError):
            continue  # whoever opens that run is told what is wrong with it
        if ledger.total.answers:
            found += 1
            yield ledger


def _models_of(journal: Path) -> dict[str, str] | None:
    """The models of a run, from the first line of its journal."""
    import msgspec

    from engine.events.codec import decode_entry

    with journal.open("rb") as file:
        try:
            first = decode_entry(file.readline()).event
        except msgspec.DecodeError:
            return None
    return first.models if isinstance(first, RunStarted) else None


def question_about(made: Estimate, started: RunStarted, above: float) -> str:
    """Why a person must agree before a run starts; empty when nobody need be asked.

    Args:
        made: the estimate.
        started: what was chosen.
        above: dollars that a run may cost without a question.
    """
    settings = started.settings
    if made.unpriced and settings.budget_calls is None and settings.budget_tokens is None:
        return f"What {made.unpriced[0]} costs is not known."
    if made.dollars and made.dollars.high > above:
        return f"This run may cost up to {dollars(made.dollars.high)}."
    return ""


def agreement(above: float, *, yes: bool, ask: Callable[[str], bool] | None) -> Callable[[Estimate, RunStarted], None]:
    """Make the check that `new_run` does before anything is written.

    Args:
        above: dollars that a run may cost without a question.
        yes: a person has agreed beforehand.
        ask: puts a question to a person; None when nobody is there.
    """

    def agree(made: Estimate, started: RunStarted) -> None:
        question = question_about(made, started, above)
        if not question or yes:
            return
        about = f"{question} Estimate: {estimate_words(made)}."
        if ask is None:
            price = f"--price {made.unpriced[0]}=IN,OUT, " if made.unpriced else ""
            bound = "calls=N" if made.unpriced else "dollars=D"
            raise UsageError(
                f"{about} Nobody is here to be asked. Agree with --yes, or bound it: {price}--budget {bound}, "
                "--confirm-above DOLLARS."
            )
        if not ask(f"{about} Start it?"):
            raise UsageError("Nothing was started, and nothing was spent.")

    return agree
