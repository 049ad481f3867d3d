"""What clusters on our own inputs are worth, on recorded samples of function-style problems: a table without a model.

Each problem's samples are grouped by the asserts that a model wrote for them (as recorded), and by what they return on
inputs of ours, which are mutations of the arguments that the first of these asserts call with; no expected value of an
assert is used. Then the largest group is taken, or the groups meet in the engine's knockout before a judge who is right
with a set probability in each match; an oracle takes the best group that there is.

    python tests/benchmarks/function_clusters.py FILE.jsonl.gz [--limit N] [--inputs N] [--seed S] [--trials N]
        [--memory FILE] [--json]

FILE is one of recorded samples as `sstar bench` takes. Figures are pass@1 in per cent of problems: the chance that a
random member of the chosen group is right. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import json
import time
from pathlib import Path
from random import Random
from statistics import fmean, median_low
from typing import TYPE_CHECKING

from msgspec import Struct
from remembering import Memory, RememberingExecutor

from engine.bench.recorded import RANKINGS, Known, as_recorded, read_recorded
from engine.composition import choose_executor
from engine.events.samples import RevisionId
from engine.events.selection import Cluster
from engine.execution.protocol import Job
from engine.inputs import value_mutations
from engine.problem.model import MEBIBYTE, Limits, Program, SourceFile
from engine.steps.bracket import draw_knockout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.bench.recorded import RecordedProblem
    from engine.execution.protocol import Executor

_SEEDS = 3
"""Asserts whose arguments inputs are made from."""
_INPUT_SECONDS = 0.1
_ALL_SECONDS = 3.0
_LIMITS = Limits(cpu_seconds=6.0, memory_bytes=1024 * MEBIBYTE, output_bytes=4 * MEBIBYTE)
_ENTRANTS = 16
"""Groups that meet in a knockout, the largest ones."""

_HARNESS = """
import json, os, signal, sys, time


class _Late(BaseException):
    pass


def _late(*_):
    raise _Late


def _result(function, values, seconds):
    signal.setitimer(signal.ITIMER_PROF, seconds, seconds)
    try:
        return repr(function(*values))[:500]
    except BaseException:
        return None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _main(source, name):
    asked = json.loads(sys.stdin.read())
    channel = os.dup(1)
    os.dup2(2, 1)
    signal.signal(signal.SIGPROF, _late)
    names = {"__name__": "solution"}
    results = []
    try:
        signal.setitimer(signal.ITIMER_PROF, asked["all"], asked["all"])
        exec(source, names)
        function = names[name]
    except BaseException:
        function = None
    for values in asked["inputs"]:
        late = function is None or time.process_time() > asked["all"]
        results.append(None if late else _result(function, values, asked["seconds"]))
    os.write(channel, json.dumps(results).encode())
    os._exit(0)
"""


class Grouped(Struct, frozen=True):
    """A problem's samples in groups: members, copies and right copies of each, the largest first."""

    groups: tuple[tuple[int, int], ...]
    """(copies, right copies)"""
    coverage: bool
    """Whether any sample is right."""

    def share(self, at: int) -> float:
        """The chance that a member of a group is right."""
        copies, right = self.groups[at]
        return right / copies


def arguments_of(problem: RecordedProblem) -> list[str]:
    """The arguments that asserts call with, as JSON values, a line each; of those that can be written so."""
    found: dict[str, None] = {}
    for text in problem.generated_tests:
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == problem.entry_point:
                try:
                    values = [ast.literal_eval(item) for item in node.args]
                    lines = "".join(f"{json.dumps(value, allow_nan=False)}\n" for value in values)
                except (ValueError, TypeError, SyntaxError, RecursionError):
                    continue
                if values and not node.keywords:
                    found[lines] = None
        if len(found) >= _SEEDS:
            break
    return list(found)[:_SEEDS]


def inputs_of(problem: RecordedProblem, seed: int, count: int) -> list[list[object]]:
    """Inputs of ours: the arguments of a few asserts, and mutations of them."""
    seeds = arguments_of(problem)
    texts = [*seeds, *(item.text for item, _ in zip(value_mutations(seeds, seed), range(count), strict=False))]
    return [[json.loads(line) for line in text.splitlines()] for text in texts[:count]]


async def grouped_by_us(
    problem: RecordedProblem, known: Known, executor: Executor, inputs: Sequence[Sequence[object]]
) -> Grouped:
    """Group samples by what they return on inputs; who returns nothing on any stands alone and counts nothing."""
    question = json.dumps({"inputs": inputs, "seconds": _INPUT_SECONDS, "all": _ALL_SECONDS})
    members: dict[str, list[int]] = {}
    for at, row in enumerate(problem.solutions):
        source = f"{_HARNESS}\n_main({problem.prompt + row.code!r}, {problem.entry_point!r})\n"
        job = Job(Program("python", (SourceFile("main.py", source),)), (question,), _LIMITS)
        (outcome,) = [item async for item in executor.run(job)]
        results = outcome.output if outcome.clean and outcome.output else "[]"
        if any(item is not None for item in json.loads(results)):
            members.setdefault(results, []).append(at)
    return _grouped(known, list(members.values()))


def grouped_by_asserts(known: Known) -> Grouped:
    """Group samples by the asserts that they pass."""
    members: dict[frozenset[int], list[int]] = {}
    for at, tests in enumerate(known.passed):
        if tests:
            members.setdefault(tests, []).append(at)
    return _grouped(known, list(members.values()))


