"""Reports as pages for people: templates filled with a `Report`.

What models and programs wrote is hostile here as well: the HTML template escapes all of it, and loads nothing.
"""

from __future__ import annotations

import re
import time
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.projections.wording import one_line
from tui.export.bracket import bracket_svg, told
from tui.export.grid import grid_svg

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup
    from pygments.formatters import HtmlFormatter

    from engine.events.executions import Outcome
    from engine.projections.report import Report

_SHOWN = 4000
"""Characters of an input or an output that a page shows."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""What no page may hold: escape codes, and halves of characters that no file can."""
_LEXERS = {"pypy": "python"}


def html_page(report: Report) -> str:
    """One file that needs no network: the selection, the bracket, every match, and why."""
    from markupsafe import Markup  # only a report needs it

    picture = ""
    if report.bracket and report.matches:
        sizes = {cluster.name: len(cluster.members) for cluster in report.clusters}
        matches = {match.match: match for match in report.matches}
        if report.bracket.format == "knockout":
            picture = bracket_svg(report.bracket, matches, sizes, _speaker(report))
        else:
            picture = grid_svg(report.bracket, matches, sizes)
    return _filled("page.html.jinja", report, bracket=Markup(picture), styles=Markup(_code_styles()))  # noqa: S704


def _speaker(report: Report) -> str:
    """The selected revision, where it speaks for the cluster that won; a person may have selected another one."""
    chosen, champion = report.selected, report.matches[-1].winner
    members = next((cluster.members for cluster in report.clusters if cluster.name == champion), ())
    return chosen.revision if chosen and chosen.revision in members else ""


def markdown_page(report: Report) -> str:
    """The same as text, for an issue or a notebook."""
    return _filled("page.md.jinja", report)


def _filled(template: str, report: Report, **more: Any) -> str:
    when = time.strftime("%Y-%m-%d %H:%M", time.gmtime(report.began_at))
    text = _templates().get_template(template).render(report=report, when=when, **more)
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), text)


@cache
def _templates() -> Environment:
    import jinja2  # only a report needs it

    made = jinja2.Environment(
        loader=jinja2.PackageLoader("tui.export", "templates"),
        autoescape=jinja2.select_autoescape(("html.jinja",)),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    made.filters |= {
        "did": _did,
        "shown": _shown,
        "highlighted": _highlighted,
        "told": told,
        "fenced": _fenced,
        "cell": _cell,
    }
    return made


def _did(outcome: Outcome | None) -> str:
    """What a program did with an input: its output, or how it failed."""
    if outcome is None:
        return "(not in the journal)"
    text = outcome.transcript or outcome.output
    if outcome.failure is None:
        return text
    reason = outcome.judge_message if outcome.failure == "WA" else outcome.error
    return f"{outcome.failure}: {reason.strip() or 'no message'}" + (f"\n{text}" if text else "")


def _shown(text: str) -> str:
    """Cut what nobody reads to its end."""
    return text[:_SHOWN] + (f"\n… ({len(text):,} characters in all)" if len(text) > _SHOWN else "")


def _highlighted(text: str, language: str) -> Markup:
    """A program with its colours; Pygments escapes it."""
    from markupsafe import Markup
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name

    lexer = get_lexer_by_name(_LEXERS.get(language, language), stripnl=False)
    return Markup(highlight(text, lexer, HtmlFormatter(nowrap=True)))  # noqa: S704  made of escaped text


def _code_styles() -> str:
    """Colours of programs, for light and dark pages."""
    from pygments.formatters import HtmlFormatter

    light, dark = (_coloured(HtmlFormatter(style=name)) for name in ("default", "github-dark"))
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}"


def _coloured(formatter: HtmlFormatter[str]) -> str:
    """What a style says of the parts of a program; the paper below is the page's own, light or dark."""
    rules = formatter.get_style_defs(".code").splitlines()  # type: ignore[no-untyped-call]
    return "\n".join(rule for rule in rules if rule.startswith(".code ."))


def _fenced(text: str, language: str = "") -> str:
    """Text in a fence that none of its own lines can close."""
    longest = max((len(line) - len(line.lstrip("`")) for line in text.splitlines()), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip(chr(10))}\n{fence}"


def _cell(text: object) -> str:
    """Text in a cell of a Markdown table."""
    return one_line(str(text), 120).replace("|", "\\|").replace("<", "&lt;") if str(text) else ""
