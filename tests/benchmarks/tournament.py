"""Which format of a tournament finds the right cluster with how many judgements, when the judge errs.

The matches are the engine's own, played by scripted programs and a scripted judge; round-robin and swiss, which it
plays otherwise or not at all, are played here on the same judge. Errors are correlated, as those of models are: each
wrong cluster has a plausibility of its own that all votes about it share, each input has its difficulty, and the
first place is favoured. Beside the share of runs that end with the right cluster stand the judgements (each is two
calls), and how well the confidence that the engine states is calibrated.

    python tests/benchmarks/tournament.py [--trials 200] [--clusters 2 4 8] [--accuracy 0.7 0.8 0.9] [--json]
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from itertools import combinations
from random import Random
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from engine.events.samples import RevisionId
from engine.events.selection import Cluster, VoteCast
from engine.inputs import Finding
from engine.problem.model import Program, SourceFile
from engine.steps.belief import beliefs
from engine.steps.clustering import execute_all
from engine.steps.merit import Measure
from engine.steps.pool import Revision
from engine.steps.synthesis import record_input
from engine.steps.tournament import Evidence, knockout
from engine.testing import ToyRun, simulate
from engine.testing.toy import PROGRAMS, SETTINGS, judged_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.models.protocol import Request

_INPUTS = 9
_SHARED = 0.8  # spread of what all votes about a cluster share, in logits
_EACH = 0.5  # spread of an input's difficulty
_PLACE = 0.25  # how much the first place is favoured


class Result(Struct, frozen=True):
    """How one tournament ended."""

    right: bool
    judgements: int
    confidence: float = math.nan
    likeliest: bool = False
    """Whether the cluster that the engine holds likeliest is the right one, whoever won."""


class Judge:
    """Errs as models do; asked twice the same, it says the same.

    `accuracy` is how often it is right about a random right cluster and a random wrong one.
    """

    def __init__(self, seed: int, sizes: list[int], right: int, accuracy: float) -> None:
        """Draw how plausible each cluster is; one that many programs share is a little more so."""
        self._random = Random(seed)
        self._seed = seed
        spread = math.sqrt(1 + (math.pi / 8) * 2 * (_SHARED**2 + _EACH**2))
        edge = spread * math.log(accuracy / (1 - accuracy))
        self.plausible = [self._random.gauss(0, _SHARED) for _ in sizes]
        self.plausible[right] += edge
        self.judgements: set[tuple[int, int, int]] = set()

    def vote(self, first: int, second: int, question: int) -> int:
        """Say which of two clusters is right on an input."""
        low, high = sorted((first, second))
        self.judgements.add((low, high, question))
        difficulty = Random(f"{self._seed} {low} {high} {question}").gauss(0, _EACH * math.sqrt(2))
        lead = self.plausible[first] - self.plausible[second] + (difficulty if first == low else -difficulty) + _PLACE
        chance = 1 / (1 + math.exp(-lead))
        return first if Random(f"{self._seed} {first} {second} {question}").random() < chance else second

    def points(self, left: int, right: int, question: int) -> tuple[float, float]:
        """Ask in both orders."""
        votes = self.vote(left, right, question), self.vote(right, left, question)
        return votes.count(left) / 2, votes.count(right) / 2


def drawn(seed: int, clusters: int, accuracy: float) -> tuple[list[int], int, Judge]:
    """Draw sizes, largest first, which of the clusters is right, more likely a large one, and a judge."""
    random = Random(seed)
    sizes = sorted((1 + int(random.expovariate(0.6)) for _ in range(clusters)), reverse=True)
    right = random.choices(range(clusters), weights=sizes)[0]
    return sizes, right, Judge(seed, sizes, right, accuracy)


# ---------------------------------------------------------------- the engine's own


def play_knockout(seed: int, clusters: int, accuracy: float, best_of: int) -> Result:
    """Play the engine's knockout."""
    sizes, right, judge = drawn(seed, clusters, accuracy)
    programs = {f"# program {number}\n": _printing(number) for number in range(clusters)}
    texts = [f"2\n0 {number}\n" for number in range(_INPUTS)]

    def answer(request: Request) -> str:
        prompt = request.messages[0].text
        first, second = (int(judged_text(prompt, f"Output {side}")) for side in "AB")
        question = int(judged_text(prompt, "The input to decide on").split()[-1])
        return json.dumps({"choice": "A" if judge.vote(first, second, question) == first else "B", "reason": ""})

    toy = ToyRun(structs.replace(SETTINGS, best_of=best_of, seed=seed), script=answer, programs=PROGRAMS | programs)
    members = iter(range(1, sum(sizes) + 1))
    named = tuple(
        Cluster(f"C{number + 1:02d}", tuple(RevisionId(next(members), 0) for _ in range(size)))
        for number, size in enumerate(sizes)
    )
    revisions = {
        name: Revision(name, Program("python", (SourceFile("main.py", f"# program {number}\n"),)), ())
        for number, cluster in enumerate(named)
        for name in cluster.members
    }

    async def play() -> Result:
        run = toy.run
        # Unchecked, so that no input is shrunk: each is one question, and stays it.
        inputs = [
            record_input(run, f"I{number:02d}", text, "mutation", "", Finding("unchecked", ""))
            for number, text in enumerate(texts, start=1)
        ]
        survivors = list(revisions.values())
        outcomes = await execute_all(run, survivors, inputs, {name: [] for name in revisions})
        champion, matches = await knockout(run, named, Evidence(revisions, inputs, outcomes), Measure(run))
        asked = sum(isinstance(event, VoteCast) for event in toy.events) // 2
        found = beliefs(named, matches)
        likeliest = max(named, key=lambda item: found[item.name])
        return Result(champion is named[right], asked, found[champion.name], likeliest is named[right])

    return simulate(play)


