"""A report of a comparison: tables, plots and remarks, as Markdown, as one HTML file, or as JSON."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from engine.bench.plots import Plot, svg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.bench.forms import Form

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}td,th{padding:.2rem .8rem;border-bottom:1px solid #8884;text-align:right}"
    "tr>:first-child{text-align:left}tbody th{font-weight:normal}"
    ".wide{overflow-x:auto;margin:1rem 0}figure{margin:2rem 0;overflow-x:auto}"
    "@media print{:root{color-scheme:light}body{max-width:none;font-size:10pt}.wide{overflow:visible}"
    "figure,tr{break-inside:avoid}h2{break-after:avoid}td,th{padding:.1rem .4rem}}"
)

Cell = str | int | float | None


class Table(Struct, frozen=True):
    """Rows under column titles; the first column names the row."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Report(Struct, frozen=True):
    """What a comparison came to."""

    title: str
    tables: tuple[Table, ...]
    plots: tuple[Plot, ...] = ()
    remarks: tuple[str, ...] = ()
    """What a reader must know to understand the figures, and what went wrong."""


def written(report: Report, form: Form, pictures: Mapping[str, str] | None = None) -> str:
    """The report in one of its forms.

    Args:
        report: what is written.
        form: HTML holds the plots, JSON their values.
        pictures: where Markdown finds each plot, by its name; left out, it has none, and the tables say the same.
    """
    match form:
        case "markdown":
            return _markdown(report, pictures or {})
        case "html":
            return _html(report)
        case "json":
            return msgspec.json.format(msgspec.json.encode(report)).decode() + "\n"


def cell(value: Cell) -> str:
    """A value as people read it; nothing known is a dash."""
    if value is None:
        return "–"
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def _markdown(report: Report, pictures: Mapping[str, str]) -> str:
    parts = [f"# {report.title}"]
    for table in report.tables:
        rows = [[cell(value).replace("|", "\\|") for value in row] for row in table.rows]
        widths = [
            max(3, len(name), *(len(row[at]) for row in rows)) if rows else max(3, len(name))
            for at, name in enumerate(table.columns)
        ]
        lines = [_line(table.columns, widths), _line([_rule(at, width) for at, width in enumerate(widths)], widths)]
        lines += [_line(row, widths) for row in rows]
        parts.append(f"## {table.title}\n\n" + "\n".join(lines))
    parts += [f"![{plot.title}]({pictures[plot.name]})" for plot in report.plots if plot.name in pictures]
    if report.remarks:
        parts.append("\n".join(f"* {remark}" for remark in report.remarks))
    return "\n\n".join(parts) + "\n"


def _rule(at: int, width: int) -> str:
    return "-" * width if at == 0 else "-" * (width - 1) + ":"


def _line(cells: tuple[str, ...] | list[str], widths: list[int]) -> str:
    padded = (
        text.ljust(width) if at == 0 else text.rjust(width)
        for at, (text, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"| {' | '.join(padded)} |"


def _html(report: Report) -> str:
    title = escape(report.title)
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>",
        *(f"<p>{escape(remark)}</p>" for remark in report.remarks[:1]),
        *map(_html_table, report.tables),
        *(f"<figure>{svg(plot)}</figure>" for plot in report.plots),
        *(f"<p>{escape(remark)}</p>" for remark in report.remarks[1:]),
    ]
    return "\n".join(parts) + "\n</body>\n</html>\n"


def _html_table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    body = "\n".join(_html_row(row) for row in table.rows)
    return (
        f'<h2>{escape(table.title)}</h2>\n<div class="wide"><table><thead><tr>{head}</tr></thead>\n'
        f"<tbody>{body}</tbody></table></div>"
    )


def _html_row(row: tuple[Cell, ...]) -> str:
    name, *values = (escape(cell(value)) for value in row)
    cells = "".join(f"<td>{value}</td>" for value in values)
    return f'<tr><th scope="row">{name}</th>{cells}</tr>'
