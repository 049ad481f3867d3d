"""How long a person waits for the first frame, compared with an empty Textual application.

    python tests/benchmarks/first_frame.py --runs 10

Each program is started in a pseudo-terminal, and the clock stops when a text that its first frame must hold
arrives there: so it counts the interpreter's start, all imports, style sheets, layout and drawing. The programs
take turns, so that other work on the machine meets all of them; hence look at the ratios.
"""

from __future__ import annotations

import argparse
import json
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


def first_frame(command: list[str], mark: bytes, size: tuple[int, int]) -> float:
    """Seconds from the start of a command to the arrival of a text in its terminal."""
    seen, shown = bytearray(), threading.Event()
    arrived = 0.0

    def read(data: bytes) -> None:
        nonlocal arrived
        seen.extend(data)
        if mark in seen and not shown.is_set():
            arrived = time.perf_counter()
            shown.set()

    began = time.perf_counter()
    with in_terminal(command, size, read):
        if not shown.wait(PATIENCE_SECONDS):
            raise SystemExit(f"{command} has not shown {mark!r}:\n{bytes(seen[-4000:]).decode(errors='replace')}")
    return arrived - began


def programs(runs: Path) -> dict[str, tuple[list[str], bytes]]:
    """What is measured: name to command and the text to wait for; makes a finished run in `runs`."""
    title = read_package(find(DEMO_PROBLEM)).problem.title.encode()
    sstar = [sys.executable, "-m", "tui.cli"]
    small = ["--samples", "3", "--rounds", "1", "--inputs", "4", "--pace", "0"]
    subprocess.run([*sstar, "demo", "--display", "none", "--runs", str(runs), *small], check=False)
    return {
        "empty Textual app": ([sys.executable, "-c", EMPTY], b"READY"),
        "sstar (home)": ([*sstar, "--runs", str(runs)], title),
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
        chosen = programs(Path(folder))
        times: dict[str, list[float]] = {name: [] for name in chosen}
        for _ in range(options.runs):
            for name, (command, mark) in chosen.items():
                times[name].append(1000 * first_frame(command, mark, options.size))
    empty, empty_least = statistics.median(times["empty Textual app"]), min(times["empty Textual app"])
    figures = {
        name: {
            "min_ms": min(found),
            "median_ms": statistics.median(found),
            "max_ms": max(found),
            "ratio_of_medians": statistics.median(found) / empty,
            "ratio_of_minima": min(found) / empty_least,
        }
        for name, found in times.items()
    }
    if options.json:
        print(json.dumps(figures))
        return
    print(f"{'first frame':<18} {'min':>6} {'median':>7} {'max ms':>7} {'ratio of medians':>17} {'of minima':>10}")
    for name, found in figures.items():
        print(
            f"{name:<18} {found['min_ms']:6.0f} {found['median_ms']:7.0f} {found['max_ms']:7.0f} "
            f"{found['ratio_of_medians']:17.2f} {found['ratio_of_minima']:10.2f}"
        )


if __name__ == "__main__":
    main()
