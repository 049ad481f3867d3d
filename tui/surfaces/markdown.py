"""Markdown of problem statements as lines: headings, paragraphs, lists, code, emphasis."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tui.surfaces.text import EMPTY, Line, Row, Span, clean, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.surfaces.text import Look

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_ITEM = re.compile(r"(\s*)([-*+]|\d+[.)])\s+(.*)")
_INLINE = re.compile(r"`([^`]+)`|\*\*(.+?)\*\*|\*(\S[^*]*)\*|(?<!\w)_(\S[^_]*)_(?!\w)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


def markdown(text: str, width: int, look: Look) -> list[Line]:
    """Lay Markdown out in `width` cells; what it does not know it shows as it stands."""
    lines: list[Line] = []
    for block in _blocks(text):
        if lines and lines[-1].spans:
            lines.append(EMPTY)
        lines += _block(block, width, look)
    return lines


def _blocks(text: str) -> Iterator[list[str]]:
    """Paragraphs, whole fences, headings, and list items one by one."""
    block: list[str] = []
    fenced = False
    for line in text.replace("\r\n", "\n").split("\n"):
        fence = line.lstrip().startswith("```")
        alone = not fenced and bool(_HEADING.match(line))
        if block and (alone or (fence and not fenced) or (not fenced and not line.strip())):
            yield block
            block = []
        if fenced or line.strip():
            block.append(line)
        if block and (alone or (fence and fenced)):
            yield block
            block = []
        fenced ^= fence
    if block:
        yield block


def _block(block: list[str], width: int, look: Look) -> list[Line]:
    if block[0].lstrip().startswith("```"):
        inner = [line for line in block[1:] if not line.lstrip().startswith("```")]
        return [Row(width, look).put("  ").put(line.expandtabs(4), "code.string").line() for line in inner]
    if heading := _HEADING.match(block[0]):
        return [Row(width, look).put(_plain(heading.group(2)), "title").line()]
    lines: list[Line] = []
    for indent, mark, text in _items(block, look):
        lines += _paragraph(text, indent, mark, width, look)
    return lines


def _items(block: list[str], look: Look) -> Iterator[tuple[int, str, str]]:
    """Indent, bullet and text of every item; a plain paragraph is one item without a bullet."""
    indent, mark, text = 0, "", ""
    for line in block:
        if item := _ITEM.match(line):
            if text:
                yield indent, mark, text
            bullet = item.group(2)
            mark = f"{bullet if bullet[0].isdigit() else look.glyphs.bullet} "
            indent, text = min(len(item.group(1)), 12), item.group(3)
        else:
            text = f"{text} {line.strip()}".strip()
    if text:
        yield indent, mark, text


def _plain(text: str) -> str:
    return _INLINE.sub(lambda found: next(group for group in found.groups() if group), text)


def _paragraph(text: str, indent: int, mark: str, width: int, look: Look) -> list[Line]:
    styled = _inline(_LINK.sub(r"\1", text))
    plain = clean("".join(span.text for span in styled), look)
    margin = min(indent + (2 if mark else 0) + len(mark), max(0, width - 8))
    lines = []
    for number, part in enumerate(wrap(plain, max(1, width - margin))):
        row = Row(width, look).put(" " * (margin - len(mark)))
        row.put(mark if number == 0 else " " * len(mark), "accent")
        lines.append(row.extend(_styled(part, styled, look)).line())
    return lines


def _inline(text: str) -> list[Span]:
    """Code, bold and emphasis."""
    spans: list[Span] = []
    at = 0
    for found in _INLINE.finditer(text):
        spans.append(Span(text[at : found.start()]))
        code, bold, *slanted = found.groups()
        inner = code or bold or next(item for item in slanted if item)
        spans.append(Span(inner, "code.string" if code else "strong"))
        at = found.end()
    return [*spans, Span(text[at:])]


def _styled(part: str, styled: list[Span], look: Look) -> Iterator[Span]:
    """A wrapped line with the styles of the words that it consists of; takes them off `styled`."""
    rest = part
    while rest and styled:
        text, style = clean(styled[0].text, look).lstrip(" " if rest == part else ""), styled[0].style
        if len(text) > len(rest):
            yield Span(rest, style)
            styled[0] = Span(text[len(rest) :], style)
            return
        styled.pop(0)
        yield Span(text, style)
        rest = rest[len(text) :]
    if rest:
        yield Span(rest)
