"""How well synthesized inputs tell wrong programs from right ones, on packages with labelled submissions.

Each wrong submission that passes every sample is compared with an accepted one on the inputs that the product makes
without any model. Beside it stands what the package's secret tests tell apart. Accepted submissions are compared with
each other in the same way: whatever separates them on an input that is called valid is a false alarm, unless one of the
two was found to be wrong by hand (`judged.py`); on an unchecked one it is a doubt, and counted beside it. Packages
whose validators refuse nothing measure nothing: they are left out.

    python tests/benchmarks/pairs.py --packages DIR... [--without-validator] [--seeds K] [--limit N] [--memory FILE]
        [--finished FILE] [--executions N] [--cpu-seconds S]

With --without-validator the product does not see the package's input validators; they only count, afterwards, which
of the separating inputs the problem allows. The budget of a package is counted in executions and CPU seconds, never by
the clock; with --finished a run that was broken off goes on with the first package that is not in that file. The last
line is one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from judged import fault_of, forbidden_in_words
from labelled import Labelling, packages_below, sides
from msgspec import Struct, structs
from msgspec import json as wire
from referees import Did
from remembering import Allowance, Memory, RememberingExecutor

from engine import Settings
from engine.composition import choose_executor
from engine.errors import BudgetError, ProblemError
from engine.events.selection import InputSynthesized
from engine.journal import MemoryJournal
from engine.runtime.run import Run
from engine.steps.clustering import execute_all, refine_clusters
from engine.steps.merit import Measure, Ran
from engine.steps.synthesis import InputStream
from engine.steps.validating import check_validity, takes_anything

if TYPE_CHECKING:
    from collections.abc import Iterator

    from labelled import Side

    from engine.events.executions import Outcome
    from engine.execution.protocol import Executor
    from engine.problem.package import Package
    from engine.steps.clustering import Refined
    from engine.steps.pool import Revision

_SHOWN = 120


class Pair(Struct, frozen=True):
    """What came of two submissions on the inputs of one run."""

    problem: str
    seed: int
    other: str
    label: str
    same: bool
    """Whether both are accepted, so that nothing should separate them."""
    secret: bool
    """Whether the secret tests separate them."""
    by: str = ""
    """What separates them on an allowed input that counts: outputs, crash or time; empty if nothing does."""
    source: str = ""
    validity: str = ""
    """What the product says of that input."""
    at: int = 0
    """How many inputs were made before the first that separates them, itself counted."""
    disallowed: int = 0
    """Inputs that count, separate them and are not allowed by the package's validator."""
    claimed: int = 0
    """Those of them that the product calls valid."""
    unread: int = 0
    """Inputs that the product calls valid and the validator takes, though the statement forbids them in words."""
    fault: str = ""
    """What was found by hand of an accepted one that is wrong on every allowed input that separates the two."""
    blamed: str = ""
    """Whom the separation blames: the other one, the reference, or either."""
    input: str = ""

    @property
    def alarms(self) -> bool:
        """Whether two accepted ones are told apart on inputs called valid, and nobody found one of them to be wrong."""
        unexplained = self.by and not self.fault and self.validity == "valid"
        return self.same and (bool(unexplained) or self.claimed > 0 or self.unread > 0)

    @property
    def doubtful(self) -> bool:
        """Whether only inputs that are allowed, but not called valid, tell two accepted ones apart without a fault."""
        return self.same and bool(self.by and not self.fault) and not self.alarms


class Measured(Struct, frozen=True):
    """What came of one package, a line of the file of finished ones."""

    key: str
    """Package and mode."""
    pairs: tuple[Pair, ...]
    executions: int
    cpu_seconds: float
    left_out: str = ""
    """Why it could not be measured."""


