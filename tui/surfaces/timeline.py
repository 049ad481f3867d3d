"""The time line of a replay: where it stands, what happened when, how fast it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.surfaces.text import Line, Row, cells, clean, frame
from tui.surfaces.words import duration

if TYPE_CHECKING:
    from tui.replay import Mark, MarkKind
    from tui.surfaces.text import Look


_SHORTEST = 8
"""Cells that a line of time takes at least."""


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
    row = _state(replay, width, look)
    if (track := _room(row, replay)) >= _SHORTEST:
        _track(row, replay, track)
    return frame([row.put(_speed(replay, look), "dim").line()], height)


def hit(replay: Replay, width: int, look: Look, column: int) -> float | None:
    """The second of the replay at a column; None beside the line, as at the state on its left."""
    row = _state(replay, width, look)
    track, at = _room(row, replay), column - row.used
    return replay.length * at / (track - 1) if track >= _SHORTEST and 0 <= at < track else None


def _state(replay: Replay, width: int, look: Look) -> Row:
    row = Row(width, look)
    row.put(f" {look.glyphs.run} playing " if replay.playing else " paused  ", "live" if replay.playing else "warn")
    return row.put(f"{duration(replay.at)} of {duration(replay.length)}  ", "strong")


def _speed(replay: Replay, look: Look) -> str:
    return f"  {replay.speed:g}{look.glyphs.times}"


def _room(row: Row, replay: Replay) -> int:
    return row.room - cells(clean(_speed(replay, row.look), row.look)) - 1


def _track(row: Row, replay: Replay, width: int) -> None:
    """One cell per slice of time; the weightiest mark of a slice is shown."""
    glyphs = row.look.glyphs
    signs: dict[MarkKind, tuple[str, str]] = {
        "round": (glyphs.wait, ""),
        "sample": (glyphs.bullet, ""),
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
        shown[cell] = max(shown.get(cell, "round"), mark.kind, key=weights.index)
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
