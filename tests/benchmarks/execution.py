"""What a run of a small program costs, by the way it is run: the same work, side by side.

    python tests/benchmarks/execution.py            a table, with ratios to one `subprocess.run` for each run, and where
                                                    the time of our closed tier goes (`breakdown.py`)
    python tests/benchmarks/execution.py --json     one object a line
    python tests/benchmarks/execution.py --smoke    little work, in less than ten seconds

Each method does its work in a process of its own, on all cores, and is charged for all CPU time of that process and
its children, start and end included. Where a method does all inputs of a program in one go, the time of one run is
that of the program divided by its inputs. On a busy machine trust the ratios and the CPU time.

`floor` is no way to run programs: it forks a Python that has the contest modules loaded, and waits for the fork.
"""

# ruff: noqa: E501  the programs that are run

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CORES = len(os.sched_getaffinity(0))
ROOT = Path(__file__).parents[2]

PYTHON = (
    (
        "import sys\ndef main():\n    data = sys.stdin.read().split()\n    n = int(data[0])\n"
        "    a = list(map(int, data[1:n + 1]))\n    print(sum(a), max(a), min(a))\nmain()\n"
    ),
    "n = int(input())\na = list(map(int, input().split()))\na.sort()\nprint(sum(a), a[-1], a[0])\n",
    (
        "import sys, heapq\nfrom collections import Counter, defaultdict, deque\ninput = sys.stdin.readline\n"
        "n = int(input())\na = list(map(int, input().split()))\nh = a[:]\nheapq.heapify(h)\n"
        "print(sum(a), max(a), heapq.heappop(h))\n"
    ),
    (
        "from functools import lru_cache\nimport math, itertools\nn = int(input())\na = [int(x) for x in input().split()]\n"
        "@lru_cache(None)\ndef f(i):\n    return 0 if i == n else a[i] + f(i + 1)\nprint(f(0), max(a), min(a))\n"
    ),
    (
        "import bisect, re, string, random\nfrom typing import List\nclass Solution:\n"
        "    def go(self, a: List[int]):\n        return sum(a), max(a), min(a)\n"
        "if __name__ == '__main__':\n    n = int(input())\n    print(*Solution().go(list(map(int, input().split()))))\n"
    ),
)
CPP = (
    (
        "#include <bits/stdc++.h>\nusing namespace std;\nint main() { int n; cin >> n; vector<long> a(n); for (auto& x : a) "
        'cin >> x; cout << accumulate(a.begin(), a.end(), 0L) << " " << *max_element(a.begin(), a.end()) << " " << '
        "*min_element(a.begin(), a.end()) << endl; }\n"
    ),
)
COMMENTS = {"python": "#", "cpp": "//"}
CONTEST_MODULES = "sys, math, heapq, collections, itertools, functools, bisect, string, re, random, typing, ctypes"


class Task(NamedTuple):
    """The work: programs, all of them right, and inputs with what they print."""

    language: str
    programs: list[str]
    inputs: list[str]
    answers: list[list[str]]

    @property
    def runs(self) -> int:
        return len(self.programs) * len(self.inputs)


def make_task(language: str, programs: int, inputs: int) -> Task:
    draw = random.Random(1)
    sources = PYTHON if language == "python" else CPP
    # C++ is compiled before the clock starts, wherever that can be: few programs do as well as many.
    texts = [f"{sources[k % len(sources)]}{COMMENTS[language]} sample {k}\n" for k in range(programs)]
    numbers = [[draw.randint(-999, 999) for _ in range(draw.randint(5, 200))] for _ in range(inputs)]
    return Task(
        language,
        texts,
        [f"{len(a)}\n{' '.join(map(str, a))}\n" for a in numbers],
        [list(map(str, (sum(a), max(a), min(a)))) for a in numbers],
    )


class Done(NamedTuple):
    """How many runs were right, and how long each took, in seconds."""

    right: int
    seconds: list[float]


# ---------------------------------------------------------------- methods: one process for each run


def interpreter() -> str:
    return str(Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}")


