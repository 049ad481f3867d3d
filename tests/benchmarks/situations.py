"""What a frame of the run screen costs, situation by situation, and whether its memory stays flat.

    python tests/benchmarks/situations.py                    # the table
    python tests/benchmarks/situations.py --only talk,hour   # some of it

The application runs in this process with everything rendered and thrown away; made-up events come as batches of a live
source. `CPU` is the time of the thread from a batch to its frame, folding, painting and drawing included, and `key`
the same from a key to its frame: figures that hold on a busy machine, too (the least of all frames best of all). What
is waited for, the terminal and other processes, is measured by `screen.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import math
import os
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import producer
from screen import Sink
from terminal import parse_size
from textual import events
from textual.geometry import Size

import tui.app
from engine.events.calls import Delta, TextStored
from engine.events.executions import ExecutionFinished, Outcome
from engine.events.run import ProblemReference, RunStarted
from engine.events.samples import RevisionId, RevisionMade, RoundFinished, RoundStarted, SampleStarted, TestFinished
from engine.events.settings import Settings
from engine.journal import MemoryJournal, RunDirectory
from engine.journal.runs import create_run
from engine.problem.kattis import read_package
from engine.problem.library import find
from tui.app import SStarApp
from tui.mailbox import Mailbox
from tui.screens.dialogs import Choice, Question
from tui.screens.run import RunScreen
from tui.session import Session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from textual.screen import Screen

    from tui.mailbox import Batch

FRAMES = 90
TOKENS = 3
"""Tokens of a sample in a frame: 80 a second are 2.7."""
PATIENCE_SECONDS = 60.0
HOUR_FRAMES = 900
HOUR_SAMPLES = 64


class Fed:
    """A live source whose batches a benchmark puts in."""

    live = True

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Batch] = asyncio.Queue()

    def feed(self, batch: Batch) -> None:
        self._queue.put_nowait(batch)

    async def batches(self) -> AsyncIterator[Batch]:
        while True:
            yield await self._queue.get()

    async def close(self) -> None:
        pass


class Watched(Session):
    """A run whose engine is the benchmark."""

    def __init__(self, directory: RunDirectory, source: Fed) -> None:
        super().__init__(directory)
        self._source = source

    async def live(self, since: int = 0) -> Any:
        del since
        return self._source


class Story:
    """Made-up events, batch by batch."""

    def __init__(self, samples: int) -> None:
        self.journal = MemoryJournal()
        self._pieces: list[Delta] = []
        self._sent = 0
        self._mailbox = Mailbox()
        self.problem = read_package(find(producer.PROBLEM)).problem
        folder = str(find(producer.PROBLEM).resolve())
        reference = ProblemReference(self.problem.name, self.problem.title, folder, "")
        self.started = RunStarted("", reference, "s-star", Settings(samples=samples), {"solver": producer.MODEL})
        self.journal.append(self.started)
        self.tests = [test.name for test in self.problem.tests]

    def publish(self, delta: Delta) -> None:
        self._pieces.append(delta)

    def batch(self) -> Batch:
        for entry in self.journal.entries[self._sent :]:
            self._mailbox.put(entry)
        self._sent = len(self.journal.entries)
        for piece in self._pieces:
            self._mailbox.put(piece)
        self._pieces.clear()
        found = self._mailbox.take()
        assert found
        return found


def streaming(story: Story, samples: int, *, tournament: bool = False) -> Iterator[Batch]:
    """Samples that stream, and a bracket of 32 clusters with a step of a match in each frame."""
    streams = producer.Streams(story.journal, story, story.tests, samples)  # type: ignore[arg-type]
    steps = streams.tournament() if tournament else iter(())
    streams.advance(200)
    yield story.batch()
    while True:
        streams.advance(TOKENS)
        next(steps, None)
        yield story.batch()


def large(story: Story, program: str, output: str) -> Iterator[Batch]:
    """One sample with a large program and outputs, beside 63 that stream."""
    others = producer.Streams(story.journal, story, story.tests, 64)  # type: ignore[arg-type]
    others.advance(50)
    revision = RevisionId(100, 0)
    for event in (
        SampleStarted(100, "large"),
        RoundStarted(100, 0, "large"),
        TextStored("large", program),
        RevisionMade(revision, "large", "large", "python"),
        ExecutionFinished("large", "large", "1", Outcome("OK", output, "17", len(output))),
        *(TestFinished(revision, name, "WA", "large") for name in story.tests),
        RoundFinished(revision, 0, len(story.tests)),
    ):
        story.journal.append(event)
    yield story.batch()
    while True:
        others.advance(TOKENS)
        yield story.batch()


def thinking(story: Story, lines: int) -> Iterator[Batch]:
    """One sample that has thought so many lines already and goes on, beside 63."""
    others = producer.Streams(story.journal, story, story.tests, 64)  # type: ignore[arg-type]
    others.advance(50)
    key = others._started("sample", 100, "round", 0)
    story.journal.append(SampleStarted(100, "thinks"))
    story.journal.append(RoundStarted(100, 0, key))
    thought = "".join(f"{number}: a thought that is as long as thoughts are, and goes on\n" for number in range(lines))
    story.publish(Delta(key, 0, thought, "thinking"))
    said = len(thought)
    yield story.batch()
    while True:
        others.advance(TOKENS)
        story.publish(Delta(key, said, "and one more\n", "thinking"))
        said += len("and one more\n")
        yield story.batch()


class App(SStarApp):
    """The application, told of its frames."""

    CSS_PATH = str(Path(tui.app.__file__).with_name("styles") / "app.tcss")
    drawn: asyncio.Event

    def _display(self, screen: Screen[object], renderable: Any) -> None:
        super()._display(screen, renderable)
        if renderable is not None:
            self.drawn.set()


Frame = tuple[float, float]
"""CPU milliseconds of this thread from a cause to the frame that shows it, and the frame's kB; nan without a frame."""


