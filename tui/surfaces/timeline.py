"""The time line of a replay: where it stands, what happened when, how fast it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.surfaces.text import Line, Row, cells, clean, frame
from tui.surfaces.words import duration

if TYPE_CHECKING:
    from tui.replay import Mark, MarkKind
    from tui.surfaces.text import Look


@dataclass(frozen=True, slots=True)
class Replay:
    """Where a replay stands; times are seconds since its start."""

    at: float
    length: float
    speed: float = 1.0
    playing: bool = True
    marks: tuple[Mark, ...] = ()


def paint(replay: Replay, width: int, height: int, look: Look) -> list[Line]:
    """Paint one line: state, time, the line with its marks, speed."""
    row = Row(width, look)
    row.put(f" {look.glyphs.run} playing " if replay.playing else " paused  ", "live" if replay.playing else "warn")
    row.put(f"{duration(replay.at)} of {duration(replay.length)}  ", "strong")
    speed = f"  {replay.speed:g}{look.glyphs.times}"
    track = row.room - cells(clean(speed, look)) - 1
    if track >= 8:
        _track(row, replay, track)
    row.put(speed, "dim")
    return frame([row.line()], height)


def _track(row: Row, replay: Replay, width: int) -> None:
    """One cell per slice of time; the weightiest mark of a slice is shown."""
    glyphs = row.look.glyphs
    signs: dict[MarkKind, tuple[str, str]] = {
        "sample": (glyphs.dot, ""),
        "clusters": (glyphs.bar, "accent"),
        "match": (glyphs.judge, "accent"),
        "person": (glyphs.person, "human"),
        "selection": (glyphs.ok, "ok"),
    }
    scale = (width - 1) / replay.length if replay.length > 0 else 0.0
    shown: dict[int, MarkKind] = {}
    weights = list(signs)
    for mark in replay.marks:
        cell = max(0, min(width - 1, round(mark.at * scale)))
        shown[cell] = max(shown.get(cell, "sample"), mark.kind, key=weights.index)
    head = max(0, min(width - 1, round(replay.at * scale)))
    for cell in range(width):
        past = cell < head
        if cell == head:
            row.put(glyphs.head, "live")
        elif cell in shown:
            sign, style = signs[shown[cell]]
            row.put(sign, style if past else "dim")
        else:
            row.put(glyphs.heavy if past else glyphs.line, "accent" if past else "rule")
