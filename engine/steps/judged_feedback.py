"""One more debug round for programs that lose a match, told of the input that they lose on.

What a judge holds right is no truth, and an input that does not witness a fault makes repairs worse than none
(VibePass), so this is off unless somebody wants it, and the prompt, the round and the explanation say what it rests on.
The matches are played once before the samples end, without being shown; what they ask is known when they are played
again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import BudgetError
from engine.models.protocol import Message
from engine.problem.languages import SOURCE_LANGUAGES
from engine.prompts import render
from engine.runtime.together import together
from engine.steps.clustering import refine_clusters
from engine.steps.feedback import block
from engine.steps.formats import play
from engine.steps.judging import seen
from engine.steps.merit import Measure
from engine.steps.pool import Revision, best_revision, filter_survivors, speakers
from engine.steps.synthesis import InputStream
from engine.steps.tournament import Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.executions import Outcome
    from engine.runtime.run import Run
    from engine.steps.sampling import Drawn

_ENDS = {
    "WA": "is called wrong by the judge of this interactive problem",
    "RE": "crashes",
    "TLE": "is too slow",
    "MLE": "needs too much memory",
    "OLE": "prints without end",
}


class Loss(Struct, frozen=True):
    """A program that lost, the one that it lost against, and the input that they were judged on."""

    loser: Revision
    winner: Revision
    text: str
    by_rule: bool


async def tell_judged(run: Run, drawn: Sequence[Drawn]) -> list[Revision]:
    """Give each program that speaks for a losing cluster one more round; the result is what these rounds brought.

    Args:
        run: where it happens.
        drawn: the samples, which have not ended yet.
    """
    if run.settings.judge == "human":  # nobody else says who is right, and a person is asked once
        return []
    try:
        losses = await _losses(run.unheard(), [sample.revisions for sample in drawn])
    except BudgetError:
        return []
    by_number = {sample.chain.number: sample for sample in drawn}
    made = await together(_told(run, by_number[loss.loser.id.sample], loss) for loss in losses)
    return [revision for revision in made if revision]


async def _losses(run: Run, samples: Sequence[Sequence[Revision]]) -> list[Loss]:
    """Play the tournament, and find on what each cluster lost."""
    pool = speakers(samples)
    survivors = filter_survivors(run, pool) if pool else ()
    if len(survivors) < 2 or not survivors[0].survives:
        return []
    measure = await Measure.of(run, survivors)
    refined = await refine_clusters(run, survivors, InputStream(run), measure)
    evidence = Evidence({item.id: item for item in survivors}, refined.inputs, refined.outcomes)
    _, fought = await play(run, refined.clusters, evidence, measure)
    by_name = {cluster.name: cluster for cluster in refined.clusters}
    found: dict[str, Loss] = {}
    for match in fought:
        decided = match.decided
        if decided.by in {"judge", "rule"} and match.shown:
            loser, winner = (evidence.representative(by_name[name]) for name in (decided.loser, decided.winner))
            found.setdefault(decided.loser, Loss(loser, winner, match.shown[0], decided.by == "rule"))
    return [found[name] for name in sorted(found)]


async def _told(run: Run, sample: Drawn, loss: Loss) -> Revision | None:
    """One round of a sample, in which it is told of a loss."""
    rows = [await run.execute(side.program, [loss.text]) for side in (loss.loser, loss.winner)]
    mine, other = (_did(row[0]) for row in rows)
    prompt = render(
        "judged",
        input=block(loss.text),
        mine=mine,
        other=other,
        who="A rule" if loss.by_rule else "A judge, who may be wrong,",
        language=SOURCE_LANGUAGES[run.settings.language].title,
    )
    best = best_revision(sample.revisions)
    assert best
    answer = f"```{run.settings.language}\n{best.program.source.rstrip()}\n```"
    talk = [sample.conversation[0], Message("assistant", answer), Message("user", prompt)]
    return await sample.chain.write(talk, judged=True)


def _did(outcome: Outcome) -> str:
    if outcome.failure:
        return f"{_ENDS.get(outcome.failure, 'fails')}."
    return f"prints\n{block(seen(outcome))}"