async def frame(app: App, cause: Callable[[], object]) -> Frame:
    """Have something drawn, and see what it costs."""
    assert isinstance(app._driver, Sink)
    app.drawn.clear()
    began, written = time.thread_time(), app._driver.written
    cause()
    try:
        await asyncio.wait_for(app.drawn.wait(), 0.5)
    except TimeoutError:
        return float("nan"), float("nan")
    spent, written = time.thread_time() - began, app._driver.written - written
    await asyncio.sleep(0.012)  # as between frames: timers of Textual go on
    return 1000 * spent, written / 1000


class Situation:
    """What is shown, and what happens in it."""

    def __init__(
        self,
        make: Callable[[Story], Iterator[Batch]],
        view: str = "samples",
        *,
        keys: tuple[str, str] = ("j", "k"),
        prepare: Callable[[App], object] = lambda _: None,
        covered: bool = False,
    ) -> None:
        self.make, self.view, self.keys, self.prepare, self.covered = make, view, keys, prepare, covered


def ask(app: App) -> None:
    """Put a question over the screen, as a decision does."""
    choices = [Choice("cancel", "Cancel", "nothing is decided"), *(Choice(n, n, "what follows " * 6) for n in "AB")]
    app.push_screen(Question("M3: which side is right?", choices))


def edit(app: App) -> None:
    """Open the form for a program, over a sample that has one; the cursor moves in its text."""
    assert isinstance(app.screen, RunScreen)
    made = min(revision.sample for revision in app.screen.board.revisions)
    app.screen.looking.look_at(sample=made, round=0)
    app.screen.action_act("edit")


def ask_why(app: App) -> None:
    """Ask why: another screen covers the run, which goes on."""
    assert isinstance(app.screen, RunScreen)
    app.screen.action_act("why")


def look_at_large(app: App) -> None:
    """Look at the large sample."""
    assert isinstance(app.screen, RunScreen)
    app.screen.looking.look_at(sample=100)


