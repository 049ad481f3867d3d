"""An answer as it arrives: what is kept of the times of its pieces."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from engine.models.protocol import Chunk
from engine.runtime.arriving import Arriving
from engine.testing import simulate


def streamed(seconds, per_second=80, part="text"):
    """The answer to a call whose pieces, of six characters, come for so long."""

    async def main():
        arriving = Arriving("k")
        for _ in range(int(seconds * per_second)):
            await asyncio.sleep(1 / per_second)
            arriving.add(Chunk(**{part: "token "}))
        arriving.add(Chunk(finish_reason="stop"))
        return arriving.finished()

    return simulate(main)


@pytest.mark.slow
@pytest.mark.parametrize(("seconds", "most", "furthest_ms"), [(20, 510, 55), (60, 1000, 110), (600, 1000, 1310)])
@pytest.mark.parametrize("part", ["text", "thinking"])
def test_a_long_answer_has_no_more_marks_than_one_of_a_minute(seconds, most, furthest_ms, part):
    finished = streamed(seconds, part=part)
    marks = finished.marks if part == "text" else finished.thinking_marks
    assert len(marks) <= most
    assert len(marks) >= most // 3
    assert all(a[0] < b[0] and a[1] < b[1] <= a[1] + furthest_ms for a, b in pairwise(marks))
    assert all(abs(ms * 80 / 1000 - characters / 6) <= 1.1 for characters, ms in marks), "a mark is where it was"
    assert marks[0][1] <= 13
    assert marks[-1][1] >= seconds * 1000 - furthest_ms
