"""Lines and tokens of a program input, without loss, and what kind of thing a token is."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_TOKEN = re.compile(r"\S+")
_MOST_DIGITS = 30
_LONG = 10**300
_DECIMAL = re.compile(r"-?[0-9]{1,20}\.([0-9]{1,15})")


class Kind(StrEnum):
    """What a token is: a canonical integer, a decimal with a point, or anything else."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    WORD = "word"


class TextLine(Struct, frozen=True):
    """One line: its tokens, and the white space before, between and after them (one gap more than tokens)."""

    tokens: tuple[str, ...]
    gaps: tuple[str, ...]


def split_lines(text: str) -> list[TextLine]:
    """Cut a text into lines of tokens; `join_line` of every line, in order, gives the text back."""
    return [TextLine(tuple(_TOKEN.findall(line)), tuple(_TOKEN.split(line))) for line in _LINE.findall(text)]


def join_line(tokens: list[str], gaps: tuple[str, ...]) -> str:
    """Print one line; where the number of tokens has changed, the old gaps do not fit and blanks separate."""
    if len(gaps) == len(tokens) + 1:
        return gaps[0] + "".join(token + gap for token, gap in zip(tokens, gaps[1:], strict=True))
    return " ".join(tokens) + "\n"


def kind_of(token: str) -> Kind:
    """Tell a token's kind; numbers with leading zeros, signs of plus or over 30 digits are words."""
    if integer(token) is not None:
        return Kind.INTEGER
    return Kind.DECIMAL if _DECIMAL.fullmatch(token) else Kind.WORD


def letter_class(letter: str) -> int:
    """Tell digits, small letters, capitals and everything else apart."""
    return 1 if letter.isdigit() else 2 if letter.islower() else 3 if letter.isupper() else 4


def decimals_of(token: str) -> int:
    """Count the digits after the point, 0 for anything but a decimal."""
    match = _DECIMAL.fullmatch(token)
    return len(match[1]) if match else 0


def integer(token: str) -> int | None:
    """Read a canonical integer, or None; written for speed, since large inputs are read token by token."""
    digits = token[1:] if token[:1] == "-" else token
    if not (digits.isdigit() and digits.isascii()) or len(digits) > _MOST_DIGITS:
        return None
    return None if digits.startswith("0") and len(token) > 1 else int(token)


def units(token: str, decimals: int) -> int | None:
    """Read a number as a whole count of units of 10^-decimals, or None where it is no such number."""
    if decimals == 0:
        return integer(token)
    places = decimals_of(token)
    if kind_of(token) is Kind.WORD or places > decimals:
        return None
    return int(token.replace(".", "") + "0" * (decimals - places))


def show_units(value: int, decimals: int) -> str:
    """Print a number that is given in units of 10^-decimals; the inverse of `units`."""
    if decimals == 0:
        return _digits(value)
    digits = _digits(abs(value)).rjust(decimals + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-decimals]}.{digits[-decimals:]}"


def _digits(value: int) -> str:
    """Print a whole number of any length; `str` refuses those of more than some thousand digits."""
    return str(value) if abs(value) < _LONG else str(Decimal(value))