def scroll_back(app: App) -> None:
    """Look at the beginning of what the large sample has thought."""
    assert isinstance(app.screen, RunScreen)
    app.screen.looking.look_at(sample=100, program_top=5000)


LINES = "".join(f"{number} {number * number % 1000007}\n" for number in range(10_000))
CODE = "".join(f"    total += value[{number}] * (best - {number})  # {number}\n" for number in range(22_000))
SITUATIONS = {
    "samples": Situation(lambda story: streaming(story, 256)),
    "one sample": Situation(lambda story: streaming(story, 256), "sample"),
    "bracket of 32": Situation(lambda story: streaming(story, 256, tournament=True), "bracket", keys=("down", "up")),
    "statement": Situation(lambda story: streaming(story, 256), "statement", keys=("down", "up")),
    "question": Situation(lambda story: streaming(story, 256), keys=("right", "left"), prepare=ask, covered=True),
    "form": Situation(lambda story: streaming(story, 256), keys=("right", "left"), prepare=edit, covered=True),
    "why": Situation(lambda story: streaming(story, 256), keys=("down", "up"), prepare=ask_why, covered=True),
    "10k-line output": Situation(
        lambda story: large(story, CODE[:2000], LINES), "sample", prepare=look_at_large, keys=("t", "t")
    ),
    "1 MB program": Situation(
        lambda story: large(story, CODE, "1\n"), "sample", prepare=look_at_large, keys=("pagedown", "pageup")
    ),
    "1 MB line": Situation(
        lambda story: large(story, "x = " + "1" * 1_000_000, "1" * 60_000), "sample", prepare=look_at_large
    ),
    "10k-line thought": Situation(lambda story: thinking(story, 10_000), "sample", prepare=look_at_large),
    "scrolled back": Situation(
        lambda story: thinking(story, 10_000), "sample", prepare=scroll_back, keys=("pagedown", "pageup")
    ),
}


async def opened(app: App, source: Fed, first: Batch) -> None:
    """Wait until the run screen has taken the first batch in."""
    while not (isinstance(app.screen, RunScreen) and app.screen.source is source):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    source.feed(first)
    last = first.entries[-1].seq
    while app.screen.board.seq < last:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def measured(app: App, source: Fed, situation: Situation, story: Story) -> list[float]:
    """Least, middle and most CPU milliseconds of frames, then the same of keys; the middle of the frames' kB."""
    batches, keys = situation.make(story), situation.keys
    await opened(app, source, next(batches))
    app.screen.action_act(f"view_{situation.view}")  # type: ignore[attr-defined]
    situation.prepare(app)
    await asyncio.sleep(0.3)
    await frame(app, partial(source.feed, next(batches)))
    if situation.covered:  # what arrives below must not hold its keys up
        shown = [await frame(app, partial(fed_and_pressed, app, source, next(batches), key)) for key in keys * 10]
    else:
        shown = [await frame(app, partial(source.feed, next(batches))) for _ in range(FRAMES)]
    pressed = [await frame(app, partial(press, app, key)) for key in keys * 10]
    return [*spread(shown), *spread(pressed), median_size(shown)]


def fed_and_pressed(app: App, source: Fed, batch: Batch, key: str) -> None:
    """A batch comes, and with it a key."""
    source.feed(batch)
    press(app, key)


def press(app: App, key: str) -> None:
    """Press a key, as a driver does."""
    assert app._driver
    app._driver.send_message(events.Key(key, key if len(key) == 1 else None))


