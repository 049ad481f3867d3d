"""Which format of a tournament finds the right cluster with how many judgements, when the judge errs.

Everything is the engine's own, played by scripted programs and a scripted judge. Errors are correlated, as those of
models are: each wrong cluster has a plausibility of its own that all votes about it share, each input has its
difficulty, and the first place is favoured. Beside the share of runs that end with the right cluster stand the
judgements (each is two calls), and how well the confidence that the engine states is calibrated.

    python tests/benchmarks/tournament.py [--trials 200] [--clusters 2 4 8] [--accuracy 0.7 0.8 0.9] [--json]
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from random import Random
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, structs

from engine.events.samples import RevisionId
from engine.events.selection import Cluster, VoteCast
from engine.inputs import Finding
from engine.problem.model import Program, SourceFile
from engine.steps import formats
from engine.steps.belief import beliefs
from engine.steps.clustering import execute_all
from engine.steps.merit import Measure
from engine.steps.pool import Revision
from engine.steps.synthesis import record_input
from engine.steps.tournament import Evidence
from engine.testing import ToyRun, simulate
from engine.testing.toy import PROGRAMS, SETTINGS, judged_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.models.protocol import Request

_INPUTS = 9
_SHARED = 0.8  # spread of what all votes about a cluster share, in logits
_EACH = 0.5  # spread of an input's difficulty
_PLACE = 0.25  # how much the first place is favoured


class Chosen(Struct, frozen=True):
    """A format, and how many inputs a match has at most."""

    tournament: Literal["knockout", "swiss", "round-robin"]
    best_of: int


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


def drawn(seed: int, clusters: int, accuracy: float) -> tuple[list[int], int, Judge]:
    """Draw sizes, largest first, which of the clusters is right, more likely a large one, and a judge."""
    random = Random(seed)
    sizes = sorted((1 + int(random.expovariate(0.6)) for _ in range(clusters)), reverse=True)
    right = random.choices(range(clusters), weights=sizes)[0]
    return sizes, right, Judge(seed, sizes, right, accuracy)


# ---------------------------------------------------------------- the engine's own


def play_tournament(seed: int, clusters: int, accuracy: float, chosen: Chosen) -> Result:
    """Play one of the engine's tournaments."""
    sizes, right, judge = drawn(seed, clusters, accuracy)
    programs = {f"# program {number}\n": _printing(number) for number in range(clusters)}
    texts = [f"2\n0 {number}\n" for number in range(_INPUTS)]

    def answer(request: Request) -> str:
        prompt = request.messages[0].text
        first, second = (int(judged_text(prompt, f"Output {side}")) for side in "AB")
        question = int(judged_text(prompt, "The input to decide on").split()[-1])
        return json.dumps({"choice": "A" if judge.vote(first, second, question) == first else "B", "reason": ""})

    toy = ToyRun(
        structs.replace(SETTINGS, best_of=chosen.best_of, tournament=chosen.tournament, seed=seed),
        script=answer,
        programs=PROGRAMS | programs,
    )
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
        champion, matches = await formats.play(run, named, Evidence(revisions, inputs, outcomes), Measure(run))
        asked = sum(isinstance(event, VoteCast) for event in toy.events) // 2
        found = beliefs(named, matches)
        likeliest = max(named, key=lambda item: found[item.name])
        return Result(champion is named[right], asked, found[champion.name], likeliest is named[right])

    return simulate(play)


def _printing(number: int) -> Callable[[str], str]:
    return lambda _: f"{number}\n"


def take_largest(seed: int, clusters: int, accuracy: float) -> Result:
    """Take the largest cluster, without any judgement."""
    _, right, _ = drawn(seed, clusters, accuracy)
    return Result(right == 0, 0)


FORMATS: dict[str, Chosen | None] = {
    "largest cluster": None,
    "knockout, best of 1": Chosen("knockout", 1),
    "knockout, best of 3": Chosen("knockout", 3),
    "knockout, best of 5": Chosen("knockout", 5),
    "knockout, best of 9": Chosen("knockout", 9),
    "round-robin, best of 1": Chosen("round-robin", 1),
    "round-robin, best of 3": Chosen("round-robin", 3),
    "swiss, best of 1": Chosen("swiss", 1),
    "swiss, best of 3": Chosen("swiss", 3),
}


def measure(trials: int, clusters: int, accuracy: float) -> dict[str, dict[str, float]]:
    """Play every format on the same draws."""
    rows: dict[str, dict[str, float]] = {}
    for name, chosen in FORMATS.items():
        results = [
            play_tournament(seed, clusters, accuracy, chosen) if chosen else take_largest(seed, clusters, accuracy)
            for seed in range(trials)
        ]
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
