"""Reports of runs: one value (`engine.projections.report`), written as a page, as Markdown, or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tui.export.pages import html_page, markdown_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.projections.report import Report


def _json(report: Report) -> str:
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n"


FORMATS: Final[dict[str, Callable[[Report], str]]] = {"html": html_page, "md": markdown_page, "json": _json}
"""How a report can be written, by the extension of its file."""
