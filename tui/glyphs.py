"""The signs that the screen is drawn with, in Unicode and in ASCII.

A state is always a sign and a word; colour only comes on top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping


class Glyphs(Struct, frozen=True, eq=False):
    """One set of signs; there are two. Every field may be longer than one cell, so measure before you align."""

    ascii: bool = False
    """Whether nothing but ASCII may reach the terminal, program outputs included."""

    ok: str = "✓"
    bad: str = "✗"
    wait: str = "·"
    synth: str = "✎"
    run: str = "▸"
    judge: str = "?"
    tie: str = "="
    person: str = "!"

    cursor: str = "▌"
    """Left of the row that is looked at."""
    wins: str = "▹"
    """Before the number of matches that a folded leaf has won."""
    ellipsis: str = "…"
    dot: str = "·"
    """Between facts in one line."""
    times: str = "×"
    arrow: str = "→"
    left: str = "◂"
    right: str = "▸"
    half: str = "½"
    differs: str = "≠"
    same: str = "="
    open: str = "«"
    close: str = "»"
    newline: str = "⏎"
    space: str = "·"
    """A space that matters."""
    tab: str = "⇥"
    full: str = "█"
    empty: str = "░"
    mark: str = "^"
    bullet: str = "•"
    head: str = "●"
    """Where a time line stands."""

    line: str = "─"
    heavy: str = "━"
    bar: str = "│"
    heavy_bar: str = "┃"
    fold_down: str = "╮"
    """A line from the left that turns down."""
    fold_up: str = "╯"
    """A line from the left that turns up."""
    tee: str = "├"
    top_tee: str = "┬"
    bottom_tee: str = "┴"
    heavy_down: str = "┓"
    heavy_up: str = "┛"
    heavy_tee: str = "┣"
    heavy_top_tee: str = "┳"
    heavy_bottom_tee: str = "┻"


UNICODE = Glyphs()

ASCII = Glyphs(
    ascii=True,
    ok="+",
    bad="x",
    wait=".",
    synth="*",
    run=">",
    cursor="|",
    wins="^",
    ellipsis="..",
    dot="-",
    times="x",
    arrow="->",
    left="<",
    right=">",
    half=".5",
    differs="!=",
    open="<",
    close=">",
    newline="\\n",
    space="_",
    tab="\\t",
    full="#",
    empty=".",
    bullet="*",
    head="O",
    line="-",
    heavy="=",
    bar="|",
    heavy_bar="|",
    fold_down=".",
    fold_up="'",
    tee="+",
    top_tee="+",
    bottom_tee="+",
    heavy_down=".",
    heavy_up="'",
    heavy_tee="+",
    heavy_top_tee="+",
    heavy_bottom_tee="+",
)


def terminal_takes_unicode(environment: Mapping[str, str], encoding: str) -> bool:
    """Whether more than ASCII can be written.

    Args:
        environment: its locale counts as POSIX orders its variables. One that is named without UTF-8, such as C, means
            ASCII, although Python writes UTF-8 there all the same (PEP 540).
        encoding: of standard output, which counts where no locale is named.
    """
    if environment.get("TERM") in {"linux", "dumb"}:
        return False
    named = next((value for name in ("LC_ALL", "LC_CTYPE", "LANG") if (value := environment.get(name))), encoding)
    return "utf8" in named.lower().replace("-", "")
