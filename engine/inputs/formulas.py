"""Arithmetic as statements write it: `10^5`, `2·10⁵`, `N(N-1)/2`, `100 000`; read once, evaluated for each input."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST = 10**1000  # a result beyond this is none


class Number(Struct, frozen=True):
    """A whole number, or a decimal in units of 10^-decimals."""

    units: int
    decimals: int = 0


class Name(Struct, frozen=True):
    """A variable of the statement."""

    name: str


class Operation(Struct, frozen=True):
    """Two formulas joined by one of `+ - * / ^`."""

    sign: str
    left: Formula
    right: Formula


Formula: TypeAlias = Number | Name | Operation


class Tokens:
    """Tokens of a text and a place among them; `None` is the end."""

    def __init__(self, tokens: list[str], place: int = 0) -> None:
        """Begin at a place."""
        self._tokens, self.place = tokens, place

    def peek(self, ahead: int = 0) -> str | None:
        """Look at a token without taking it."""
        at = self.place + ahead
        return self._tokens[at] if at < len(self._tokens) else None

    def take(self) -> str | None:
        """Take the next token."""
        token = self.peek()
        self.place += 1
        return token


def is_number(token: str | None) -> bool:
    """Whether a token is digits, perhaps with a point."""
    return token is not None and re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", token) is not None


def is_name(token: str | None) -> bool:
    """Whether a token is a variable."""
    return token is not None and re.match(r"[^\W\d_]", token) is not None


def parse(tokens: Tokens, *, products: bool) -> Formula | None:
    """Read the longest formula that begins here, or None, which may leave the place anywhere.

    Args:
        tokens: where to read.
        products: whether what stands side by side is multiplied, as in math; in prose it is not.
    """
    left = _product(tokens, products)
    while left is not None and tokens.peek() in {"+", "-"}:
        sign = tokens.take()
        right = _product(tokens, products)
        left = None if right is None else Operation(sign or "", left, right)
    return left


def _product(tokens: Tokens, products: bool) -> Formula | None:
    left = _power(tokens, products)
    while left is not None:
        following = tokens.peek()
        beside = products and (is_name(following) or following == "(")
        if following not in {"*", "/"} and not beside:
            return left
        sign = "*" if beside else tokens.take() or ""
        right = _power(tokens, products)
        left = None if right is None else Operation(sign, left, right)
    return left


def _power(tokens: Tokens, products: bool) -> Formula | None:
    if tokens.peek() in {"-", "+"}:
        sign = tokens.take()
        value = _power(tokens, products)
        return value if value is None or sign == "+" else Operation("-", Number(0), value)
    base = _atom(tokens, products)
    if base is not None and tokens.peek() == "^":
        tokens.take()
        exponent = _power(tokens, products)
        return None if exponent is None else Operation("^", base, exponent)
    return base


def _atom(tokens: Tokens, products: bool) -> Formula | None:
    token = tokens.take()
    if token is not None and is_number(token):
        whole, _, rest = token.partition(".")
        return Number(int(whole + rest), len(rest))
    if token is not None and is_name(token):
        return Name(token)
    closing = {"(": ")", "{": "}"}.get(token or "")
    if closing:
        inner = parse(tokens, products=products)
        return inner if tokens.take() == closing else None
    return None


def evaluate(formula: Formula, values: Mapping[str, int], decimals: int = 0) -> int | None:
    """Compute a formula in units of 10^-decimals, or None where a variable is not known or it makes no sense.

    Args:
        formula: what to compute.
        values: the variables, in whole numbers.
        decimals: of the result; a bound with more is rounded towards zero.
    """
    scale: int = 10**decimals
    if isinstance(formula, Number):
        unit: int = 10**formula.decimals
        return formula.units * scale // unit
    if isinstance(formula, Name):
        value = values.get(formula.name)
        return None if value is None else value * scale
    left, right = evaluate(formula.left, values), evaluate(formula.right, values)
    if left is None or right is None:
        return None
    result = _apply(formula.sign, left, right)
    return None if result is None or abs(result) > _MOST else result * scale


def _apply(sign: str, left: int, right: int) -> int | None:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return None if right == 0 else left // right
        case _:
            return int(left**right) if 0 <= right <= 1000 and abs(left) <= 1_000_000_000 else None


def names_in(formula: Formula) -> set[str]:
    """Name the variables of a formula."""
    if isinstance(formula, Operation):
        return names_in(formula.left) | names_in(formula.right)
    return {formula.name} if isinstance(formula, Name) else set()


def show(formula: Formula) -> str:
    """Write a formula for a person."""
    if isinstance(formula, Number):
        if formula.decimals:
            return f"{formula.units / 10**formula.decimals:g}"
        return str(formula.units)
    if isinstance(formula, Name):
        return formula.name
    if formula.sign == "^" and formula.left == Number(10) and isinstance(formula.right, Number):
        return f"10^{formula.right.units}"
    if formula.sign == "-" and formula.left == Number(0):
        return f"-{show(formula.right)}"
    return f"{show(formula.left)}{formula.sign}{show(formula.right)}"
