"""Seeded variations of a Python program: other names, and small faults as people make them.

The offline model uses them so that its samples differ, and so that some of them are wrong in ways that no
package foresaw. Every edit is a splice of the source text, so that layout and comments stay.
"""

from __future__ import annotations

import ast
import io
import keyword
import tokenize
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

_NAMES = ("cur", "best", "total", "items", "vals", "idx", "pos", "acc", "res", "out", "low", "high", "cnt", "state")

_OPERATORS = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
}


class Edit(Struct, frozen=True):
    """Replace the characters from `start` to `end` (offsets in the source) by `text`."""

    start: int
    end: int
    text: str


def renamed(source: str, chance: Random) -> str:
    """Give up to three local names other names; text that cannot be parsed is returned as it is."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return source
    names = sorted(_renamable(tree))
    taken = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    fresh = [name for name in _NAMES if name not in taken]
    chosen = chance.sample(names, min(len(names), len(fresh), 3))
    new = dict(zip(chosen, chance.sample(fresh, len(chosen)), strict=True))
    return _replace_names(source, new)


def faulty(source: str, chance: Random) -> str | None:
    """Put one small fault in: a comparison off by one, min for max, a constant one off; None if none fits."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return None
    edits = sorted(set(_faults(tree, _Offsets(source))), key=lambda edit: (edit.start, edit.end, edit.text))
    if not edits:
        return None
    edit = chance.choice(edits)
    return source[: edit.start] + edit.text + source[edit.end :]


class _Offsets:
    """Turns the positions of syntax nodes (line, UTF-8 column) into offsets in the text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._lines = source.splitlines(keepends=True)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def at(self, line: int, column: int) -> int:
        text = self._lines[line - 1].encode()[:column].decode() if column else ""
        return self._starts[line - 1] + len(text)

    def span(self, node: ast.expr) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno, node.end_col_offset)


def _faults(tree: ast.AST, offsets: _Offsets) -> Iterator[Edit]:
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=left, ops=[operator], comparators=[right]) if type(operator) in _OPERATORS:
                old, new = _OPERATORS[type(operator)]
                start, end = offsets.span(left)[1], offsets.span(right)[0]
                yield Edit(start, end, offsets.source[start:end].replace(old, new, 1))
            case ast.Call(func=ast.Name(id="min" | "max") as function):
                start, end = offsets.span(function)
                yield Edit(start, end, "max" if function.id == "min" else "min")
            case ast.BinOp(op=ast.Add() | ast.Sub(), right=ast.Constant(value=int()) as number):
                start, end = offsets.span(number)
                yield Edit(start, end, str(number.value + 1))  # type: ignore[operator]
            case ast.Constant(value=bool()):
                pass
            case ast.Constant(value=int() as value) if 0 <= value <= 2:
                start, end = offsets.span(node)
                yield Edit(start, end, str(1 - value if value < 2 else 3))
            case _:
                pass


def _renamable(tree: ast.Module) -> set[str]:
    """Names that are assigned, and appear nowhere where a splice of tokens would miss or break them."""
    assigned: set[str] = set()
    fixed: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                assigned.add(name)
            case ast.keyword(arg=str() as name) | ast.Attribute(attr=name):
                fixed.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                fixed.add(name)
                fixed.update(item.arg for item in ast.walk(node) if isinstance(item, ast.arg))
            case ast.Import() | ast.ImportFrom():
                fixed.update(alias.asname or alias.name for alias in node.names)
            case ast.JoinedStr():
                fixed.update(item.id for item in ast.walk(node) if isinstance(item, ast.Name))
            case _:
                pass
    return {name for name in assigned - fixed if not keyword.iskeyword(name) and not name.startswith("__")}


def _replace_names(source: str, new: dict[str, str]) -> str:
    offsets = _Offsets(source)
    pieces = []
    done = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME and token.string in new:
            line, column = token.start
            start = offsets.at(line, 0) + column
            pieces += [source[done:start], new[token.string]]
            done = start + len(token.string)
    return "".join([*pieces, source[done:]])
