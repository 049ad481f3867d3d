"""False alarms on real programs: two that models wrote for one contest problem and that pass all its examples.

Nearly all such pairs are equal on every input that the problem allows, so that what separates them on an input that is
called valid is either a real fault of one of them or a false alarm; the benchmark prints one for each pair, to be held
against the statement by hand: the shortest input, and the first line in which the two outputs differ. The labels of the
file are not used: they are known to be unreliable.

    python tests/benchmarks/recorded_pairs.py FILE.jsonl.gz [--limit N] [--seed S] [--inputs N] [--memory FILE] [--json]

FILE holds one problem a line: `question_id`, `question_content` (the statement with its examples), `starter_code` (such
problems are left out) and `samples`, each with `code`. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import time
from collections import Counter
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from remembering import Memory, RememberingExecutor

from engine import Settings
from engine.composition import choose_executor
from engine.events.executions import Outcome
from engine.events.samples import RevisionId
from engine.events.selection import InputSynthesized
from engine.journal import MemoryJournal
from engine.problem.model import Limits, Problem, Program, SourceFile
from engine.problem.pasted import read_pasted
from engine.runtime.run import Run
from engine.steps.clustering import refine_clusters
from engine.steps.merit import Measure, same_outcome
from engine.steps.pool import Revision
from engine.steps.synthesis import InputStream
from engine.steps.testing import run_tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.execution.protocol import Executor

_LIMITS = Limits(cpu_seconds=2.0)
"""What most of these contests allow; programs that never end are many, where inputs break a promise."""
_SHOWN = 400
"""Characters of an input, and of a line, that are printed."""


class Written(Struct, frozen=True):
    """A program that a model wrote."""

    code: str


class Question(Struct, frozen=True):
    """A contest problem with programs for it."""

    question_id: str
    question_content: str
    samples: tuple[Written, ...]
    starter_code: str = ""


class Separation(Struct, frozen=True):
    """An input on which two programs differ."""

    problem: str
    input: str
    validity: str
    why: str
    source: str
    outcomes: tuple[Outcome, Outcome]

    @property
    def by_outputs(self) -> bool:
        """Whether both programs ended as they should, and said different things."""
        return not any(outcome.failure for outcome in self.outcomes)

    def told(self) -> str:
        """The separation in a line for a person."""
        sides = " and ".join(_differing(self.outcomes))
        text = self.input if len(self.input) <= _SHOWN else f"{self.input[:_SHOWN]}… ({len(self.input)} characters)"
        return f"{self.problem} {self.validity} ({self.why}), {self.source}: {text!r} -> {sides}"


def _differing(outcomes: tuple[Outcome, Outcome]) -> list[str]:
    """For each program how it failed, or the first line of its output that is not the other's."""
    lines = [[] if outcome.failure else outcome.output.split("\n") for outcome in outcomes]
    differing = ((at, pair) for at, pair in enumerate(zip_longest(*lines), start=1) if pair[0] != pair[1])
    at, first = next(differing, (0, (None, None)))
    return [outcome.failure or _line(outcome, at, line) for outcome, line in zip(outcomes, first, strict=True)]


def _line(outcome: Outcome, at: int, line: str | None) -> str:
    if not at:
        return f"{outcome.output_bytes} bytes, of which those that were kept are the same"
    return f"nothing in line {at}" if line is None else f"line {at}: {line[:_SHOWN]!r}"


class Found(Struct, frozen=True):
    """What came of one pair."""

    problem: str
    valid: int
    unchecked: int
    invalid: int
    """Inputs by what is held of them."""
    separations: tuple[Separation, ...] = ()


def questions(path: Path) -> Iterator[Question]:
    """Read the problems that want whole programs."""
    with gzip.open(path, "rb") as file:
        for row in file:
            question = msgspec.json.decode(row, type=Question)
            if not question.starter_code and len(question.samples) > 1:
                yield question


