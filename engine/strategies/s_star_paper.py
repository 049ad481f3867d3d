"""S* exactly as published (arXiv 2502.14382, its released code), so that ours can be compared with it.

Parameters of the paper: N = 16, two debug rounds. What it does, and ours does not: the last revision speaks for
its sample; a model writes the inputs, and nobody checks them; outputs are compared as text; every pair of
clusters meets, represented by random members, on inputs that a model wrote for the two; the judge sees the
programs, too; the winner's score rises by one; a random member of the best cluster is returned.

Here otherwise than the released code: as in the paper's Algorithm 1, a pair of clusters meets once, and not once for
each generated input and each pair of members; the judge is shown what was executed, and no expected output that a model
guessed; programs run in the sandbox, within the problem's limits.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from engine.errors import BudgetError
from engine.events.selection import (
    BracketDrawn,
    Cluster,
    ClustersFormed,
    MatchDecided,
    MatchInput,
    MatchOpened,
    MatchPlan,
)
from engine.runtime.together import together
from engine.steps.bracket import bracket_name
from engine.steps.judging import Question, Shown, judge, seen
from engine.steps.pool import filter_survivors
from engine.steps.proposing import distinguishing_inputs, general_inputs
from engine.steps.sampling import draw_samples
from engine.steps.selecting import select

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.samples import RevisionId
    from engine.events.selection import Deciding, SelectionMade
    from engine.runtime.run import Run
    from engine.steps.pool import Revision
    from engine.steps.synthesis import SynthesizedInput


async def s_star_paper(run: Run) -> SelectionMade | None:
    """Run S* exactly as published; None when no sample yielded a program."""
    pool = [sample[-1] for sample in await draw_samples(run) if sample]
    if not pool:
        return None
    survivors = {revision.id: revision for revision in filter_survivors(run, pool)}
    first = next(iter(survivors.values()))
    if not first.survives:
        return select(run, first, 0.0, "no last revision passes every public test; this one comes closest")
    try:
        inputs = await general_inputs(run, ("inputs",))
        clusters = await cluster_by_text(run, list(survivors.values()), inputs)
        scores = await round_robin(run, clusters, survivors)
    except BudgetError as error:
        return select(run, first, 1 / len(survivors), f"the first survivor, since {error}")
    best = max(clusters, key=lambda cluster: scores[cluster.name])
    chosen = survivors[run.random("member", best.name).choice(best.members)]
    share = (scores[best.name] + 1) / (len(clusters) + 1)
    reason = f"a random member of {best.name}, which won {scores[best.name]} of {len(clusters) - 1} matches"
    return select(run, chosen, share, reason)


async def cluster_by_text(
    run: Run, survivors: Sequence[Revision], inputs: Sequence[SynthesizedInput]
) -> tuple[Cluster, ...]:
    """Group survivors whose outputs on all inputs are the same text."""
    texts = [made.text for made in inputs]
    rows = await together(run.execute(survivor.program, texts) for survivor in survivors)
    groups: dict[tuple[str, ...], list[RevisionId]] = {}
    for survivor, row in zip(survivors, rows, strict=True):
        groups.setdefault(tuple(f"{item.failure or 'OK'} {item.output}" for item in row), []).append(survivor.id)
    ordered = sorted(groups.values(), key=lambda group: (-len(group), group[0]))
    clusters = tuple(Cluster(f"C{number:02d}", tuple(group)) for number, group in enumerate(ordered, start=1))
    run.conclude(ClustersFormed(1, len(inputs), clusters))
    return clusters


async def round_robin(run: Run, clusters: Sequence[Cluster], survivors: dict[RevisionId, Revision]) -> dict[str, int]:
    """Let every pair of clusters meet; the result is each cluster's number of wins."""
    pairs = list(combinations(clusters, 2))
    plans = [MatchPlan(f"M{number}", 0, left.name, right.name) for number, (left, right) in enumerate(pairs, start=1)]
    bracket = bracket_name(clusters)
    run.conclude(BracketDrawn(bracket, "round-robin", tuple(clusters), tuple(plans)))
    winners = await together(meet(run, bracket, plan, pair, survivors) for plan, pair in zip(plans, pairs, strict=True))
    return {cluster.name: winners.count(cluster.name) for cluster in clusters}


async def meet(
    run: Run, bracket: str, plan: MatchPlan, pair: tuple[Cluster, Cluster], survivors: dict[RevisionId, Revision]
) -> str | None:
    """One match: random members, inputs written for the two, the judge in both orders; the winner's name."""
    left, right = pair
    draw = run.random("members", bracket, plan.match)
    programs = [survivors[draw.choice(cluster.members)].program for cluster in pair]
    run.conclude(MatchOpened(bracket, plan.match, left.name, right.name))
    said = run.overrides.decision(*([survivors[name].program.digest for name in side.members] for side in pair))
    if said:
        winner, loser = pair if said[1] == "left" else (right, left)
        reason = f"a person holds {winner.name} right (decision {said[0]})"
        run.conclude(MatchDecided(bracket, plan.match, winner.name, loser.name, "person", reason, (0.0, 0.0)))
        return winner.name
    written = await distinguishing_inputs(run, ("adaptive", bracket, plan.match), programs[0], programs[1])
    inputs = [made for made, _ in written]
    rows = await together(run.execute(program, [made.text for made in inputs]) for program in programs)
    score = (0.0, 0.0)
    for made, a, b in zip(inputs, *rows, strict=True):
        keys = [run.execution_key(program, made.text) for program in programs]
        run.conclude(MatchInput(bracket, plan.match, made.name, keys[0], keys[1]))
        sides = Shown(left.name, seen(a), programs[0].source), Shown(right.name, seen(b), programs[1].source)
        points = await judge(run, Question(bracket, plan.match, made, *sides))
        score = (score[0] + points[0], score[1] + points[1])
    winner, loser = (right, left) if score[1] > score[0] else (left, right)
    tied = score[0] == score[1]
    reason = "the votes are even: no point for either" if tied else f"{max(score):g} to {min(score):g} points"
    by: Deciding = "size" if tied else "judge"
    run.conclude(MatchDecided(bracket, plan.match, winner.name, loser.name, by, reason, score))
    return None if tied else winner.name