def one_process_each(task: Task, command: Callable[[Path], list[str]]) -> Done:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        commands = [command(place(task, source, folder, number)) for number, source in enumerate(task.programs)]

        def run(number: int, place: int) -> tuple[bool, float]:
            started = time.perf_counter()
            done = subprocess.run(
                commands[number], input=task.inputs[place], capture_output=True, text=True, timeout=10, check=False
            )
            return done.stdout.split() == task.answers[place], time.perf_counter() - started

        START.begin()
        with ThreadPoolExecutor(CORES) as pool:
            jobs = [(number, place) for number in range(len(task.programs)) for place in range(len(task.inputs))]
            return done_of(list(pool.map(lambda job: run(*job), jobs)))


def place(task: Task, source: str, folder: Path, number: int) -> Path:
    """Store a program, compiled where it must be."""
    if task.language == "python":
        path = folder / f"{number}.py"
        path.write_text(source)
        return path
    path = folder / f"{number}.cpp"
    path.write_text(source)
    subprocess.run(["g++", "-O2", "-o", str(folder / str(number)), str(path)], check=True)
    return folder / str(number)


def by_subprocess(task: Task) -> Done:
    return one_process_each(task, lambda path: [sys.executable, str(path)] if path.suffix else [str(path)])


def by_bare_subprocess(task: Task) -> Done:
    return one_process_each(task, lambda path: [interpreter(), "-I", "-S", "-E", str(path)])


def by_bubblewrap(task: Task) -> Done:
    prefix = [] if Path(sys.base_prefix).is_relative_to("/usr") else ["--ro-bind", sys.base_prefix, sys.base_prefix]
    wrap = [
        "bwrap",
        *["--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--ro-bind", "/usr", "/usr"],
    ]
    wrap += [
        *[
            "--symlink",
            "usr/lib",
            "/lib",
            "--symlink",
            "usr/lib64",
            "/lib64",
            "--proc",
            "/proc",
            "--dev",
            "/dev",
            "--tmpfs",
            "/tmp",
        ],
        *prefix,
    ]
    inner = ["--ro-bind", "@", "/program", "--chdir", "/tmp", interpreter(), "-I", "-S", "-E", "/program"]
    return one_process_each(task, lambda path: [*wrap, *(str(path) if part == "@" else part for part in inner)])


# ---------------------------------------------------------------- methods: the layouts of published judges


def in_the_judge(source: str, pairs: list[tuple[str, list[str]]], results: object) -> None:
    """Run a program in the judge's own process: the answers lie in its frames, and it can change the results."""
    import io

    for text, answer in pairs:
        sys.stdin, sys.stdout = io.StringIO(text), io.StringIO()
        try:
            exec(source, {"__name__": "__main__"})
            results.append(sys.stdout.getvalue().split() == answer)
        except BaseException:  # noqa: BLE001  as the judges do
            results.append(False)


def judge(source: str, pairs: list[tuple[str, list[str]]]) -> list[tuple[bool, float]]:
    """Start a process with a managed list for the results, as the judges do."""
    import multiprocessing

    started = time.perf_counter()
    results = multiprocessing.Manager().list()
    process = multiprocessing.Process(target=in_the_judge, args=(source, pairs, results))
    process.start()
    process.join(10)
    found = list(results)
    return [(right, (time.perf_counter() - started) / len(pairs)) for right in found]


def by_judges(task: Task, *, inputs_at_once: bool) -> Done:
    pairs = list(zip(task.inputs, task.answers, strict=True))
    portions = [pairs] if inputs_at_once else [[pair] for pair in pairs]
    work = [(source, portion) for source in task.programs for portion in portions]
    START.begin()
    with ProcessPoolExecutor(CORES) as pool:
        found = pool.map(judge, *zip(*work, strict=True))
        return done_of([run for runs in found for run in runs])


# ---------------------------------------------------------------- methods: ours