async def measure(question: Question, executor: Executor, seed: int, inputs: int) -> Found | str:
    """Hold two programs against each other; why not, where that cannot be."""
    pasted = read_pasted(question.question_content)
    if not pasted.tests:
        return "no example is found in the statement"
    name = question.question_id
    problem = Problem(name, name, pasted.statement, pasted.tests, _LIMITS)
    journal = MemoryJournal()
    run = Run(problem, Settings(seed=seed, inputs=inputs, adaptive=0), {}, executor, journal)
    revisions = []
    for number, sample in enumerate(question.samples[:2], start=1):
        program = Program("python", (SourceFile("main.py", sample.code),))
        identity = RevisionId(number, 0)
        revisions.append(Revision(identity, program, await run_tests(run, identity, program)))
    if not all(revision.survives for revision in revisions):
        return "a program fails an example"
    refined = await refine_clusters(run, revisions, InputStream(run), Measure(run))
    events = {entry.event.input: entry.event for entry in journal.entries if isinstance(entry.event, InputSynthesized)}
    states = Counter(event.validity for event in events.values())
    rows = [refined.outcomes[revision.id] for revision in revisions]
    separations = [
        Separation(
            name,
            made.text,
            events[made.name].validity,
            events[made.name].why,
            events[made.name].source,
            (left, right),
        )
        for made, left, right in zip(refined.inputs, *rows, strict=False)
        if not same_outcome(left, right, problem.output_rules)
    ]
    return Found(name, states["valid"], states["unchecked"], states["invalid"], tuple(separations))


def shown(pair: Found) -> Separation | None:
    """What is printed of a pair: the shortest input that separates it, a valid one if there is any."""
    return min(pair.separations, key=lambda item: (item.validity != "valid", len(item.input)), default=None)


def summarize(found: list[Found]) -> dict[str, object]:
    """The figures, of pairs."""
    first = [shown(pair) for pair in found]
    first = [item if item and item.validity == "valid" else None for item in first]
    return {
        "pairs": len(found),
        "pairs_with_valid_inputs": sum(pair.valid > 0 for pair in found),
        "valid_inputs": sum(pair.valid for pair in found),
        "unchecked_inputs": sum(pair.unchecked for pair in found),
        "separated_on_valid": sum(item is not None for item in first),
        "separated_on_valid_by_source": dict(Counter(item.source for item in first if item)),
        "separated_on_valid_by_outputs": sum(item is not None and item.by_outputs for item in first),
        "separated_on_unchecked_only": sum(
            bool(pair.separations) and item is None for pair, item in zip(found, first, strict=True)
        ),
    }


async def measure_all(options: argparse.Namespace) -> dict[str, object]:
    """Measure all pairs, telling each separation as it comes."""
    began = time.perf_counter()
    real = choose_executor()
    executor = RememberingExecutor(real, Memory(options.memory))
    found: list[Found] = []
    left_out: Counter[str] = Counter()
    try:
        for number, question in enumerate(questions(options.file)):
            if number == options.limit:
                break
            if number and number % 20 == 0:
                print(f"{number} problems", flush=True)
            pair = await measure(question, executor, options.seed, options.inputs)
            if isinstance(pair, str):
                left_out[pair] += 1
                continue
            found.append(pair)
            if separation := shown(pair):
                print(separation.told(), flush=True)
    finally:
        await real.close()
    return summarize(found) | {
        "left_out": dict(left_out),
        "executions": executor.asked,
        "seconds": round(time.perf_counter() - began, 1),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--limit", type=int, default=-1, help="problems, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--inputs", type=int, default=48)
    parser.add_argument("--memory", type=Path, help="file that keeps what programs did, for the next time")
    parser.add_argument("--json", action="store_true", help="print the last object on one line")
    options = parser.parse_args()
    if not options.file.is_file():
        raise SystemExit(f"There is no file {options.file}: name a file of recorded programs.")
    print(json.dumps(asyncio.run(measure_all(options)), indent=None if options.json else 2))


if __name__ == "__main__":
    main()
