"""The words and signs of states, the same on every surface."""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from engine.projections.board import Board
    from engine.projections.pieces import Call, Match, Round, Sample, SampleState
    from tui.glyphs import Glyphs
    from tui.surfaces.focus import Focus

VERDICTS = {
    "AC": "accepted",
    "WA": "wrong answer",
    "TLE": "too slow",
    "MLE": "too much memory",
    "RE": "crashed",
    "OLE": "too much output",
    "CE": "does not compile",
    "IE": "fault of the executor",
}
"""Verdicts and endings in plain words."""


class State(NamedTuple):
    """A state as it is shown: sign, word, style."""

    glyph: str
    word: str
    style: str


def sample_state(sample: Sample, glyphs: Glyphs) -> State:
    """How a sample stands."""
    return _sample_state(sample.state, len(sample.rounds) > 1, glyphs)


@lru_cache(maxsize=64)
def _sample_state(state: SampleState, fixing: bool, glyphs: Glyphs) -> State:
    match state:
        case "waiting":
            return State(glyphs.wait, "waiting", "dim")
        case "streaming":
            return State(glyphs.synth, "fixing" if fixing else "writing", "accent")
        case "testing":
            return State(glyphs.run, "testing", "accent")
        case "survivor":
            return State(glyphs.ok, "passes", "ok")
        case "failing":
            return State(glyphs.bad, "fails", "bad")
        case "failed":
            return State(glyphs.bad, "no code", "bad")


def countdown(call: Call, focus: Focus) -> str:
    """When a call is sent again; without a clock (a replay), or while it waits for a lane, only that it will be."""
    left = ceil(call.waiting_until - focus.now) if call.waiting_until and focus.now else 0
    return f"attempt {call.attempts + 1} {f'in {left} s' if left > 0 else 'waits'}"


_PATIENCE_SECONDS = 5
"""Before anybody asks what a model is doing."""


def silence(call: Call, focus: Focus) -> str:
    """For how long a call has been without a word, such as `no word for 34 s`; nothing while that is short."""
    seconds = int((focus.now or 0.0) - call.began_at)
    return f"no word for {seconds} s" if seconds >= _PATIENCE_SECONDS else ""


def setback(call: Call) -> str:
    """Why a call is sent again, without what everybody knows of it: which model it is."""
    model = call.started.model
    return call.problem.removeprefix(f"The server of {model} ").removeprefix(f"The connection to {model} ")


def match_state(board: Board, match: Match, glyphs: Glyphs) -> State:
    """How a match stands."""
    match match.state:
        case "waiting":
            return State(glyphs.wait, "wait", "dim")
        case "running":
            return State(glyphs.run, "run", "live") if match.inputs else State(glyphs.synth, "synth", "live")
        case "judging":
            call = board.calls.get(match.judging)
            if call and call.state == "failed":
                return State(glyphs.bad, "error", "bad")
            return State(glyphs.judge, "judge", "live")
        case "asking":
            return State(glyphs.person, "you?", "human")
        case "won":
            return State(glyphs.ok, "won", "ok")
        case "tied":
            return State(glyphs.tie, "tie", "warn")
        case "person":
            return State(glyphs.person, "you", "human")


def verdict_style(verdict: str) -> str:
    """Style of a verdict or an ending."""
    return "ok" if verdict in {"AC", "OK"} else "warn" if verdict == "IE" else "bad"


def in_order(round_: Round, tests: Collection[str]) -> list[str]:
    """Names of the tests that a round has met or will meet: the problem's order, then others by name."""
    return [*tests, *sorted(name for name in round_.tests if name not in tests)]


def first_failing(round_: Round, tests: Collection[str] = ()) -> str:
    """Name of the first test that does not pass, or nothing."""
    for name in in_order(round_, tests):
        met = round_.tests.get(name)
        if met and met.verdict != "AC":
            return name
    return ""


def test_title(name: str) -> str:
    """A test's name as a person says it: `test 2`, `sample-2`."""
    return f"test {name}" if name.isdigit() else name


def summary(round_: Round | None, tests: Collection[str] = ()) -> str:
    """What came of a round, in a few words."""
    if round_ is None:
        return ""
    if round_.failure:
        return round_.failure
    if name := first_failing(round_, tests):
        return f"{round_.tests[name].verdict} on {test_title(name)}"
    if round_.done:
        return f"passes {round_.passed} of {round_.total}" if round_.total else "nothing to test it with"
    return ""


def speaking_round(sample: Sample) -> Round | None:
    """The round that speaks for a sample: the latest, or the best one when the sample is finished."""
    best = sample.round(sample.best.round) if sample.best else None
    return best or (sample.rounds[-1] if sample.rounds else None)


def count(number: int, thing: str, things: str = "") -> str:
    """`1 program`, `2 programs`."""
    return f"{number} {thing if number == 1 else things or thing + 's'}"


def duration(seconds: float) -> str:
    """`8 s`, `2:05`, `1:02:05`."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def short_number(number: float) -> str:
    """`940`, `12.3k`, `1.2M`."""
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:.1f}{letter}"
    return f"{number:.0f}"


def memory(size: int) -> str:
    """Bytes as `12 MB`, or `900 kB`."""
    return f"{size / 2**20:.0f} MB" if size >= 2**20 else f"{size / 1024:.0f} kB"


def cpu_time(seconds: float) -> str:
    """`12 ms`, `1.40 s`."""
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def names(members: Iterable[object]) -> str:
    """Revisions as `S01 S04`; the round is named only when it is not the first."""
    return " ".join(str(member).removesuffix("r0") for member in members)