def _printing(number: int) -> Callable[[str], str]:
    return lambda _: f"{number}\n"


# ---------------------------------------------------------------- played here


def play_round_robin(seed: int, clusters: int, accuracy: float, inputs: int) -> Result:
    """Let every pair meet on so many inputs; most matches won, ties to the larger cluster (Copeland)."""
    _, right, judge = drawn(seed, clusters, accuracy)
    wins = [0.0] * clusters
    for left, other in combinations(range(clusters), 2):
        points = [judge.points(left, other, question) for question in range(inputs)]
        score = sum(a for a, _ in points), sum(b for _, b in points)
        wins[left] += (score[0] > score[1]) + 0.5 * (score[0] == score[1])
        wins[other] += (score[1] > score[0]) + 0.5 * (score[0] == score[1])
    best = max(range(clusters), key=lambda item: (wins[item], -item))
    return Result(best == right, len(judge.judgements))


def play_swiss(seed: int, clusters: int, accuracy: float, inputs: int) -> Result:
    """Let neighbours in the standings meet, log2 rounds and one more, nobody twice."""
    _, right, judge = drawn(seed, clusters, accuracy)
    score = [0.0] * clusters
    met: set[tuple[int, int]] = set()
    for _ in range(math.ceil(math.log2(clusters)) + 1):
        waiting = sorted(range(clusters), key=lambda item: (-score[item], item))
        while waiting:
            left = waiting.pop(0)
            other = next((item for item in waiting if (min(left, item), max(left, item)) not in met), None)
            if other is None:
                score[left] += 1  # a bye
                continue
            waiting.remove(other)
            met.add((min(left, other), max(left, other)))
            for question in range(inputs):
                points = judge.points(left, other, question)
                score[left] += points[0] / inputs
                score[other] += points[1] / inputs
    best = max(range(clusters), key=lambda item: (score[item], -item))
    return Result(best == right, len(judge.judgements))


def play_largest(seed: int, clusters: int, accuracy: float, _: int) -> Result:
    """Take the largest cluster, without any judgement."""
    _, right, _ = drawn(seed, clusters, accuracy)
    return Result(right == 0, 0)


FORMATS: dict[str, tuple[Callable[[int, int, float, int], Result], int]] = {
    "largest cluster": (play_largest, 0),
    "knockout, best of 1": (play_knockout, 1),
    "knockout, best of 3": (play_knockout, 3),
    "knockout, best of 5": (play_knockout, 5),
    "knockout, best of 9": (play_knockout, 9),
    "round-robin, 1 input": (play_round_robin, 1),
    "round-robin, 3 inputs": (play_round_robin, 3),
    "swiss, 1 input": (play_swiss, 1),
    "swiss, 3 inputs": (play_swiss, 3),
}


def measure(trials: int, clusters: int, accuracy: float) -> dict[str, dict[str, float]]:
    """Play every format on the same draws."""
    rows: dict[str, dict[str, float]] = {}
    for name, (play, option) in FORMATS.items():
        results = [play(seed, clusters, accuracy, option) for seed in range(trials)]
        stated = [item for item in results if not math.isnan(item.confidence)]
        rows[name] = {
            "right": round(sum(item.right for item in results) / trials, 3),
            "judgements": round(sum(item.judgements for item in results) / trials, 1),
        }
        if stated:
            rows[name]["confidence"] = round(sum(item.confidence for item in stated) / len(stated), 3)
            rows[name]["likeliest"] = round(sum(item.likeliest for item in stated) / len(stated), 3)
            rows[name]["brier"] = round(sum((item.confidence - item.right) ** 2 for item in stated) / len(stated), 3)
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--clusters", type=int, nargs="+", default=[2, 4, 8])
    parser.add_argument("--accuracy", type=float, nargs="+", default=[0.7, 0.8, 0.9])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    table: dict[str, dict[str, dict[str, float]]] = {}
    for accuracy in options.accuracy:
        for clusters in options.clusters:
            rows = table[f"accuracy {accuracy}, {clusters} clusters"] = measure(options.trials, clusters, accuracy)
            if not options.json:
                print(f"\njudge accuracy {accuracy}, {clusters} clusters")
                print(f"  {'':24} {'right':>6} {'judged':>6} {'stated':>8} {'Brier':>8} {'likeliest':>9}")
                for name, row in rows.items():
                    rest = "".join(f" {row[key]:8.3f}" for key in ("confidence", "brier", "likeliest") if key in row)
                    print(f"  {name:24} {row['right']:6.3f} {row['judgements']:6.1f}{rest}")
                sys.stdout.flush()
    if options.json:
        print(json.dumps(table))


if __name__ == "__main__":
    main()