def _grouped(known: Known, members: list[list[int]]) -> Grouped:
    groups = [
        (sum(known.copies[at] for at in group), sum(known.copies[at] for at in group if known.right[at]))
        for group in members
    ] or [(sum(known.copies), sum(n for n, good in zip(known.copies, known.right, strict=True) if good))]
    order = sorted(range(len(groups)), key=lambda at: (-groups[at][0], at))
    return Grouped(tuple(groups[at] for at in order), any(known.right))


# ---------------------------------------------------------------- who chooses


def largest(grouped: Grouped) -> float:
    """The chance of a right program in the largest groups, which count alike."""
    most = grouped.groups[0][0]
    return fmean(grouped.share(at) for at, (copies, _) in enumerate(grouped.groups) if copies == most)


def oracle(grouped: Grouped) -> float:
    """The chance in the best group that there is."""
    return max(grouped.share(at) for at in range(len(grouped.groups)))


def judged(grouped: Grouped, accuracy: float, trials: int, seed: str) -> float:
    """The chance in the champion of the engine's knockout, before a judge who is right so often in each match.

    Of two groups the one with the larger share of right members should win; of two alike, either may.
    """
    entrants = grouped.groups[:_ENTRANTS]
    clusters = [Cluster(f"C{at:02d}", (RevisionId(at, 0),)) for at in range(len(entrants))]
    if len(clusters) == 1:
        return grouped.share(0)
    bracket = draw_knockout(clusters)
    random = Random(seed)
    chances = []
    for _ in range(trials):
        winners = {cluster.name: at for at, cluster in enumerate(clusters)}
        for plan in bracket.matches:
            left, right = winners[plan.left], winners[plan.right]
            better = max(left, right, key=grouped.share)
            if grouped.share(left) == grouped.share(right):
                winners[plan.match] = random.choice((left, right))
            else:
                winners[plan.match] = better if random.random() < accuracy else left + right - better
        chances.append(grouped.share(winners[bracket.matches[-1].match]))
    return fmean(chances)


def ceiling(grouped: list[Grouped]) -> float:
    """Of the problems with a right sample, the part in which some group is mostly right."""
    reachable = [item for item in grouped if item.coverage]
    return 100 * fmean(oracle(item) > 1 / 2 for item in reachable) if reachable else 0.0


class Compared(Struct, frozen=True):
    """One problem's samples, as recorded, and in groups by both kinds of evidence."""

    known: Known
    asserts: Grouped
    ours: Grouped
    inputs: int


def table(rows: Sequence[Compared], accuracies: Sequence[float], trials: int) -> dict[str, float]:
    """Give pass@1 of every way to choose, in per cent of these problems."""
    found = {
        name: fmean(right / size for size, right in (row.known.in_ranks(ranking)[0] for row in rows))
        for name, ranking in RANKINGS.items()
    }
    found |= {
        "any of the samples": fmean(row.ours.coverage for row in rows),
        "recorded asserts, oracle judge": fmean(oracle(row.asserts) for row in rows),
        "our inputs, largest cluster": fmean(largest(row.ours) for row in rows),
        "our inputs, oracle judge": fmean(oracle(row.ours) for row in rows),
    }
    for accuracy in accuracies:
        for name, groups in (
            ("recorded asserts", [row.asserts for row in rows]),
            ("our inputs", [row.ours for row in rows]),
        ):
            chances = [judged(item, accuracy, trials, f"{at} {accuracy}") for at, item in enumerate(groups)]
            found[f"{name}, judge of accuracy {accuracy:g}"] = fmean(chances)
    return {name: round(100 * value, 1) for name, value in found.items()}


async def measure_all(options: argparse.Namespace) -> dict[str, object]:
    """Measure all problems."""
    began = time.perf_counter()
    problems = read_recorded(options.file)[: options.limit]
    real = choose_executor()
    executor = RememberingExecutor(real, Memory(options.memory))
    rows: list[Compared] = []
    try:
        for number, problem in enumerate(problems, start=1):
            if not (known := as_recorded(problem)):
                raise SystemExit(f"{options.file} does not say which asserts the samples of {problem.task_id} pass.")
            inputs = inputs_of(problem, options.seed, options.inputs)
            ours = await grouped_by_us(problem, known, executor, inputs)
            rows.append(Compared(known, grouped_by_asserts(known), ours, len(inputs)))
            if number % 20 == 0:
                print(f"{number} of {len(problems)} problems", flush=True)
    finally:
        await real.close()
    asked = [row for row in rows if row.inputs]
    return {
        "problems": len(rows),
        "problems_with_inputs": len(asked),
        "clusters_median": median_low(len(row.ours.groups) for row in rows),
        "mostly_right_cluster_where_any_is_right": round(ceiling([row.ours for row in rows]), 1),
        "pass@1": table(rows, options.accuracy, options.trials),
        "pass@1_where_there_are_inputs": table(asked, options.accuracy, options.trials) if asked else None,
        "executed": executor.done,
        "seconds": round(time.perf_counter() - began, 1),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--limit", type=int, default=None, help="problems, at most")
    parser.add_argument("--inputs", type=int, default=48)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trials", type=int, default=200, help="tournaments a problem and accuracy")
    parser.add_argument("--accuracy", type=float, nargs="+", default=[0.7, 0.8, 0.9])
    parser.add_argument("--memory", type=Path, help="file that keeps what programs did, for the next time")
    parser.add_argument("--json", action="store_true", help="print the last object on one line")
    options = parser.parse_args()
    if not options.file.is_file():
        raise SystemExit(f"There is no file {options.file}: name a file of recorded samples.")
    print(json.dumps(asyncio.run(measure_all(options)), indent=None if options.json else 2))


if __name__ == "__main__":
    main()
