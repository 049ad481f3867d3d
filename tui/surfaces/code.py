"""Programs, line by line: each completed line is highlighted once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tui.surfaces.text import TAB_CELLS, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

_STYLES = (
    ("Token.Keyword", "code.keyword"),
    ("Token.Operator.Word", "code.keyword"),
    ("Token.Literal.String", "code.string"),
    ("Token.Literal.Number", "code.number"),
    ("Token.Comment.Preproc", "code.builtin"),
    ("Token.Comment", "code.comment"),
    ("Token.Name.Function", "code.name"),
    ("Token.Name.Class", "code.name"),
    ("Token.Name.Builtin", "code.builtin"),
    ("Token.Operator", "code.operator"),
)


_LONGEST = 1000
"""Characters of a line beyond which it is neither coloured nor shown."""


def highlight(text: str, language: str) -> tuple[Span, ...]:
    """Colour one line of a program. A string over several lines is coloured only in its first."""
    if len(text) > _LONGEST:
        return (Span(text[:_LONGEST].expandtabs(TAB_CELLS)),)
    return _highlight(text, language)


@lru_cache(maxsize=8192)
def _highlight(text: str, language: str) -> tuple[Span, ...]:
    expanded = text.expandtabs(TAB_CELLS)
    lexer = _lexer(language)
    if lexer is None or not expanded.isprintable():
        return (Span(expanded),)
    return tuple(_merged(lexer.get_tokens(expanded)))


def prepare(language: str) -> None:
    """Load the highlighter ahead of the first program; takes about 30 ms, so call it off the screen's loop."""
    highlight("", language)


def _merged(tokens: Iterable[tuple[object, str]]) -> list[Span]:
    spans: list[Span] = []
    for kind, value in tokens:
        text, style = value.rstrip("\n"), _style(str(kind))
        if spans and spans[-1].style == style:
            spans[-1] = Span(spans[-1].text + text, style)
        elif text:
            spans.append(Span(text, style))
    return spans


@lru_cache(maxsize=256)
def _style(kind: str) -> str:
    return next((style for prefix, style in _STYLES if kind.startswith(prefix)), "")


@lru_cache(maxsize=32)
def _lexer(language: str) -> Any:
    # Loading Pygments takes longer than the first frame may, and nothing before a program needs it.
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    name = {"c++": "cpp", "python3": "python", "pypy": "python", "pypy3": "python"}.get(language, language)
    try:
        return get_lexer_by_name(name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
