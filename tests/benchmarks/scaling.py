"""What a cluster costs and gives: seconds a job through Ray's actors beside the same executor in this process.

Two jobs: one that does nothing, which shows the overhead, and one that computes, which shows what more workers give.
Each way has its executor made and warmed before the clock starts.

    python tests/benchmarks/scaling.py [--jobs 200] [--seconds 0.2] [--workers 2] [--json]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from pathlib import Path

from engine.bench.on_ray import Cluster
from engine.composition import choose_executor
from engine.execution.protocol import Job
from engine.problem.model import Limits, Program, SourceFile

NOTHING = "print(input())\n"
COMPUTES = "import time\nend = time.process_time() + float(input())\nwhile time.process_time() < end: pass\n"


def job(text: str, at: int, given: str) -> Job:
    """A program of its own, so that nothing is prepared twice for one and once for the other."""
    program = Program("python", (SourceFile("main.py", f"# {at}\n{text}"),))
    return Job(program, (given,), Limits(cpu_seconds=20.0))


async def seconds(executor, jobs: list[Job], at_once: int) -> float:
    """Wall seconds for all jobs, so many at a time."""
    lanes = asyncio.Semaphore(at_once)

    async def one(asked: Job) -> None:
        async with lanes:
            outcomes = [outcome async for outcome in executor.run(asked)]
            assert all(outcome.clean for outcome in outcomes), outcomes

    await asyncio.gather(*(one(job(NOTHING, -at - 1, "0\n")) for at in range(2 * at_once)))
    began = time.perf_counter()
    await asyncio.gather(*(one(asked) for asked in jobs))
    return time.perf_counter() - began


def measure(name: str, make, workers: int, options: argparse.Namespace) -> dict[str, object]:
    """One row: milliseconds of a job that does nothing, one at a time and many, and seconds of those that compute."""

    async def run() -> dict[str, object]:
        executor = make()
        idle = [job(NOTHING, at, "0\n") for at in range(options.jobs)]
        work = [job(COMPUTES, at, f"{options.seconds}\n") for at in range(max(4, options.jobs // 10))]
        try:
            alone = await seconds(executor, idle, 1)
            many = await seconds(
                executor, [job(NOTHING, 10_000 + at, "0\n") for at in range(options.jobs)], 4 * workers
            )
            computing = await seconds(executor, work, 4 * workers)
        finally:
            await executor.close()
        return {
            "way": name,
            "ms a job, one at a time": round(1000 * alone / options.jobs, 2),
            "ms a job, many": round(1000 * many / options.jobs, 2),
            f"s for {len(work)} × {options.seconds} s": round(computing, 2),
        }

    return asyncio.run(run())


def load() -> str:
    """How busy the machine is: what a figure is worth."""
    return Path("/proc/loadavg").read_text(encoding="ascii").split()[0]


def main() -> None:
    """Measure, and print the rows side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=0.2)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = [
        measure(f"in this process, {count} workers", lambda count=count: choose_executor(workers=count), count, options)
        for count in (1, options.workers)
    ]
    for count in (1, options.workers):
        began = time.perf_counter()
        cluster = Cluster(workers=count)
        sys.stderr.write(f"A local cluster of {count} was there after {time.perf_counter() - began:.1f} s.\n")
        try:
            rows.append(measure(f"Ray, {count} actors", lambda made=cluster: made.executor, count, options))
        finally:
            cluster.close()
    if options.json:
        print(json.dumps({"load": load(), "rows": rows}))
        return
    print(f"load {load()}, {os.cpu_count()} cores")
    for row in rows:
        print("  ".join(f"{name}: {value}" if name != "way" else f"{value:28}" for name, value in row.items()))


if __name__ == "__main__":
    main()
