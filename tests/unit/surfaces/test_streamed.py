"""A stream is laid out at the cost of what is seen of it, and comes out as if it had been laid out whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.surfaces import streamed
from tui.surfaces.text import Look

LOOK = Look()
WIDTH = 12
lines = st.sampled_from(
    ["", "```python", "```", "  ```", "x = 1", "some words of prose that wrap", "漢字 wide", "\tend"]
)
texts = st.lists(lines, max_size=30).map("\n".join)


@given(texts, st.integers(1, 40), st.booleans())
def test_the_end_is_the_end_of_everything(text: str, count: int, fences: bool) -> None:
    everything = streamed.everything(text, WIDTH, LOOK, fences=fences)
    assert streamed.latest(text, WIDTH, max(count, 4), LOOK, fences=fences) == everything[-max(count, 4) :]


@given(st.lists(texts, min_size=1, max_size=6), st.booleans())
def test_what_was_laid_out_before_changes_nothing(pieces: list[str], fences: bool) -> None:
    text = ""
    for piece in pieces:
        text += piece
        grown = streamed.everything(text, WIDTH, LOOK, fences=fences)
    streamed._laid.clear()
    assert streamed.everything(text, WIDTH, LOOK, fences=fences) == grown


def test_code_is_highlighted_between_fences_alone() -> None:
    rows = streamed.latest("print\n```python\nprint\n```\nprint", 40, 9, LOOK, fences=True)
    assert [row.style for row in rows] == ["dim", "rule", "code", "rule", "dim"]
    assert rows[2].spans("python")[0].style == "code.builtin"
    assert {row.style for row in streamed.latest("```\nprint\n", 40, 9, LOOK, fences=False)} == {"dim"}


def test_few_streams_are_remembered() -> None:
    for number in range(20):
        streamed.everything(f"stream {number}\n" * 3, WIDTH, LOOK, fences=True)
    assert len(streamed._laid) <= 4
