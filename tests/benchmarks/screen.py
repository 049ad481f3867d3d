"""How the run screen keeps up with N samples that stream at once.

    python tests/benchmarks/screen.py                        # 64 and 256 samples, and an empty application
    python tests/benchmarks/screen.py --samples 256 --json   # one line of figures

The figures are those of the view's process, which does what it does in life: the run comes from another
process through the engine's server over its socket. `lag` is the oversleep of a 10 ms ticker on the view's
event loop, `own` the part of it that the process spent computing rather than waiting for a processor, `key` the
time from a key to the first frame after it was obeyed, `kept` the share of the published characters that the
board has at the end. CPU figures hold on a busy machine, too; times and frames do not.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from terminal import MODERN, in_terminal, parse_size
from textual import events
from textual.app import App, ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.widgets import Static

import tui.app
from engine.journal.directory import RunDirectory
from tui.app import SStarApp
from tui.screens.run import RunScreen
from tui.session import Session
from tui.surfaces import bracket

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.screen import Screen

HERE = Path(__file__).parent
VIEWS = ("samples", "sample", "bracket")
TICK_SECONDS = 0.010
KEY_SECONDS = 0.15
WARM_UP_SECONDS = 1.5
PATIENCE_SECONDS = 60.0

Figures = dict[str, float | None]

# ------------------------------------------------------------------- in the view's process


class Sink(HeadlessDriver):
    """A driver that has everything rendered and throws it away; Textual renders nothing for a headless one."""

    written = 0
    """Bytes that a terminal would have got."""

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.written += len(data.encode())


class Probe:
    """Watches the loop, the keys, the frames and the CPU of this process, and presses keys."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._posted: list[float] = []
        self._obeyed: list[float] = []
        self._lags: list[float] = []
        self._own_lags: list[float] = []
        self._key_times: list[float] = []
        self._frames = self._bytes = 0

    def key_obeyed(self) -> None:
        if self._posted:
            self._obeyed.append(self._posted.pop(0))

    def frame_drawn(self) -> None:
        now = time.perf_counter()
        self._frames += 1
        self._key_times += [now - posted for posted in self._obeyed]
        self._obeyed.clear()

    async def watch(self, seconds: float) -> Figures:
        """Measure for some seconds."""
        loop = asyncio.get_running_loop()
        over = threading.Event()
        keys = threading.Thread(target=self._press_keys, args=(loop, over))
        self._count_bytes()
        self._lags.clear()
        self._own_lags.clear()
        self._key_times.clear()
        self._frames = self._bytes = 0
        wall, cpu = time.perf_counter(), time.process_time()
        ticker = asyncio.create_task(self._tick())
        keys.start()
        await asyncio.sleep(seconds)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        frames, written = self._frames, self._bytes
        over.set()
        ticker.cancel()
        await asyncio.to_thread(keys.join)
        return {
            **_percentiles("lag", self._lags, 50, 90, 99),
            **_percentiles("own_lag", self._own_lags, 99),
            **_percentiles("key_to_frame", self._key_times, 50, 99),
            "keys": len(self._key_times),
            "fps": frames / wall,
            "cpu_ms_per_frame": 1000 * cpu / frames if frames else None,
            "cpu_percent": 100 * cpu / wall,
            "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "kb_per_second": written / wall / 1000,
            "kb_per_frame": written / frames / 1000 if frames else None,
            "load": os.getloadavg()[0],
        }

    def _count_bytes(self) -> None:
        driver: Any = self._app._driver
        write = driver.write

        def counted(data: str) -> None:
            self._bytes += len(data.encode())
            write(data)

        driver.write = counted

    async def _tick(self) -> None:
        while True:
            began, worked = time.perf_counter(), time.thread_time()
            await asyncio.sleep(TICK_SECONDS)
            lag = time.perf_counter() - began - TICK_SECONDS
            self._lags.append(lag)
            self._own_lags.append(min(lag, time.thread_time() - worked))

    def _press_keys(self, loop: asyncio.AbstractEventLoop, over: threading.Event) -> None:
        """Press `j` and `k` by turns, from outside of the loop, as a terminal's reader does."""
        key = "j"
        while not over.wait(KEY_SECONDS):
            loop.call_soon_threadsafe(self._press, key, time.perf_counter())
            key = "k" if key == "j" else "j"

    def _press(self, key: str, pressed: float) -> None:
        self._posted.append(pressed)
        self._app.post_message(events.Key(key, key))


