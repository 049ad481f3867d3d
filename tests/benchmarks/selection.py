"""How often each strategy selects a program that passes the secret tests, on the same samples.

Runs the offline model over the bundled problems and some seeds. Beside the strategies stand two bounds that no
strategy can see: `random`, the chance that a survivor drawn blindly is right, and `oracle`, whether any is.

    python tests/benchmarks/selection.py [--problems a,b] [--seeds 5] [--samples 12] [--json] [--smoke]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections import defaultdict
from typing import TYPE_CHECKING

from engine import ROLES, STRATEGIES, Settings, bundled, read_package
from engine.composition import accepted_oracle, checker_acceptance, choose_executor, choose_models
from engine.grading import grade
from engine.journal import MemoryJournal
from engine.problem import Program, SourceFile
from engine.projections.board import Board, fold
from engine.runtime.run import Run

if TYPE_CHECKING:
    from engine.events.samples import RevisionId
    from engine.execution.protocol import Executor
    from engine.problem import Package


async def solve(package: Package, strategy: str, settings: Settings, executor: Executor) -> tuple[Board, float]:
    """Run a strategy in this process; the state at its end, and its seconds."""
    models = choose_models(
        dict.fromkeys(ROLES, "rehearsal"),
        settings,
        package,
        accepted_oracle(package, executor),
        checker_acceptance(package, executor),
    )
    journal = MemoryJournal()
    began = time.perf_counter()
    await STRATEGIES[strategy](Run(package.problem, settings, models, executor, journal))
    return fold(journal.entries), time.perf_counter() - began


class Grades:
    """Verdicts on the secret tests, each program graded once."""

    def __init__(self, package: Package, executor: Executor) -> None:
        self._package = package
        self._executor = executor
        self._known: dict[str, bool] = {}

    async def right(self, text: str) -> bool:
        """Whether a program passes all secret tests."""
        if text not in self._known:
            program = Program("python", (SourceFile("main.py", text),))
            graded = await grade(self._package, program, self._executor)
            self._known[text] = graded.verdict == "AC"
        return self._known[text]


async def measure(names: list[str], seeds: int, samples: int, inputs: int) -> list[dict[str, object]]:
    """One row for each problem and seed."""
    rows: list[dict[str, object]] = []
    for name in names:
        executor = choose_executor()
        package = read_package(bundled()[name])
        grades = Grades(package, executor)
        for seed in range(1, seeds + 1):
            settings = Settings(samples=samples, seed=seed, inputs=inputs, pace=0)
            row: dict[str, object] = {"problem": name, "seed": seed}
            for strategy in STRATEGIES:
                board, seconds = await solve(package, strategy, settings, executor)
                chosen = board.selection
                row[strategy] = bool(chosen and await grades.right(board.text(chosen.text)))
                row[f"{strategy} seconds"] = round(seconds, 1)
                row[f"{strategy} calls"] = board.calls_sent
                if strategy == "s-star":
                    row |= await bounds(board, grades)
            rows.append(row)
            sys.stderr.write(f"{json.dumps(row)}\n")
        await executor.close()
    return rows


async def bounds(board: Board, grades: Grades) -> dict[str, object]:
    """What no strategy can see: how many of the survivors are right."""
    survivors: list[RevisionId] = board.survivors()
    right = [await grades.right(board.program_text(revision)) for revision in survivors]
    return {"random": sum(right) / max(1, len(right)), "oracle": any(right), "survivors": len(survivors)}


def summarize(rows: list[dict[str, object]]) -> dict[str, float]:
    """Share of runs in which each one was right."""
    totals: dict[str, float] = defaultdict(float)
    for row in rows:
        for name in ("random", *STRATEGIES, "oracle"):
            totals[name] += float(row[name])  # type: ignore[arg-type]
    return {name: round(total / len(rows), 3) for name, total in totals.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--problems", default=",".join(bundled()))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--samples", type=int, default=12)
    parser.add_argument("--inputs", type=int, default=48)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--smoke", action="store_true", help="one problem, one seed, few samples")
    options = parser.parse_args()
    names = options.problems.split(",")
    if options.smoke:
        names, options.seeds, options.samples, options.inputs = names[:1], 1, 3, 8
    rows = asyncio.run(measure(names, options.seeds, options.samples, options.inputs))
    summary = summarize(rows)
    if options.json:
        print(json.dumps(summary))
        return
    print(f"{len(rows)} runs: share in which the selected program passes the secret tests")
    for name, share in summary.items():
        print(f"{name:14} {share:.3f}")


if __name__ == "__main__":
    main()
