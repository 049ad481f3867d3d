"""What selection does with the survivors of bundled problems: who is told apart, by which inputs, at what cost.

The offline model plays each problem with some seeds. A survivor that fails the secret tests is told apart if its
cluster holds no survivor that passes them; the first input on which it differs from one of those is counted by its
source. Beside the calls and judgements of each selection stands what the published procedure spends on the same
clusters: three calls for each pair of samples of two clusters, 192 for two clusters of eight.

    python tests/benchmarks/survivors.py [--problems a,b] [--seeds 2] [--samples 12] [--inputs 48]
        [--without-validator] [--judged-feedback] [--tournament knockout] [--json]

With --without-validator runs do not see the package's input validators; the offline model offers the package's own when
it is asked for one. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import Counter
from itertools import combinations
from statistics import fmean
from typing import TYPE_CHECKING

from msgspec import Struct, structs
from selection import Grades

from engine import ROLES, STRATEGIES, Settings, bundled, read_package
from engine.composition import accepted_oracle, checker_acceptance, choose_executor, choose_models
from engine.journal import MemoryJournal
from engine.projections.board import fold
from engine.projections.wording import samples_in
from engine.runtime.run import Run
from engine.steps.merit import same_outcome

if TYPE_CHECKING:
    from engine.events.samples import RevisionId
    from engine.execution.protocol import Executor
    from engine.problem import Package
    from engine.projections.board import Board
    from engine.projections.pieces import Match

_PUBLISHED = 3
"""Calls of the published procedure for each pair of samples."""


class Played(Struct, frozen=True):
    """What one run did with its survivors."""

    problem: str
    seed: int
    survivors: int
    wrong: int
    """Survivors that fail the secret tests, where others pass them."""
    apart: int
    """Those of them whose cluster holds no right one."""
    sources: tuple[str, ...]
    """For each of these, what made the first input that separates it from a right one."""
    right: bool
    """Whether the selected program is right."""
    reachable: bool
    calls: int
    """Of input writer and judge."""
    judgements: int
    """Inputs that were judged, in both orders."""
    published: int
    valid: int
    """Inputs called valid."""


async def play(package: Package, executor: Executor, grades: Grades, options: argparse.Namespace, seed: int) -> Played:
    """Run S* once and look at its survivors."""
    settings = Settings(
        samples=options.samples,
        seed=seed,
        inputs=options.inputs,
        pace=0,
        judged_feedback=options.judged_feedback,
        tournament=options.tournament,
    )
    oracle, acceptance = accepted_oracle(package, executor), checker_acceptance(package, executor)
    models = choose_models(dict.fromkeys(ROLES, "rehearsal"), settings, package, oracle, acceptance)
    problem = structs.replace(package.problem, input_validators=()) if options.without_validator else package.problem
    journal = MemoryJournal()
    await STRATEGIES["s-star"](Run(problem, settings, models, executor, journal))
    board = fold(journal.entries)
    texts = {name: board.text(made.text) for name, made in board.revisions.items()}
    alive = list(board.filtered.survivors) if board.filtered and not board.filtered.best_effort else []
    good = {name for name in alive if await grades.right(texts[name])}
    clusters = board.formed.clusters if board.formed else ()
    home = {member: cluster for cluster in clusters for member in cluster.members}
    wrong = [name for name in alive if name not in good] if good else []
    apart = [name for name in wrong if name in home and not good.intersection(home[name].members)]
    selection = board.selection
    sizes = [len(samples_in(board, cluster)) for cluster in clusters]
    return Played(
        problem=package.problem.name,
        seed=seed,
        survivors=len(alive),
        wrong=len(wrong),
        apart=len(apart),
        sources=tuple(source_of(board, package, name, sorted(good)) for name in apart),
        right=bool(selection and await grades.right(board.text(selection.text))),
        reachable=bool(good),
        calls=sum(spent.answers for role, spent in board.ledger.roles.items() if role in {"input writer", "judge"}),
        judgements=sum(len({vote.input for vote in match.votes}) for match in matches_of(board)),
        published=_PUBLISHED * sum(a * b for a, b in combinations(sizes, 2)),
        valid=sum(item.made.validity == "valid" for item in board.inputs.values()),
    )


def matches_of(board: Board) -> list[Match]:
    """The matches of the tournament, if there was one."""
    return list(board.bracket.matches.values()) if board.bracket else []


def source_of(board: Board, package: Package, wrong: RevisionId, good: list[RevisionId]) -> str:
    """What made the first input on which a program differs from a right one."""
    did: dict[tuple[str, str], object] = {}
    for execution in board.executions.values():
        did[execution.finished.program, execution.finished.input] = execution.outcome
    for item in board.inputs.values():
        if item.made.validity == "invalid":
            continue
        mine = did.get((board.revisions[wrong].program, item.made.text))
        theirs = did.get((board.revisions[good[0]].program, item.made.text))
        if mine and theirs and not same_outcome(mine, theirs, package.problem.output_rules):  # type: ignore[arg-type]
            limits = ", near the limits" if item.made.detail.startswith(("near the limits", "a number is")) else ""
            return f"{item.made.source}{limits}"
    return "the checker alone"


def summarize(played: list[Played]) -> dict[str, object]:
    """The figures over all runs."""
    wrong, fought = sum(item.wrong for item in played), [item for item in played if item.judgements]
    return {
        "runs": len(played),
        "wrong_survivors": wrong,
        "told_apart": sum(item.apart for item in played),
        "share": round(sum(item.apart for item in played) / wrong, 3) if wrong else None,
        "by_source": dict(Counter(source for item in played for source in item.sources).most_common()),
        "selected_right": sum(item.right for item in played),
        "reachable": sum(item.reachable for item in played),
        "calls_mean": round(fmean(item.calls for item in played), 1) if played else None,
        "judgements_mean": round(fmean(item.judgements for item in fought), 1) if fought else None,
        "published_mean": round(fmean(item.published for item in fought), 1) if fought else None,
        "calls_where_judged_mean": round(fmean(item.calls for item in fought), 1) if fought else None,
        "inputs_called_valid": sum(item.valid for item in played),
    }


async def measure_all(options: argparse.Namespace) -> dict[str, object]:
    """Play all problems and seeds, telling each as it comes."""
    began = time.process_time()
    played: list[Played] = []
    for name in options.problems.split(",") if options.problems else bundled():
        package = read_package(bundled()[name])
        executor = choose_executor()
        try:
            grades = Grades(package, executor)
            for seed in range(1, options.seeds + 1):
                played.append(await play(package, executor, grades, options, seed))
                print(json.dumps(structs.asdict(played[-1])), flush=True)
        finally:
            await executor.close()
    return summarize(played) | {"cpu_seconds_here": round(time.process_time() - began, 1)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--problems", default="")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--samples", type=int, default=12)
    parser.add_argument("--inputs", type=int, default=48)
    parser.add_argument("--without-validator", action="store_true", help="hide the input validators from the runs")
    parser.add_argument("--judged-feedback", action="store_true")
    parser.add_argument("--tournament", default="knockout", choices=("knockout", "swiss", "round-robin"))
    parser.add_argument("--json", action="store_true", help="print the last object on one line")
    options = parser.parse_args()
    print(json.dumps(asyncio.run(measure_all(options)), indent=None if options.json else 2))


if __name__ == "__main__":
    main()