class Yardstick:
    """Measures packages one after the other."""

    def __init__(self, real: Executor, memory: Memory, options: argparse.Namespace) -> None:
        self.executor = RememberingExecutor(real, memory)
        self._labelling = Labelling(real, memory)
        self._options = options

    async def measures_nothing(self, package: Package) -> bool:
        """Whether the package's validators refuse nothing, so that nobody knows which inputs it allows."""
        return await takes_anything(self._plain_run(package))

    async def measure(self, package: Package) -> list[Pair]:
        """All pairs of one package, for each seed."""
        package, graded = await self._labelling.label(package)
        pairs: list[Pair] = []
        for seed in range(1, self._options.seeds + 1):
            problem = package.problem
            if self._options.without_validator:
                problem = structs.replace(problem, input_validators=())
            journal = MemoryJournal()
            run = Run(problem, Settings(seed=seed, inputs=self._options.inputs, adaptive=0), {}, self.executor, journal)
            right, wrong = await sides(run, graded)
            if not right or not (wrong or right[1:]):
                continue
            everyone = [*right, *wrong]
            revisions = [side.revision for side in everyone]
            measure = await Measure.of(run, revisions)
            self.executor.allow(Allowance(self._options.executions, self._options.cpu_seconds))
            stream = InputStream(run)
            refined = await refine_clusters(run, revisions, stream, measure)
            refined = await _at_full_size(run, revisions, refined, stream)
            self.executor.allow(Allowance())
            made = {
                entry.event.input: entry.event for entry in journal.entries if isinstance(entry.event, InputSynthesized)
            }
            pairs += [
                await self._pair(package, seed, (right[0], other), refined, measure, made) for other in everyone[1:]
            ]
        return pairs

    async def _pair(
        self,
        package: Package,
        seed: int,
        two: tuple[Side, Side],
        refined: Refined,
        measure: Measure,
        made: dict[str, InputSynthesized],
    ) -> Pair:
        _, other = two
        rows = [refined.outcomes[side.revision.id] for side in two]
        both = min(map(len, rows))
        texts = [item.text for item in refined.inputs[:both]]
        ran = [Ran(side.revision.program, tuple(row[:both])) for side, row in zip(two, rows, strict=True)]
        merits = await measure.compare(texts, ran[0], ran[1])
        found = [at for at, merit in enumerate(merits) if merit not in {"same", "open"}]
        taken = await self._allowed(package, [texts[at] for at in found])
        unread = [bool(forbidden_in_words(package.problem.name, texts[at])) for at in found]
        allowed = [is_taken and not is_unread for is_taken, is_unread in zip(taken, unread, strict=True)]
        events = [made[item.name] for item in refined.inputs[:both]]
        called = [events[at].validity == "valid" for at in found]
        pair = Pair(
            package.problem.name,
            seed,
            other.name,
            other.label,
            same=other.label == "accepted",
            secret=other.secret.verdict != "AC",
            disallowed=sum(not good for good in allowed),
            claimed=sum(good and not is_taken for good, is_taken in zip(called, taken, strict=True)),
            unread=sum(all(each) for each in zip(called, taken, unread, strict=True)),
        )
        good = [at for at, is_good in zip(found, allowed, strict=True) if is_good]
        if not good:
            return pair
        faults = [_fault(package, texts[at], two, (rows[0][at], rows[1][at])) if pair.same else "" for at in good]
        unexplained = [at for at, fault in zip(good, faults, strict=True) if not fault] if pair.same else []
        called_valid = [at for at in unexplained if events[at].validity == "valid"]
        clean = [at for at in good if rows[0][at].clean and rows[1][at].clean]
        at = (called_valid or unexplained or clean or good)[0]
        failure = rows[1][at].failure or rows[0][at].failure
        blamed = {"left": "other", "right": "reference"}.get(merits[at], "either")
        return structs.replace(
            pair,
            by="outputs" if failure in {None, "WA"} else "time" if failure == "TLE" else "crash",
            source=f"{events[at].source}{', near the limits' if 'near the limits' in events[at].detail else ''}",
            validity=events[at].validity,
            at=good[0] + 1,
            fault="" if unexplained else faults[0],
            blamed=blamed,
            input=texts[at],
        )

    async def _allowed(self, package: Package, texts: list[str]) -> list[bool]:
        return [finding.allowed for finding in await check_validity(self._plain_run(package), texts)]

    def _plain_run(self, package: Package) -> Run:
        """A run that only asks the package's validators."""
        return Run(package.problem, Settings(), {}, self.executor, MemoryJournal())


