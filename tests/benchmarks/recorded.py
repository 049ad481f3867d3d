"""The published table of CodeT from its published samples, executed here; and what that costs beside a plain script.

The samples are those of microsoft/CodeT (HumanEval, 100 programs a problem, asserts written by the same model), in a
file that is no part of this project. Side by side in one run: our executor, where asserts run in another process than
the program, with its walls; and the plain way, a fork for each program that runs all within itself, one after the
other and without any walls. CPU seconds are those of all processes; both see the same programs, asserts and limits.

    python tests/benchmarks/recorded.py FILE [--first 20] [--skip-plain] [--json]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import json
import os
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path

from engine.bench.kept import Kept
from engine.bench.recorded import Known, as_recorded, read_recorded
from engine.bench.report import written
from engine.bench.selection import know, selection_report
from engine.composition import choose_executor
from engine.problem.datasets.humaneval import CHECK_SECONDS
from engine.problem.datasets.recorded import ALL_SECONDS, ASSERT_SECONDS, RecordedLine, RecordedSample

TICKS = os.sysconf("SC_CLK_TCK")


# -------------------------------------------------------------------- ours


def below(pid: int) -> float:
    """CPU seconds of all processes below one, and of what they have waited for."""
    total = 0.0
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text(encoding="ascii").split():
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{child}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
                total += sum(map(int, fields[11:15])) / TICKS
                total += below(int(child))
    return total


async def ours(problems: list[RecordedLine]) -> tuple[list[Known], float, float]:
    """What our executor finds, wall seconds, CPU seconds."""
    executor = choose_executor()
    began, used = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        known = await know(problems, executor, Kept(Path(folder) / "executed.jsonl"))
    wall, cpu = time.perf_counter() - began, time.process_time() - used + below(os.getpid())
    await executor.close()
    return known, wall, cpu


# -------------------------------------------------------------------- the plain way


class Late(BaseException):
    """Raised by the clock."""


def late(*_: object) -> None:
    raise Late


def holds(source: str, names: dict[str, object], seconds: float) -> bool:
    """Whether a statement raises nothing in its time; in the program's own process."""
    try:
        try:
            signal.setitimer(signal.ITIMER_PROF, seconds, seconds)
            exec(source, names)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except BaseException:  # noqa: BLE001 - whatever a program raises
        return False
    return True


def alone(problem: RecordedLine, sample: RecordedSample, mouth: int) -> None:
    """The forked process of one program."""
    resource.setrlimit(resource.RLIMIT_CPU, (8, 8))
    signal.signal(signal.SIGPROF, late)
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(), io.StringIO(), io.StringIO()
    names: dict[str, object] = {"__name__": "solution"}
    going = holds(problem.prompt + sample.code, names, CHECK_SECONDS)
    check = f"{problem.test}\ncheck({problem.entry_point})\n"
    said = "1" if going and holds(check, names, CHECK_SECONDS) else "0"
    began = time.process_time()
    for statement in problem.generated_tests:
        going = going and time.process_time() - began < ALL_SECONDS
        said += "1" if going and holds(statement, names, ASSERT_SECONDS) else "0"
    os.write(mouth, said.encode())


def plainly(problem: RecordedLine, sample: RecordedSample) -> str:
    """Fork for one program, and read what it says; nothing where it died."""
    ear, mouth = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.close(ear)
            alone(problem, sample, mouth)
        finally:
            os._exit(0)
    os.close(mouth)
    with os.fdopen(ear, "rb") as file:
        said = file.read().decode()
    os.waitpid(pid, 0)
    return said or "0" * (1 + len(problem.generated_tests))


def plain(problems: list[RecordedLine]) -> tuple[list[Known], float, float]:
    """What the plain way finds, wall seconds, CPU seconds."""
    before = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    began, used = time.perf_counter(), time.process_time()
    known = []
    for problem in problems:
        said = [plainly(problem, sample) for sample in problem.solutions]
        known.append(
            Known(
                task=problem.task_id,
                copies=tuple(sample.count for sample in problem.solutions),
                right=tuple(bits[0] == "1" for bits in said),
                passed=tuple(frozenset(at for at, bit in enumerate(bits[1:]) if bit == "1") for bits in said),
                counts=problem.counts,
            )
        )
    wall, own = time.perf_counter() - began, time.process_time() - used
    return known, wall, own + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - before


# -------------------------------------------------------------------- beside each other


def differences(found: list[Known], problems: list[RecordedLine]) -> dict[str, int]:
    """How far a finding is from the one that came with the file."""
    recorded = [(known, as_recorded(problem)) for known, problem in zip(found, problems, strict=True)]
    pairs = [(known, other) for known, other in recorded if other]
    return {
        "programs": sum(len(known.right) for known, _ in pairs),
        "official verdicts that differ": sum(
            a != b for known, other in pairs for a, b in zip(known.right, other.right, strict=True)
        ),
        "asserts": sum(len(known.right) * len(known.counts) for known, _ in pairs),
        "assert verdicts that differ": sum(
            len(a ^ b) for known, other in pairs for a, b in zip(known.passed, other.passed, strict=True)
        ),
    }


def main() -> None:
    """Measure, and print the table and both ways side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--first", type=int, help="only so many problems")
    parser.add_argument("--skip-plain", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    problems = read_recorded(options.file)[: options.first]
    rows: dict[str, dict[str, object]] = {}
    if not options.skip_plain:
        known, wall, cpu = plain(problems)
        rows["plain script"] = {"wall s": round(wall, 1), "CPU s": round(cpu, 1), **differences(known, problems)}
    known, wall, cpu = asyncio.run(ours(problems))
    rows["in our sandbox"] = {"wall s": round(wall, 1), "CPU s": round(cpu, 1), **differences(known, problems)}
    if options.json:
        print(json.dumps(rows))
        return
    print(written(selection_report(f"CodeT, {len(problems)} problems, executed here", known), "markdown"))
    for name, row in rows.items():
        print(f"{name:16}", "  ".join(f"{what}: {value}" for what, value in row.items()))


if __name__ == "__main__":
    main()