def by_executor(task: Task, tier: str) -> Done:
    sys.path.insert(0, str(ROOT))
    from engine.execution import SubprocessExecutor
    from engine.execution.protocol import Job
    from engine.problem.model import Limits, Program, SourceFile

    def opened():
        if tier == "plain":
            return SubprocessExecutor(CORES)
        from engine.execution.sandbox import SandboxExecutor

        return SandboxExecutor(tier, CORES)

    async def main() -> Done:
        executor = opened()
        programs = [Program(task.language, (SourceFile("main", source),)) for source in task.programs]
        runs: list[tuple[bool, float]] = []
        queued = 4  # programs on offer for each core, as in a tournament
        waiting = asyncio.Semaphore(queued * CORES)

        async def one(program: Program) -> None:
            async with waiting:
                started = time.perf_counter()
                endings = [outcome async for outcome in executor.run(Job(program, tuple(task.inputs), Limits()))]
                # Most of the time a program waited for the others that share its core.
                seconds = (time.perf_counter() - started) / len(endings) / queued
                runs.extend(
                    (outcome.output.split() == answer, seconds)
                    for outcome, answer in zip(endings, task.answers, strict=True)
                )

        if task.language != "python":
            for program in programs:  # compiled before the clock starts
                async for _ in executor.run(Job(program, (task.inputs[0],), Limits())):
                    pass
        START.begin()
        await asyncio.gather(*map(one, programs))
        await executor.close()
        return done_of(runs)

    return asyncio.run(main())


def by_floor(task: Task) -> Done:
    """Fork and wait, on every core, in a Python such as the sandbox has."""
    program = (
        f"import os, time, gc, {CONTEST_MODULES}\ngc.collect(); gc.freeze()\nout = []\n"
        f"for _ in range({task.runs // CORES}):\n    t = time.perf_counter()\n    p = os.fork()\n"
        "    if not p: os._exit(0)\n    os.waitpid(p, 0)\n    out.append(time.perf_counter() - t)\nprint(out)"
    )
    START.begin()
    command = [interpreter(), "-s", "-S", "-B", "-P", "-c", program]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(CORES)]
    return done_of([(True, seconds) for child in running for seconds in json.loads(child.communicate()[0])])


METHODS: dict[str, Callable[[Task], Done]] = {
    "floor": by_floor,
    "subprocess": by_subprocess,
    "subprocess -I -S": by_bare_subprocess,
    "human-eval layout": lambda task: by_judges(task, inputs_at_once=False),
    "in-process layout": lambda task: by_judges(task, inputs_at_once=True),
    "bubblewrap": by_bubblewrap,
    "plain": lambda task: by_executor(task, "plain"),
    "no-namespace": lambda task: by_executor(task, "no-namespace"),
    "full": lambda task: by_executor(task, "full"),
}
FOR_CPP = ("subprocess", "plain", "no-namespace", "full")


# ---------------------------------------------------------------- measuring


