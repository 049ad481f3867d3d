"""Running `sstar` as a person does: as a process, and in a terminal (tmux) whose screen can be read."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import shutil
import subprocess
import sysconfig
import time
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import RunError
from engine.journal.runs import list_runs
from tui.connection import LiveSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.journal import RunDirectory

SSTAR = str(Path(sysconfig.get_path("scripts")) / "sstar")
TMUX = shutil.which("tmux")
PATIENCE_SECONDS = 120.0
SHORTEST_SECONDS, LONGEST_SECONDS = 0.03, 0.3
"""Between two looks, each of which costs a process of tmux, or a read of a journal: longer the longer it takes."""
QUICK = ("--pace", "0", "--samples", "3", "--rounds", "0", "--inputs", "3")
SOON = (*QUICK, "--strategy", "best-of-n")
"""Where it does not matter by which method a program is selected."""
WITH_A_TOURNAMENT = ("--pace", "0", "--samples", "3", "--inputs", "8")
SLOW = ("--pace", "2", "--samples", "3", "--rounds", "0", "--inputs", "3")
"""About two seconds until the first programs are complete."""
ENDLESS = ("--pace", "0.001", "--samples", "3", "--rounds", "0", "--inputs", "3")
"""Nothing is complete before somebody ends it, however slow the machine is."""


def until(condition: Callable[[], object], told: Callable[[], str] = lambda: "") -> None:
    """Wait for something; polls, since the other side is another process."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    pause = SHORTEST_SECONDS
    while not condition():
        assert time.monotonic() < give_up, f"waited in vain\n{told()}"
        time.sleep(pause)
        pause = min(1.2 * pause, LONGEST_SECONDS)


def started(*arguments: str) -> subprocess.Popen[str]:
    """Start `sstar` without a terminal."""
    return subprocess.Popen(
        [SSTAR, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Its exit status, and what it said on both streams."""
    with process:
        said, complaint = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, said, complaint


def sstar(*arguments: str) -> tuple[int, str, str]:
    return ended(started(*arguments))


def runs(home: Path) -> list[RunDirectory]:
    return list_runs(home / "runs")


def the_run(home: Path) -> RunDirectory:
    (run,) = runs(home)
    return run


def end_engine(directory: RunDirectory) -> None:
    async def drain() -> None:
        source = LiveSource(directory.socket)
        await source.command("drain")
        await source.close()

    if directory.busy():
        with contextlib.suppress(RunError):
            asyncio.run(drain())
        until(lambda: not directory.busy())


class Terminal:
    """One tmux server with one window, on a socket of its own."""

    def __init__(self, folder: Path, width: int = 80, height: int = 24) -> None:
        self._folder = folder
        self._socket = folder / "t"
        self._size = (width, height)

    def run(self, *arguments: str, program: tuple[str, ...] = (SSTAR,), **environment: str) -> None:
        """Run `sstar` in the window; its exit status is shown after it, and the settings of the line are kept."""
        before, after = (shlex.quote(str(self._folder / name)) for name in ("tty-before", "tty-after"))
        line = f"stty -g > {before}; {shlex.join([*program, *arguments])}; echo EXIT=$?; stty -g > {after}; exec cat"
        width, height = self._size
        self._tmux("new-session", "-d", "-x", str(width), "-y", str(height), line, **environment)

    def press(self, *keys: str) -> None:
        """Press keys, as tmux names them."""
        for key in keys:
            self._tmux("send-keys", key)

    def write(self, text: str) -> None:
        """Type a text, line by line."""
        *lines, last = text.split("\n")
        for line in lines:
            self._tmux("send-keys", "-l", line)
            self._tmux("send-keys", "Enter")
        if last:
            self._tmux("send-keys", "-l", last)

    def process(self) -> int:
        """Number of the process of `sstar` in the window."""
        shell = self._tmux("display", "-p", "#{pane_pid}").strip()
        found = subprocess.run(["pgrep", "-P", shell], check=True, capture_output=True, text=True).stdout
        return int(found.split()[0])

    def resize(self, width: int, height: int) -> None:
        self._tmux("resize-window", "-x", str(width), "-y", str(height))

    def text(self, *options: str) -> str:
        return self._tmux("capture-pane", "-p", *options)

    def wait_for(self, *words: str) -> str:
        """Wait until all the words are on the screen."""
        seen = [""]

        def there() -> bool:
            seen.append(self.text())
            return all(word in seen[-1] for word in words)

        until(there, lambda: seen[-1])
        return seen[-1]

    def at_rest(self) -> str:
        """The screen with its colours, once many looks at it see the same."""
        seen = [""]

        def rests() -> bool:
            seen.append(self.text("-e"))
            return len(seen) > 8 and len(set(seen[-8:])) == 1

        until(rests)
        return seen[-1]

    def scrawl(self, text: str) -> None:
        """Write on the terminal from outside of the program, as a job in the background does."""
        tty = Path(self._tmux("display", "-p", "#{pane_tty}").strip())
        tty.write_text(f"\x1b7\x1b[8;12H{text}\x1b8")
        self.wait_for(text)

    def exit_status(self) -> int:
        """Wait until `sstar` has ended."""
        self.wait_for("EXIT=")
        return int(self.text().partition("EXIT=")[2].split()[0])

    def restored(self) -> bool:
        """Whether the terminal is as it was: normal screen, cursor, no mouse, the line's settings."""
        until((self._folder / "tty-after").read_text)
        before, after = ((self._folder / name).read_text() for name in ("tty-before", "tty-after"))
        flags = self._tmux("display", "-p", "#{alternate_on}#{cursor_flag}#{mouse_any_flag}#{keypad_cursor_flag}")
        return before == after and flags.strip() == "0100"

    def close(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self._tmux("kill-server")

    def _tmux(self, *arguments: str, **environment: str) -> str:
        assert TMUX
        command = [TMUX, "-S", str(self._socket), "-f", os.devnull, *arguments]
        # tmux sets TERM for what runs in it; everything else comes from here.
        return subprocess.run(
            command, check=True, capture_output=True, text=True, env={**os.environ, **environment}
        ).stdout
