"""The end of a strategy: which revision, with what confidence, and why, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.selection import SelectionMade

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.overrides import Pin
    from engine.events.selection import Likelihood
    from engine.runtime.run import Run
    from engine.steps.pool import Revision


def select(
    run: Run,
    revision: Revision,
    confidence: float,
    reason: str,
    likelihoods: Sequence[Likelihood] = (),
    judge_right: float | None = None,
) -> SelectionMade:
    """Record the run's answer; a revision that fails a public test is a best effort, whatever the strategy.

    So is one of a problem without any: an interactive one may bring nothing but recorded interactions.

    Args:
        run: where it happens.
        revision: the answer.
        confidence: 0..1.
        reason: one sentence.
        likelihoods: of all clusters, where the confidence is one of them.
        judge_right: how often the judge was held to be right for these, if it voted.
    """
    if pin := run.overrides.pinned():
        return _pinned(run, pin)
    proven = revision.passes and bool(revision.results)
    selection = SelectionMade(
        revision=revision.id,
        program=revision.program.digest,
        text=run.store(revision.program.source),
        confidence=round(confidence, 3) if proven else 0.0,
        status="selected" if proven else "best effort",
        reason=reason if revision.results else f"the problem brings no public test that could be run; {reason}",
        likelihoods=tuple(likelihoods) if proven else (),
        judge_right=judge_right if proven else None,
    )
    run.conclude(selection)
    return selection


def closest(run: Run, revision: Revision) -> SelectionMade:
    """The answer of every method where no revision passes every public test."""
    return select(run, revision, 0.0, "no revision passes every public test; this one comes closest")


def _pinned(run: Run, pin: Pin) -> SelectionMade:
    """Record a person's choice; how sure they are, nobody else can say."""
    selection = SelectionMade(pin.revision, pin.program, pin.text, 1.0, "selected", "a person chose it")
    run.conclude(selection)
    return selection


def agreement_confidence(agreeing: int) -> float:
    """Confidence in programs that agree everywhere and were opposed by nobody.

    Laplace's rule of succession over the distinct programs that say the same; 1 program: 0.67, 5: 0.86.
    """
    return (agreeing + 1) / (agreeing + 2)
