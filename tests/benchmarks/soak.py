"""A long run with the screen open: N samples stream for minutes, from a server process through the real engine.

    python tests/benchmarks/soak.py [--streams 256] [--rate 80] [--seconds 600] [--wire messages] [--json] [--smoke]

Three processes are watched, each in its own right: the server that plays the provider, the engine (SDK, journal,
socket), and the view that draws 200x60. Lost are pieces that the server wrote and the journal does not have at the end.
CPU figures hold on a busy machine, too; times do not, and `load` says how busy it was.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "servers"))

import span
import speech

import engine
from engine.events.calls import CallDelayed, CallFinished, CallInterrupted, Role
from engine.events.run import ProblemReference, RunStarted
from engine.events.settings import Settings
from engine.journal import read_journal
from engine.journal.runs import create_run
from engine.problem import read_package

HERE = Path(__file__).parent
ROLES: tuple[Role, ...] = ("solver", "debugger", "input writer", "judge")
_WATCH_SECONDS = 5.0
_PATIENCE_SECONDS = 600.0
_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streams", type=int, default=256)
    parser.add_argument("--rate", type=float, default=80.0, help="pieces a second, of each stream")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--wire", choices=tuple(speech.WIRES), default="messages")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--smoke", action="store_true", help="small and short, and fail when something is lost")
    options = parser.parse_args()
    if options.smoke:
        options.streams, options.seconds = 8, 6.0
    figures = soak(options)
    print(json.dumps(figures) if options.json else "\n".join(f"{name:<38} {value}" for name, value in figures.items()))
    return int(options.smoke and figures["pieces_lost"] > 0)


def soak(options: argparse.Namespace) -> dict:
    """Run it once."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
        one.close()
        wire = speech.WIRES[options.wire]
        directory = _run(Path(folder), wire.model, options.streams)
        address = f"http://127.0.0.1:{port}{wire.suffix}"
        names = ("ANTHROPIC", "OPENAI", "SSTAR")
        os.environ |= {f"{name}_BASE_URL": address for name in names} | {f"{name}_API_KEY": "none" for name in names}
        serve = [sys.executable, str(HERE / "streams.py"), "--serve", str(port), "--rate", str(options.rate)]
        report = Path(folder) / "view.json"
        look = [sys.executable, str(HERE / "screen.py"), "--report", str(report), "--run", str(directory.path)]
        look += ["--to-the-end", "--where", "headless", "--seconds", str(max(1.0, options.seconds - 5))]
        with subprocess.Popen([*serve, "--seconds", str(options.seconds)], stdout=subprocess.PIPE) as server:
            try:
                assert server.stdout
                server.stdout.readline()
                working = engine.spawn_engine(directory)
                with subprocess.Popen(look) as viewing:
                    watched = _watch({"engine": working, "view": viewing, "server": server}, options.seconds)
            finally:
                server.terminate()
        pieces = int(options.rate * options.seconds)
        kept = _kept(directory.journal, options.streams * pieces)
        seen = json.loads(report.read_bytes()) if report.exists() else {}
        return kept | _processes(watched, kept["pieces_kept"]) | {f"view_{name}": seen.get(name) for name in _SEEN}


_SEEN = ("fps", "lag_p50_ms", "lag_p99_ms", "own_lag_p99_ms", "key_to_frame_p50_ms", "key_to_frame_p99_ms", "load")


def _run(folder: Path, model: str, samples: int) -> engine.RunDirectory:
    package = read_package(span.write_package(folder))
    reference = ProblemReference("span", "Span", str(package.folder), package.digest)
    settings = Settings(samples=samples, rounds=0, inputs=0, concurrency=samples)
    return create_run(folder / "runs", RunStarted("", reference, "best-of-n", settings, dict.fromkeys(ROLES, model)))


def _watch(processes: dict[str, subprocess.Popen], seconds: float) -> dict[str, list[tuple]]:
    """(time, CPU seconds, memory in MiB, open files) of each process, until the engine and the view have ended."""
    rows: dict[str, list[tuple]] = {name: [] for name in processes}
    began = time.monotonic()
    while any(processes[name].poll() is None for name in ("engine", "view")):
        for name, process in processes.items():
            if (row := _row(process.pid)) and row[1]:  # one that has just ended holds no memory
                rows[name].append((time.monotonic() - began, *row))
        if time.monotonic() - began > seconds + _PATIENCE_SECONDS:
            for name in ("engine", "view"):
                processes[name].terminate()
        time.sleep(min(_WATCH_SECONDS, seconds / 10))
    return rows


def _row(number: int) -> tuple[float, float, int] | None:
    try:
        words = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        pages = int(Path(f"/proc/{number}/statm").read_text().split()[1])
        files = len(list(Path(f"/proc/{number}/fd").iterdir()))
    except OSError:  # it has ended
        return None
    return (int(words[11]) + int(words[12])) / _TICKS, pages * resource.getpagesize() / 2**20, files


def _kept(journal: Path, wanted: int) -> dict:
    entries = read_journal(journal)
    events = [entry.event for entry in entries]
    kept = sum(event.text.count("token") for event in events if isinstance(event, CallFinished))
    return {
        "pieces_wanted": wanted,
        "pieces_kept": kept,
        "pieces_lost": wanted - kept,
        "answers_finished": sum(isinstance(event, CallFinished) for event in events),
        "answers_interrupted": sum(isinstance(event, CallInterrupted) for event in events),
        "calls_delayed": sum(isinstance(event, CallDelayed) for event in events),
        "seconds": round(entries[-1].at - entries[0].at, 1),
        "journal_mebibytes": round(journal.stat().st_size / 2**20, 1),
    }


def _processes(watched: dict[str, list[tuple]], pieces: int) -> dict:
    figures: dict = {}
    for name, rows in watched.items():
        seconds, cpu, memory, files = zip(*rows, strict=True)
        settled = len(rows) // 5  # imports and connections are made by then
        figures |= {
            f"{name}_cpu_seconds": round(cpu[-1], 1),
            f"{name}_cpu_microseconds_per_piece": round(1e6 * cpu[-1] / max(1, pieces), 1),
            f"{name}_cores": round(cpu[-1] / max(1e-9, seconds[-1]), 2),
            f"{name}_mebibytes_early": round(memory[settled], 1),
            f"{name}_mebibytes_end": round(memory[-1], 1),
            f"{name}_open_files_most": max(files),
            f"{name}_open_files_end": files[-1],
        }
    return figures


if __name__ == "__main__":
    sys.exit(main())
