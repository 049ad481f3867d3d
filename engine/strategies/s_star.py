"""S*: sample in parallel, debug on executions, select by inputs on which the survivors disagree.

Li et al. 2025, "S*: Test Time Scaling for Code Generation" (arXiv 2502.14382). Many samples are drawn in parallel, and
each is debugged with what its execution on the public tests showed. Those that pass are told apart by inputs on which
they disagree: programs with the same outputs form a cluster, clusters meet, and a judge says which output is right.

As published, and in `s-star-paper`: 16 samples, two debug rounds, a model writes the inputs, every pair of clusters
meets, a random member of the best cluster is the answer.
Here otherwise: the best program speaks for its sample, not the last; inputs are generated and mutated by rule first,
checked for validity, seen to distinguish by execution, and shrunk; clusters meet in a knockout (or as the settings say)
on several inputs, judged in both orders; who crashes or is too slow on a valid input loses by rule; the answer is the
champion's cleanest, then fastest member, with a confidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import BudgetError
from engine.steps.belief import beliefs, told
from engine.steps.clustering import execute_while_standing, refine_clusters
from engine.steps.formats import play
from engine.steps.judged_feedback import tell_judged
from engine.steps.merit import Measure
from engine.steps.pool import best_revision, filter_survivors, speakers
from engine.steps.sampling import draw_open, draw_samples
from engine.steps.selecting import agreement_confidence, closest, select
from engine.steps.speaking import choose_speaker
from engine.steps.synthesis import InputStream
from engine.steps.tournament import Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run
    from engine.steps.pool import Revision


async def s_star(run: Run) -> SelectionMade | None:
    """Debug samples, and let a tournament on distinguishing inputs select; None when no sample yielded a program."""
    inputs = InputStream(run)
    pool = await _pool(run, inputs)
    if not pool:
        return None
    survivors = filter_survivors(run, pool)
    if not survivors[0].survives:
        return closest(run, survivors[0])
    return await select_by_tournament(run, survivors, inputs)


async def _pool(run: Run, inputs: InputStream) -> list[Revision]:
    """The revisions that speak for the samples; if it is wanted, with those that were told what they lost on."""

    async def ahead(sample: Sequence[Revision]) -> None:
        await execute_ahead(run, sample, inputs)

    if not run.settings.judged_feedback:
        return speakers(await draw_samples(run, ahead))
    drawn = await draw_open(run, ahead)
    before = speakers(sample.revisions for sample in drawn)
    told = [revision for revision in await tell_judged(run, drawn) if revision.survives]
    for sample in drawn:
        sample.chain.close()
    return sorted([*before, *told], key=lambda revision: revision.id)


async def execute_ahead(run: Run, sample: Sequence[Revision], inputs: InputStream) -> None:
    """Run a survivor on the first inputs while other samples still stream; the facts wait for the clusters."""
    best = best_revision(sample)
    if best and best.survives:
        try:
            batch = await inputs.batch(0)
            await execute_while_standing(run, best, batch)
        except BudgetError:
            return


async def select_by_tournament(run: Run, survivors: Sequence[Revision], stream: InputStream) -> SelectionMade:
    """Cluster the survivors by what they do on synthesized inputs, and let the clusters play a tournament."""
    measure = await Measure.of(run, survivors)
    refined = await refine_clusters(run, survivors, stream, measure)
    evidence = Evidence({survivor.id: survivor for survivor in survivors}, refined.inputs, refined.outcomes)
    champion, matches = await play(run, refined.clusters, evidence, measure)
    chosen = await choose_speaker(run, champion, evidence, stream, measure)
    if not matches:
        return select(run, chosen, *_unopposed(len(survivors), len(refined.inputs), len(refined.undecided)))
    reason = f"its cluster {champion.name} won the tournament of {len(refined.clusters)} clusters"
    believed = beliefs(refined.clusters, matches)
    return select(run, chosen, believed[champion.name], reason, *told(believed, matches))


def _unopposed(survivors: int, inputs: int, undecided: int) -> tuple[float, str]:
    """Confidence and reason when one cluster holds every survivor."""
    if survivors == 1:
        return agreement_confidence(1), "the only survivor"
    if undecided:
        nobody = f"on {undecided} inputs nobody can say whether different outputs are right"
        return 1 / survivors, f"nothing tells {survivors} different survivors apart, but {nobody}"
    if not inputs:
        return 1 / survivors, f"the first of {survivors} different survivors, as there is no input to compare them on"
    return agreement_confidence(survivors), f"all {survivors} different survivors agree on {inputs} inputs"
