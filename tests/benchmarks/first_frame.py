"""How long a person waits for the first frame, compared with an empty Textual application.

    python tests/benchmarks/first_frame.py --runs 10

Each program is started in a pseudo-terminal, and the clock stops when a text that its first frame must hold
arrives there: so it counts the interpreter's start, all imports, style sheets, layout and drawing. The programs
take turns, so that other work on the machine meets all of them; hence look at the ratios. `CPU` is what the program
had used by then, the most robust of the figures on a busy machine.

All have their bytecode in a cache, as programs have that were installed: a start that fills it is not counted. Where
the interpreter is told to write none (PYTHONDONTWRITEBYTECODE), each start of a source tree compiles it anew, which
takes as long as all else.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from terminal import in_terminal, parse_size

from engine.problem.kattis import read_package
from engine.problem.library import find
from tui.options import DEMO_PROBLEM

PATIENCE_SECONDS = 30.0
EMPTY = """
from textual.app import App
from textual.widgets import Static

class Empty(App):
    def compose(self):
        yield Static("READY")

Empty().run()
"""


def first_frame(command: list[str], mark: bytes, size: tuple[int, int]) -> tuple[float, float]:
    """Seconds from the start of a command to the arrival of a text in its terminal, and CPU seconds that it used."""
    seen, shown = bytearray(), threading.Event()
    arrived = 0.0

    def read(data: bytes) -> None:
        nonlocal arrived
        seen.extend(data)
        if mark in seen and not shown.is_set():
            arrived = time.perf_counter()
            shown.set()

    began = time.perf_counter()
    with in_terminal(command, size, read) as process:
        if not shown.wait(PATIENCE_SECONDS):
            raise SystemExit(f"{command} has not shown {mark!r}:\n{bytes(seen[-4000:]).decode(errors='replace')}")
        used = _cpu_seconds(process.pid)
    return arrived - began, used


def _cpu_seconds(number: int) -> float:
    """CPU time of a process, where the system tells it finer than by the hundredth of a second."""
    try:
        threads = Path(f"/proc/{number}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
    except OSError:
        return float("nan")


def programs(runs: Path) -> dict[str, tuple[list[str], bytes]]:
    """What is measured: name to command and the text to wait for; makes a finished run in `runs`."""
    title = read_package(find(DEMO_PROBLEM)).problem.title.encode()
    sstar = [sys.executable, "-m", "tui.cli"]
    small = ["--samples", "3", "--rounds", "1", "--inputs", "4", "--pace", "0"]
    subprocess.run([*sstar, "demo", "--display", "none", "--runs", str(runs), *small], check=False)
    return {
        "empty Textual app": ([sys.executable, "-c", EMPTY], b"READY"),
        "sstar (home)": ([*sstar, "--runs", str(runs)], b"Problems"),
        "with its problems": ([*sstar, "--runs", str(runs)], title),
        "sstar attach": ([*sstar, "attach", "last", "--runs", str(runs)], title),
        "sstar replay": ([*sstar, "replay", "last", "--runs", str(runs)], title),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10, help="starts of each program (default: 10)")
    parser.add_argument("--size", type=parse_size, default=(120, 40), help="columns x rows (default: 120x40)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "bytecode")
        chosen = programs(Path(folder) / "runs")
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in chosen}
        for turn in range(options.runs + 1):
            for name, (command, mark) in chosen.items():
                made = first_frame(command, mark, options.size)
                if turn:
                    taken[name].append(made)
    empty = _figures(taken["empty Textual app"])
    figures = {name: _figures(found, empty) for name, found in taken.items()}
    if options.json:
        print(json.dumps(figures))
        return
    print(f"{'first frame':<18} {'min':>6} {'median':>7} {'max ms':>7} {'CPU ms':>7}   ratio of median, min, CPU")
    for name, found in figures.items():
        print(
            f"{name:<18} {found['min_ms']:6.0f} {found['median_ms']:7.0f} {found['max_ms']:7.0f} {found['cpu_ms']:7.0f}"
            f"            {found['ratio_of_medians']:6.2f} {found['ratio_of_minima']:6.2f} {found['ratio_of_cpu']:6.2f}"
        )


def _figures(taken: list[tuple[float, float]], empty: dict[str, float] | None = None) -> dict[str, float]:
    walls, cpus = ([1000 * seconds for seconds in column] for column in zip(*taken, strict=True))
    figures = {"min_ms": min(walls), "median_ms": statistics.median(walls), "max_ms": max(walls), "cpu_ms": min(cpus)}
    against = empty or figures
    return figures | {
        "ratio_of_medians": figures["median_ms"] / against["median_ms"],
        "ratio_of_minima": figures["min_ms"] / against["min_ms"],
        "ratio_of_cpu": figures["cpu_ms"] / against["cpu_ms"],
    }


if __name__ == "__main__":
    main()
