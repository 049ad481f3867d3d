"""The plots of a comparison: what each method selects, how coverage grows, what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bench.plots import Mark, Plot, Point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.bench.figures import Interval


def selection_plot(rows: Sequence[tuple[str, float, Interval]], random: float | None, oracle: float | None) -> Plot:
    """Pass@1 of each method with its interval, the best first, between a random choice and the best possible one.

    Args:
        rows: names, means and intervals, in per cent.
        random: of what; None where it is not known.
        oracle: likewise.
    """
    ordered = sorted(rows, key=lambda row: -row[1])
    points = tuple(Point(name, mean, low=around.low, high=around.high) for name, mean, around in ordered)
    known = (("random", random), ("oracle", oracle))
    marks = tuple(Mark(name, value) for name, value in known if value is not None)
    return Plot(
        "selection",
        "What is selected",
        "intervals",
        "pass@1, per cent of problems, with 95% intervals",
        points,
        marks=marks,
    )


def coverage_plot(steps: Sequence[tuple[int, float]]) -> Plot:
    """Pass@k by k, in per cent."""
    points = tuple(Point(f"pass@{k}", k, value) for k, value in steps)
    return Plot("coverage", "Any of k samples is right", "line", "k", points, y="per cent", logarithmic=True)


def cost_plot(rows: Sequence[tuple[str, float, float]]) -> Plot:
    """Pass@1 in per cent by calls of a run; a method that calls nobody stands at half a call."""
    points = tuple(Point(name, max(calls, 0.5), value) for name, calls, value in rows)
    return Plot(
        "cost", "What is selected, by cost", "points", "model calls of a run", points, y="pass@1", logarithmic=True
    )