class Start:
    """When the work of this process began; what came before is not charged."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self.wall, self.cpu = time.perf_counter(), cpu_seconds()


def adopt_orphans() -> None:
    """Have the children of our children charged to us, when those do not wait for them (bubblewrap does not)."""
    import ctypes

    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def reap() -> None:
    """Wait for all that is left."""
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def cpu_seconds() -> float:
    """Give the CPU time of this process, and of its children that have ended or still run."""
    usages = [resource.getrusage(kind) for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages) + _of_the_living()


def _of_the_living() -> float:
    parents, ticks = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        parents[int(folder.name)], ticks[int(folder.name)] = int(fields[1]), sum(map(int, fields[11:15]))
    found, size = {os.getpid()}, 0
    while len(found) > size:
        size = len(found)
        found |= {pid for pid, parent in parents.items() if parent in found}
    return sum(ticks[pid] for pid in found - {os.getpid()}) / os.sysconf("SC_CLK_TCK")


START = Start()


def done_of(runs: list[tuple[bool, float]]) -> Done:
    return Done(sum(right for right, _ in runs), [seconds for _, seconds in runs])


def measure(method: str, task: Task) -> dict[str, object]:
    """Do the work with one method, in this process."""
    adopt_orphans()
    done = METHODS[method](task)
    wall = time.perf_counter() - START.wall
    reap()
    cpu = cpu_seconds() - START.cpu
    seconds = sorted(done.seconds)
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        "method": method,
        "language": task.language,
        "programs": len(task.programs),
        "inputs": len(task.inputs),
        "right": done.right,
        "runs_per_second": round(len(seconds) / wall, 1),
        "cpu_ms_per_run": round(1000 * cpu / len(seconds), 3),
        "p50_ms": round(1000 * seconds[len(seconds) // 2], 3),
        "p99_ms": round(1000 * seconds[int(len(seconds) * 0.99)], 3),
        "memory_mib": round(children / 1024, 1),
    }


def in_a_process(method: str, language: str, programs: int, inputs: int) -> dict[str, object] | None:
    """Measure in a process that nothing else has used; None where the method cannot be had."""
    command = [sys.executable, __file__, "--child", method, "--work", language, str(programs), str(inputs)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(f"{method}: {done.stderr[-400:]}\n")
        return None
    row = json.loads(done.stdout)
    if row["right"] != programs * inputs:
        sys.stderr.write(f"{method}: only {row['right']} of {programs * inputs} runs were right\n")
    return row


def median_of(rows: list[dict[str, object]]) -> dict[str, object]:
    middle = dict(rows[0])
    for name, value in middle.items():
        if isinstance(value, float):
            middle[name] = round(statistics.median(float(row[name]) for row in rows), 3)  # type: ignore[arg-type]
    return middle


def series(options: argparse.Namespace) -> Iterator[tuple[str, int, int]]:
    if options.smoke:
        yield "python", 8, 5
        return
    yield "python", 64, 20
    yield "python", 16, 100
    if which("g++"):
        yield "cpp", 4, 100


def methods_for(language: str) -> list[str]:
    names = list(METHODS) if language == "python" else list(FOR_CPP)
    return [name for name in names if which("bwrap") or name not in {"bubblewrap", "full"}]


def table(rows: list[dict[str, object]]) -> Iterator[str]:
    base = next((row for row in rows if row["method"] == "subprocess"), rows[0])
    first = rows[0]
    yield f"\n{first['language']}: {first['programs']} programs × {first['inputs']} inputs, {CORES} cores"
    yield f"{'method':20}{'runs/s':>9}{'×':>7}{'CPU ms/run':>12}{'×':>7}{'p50 ms':>9}{'p99 ms':>9}{'MiB':>7}"
    for row in rows:
        faster = float(row["runs_per_second"]) / float(base["runs_per_second"])  # type: ignore[arg-type]
        cheaper = float(base["cpu_ms_per_run"]) / float(row["cpu_ms_per_run"])  # type: ignore[arg-type]
        yield (
            f"{row['method']:20}{row['runs_per_second']:9}{faster:7.1f}{row['cpu_ms_per_run']:12}{cheaper:7.1f}"
            f"{row['p50_ms']:9}{row['p99_ms']:9}{row['memory_mib']:7}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--smoke", action="store_true", help="little work")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved; the median counts")
    parser.add_argument("--only", nargs="*", default=None, help="these methods")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        language, programs, inputs = options.work
        print(json.dumps(measure(options.child, make_task(language, int(programs), int(inputs)))))
        return
    for language, programs, inputs in series(options):
        names = [name for name in methods_for(language) if options.only is None or name in options.only]
        rounds = [
            [in_a_process(name, language, programs, inputs) for name in names]
            for _ in range(1 if options.smoke else options.rounds)
        ]
        rows = [median_of(list(found)) for found in zip(*rounds, strict=True) if all(found)]  # type: ignore[arg-type]
        for line in (json.dumps(row) for row in rows) if options.json else table(rows):
            print(line, flush=True)
        if language == "python" and "full" in names and not options.json:
            work = ["--programs", str(programs), "--inputs", str(inputs), "--rounds", str(len(rounds))]
            subprocess.run([sys.executable, str(Path(__file__).with_name("breakdown.py")), *work], check=True)


if __name__ == "__main__":
    main()
