"""Where the time of a run in the closed tier goes, found from outside: by what other work costs.

    python tests/benchmarks/breakdown.py [--tier full] [--programs 64] [--inputs 20] [--rounds 3]

Four kinds of work are done, each by an executor of its own that is closed before its processes are counted:

* one run of an empty program: what it costs to start;
* the empty program, as often as there are programs, on one input each, and on all inputs;
* the programs of `execution.py` on all inputs.

What the system says of the run's own process is told apart from what the application uses; the rest is the worker's,
and goes partly with the number of programs and partly with that of inputs. The median of interleaved rounds counts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

import execution  # noqa: E402  the path comes first

from engine.execution.protocol import Job  # noqa: E402
from engine.execution.sandbox import SandboxExecutor  # noqa: E402
from engine.problem.model import Limits, Program, SourceFile  # noqa: E402


class Used(NamedTuple):
    """CPU milliseconds, and page faults that needed no reading, of one kind of work."""

    application: float
    run: float
    worker: float
    faults: float

    def less(self, start: Used) -> Used:
        return Used(*(here - there for here, there in zip(self, start, strict=True)))


async def do(tier: str, programs: list[str], inputs: list[str]) -> float:
    """Run all programs on all inputs; give the CPU seconds of the runs alone."""
    executor = SandboxExecutor(tier, execution.CORES)
    waiting = asyncio.Semaphore(4 * execution.CORES)

    async def one(text: str) -> float:
        async with waiting:
            job = Job(Program("python", (SourceFile("main", text),)), tuple(inputs), Limits())
            return sum([outcome.cpu_seconds async for outcome in executor.run(job)])

    runs = await asyncio.gather(*map(one, programs))
    await executor.close()
    return sum(runs)


def measure(tier: str, kind: str, programs: int, inputs: int) -> Used:
    """Do one kind of work in this process, which has done nothing else."""
    execution.adopt_orphans()
    task = execution.make_task("python", programs, inputs)
    empty = [f"# empty {number}\n" for number in range(programs)]
    work = {
        "start": (empty[:1], task.inputs[:1]),
        "one input": (empty, task.inputs[:1]),
        "empty": (empty, task.inputs),
        "all": (task.programs, task.inputs),
    }[kind]
    own = _milliseconds(resource.RUSAGE_SELF)
    run = 1000 * asyncio.run(do(tier, *work))
    execution.reap()
    return Used(
        _milliseconds(resource.RUSAGE_SELF) - own,
        run,
        _milliseconds(resource.RUSAGE_CHILDREN) - run,
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt,
    )


def _milliseconds(who: int) -> float:
    usage = resource.getrusage(who)
    return 1000 * (usage.ru_utime + usage.ru_stime)


def in_a_process(kind: str, options: argparse.Namespace) -> Used:
    command = [sys.executable, __file__, "--child", kind, "--tier", options.tier]
    command += ["--programs", str(options.programs), "--inputs", str(options.inputs)]
    return Used(*json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout))


def floor_of(options: argparse.Namespace) -> float:
    row = execution.in_a_process("floor", "python", options.programs, options.inputs)
    assert row
    return float(str(row["cpu_ms_per_run"]))


def report(options: argparse.Namespace) -> list[str]:
    """Measure all kinds of work, and draw the table."""
    kinds = ("start", "one input", "empty", "all")
    rounds = [(floor_of(options), [in_a_process(kind, options) for kind in kinds]) for _ in range(options.rounds)]
    floor = statistics.median(each for each, _ in rounds)
    found = zip(*(each for _, each in rounds), strict=True)
    start, *rest = (Used(*map(statistics.median, zip(*kind, strict=True))) for kind in found)
    one, empty, full = (used.less(start) for used in rest)
    programs, runs = options.programs, options.programs * options.inputs
    forking = (empty.worker - one.worker) / (runs - programs)
    preparing = full.worker / runs - forking
    together = (full.application + full.run + full.worker) / runs
    lines = (
        ("the application: orders, answers, judging", full.application / runs),
        (f"making a program ready: {preparing * options.inputs:.2f} by {options.inputs} inputs", preparing),
        ("the worker: files, fork, wait, collect", forking),
        ("the run of an empty program: in, out, exit", empty.run / runs),
        ("what the programs add to it", (full.run - empty.run) / runs),
        (f"together, {together / floor:.2f} x the floor", together),
        ("the floor: fork, exit, wait", floor),
    )
    return [
        f"\nwhere a run goes: {options.tier}, {programs} programs x {options.inputs} inputs, CPU ms a run",
        *(f"{what:50}{value:8.3f}" for what, value in lines),
        f"{'page faults a run':50}{full.faults / runs:8.0f}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tier", default="full", choices=["full", "no-namespace"])
    parser.add_argument("--programs", type=int, default=64)
    parser.add_argument("--inputs", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3, help="interleaved; the median counts")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure(options.tier, options.child, options.programs, options.inputs)))
    else:
        print("\n".join(report(options)))


if __name__ == "__main__":
    main()