def _fault(package: Package, text: str, two: tuple[Side, Side], outcomes: tuple[Outcome, Outcome]) -> str:
    """What was found by hand of one of two accepted submissions that is wrong on an input; empty where nothing was."""
    did = {
        side.name: Did(outcome.output, failed=not outcome.clean) for side, outcome in zip(two, outcomes, strict=True)
    }
    fault = fault_of(package.problem.name, text, did)
    return f"{fault.program}: {fault.why}" if fault else ""


async def _at_full_size(run: Run, revisions: list[Revision], refined: Refined, stream: InputStream) -> Refined:
    """Run those that agree with the reference on inputs of full size, as the members of a winning cluster are run."""
    (home,) = [cluster for cluster in refined.clusters if revisions[0].id in cluster.members]
    members = [revision for revision in revisions if revision.id in home.members]
    try:
        made = await stream.of_full_size() if len(members) > 1 else ()
        rows = await execute_all(run, members, made, refined.outcomes)
    except BudgetError:
        return refined
    outcomes = {name: [*row, *rows.get(name, ())] for name, row in refined.outcomes.items()}
    return structs.replace(refined, inputs=[*refined.inputs, *made], outcomes=outcomes)


def summarize(pairs: list[Pair]) -> dict[str, object]:
    """The figures: shares are of pairs with a wrong side."""
    wrong = [pair for pair in pairs if not pair.same]
    known = [pair for pair in wrong if pair.secret]
    equal = [pair for pair in pairs if pair.same]
    told = [pair for pair in wrong if pair.by]
    alarms = [pair for pair in equal if pair.by or pair.disallowed]
    return {
        "problems": len({pair.problem for pair in pairs}),
        "wrong": len(wrong),
        "secret": len(known),
        "told_apart": len(told),
        "told_apart_of_secret": sum(bool(pair.by) for pair in known),
        "share_distinguished": round(sum(bool(pair.by) for pair in known) / max(1, len(known)), 3),
        "share_by_outputs": round(sum(pair.by == "outputs" for pair in known) / max(1, len(known)), 3),
        "beyond_secret": sum(bool(pair.by) for pair in wrong if not pair.secret),
        "by": dict(Counter(pair.by for pair in told)),
        "by_source": dict(Counter(f"{pair.source} ({pair.validity})" for pair in told)),
        "median_inputs_before": sorted(pair.at for pair in told)[len(told) // 2] if told else None,
        "right_pairs": len(equal),
        "real_faults": sum(bool(pair.fault) for pair in equal),
        "false_alarms": sum(pair.alarms for pair in equal),
        "false_alarms_unexplained": sum(pair.alarms and bool(pair.by and not pair.fault) for pair in equal),
        "false_alarms_called_valid": sum(pair.claimed > 0 for pair in equal),
        "false_alarms_forbidden_in_words": sum(pair.unread > 0 for pair in equal),
        "doubts_on_unchecked": sum(pair.doubtful for pair in equal),
        "alarms_on_anything": len(alarms),
        "wrong_only_on_disallowed": sum(not pair.by and pair.disallowed > 0 for pair in wrong),
    }


async def measure_all(options: argparse.Namespace) -> dict[str, object]:
    """Measure all packages that are not finished, telling each as it comes."""
    began = time.perf_counter()
    finished = _read_finished(options.finished) if options.finished else {}
    real = choose_executor()
    yardstick = Yardstick(real, Memory(options.memory), options)
    measured: list[Measured] = []
    try:
        for key, package in _chosen(options):
            found = finished.get(key)
            if found is None:
                found = await _measured(key, package, yardstick)
                if options.finished:
                    with options.finished.open("ab") as file:
                        file.write(wire.encode(found) + b"\n")
            measured.append(found)
            tell(package.problem.name, found)
    finally:
        await real.close()
    return summarize([pair for found in measured for pair in found.pairs]) | {
        "left_out": sum(bool(found.left_out) for found in measured),
        "executions": sum(found.executions for found in measured),
        "cpu_seconds": round(sum(found.cpu_seconds for found in measured), 1),
        "executed": yardstick.executor.done,
        "seconds": round(time.perf_counter() - began, 1),
    }


def _chosen(options: argparse.Namespace) -> Iterator[tuple[str, Package]]:
    """Give the packages to measure, each with its key in the file of finished ones."""
    mode = "hidden" if options.without_validator else "validator"
    count = 0
    for package in packages_below(options.packages):
        if not package.problem.input_validators or (options.only and package.problem.name not in options.only):
            continue
        if count == options.limit:
            return
        count += 1
        yield f"{package.problem.name} {package.digest} {mode} {options.seeds} {options.inputs}", package


async def _measured(key: str, package: Package, yardstick: Yardstick) -> Measured:
    asked, spent = yardstick.executor.asked, yardstick.executor.cpu_seconds
    pairs: list[Pair] = []
    why = ""
    try:
        if await yardstick.measures_nothing(package):
            why = "its validators refuse nothing"
        else:
            pairs = await yardstick.measure(package)
    except ProblemError as error:  # secret tests that are not all there
        why = str(error)
    return Measured(
        key,
        tuple(pairs),
        yardstick.executor.asked - asked,
        round(yardstick.executor.cpu_seconds - spent, 3),
        why,
    )


def _read_finished(path: Path) -> dict[str, Measured]:
    """Read what is finished; a last line that was cut is left out."""
    if not path.exists():
        return {}
    lines = path.read_bytes().splitlines(keepends=True)
    found = [wire.decode(line, type=Measured) for line in lines if line.endswith(b"\n")]
    return {measured.key: measured for measured in found}


def tell(name: str, measured: Measured) -> None:
    """Print what came of one package."""
    if measured.left_out:
        print(f"{name:24} left out: {measured.left_out}", flush=True)
        return
    pairs = measured.pairs
    wrong = [pair for pair in pairs if not pair.same]
    known = [pair for pair in wrong if pair.secret]
    line = f"{name:24} {sum(bool(pair.by) for pair in known):3} of {len(known):3} wrong told apart"
    faults = sum(bool(pair.fault) for pair in pairs)
    alarms = sum(pair.alarms for pair in pairs)
    print(f"{line}, {alarms} false alarms, {faults} real faults", flush=True)
    for pair in pairs:
        what = ""
        if pair.fault:
            what = f"a real fault of {pair.fault}"
        elif pair.same and pair.by:
            said = "FALSE ALARM" if pair.alarms else "told apart on an unchecked input"
            what = f"{said} by {pair.by}, {pair.blamed}"
        elif pair.alarms:
            what = f"FALSE ALARM by inputs called valid: {pair.claimed} refused, {pair.unread} forbidden in words"
        elif pair.same and pair.disallowed:
            what = f"told apart by {pair.disallowed} inputs that are not allowed, and not called valid"
        elif not pair.same and pair.secret and not pair.by:
            what = f"missed ({pair.label}); {pair.disallowed} disallowed inputs tell it apart"
        if what:
            print(f"    {pair.other}: {what} {json.dumps(pair.input[:_SHOWN])}", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, nargs="+", required=True, metavar="DIR")
    parser.add_argument("--without-validator", action="store_true", help="hide the input validators from the product")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--inputs", type=int, default=96)
    parser.add_argument("--limit", type=int, default=-1, help="packages, at most")
    parser.add_argument("--only", nargs="+", help="names of packages")
    parser.add_argument("--memory", type=Path, help="file that keeps what programs did, for the next time")
    parser.add_argument("--finished", type=Path, help="file of finished packages, to go on with")
    parser.add_argument("--executions", type=float, default=20_000, help="of the programs of one package, at most")
    parser.add_argument("--cpu-seconds", type=float, default=600.0, help="that these take together, about")
    parser.add_argument("--json", action="store_true", help="print the last object on one line")
    options = parser.parse_args()
    missing = [str(folder) for folder in options.packages if not folder.is_dir()]
    if missing:
        raise SystemExit(f"There is no folder {', '.join(missing)}: name folders that hold problem packages.")
    summary = asyncio.run(measure_all(options))
    print(json.dumps(summary, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