def spread(frames: list[Frame]) -> tuple[float, float, float]:
    """The least, the middle and the largest time of those frames that there are."""
    known = sorted(spent for spent, _ in frames if not math.isnan(spent))
    return (known[0], known[len(known) // 2], known[-1]) if known else (float("nan"),) * 3


def median_size(frames: list[Frame]) -> float:
    """The middle of what the terminal gets for a frame, in kB."""
    known = sorted(size for _, size in frames if not math.isnan(size))
    return known[len(known) // 2] if known else float("nan")


async def storm(app: App, source: Fed, story: Story) -> list[float]:
    """A terminal that is dragged to and fro while 256 samples stream: CPU milliseconds for each size."""
    batches = streaming(story, 256)
    await opened(app, source, next(batches))
    taken = []
    for number in range(FRAMES):
        size = Size(60 + 3 * (number % 47), 14 + number % 46)

        def drag(size: Size = size, batch: Batch = next(batches)) -> None:  # noqa: B008 - made before it is timed
            source.feed(batch)
            app._driver._size = size  # type: ignore[union-attr]
            app.post_message(events.Resize(size, size))

        taken.append(await frame(app, drag))
    nothing = (float("nan"),) * 3  # no key is pressed
    return [*spread(taken), *nothing, median_size(taken)]


async def hour(app: App, source: Fed, story: Story) -> list[tuple[float, float, int]]:
    """An hour of 64 samples at 80 tokens a second, four seconds a frame: MB of characters, MB of memory, objects."""
    keys = [f"{number:064x}" for number in range(HOUR_SAMPLES)]
    streams = producer.Streams(story.journal, story, story.tests, 0)  # type: ignore[arg-type]
    for number, _ in enumerate(keys, 1):
        story.journal.append(SampleStarted(number, "greedy"))
        keys[number - 1] = streams._started("sample", number, "round", 0)
        story.journal.append(RoundStarted(number, 0, keys[number - 1]))
    await opened(app, source, story.batch())
    words = "first sort the orders by deadline, then a heap keeps the kilns that are free\n" * 20
    rows, said = [], 0
    for second in range(HOUR_FRAMES):
        for key in keys:
            story.publish(Delta(key, said, words, "thinking"))
        said += len(words)
        app.drawn.clear()
        source.feed(story.batch())
        await app.drawn.wait()
        if second % (HOUR_FRAMES // 6) == HOUR_FRAMES // 6 - 1:
            gc.collect()
            rows.append((said * len(keys) / 1e6, memory(), len(gc.get_objects())))
            said_so = "{:<17} {:6.1f} MB said  {:6.1f} MB held  {} objects\n".format("hour", *rows[-1])
            os.write(1, said_so.encode())  # Textual takes what is printed
    return rows


def memory() -> float:
    """Resident memory of this process in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def run(name: str, size: tuple[int, int]) -> list[Any]:
    """Measure one situation, in an application of its own."""
    found: list[Any] = []
    situation = SITUATIONS.get(name)
    story = Story(HOUR_SAMPLES if name == "hour" else 256)
    with tempfile.TemporaryDirectory() as folder:
        source = Fed()
        directory = create_run(Path(folder), story.started)
        app = App(Path(folder), Watched(directory, source))
        app.drawn = asyncio.Event()
        app.driver_class = Sink

        async def watch() -> None:
            if situation:
                found.extend(await measured(app, source, situation, story))
            elif name == "resizes":
                found.extend(await storm(app, source, story))
            else:
                found.extend(await hour(app, source, story))
            app.exit()

        app.call_later(lambda: app.run_worker(watch()))
        app.run(size=size)
        if app.return_code:
            sys.exit(app.return_code)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [*SITUATIONS, "resizes", "hour"]
    parser.add_argument("--only", default="", help=f"some of: {', '.join(names)}; by their beginnings")
    parser.add_argument("--sizes", default="200x60,80x24", help="columns x rows, several with commas")
    options = parser.parse_args()
    wanted = [name for name in names if not options.only or name.startswith(tuple(options.only.split(",")))]
    print(f"{'CPU ms':<17} {'size':>7}   frame: {'least':>6} {'middle':>6} {'most':>6}   key, the same  kB a frame")
    for name in wanted:
        for size in options.sizes.split(",") if name not in {"hour", "resizes"} else ["200x60"]:
            found = run(name, parse_size(size))
            if name == "hour":
                continue  # it has told as it went
            cells = "  ".join(f"{value:6.1f}" for value in found)
            print(f"{name:<17} {size:>7}          {cells}", flush=True)


if __name__ == "__main__":
    main()