class Probed(App[None]):
    """An application that tells a probe of its frames and of the keys that it obeyed."""

    probe: Probe
    figures: Figures
    asked: argparse.Namespace

    def _display(self, screen: Screen[object], renderable: Any) -> None:
        super()._display(screen, renderable)
        if renderable is not None:
            self.probe.frame_drawn()

    async def run_action(self, *arguments: Any, **named: Any) -> bool:
        done = await super().run_action(*arguments, **named)
        self.probe.key_obeyed()
        return done


class Empty(Probed):
    """Textual alone: one line that changes with every key."""

    BINDINGS = [("j,k", "change")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield Static("0")

    def action_change(self) -> None:
        self.query_one(Static).update(str(time.perf_counter()))

    async def on_mount(self) -> None:
        self.run_worker(self._measure())

    async def _measure(self) -> None:
        await asyncio.sleep(WARM_UP_SECONDS)
        self.figures = await self.probe.watch(self.asked.seconds)
        self.exit()


class Watched(Probed, SStarApp):
    """The real application at a run; when it has been measured, the engine is told to leave."""

    CSS_PATH = str(Path(tui.app.__file__).with_name("styles") / "app.tcss")  # else looked for beside this file

    def on_mount(self) -> None:
        self.run_worker(self._measure())

    async def _measure(self) -> None:
        screen = await self._at_work()
        await asyncio.sleep(WARM_UP_SECONDS)
        self.figures = await self.probe.watch(self.asked.seconds)
        if screen.board.bracket:
            self.figures["bracket_ms"] = _bracket_milliseconds(screen, *self.size)
        if screen.source is None:
            said = [notice.message for notice in self._notifications]
            raise RuntimeError(f"The connection was lost while it was measured: {said}")
        if not self.asked.to_the_end:
            await screen.source.command("drain")
        while screen.source is not None:  # noqa: ASYNC110
            await asyncio.sleep(TICK_SECONDS)  # the screen tells nobody when its source ends
        self.figures["characters"] = sum(len(call.text) for call in screen.board.calls.values())
        self.exit()

    async def _at_work(self) -> RunScreen:
        """The run screen, once it has heard of every sample; it shows the view that was asked for."""
        while not (  # noqa: ASYNC110
            isinstance(self.screen, RunScreen)
            and self.screen.board.started
            and len(self.screen.board.samples) == self.screen.board.started.settings.samples
        ):
            await asyncio.sleep(TICK_SECONDS)
        self.screen.action_act(f"view_{self.asked.view}")
        return self.screen


def _bracket_milliseconds(screen: RunScreen, width: int, height: int) -> float:
    """CPU of one painting of the bracket at the whole screen's size: the best of ten, so nobody else's work."""
    times = []
    for _ in range(10):
        began = time.thread_time()
        bracket.paint(screen.board, screen.looking.focus, width, height, screen.look)
        times.append(time.thread_time() - began)
    return 1000 * min(times)


def view(options: argparse.Namespace) -> None:
    """Be the view: draw, measure, write the figures down."""
    app = Watched(options.run.parent, Session(RunDirectory(options.run))) if options.run else Empty()
    app.probe, app.asked = Probe(app), options
    if options.where == "headless":
        app.driver_class = Sink
    app.run(size=parse_size(options.size) if options.where == "headless" else None)
    if app.return_code:
        sys.exit(app.return_code)  # it has said why
    options.report.write_text(json.dumps(app.figures))


def _percentiles(name: str, seconds: Sequence[float], *percents: int) -> Figures:
    ordered = sorted(seconds)
    last = len(ordered) - 1
    return {
        f"{name}_p{percent}_ms": 1000 * ordered[min(last, len(ordered) * percent // 100)] if ordered else None
        for percent in percents
    }


# ------------------------------------------------------------------- around it


def measure(options: argparse.Namespace, samples: int) -> Figures:
    """Run producer and view once; 0 samples is the empty application."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "figures.json"
        if not samples:
            _watch(options, report, None)
            return dict(json.loads(report.read_bytes()))
        with _producer(options, Path(folder), samples) as producer:
            assert producer.stdout
            producer.stdout.readline()  # "ready"
            (journal,) = Path(folder).glob("*/journal.jsonl")
            _watch(options, report, journal.parent)
            published = json.loads(producer.communicate(timeout=PATIENCE_SECONDS)[0])
        figures: Figures = json.loads(report.read_bytes())
    kept = figures.pop("characters")
    assert kept is not None
    return {
        **figures,
        "tokens_kept": kept / published["characters"],
        "tokens_per_second": published["tokens_per_second"],
    }


@contextlib.contextmanager
def _producer(options: argparse.Namespace, runs: Path, samples: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, str(HERE / "producer.py"), str(runs), f"--samples={samples}", f"--rate={options.rate}"]
    command += ["--tournament"] * (options.view == "bracket")
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def _watch(options: argparse.Namespace, report: Path, run: Path | None) -> None:
    """Run the view in a process of its own, so that nothing else counts as its memory and its time."""
    command = [*options.under.split(), sys.executable, __file__, f"--report={report}", f"--size={options.size}"]
    command += [f"--seconds={options.seconds}", f"--view={options.view}", f"--where={options.where}"]
    command += [f"--run={run}"] if run else []
    patience = options.seconds + PATIENCE_SECONDS
    if options.where == "pty":
        said = bytearray()
        with in_terminal(command, parse_size(options.size), said.extend, 1000 * options.throttle) as process:
            status = process.wait(patience)
        complaint = bytes(said)
    else:
        done = subprocess.run(command, env=os.environ | MODERN, capture_output=True, timeout=patience, check=False)
        status, complaint = done.returncode, done.stdout + done.stderr
    if status or not report.exists():
        raise SystemExit(f"The view ended with status {status}:\n{complaint[-4000:].decode(errors='replace')}")


COLUMNS = (
    ("kept", "tokens_kept", "{:.4f}"),
    ("tok/s", "tokens_per_second", "{:.0f}"),
    ("fps", "fps", "{:.1f}"),
    ("CPU ms/frame", "cpu_ms_per_frame", "{:.1f}"),
    ("CPU %", "cpu_percent", "{:.0f}"),
    ("lag p50", "lag_p50_ms", "{:.1f}"),
    ("p90", "lag_p90_ms", "{:.1f}"),
    ("p99 ms", "lag_p99_ms", "{:.1f}"),
    ("own p99", "own_lag_p99_ms", "{:.1f}"),
    ("key p50", "key_to_frame_p50_ms", "{:.1f}"),
    ("p99 ms", "key_to_frame_p99_ms", "{:.1f}"),
    ("bracket ms", "bracket_ms", "{:.1f}"),
    ("kB/s", "kb_per_second", "{:.0f}"),
    ("kB/frame", "kb_per_frame", "{:.1f}"),
    ("RSS MB", "rss_mb", "{:.0f}"),
    ("load", "load", "{:.1f}"),
)


def row(name: str, figures: Figures) -> str:
    """A row of the table."""
    cells = []
    for title, key, form in COLUMNS:
        value = figures.get(key)
        cells.append(f"{'-' if value is None else form.format(value):>{max(6, len(title))}}")
    return f"{name:<12}  " + "  ".join(cells)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, help="default: 64 and then 256")
    parser.add_argument("--rate", type=float, default=80.0, help="tokens a second of each sample (default: 80)")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long to measure (default: 10)")
    parser.add_argument("--size", default="200x60", help="columns x rows (default: 200x60)")
    parser.add_argument("--view", choices=VIEWS, default="samples")
    parser.add_argument("--where", choices=("headless", "pty"), default="pty")
    parser.add_argument("--throttle", type=float, default=0.0, help="kB a second that the terminal takes")
    parser.add_argument("--json", action="store_true", help="one JSON object; with 64 samples unless told otherwise")
    parser.add_argument("--under", default="", help="a profiler to run the view under, such as 'py-spy record -o F --'")
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--to-the-end", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--report", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.report:
        view(options)
        return
    if options.json:
        print(json.dumps(measure(options, options.samples or 64)))
        return
    print(f"{options.size} in {options.where}, view {options.view}, {options.rate:g} tokens a second a sample")
    print(f"{'samples':<12}  " + "  ".join(f"{title:>6}" for title, _, _ in COLUMNS))
    for samples in [options.samples] if options.samples else [64, 256]:
        print(row(str(samples), measure(options, samples)), flush=True)
    print(row("empty app", measure(options, 0)))


if __name__ == "__main__":
    main()
