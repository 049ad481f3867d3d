"""Strategies explained: the lines of `sstar strategies`, and the page that the application shows."""

from __future__ import annotations

import asyncio
import textwrap
from typing import TYPE_CHECKING

import msgspec

import engine
from engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WIDTH = 100


def strategy_lines(name: str | None, asking: Mapping[str, str] | None = None, *, as_json: bool = False) -> list[str]:
    """What `sstar strategies` prints.

    Args:
        name: the one to explain; None lists all.
        asking: the models by role that are asked whether they offer what it needs; None asks nobody.
        as_json: one object a line, for a program.

    Raises:
        UnknownNameError, UsageError, ConfigError: there is no such strategy, or a model is not known.
    """
    if name is None:
        if asking is not None:
            raise UsageError("--ask is about one strategy. Name it, such as `sstar strategies s1 --ask`.")
        titles = engine.strategy_titles()
        if as_json:
            return [msgspec.json.encode({"name": key, "title": title}).decode() for key, title in titles.items()]
        width = max(map(len, titles)) + 2
        return [
            *(f"{key:{width}}{title}" for key, title in titles.items()),
            "",
            "`sstar strategies NAME` explains one.",
        ]
    page = engine.strategy_page(name)
    said = asyncio.run(engine.ask_needs(asking, page.needs)) if asking is not None else []
    if as_json:
        return [msgspec.json.encode({"page": page, "said": said}).decode()]
    lines = [f"{page.name}: {page.title}", ""]
    for paragraph in page_paragraphs(page):
        lines += [*textwrap.wrap(paragraph, _WIDTH, subsequent_indent="  " if paragraph.startswith("* ") else ""), ""]
    for one in said:
        word = "offers" if one.offered else "offers no" if one.asked else "could not be asked for its"
        lines.append(f"{one.model} {word} {one.need.capability}: {one.how}")
    if asking is not None and not page.needs:
        lines.append("It needs nothing but answers, so nobody was asked.")
    return lines if lines[-1] else lines[:-1]


def page_paragraphs(page: engine.Page) -> Iterator[str]:
    """The page of a strategy, paragraph by paragraph; what it needs comes last."""
    yield from page.paragraphs
    yield from page.need_lines
