"""Inputs that a model writes for two programs which agree so far: tried, and told what came of it, a few times.

The published method asks once for each pair of samples and takes what comes. Here only programs of the largest cluster
are asked about, since that is where an unseen difference would matter; each input is checked for validity and run, and
an attempt that failed is fed back (as in ExPairT-LLM and Agentic Verifier, where execution answers the proposer).
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from engine.errors import BudgetError
from engine.steps.feedback import cut
from engine.steps.judging import seen
from engine.steps.proposing import distinguishing_inputs
from engine.steps.validating import check_validity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.events.executions import Outcome
    from engine.events.samples import RevisionId
    from engine.events.selection import Cluster
    from engine.runtime.run import Run
    from engine.steps.pool import Revision
    from engine.steps.synthesis import SynthesizedInput

_SHOWN = 600
"""Characters of an input or output that an attempt is told with."""

Pair = tuple["Revision", "Revision"]


class Adaptive:
    """Asks for inputs that split the largest cluster, `Settings.adaptive` times at most."""

    def __init__(self, run: Run, survivors: Sequence[Revision]) -> None:
        """Prepare to ask about these survivors."""
        self._run = run
        self._survivors = {survivor.id: survivor for survivor in survivors}
        self._attempt = 0
        self._pair: Pair | None = None
        self._tried: list[tuple[SynthesizedInput, str]] = []

    async def batch(
        self,
        clusters: Sequence[Cluster],
        inputs: Sequence[SynthesizedInput],
        outcomes: Mapping[RevisionId, Sequence[Outcome]],
    ) -> tuple[SynthesizedInput, ...]:
        """Ask once more; empty when there is no pair, no attempt left, no answer, or the budget has ended.

        Args:
            clusters: as they stand, the largest first.
            inputs: those that count so far.
            outcomes: what each survivor did on these.
        """
        while self._attempt < self._run.settings.adaptive:
            pair = self._choose(clusters)
            if pair is None:
                return ()
            if pair != self._pair:
                self._pair, self._tried = pair, []
            self._attempt += 1
            try:
                allowed = await self._ask(pair, _by_text(inputs, outcomes.get(pair[0].id, ())))
            except BudgetError:
                return ()
            if allowed:
                return allowed
        return ()

    def _choose(self, clusters: Sequence[Cluster]) -> Pair | None:
        """Take the first member of the largest cluster, and the one whose text is least like its own."""
        members = clusters[0].members if clusters else ()
        if len(members) < 2:
            return None
        first, *others = (self._survivors[name] for name in members)
        return first, min(others, key=lambda other: (_likeness(first, other), other.id))

    async def _ask(self, pair: Pair, known: Mapping[str, Outcome]) -> tuple[SynthesizedInput, ...]:
        path = ("adaptive", self._attempt)
        programs = [side.program for side in pair]
        tried = _told(self._tried, known)
        made = await distinguishing_inputs(self._run, path, *programs, tried=tried, check=check_validity)
        self._tried += made
        return tuple(item for item, refusal in made if not refusal and item.text not in known)


def _by_text(inputs: Sequence[SynthesizedInput], row: Sequence[Outcome]) -> dict[str, Outcome]:
    return {made.text: outcome for made, outcome in zip(inputs, row, strict=False)}


def _likeness(left: Revision, right: Revision) -> float:
    return SequenceMatcher(None, left.program.source, right.program.source, autojunk=False).quick_ratio()


def _told(tried: Sequence[tuple[SynthesizedInput, str]], known: Mapping[str, Outcome]) -> str:
    """Say of each input that was tried why it did not serve."""
    if not tried:
        return ""
    parts = ["\n# Tried before, in vain\n"]
    for made, refusal in tried:
        outcome = known.get(made.text)
        shown = outcome and (outcome.failure or cut(seen(outcome).rstrip("\n"), _SHOWN))
        why = f"It is refused as an input: {refusal}." if refusal else f"Both programs give:\n\n```\n{shown}\n```"
        parts.append(f"```\n{cut(made.text.rstrip(), _SHOWN)}\n```\n\n{why}\n")
    return "\n".join(parts)
