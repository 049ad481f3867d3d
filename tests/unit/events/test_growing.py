"""A text that grows is the text that was put together by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.events.growing import Growing

pieces = st.lists(st.tuples(st.integers(0, 300), st.text(max_size=8)), max_size=200)


@given(st.text(max_size=5), pieces, st.integers(0, 400))
def test_pieces_at_their_places(first: str, put: list[tuple[int, str]], offset: int) -> None:
    growing, text = Growing(first), first
    for place, piece in put:
        assert growing.put(place, piece) == (place <= len(text))
        if place <= len(text):
            text = text[:place] + piece
    assert len(growing) == len(text)
    assert growing.since(min(offset, len(text))) == text[offset:]
    assert growing.tail(offset) == text[max(0, len(text) - offset) :]
    assert growing.text == text
    assert growing == Growing(text)


def test_many_pieces_are_not_kept_one_by_one() -> None:
    growing = Growing()
    for _ in range(10_000):
        growing.add("ab")
    assert len(growing._parts) < 20
    assert growing.since(19_990) == "ab" * 5
    assert growing.text == "ab" * 10_000
