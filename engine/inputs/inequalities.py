r"""Inequalities of a statement, in LaTeX, Unicode or plain text: `$1 \le a, b \le 10^5$`, `1 ≤ n ≤ 100`, `0 <= x < m`.

A chain is cut into single comparisons of formulas. What cannot be read is left out: a bound that is not known makes
an input unchecked, a wrong one would make it wrong.
"""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec import Struct

from engine.inputs.formulas import Formula, Name, Number, Operation, Tokens, is_name, names_in, parse

_MATH = re.compile(r"\$\$(.+?)\$\$|\$((?:\\.|[^$\\])+)\$", re.DOTALL)
_BULLET = re.compile(r"\n[ \t]*[-*•][ \t]+")
"""In prose what looks like a minus at the beginning of a line begins an item of a list."""
_SPACES = re.compile(r"\\[,;:! ]|~|\\(?:left|right|big|Big|displaystyle|quad|qquad|enspace)(?![A-Za-z])")
_WORDS = re.compile(r"\\(?:text(?:rm|it|bf|tt|sf)?|math(?:rm|it|bf|tt|sf|cal|bb)|operatorname|mbox)\s*\{([^{}]*)\}")
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_GROUPED = re.compile(r"(?<![0-9.])[0-9]{1,3}(?:[, \u00a0\u202f\u2009'][0-9]{3})+(?![0-9])")
_RELATIONS = {
    "<=": ("\\leqslant", "\\leq", "\\le", "≤", "⩽", "=<", "&le;", "&leq;"),
    ">=": ("\\geqslant", "\\geq", "\\ge", "≥", "⩾", "&ge;"),
    "!=": ("\\not=", "\\not =", "\\neq", "\\ne", "≠"),
    "<": ("\\lt", "&lt;"),
    ">": ("\\gt", "&gt;"),
    "*": ("\\cdot", "\\times", "·", "×", "⋅"),
    "…": ("\\ldots", "\\cdots", "\\dots", "\\dotsc", "..."),
    "|": ("\\lvert", "\\rvert", "\\vert", "\\mid"),
    "-": ("−", "–"),
}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₙₘ", "0123456789ijknm")
_TOKEN = re.compile(
    r"<=|>=|!=|[<>=+\-*/^(){}|,;:…]|[0-9]+(?:\.[0-9]+)?|\\?[^\W\d_][^\W_]*?(?:_(?:\{[^{}]*\}|[^\W_]+))|[^\W\d_]+|\S"
)
_JOINING = frozenset("+-*/^(")
_COMPARING = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}
_TURNED = {">": "<", ">=": "<="}


class Comparison(Struct, frozen=True):
    """One formula below another one; `strict` if they must differ."""

    left: Formula
    right: Formula
    strict: bool
    loose: bool = False
    """Whether a word says it, such as "positive", which authors also use where 0 is allowed."""


class Phrase(Struct, frozen=True):
    """A piece of a statement: math, where letters beside each other are a product, or prose."""

    text: str
    math: bool
    start: int
    """Where it begins in the statement."""


def phrases(statement: str) -> list[Phrase]:
    """Cut a statement into math and prose, in order."""
    found: list[Phrase] = []
    at = 0
    for match in _MATH.finditer(statement):
        found.append(Phrase(statement[at : match.start()], math=False, start=at))
        found.append(Phrase(match[1] or match[2], math=True, start=match.start()))
        at = match.end()
    return [*found, Phrase(statement[at:], math=False, start=at)]


def tokenize(phrase: Phrase) -> list[str]:
    """Cut a phrase into numbers, names, signs and words; a name keeps its subscript, as in `a_i`."""
    text = phrase.text if phrase.math else _BULLET.sub(" ; ", phrase.text)
    text = text.replace("{,}", ",").replace("\\{", " ").replace("\\}", " ")
    text = _SPACES.sub(" ", text).replace("\\ell", "ℓ")
    text = _FRACTION.sub(r"((\1)/(\2))", _WORDS.sub(r"\1", text))
    for sign, spellings in _RELATIONS.items():
        for spelling in spellings:
            ending = r"(?![A-Za-z])" if spelling[-1].isalpha() else ""
            text = re.sub(re.escape(spelling) + ending, f" {sign} ", text)
    text = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda match: "^" + match[0].translate(_SUPERSCRIPTS), text)
    text = re.sub(r"[₀-₉ᵢⱼₖₙₘ]+", lambda match: "_" + match[0].translate(_SUBSCRIPTS), text)
    text = re.sub(r"[.;:!?]+(?=\s|$)", " ; ", text)
    text = _GROUPED.sub(lambda match: re.sub(r"\D", "", match[0]), text)
    return [piece for token in _TOKEN.findall(text) for piece in _pieces(token, math=phrase.math)]


def _pieces(token: str, *, math: bool) -> list[str]:
    """Cut letters that stand side by side in math into single names; words of prose stay whole."""
    if not is_name(token.lstrip("\\")):
        return [token]
    base, mark, subscript = token.lstrip("\\").partition("_")
    if not math or token.startswith("\\"):
        return [token.lstrip("\\").replace("{", "").replace("}", "")]
    subscript = subscript.strip("{}")
    return [*base[:-1], base[-1] + (f"_{subscript}" if mark else "")]


def comparisons(phrase: Phrase) -> list[Comparison]:
    """Read all comparisons of a phrase; `1 ≤ a, b ≤ n` are four."""
    tokens = tokenize(phrase)
    found: list[Comparison] = []
    at = 0
    while at < len(tokens):
        if tokens[at] == "|":
            bounded, at = _absolutes(tokens, at, math=phrase.math)
            found += bounded
            continue
        chain, end = _chain(tokens, at, math=phrase.math)
        for (lefts, sign), (rights, _) in pairwise(chain):
            if sign in _COMPARING:
                pairs = [(left, right) for left in lefts for right in rights]
                for left, right in pairs if sign not in _TURNED else [(right, left) for left, right in pairs]:
                    found.append(Comparison(left, right, strict=sign in {"<", ">"}))
        at = max(end, at + 1)
    return found


def unequal(phrase: Phrase) -> list[tuple[str, str]]:
    """Read the pairs of variables that are said to differ, as in `m != M`."""
    return _pairs(phrase, "!=")


def equal(phrase: Phrase) -> list[Comparison]:
    """Read the pairs of variables that are said to be the same, as in `m = M`, as comparisons from both sides."""
    return [
        Comparison(Name(low), Name(high), strict=False)
        for left, right in _pairs(phrase, "=")
        for low, high in ((left, right), (right, left))
    ]


def _pairs(phrase: Phrase, sign: str) -> list[tuple[str, str]]:
    """Find the pairs of variables with a sign between them, neither of which is a part of a larger formula."""
    tokens = ["", *tokenize(phrase), ""]
    found: list[tuple[str, str]] = []
    for before, left, between, right, after in zip(*(tokens[at:] for at in range(5)), strict=False):
        alone = before not in _JOINING and after not in _JOINING
        if between == sign and is_name(left) and is_name(right) and alone:
            found.append((left, right))
    return found


def equal_to_numbers(phrase: Phrase) -> list[Comparison]:
    """Read what a name is said to be, as in `n = 2`, as its bound from both sides."""
    tokens = tokenize(phrase)
    found: list[Comparison] = []
    for at in range(1, len(tokens) - 1):
        if tokens[at] == "=" and is_name(tokens[at - 1]):
            name, value = Name(tokens[at - 1]), parse(Tokens(tokens, at + 1), products=phrase.math)
            if value and not names_in(value):
                found += [Comparison(value, name, strict=False), Comparison(name, value, strict=False)]
    return found


def _chain(tokens: list[str], start: int, *, math: bool) -> tuple[list[tuple[list[Formula], str]], int]:
    """Read terms with the relation that follows each; the last one has none. Gives no term where no chain begins."""
    chain: list[tuple[list[Formula], str]] = []
    place = start
    while True:
        named = any(isinstance(term, Name) for terms, _ in chain for term in terms)
        terms, after = _terms(tokens, place, math=math, one=named)
        if not terms:
            return (chain if len(chain) > 1 else []), place
        sign = tokens[after] if after < len(tokens) else ""
        if sign not in _COMPARING and sign not in {"!=", "="}:
            return [*chain, (terms[:1] if chain else [], "")], after
        chain.append((terms, sign))
        place = after + 1
        if tokens[place : place + 2] == ["…", sign]:  # what is left out of a list lies between its ends
            place += 2


def _absolutes(tokens: list[str], place: int, *, math: bool) -> tuple[list[Comparison], int]:
    """Read `|x|, |y| ≤ c`, which bounds from both sides."""
    names: list[Name] = []
    while tokens[place : place + 1] == ["|"] and tokens[place + 2 : place + 3] == ["|"] and is_name(tokens[place + 1]):
        names.append(Name(tokens[place + 1]))
        place += 3 + (tokens[place + 3 : place + 4] == [","])
    sign = tokens[place] if place < len(tokens) else ""
    if not names or sign not in {"<", "<="}:
        return [], place + 1
    reader = Tokens(tokens, place + 1)
    most = parse(reader, products=math)
    if most is None:
        return [], place + 1
    least, strict = Operation("-", Number(0), most), sign == "<"
    pairs = [pair for name in names for pair in ((least, name), (name, most))]
    return [Comparison(left, right, strict) for left, right in pairs], reader.place


def _terms(tokens: list[str], place: int, *, math: bool, one: bool) -> tuple[list[Formula], int]:
    """Read one formula, or names that are separated by commas, as they stand before a relation."""
    reader = Tokens(tokens, place)
    terms: list[Formula] = []
    while True:
        before = reader.place
        term = parse(reader, products=math)
        if term is None:
            return terms, before - 1 if terms else before
        if terms and not isinstance(term, Name):
            return terms, before - 1
        terms.append(term)
        after = reader.place
        if reader.peek() in {"and", "och"} and isinstance(term, Name):
            reader.take()
        elif not (isinstance(term, Name) and reader.peek() == ","):
            return _listed(tokens, terms, after, place, one=one)
        else:
            reader.take()
            while reader.peek() in {"…", ","}:
                reader.take()
        if one:
            return terms, after


def _listed(tokens: list[str], terms: list[Formula], after: int, start: int, *, one: bool) -> tuple[list[Formula], int]:
    """A list of names counts as one if a relation follows it; else only its first name belongs to the chain."""
    sign = tokens[after] if after < len(tokens) else ""
    if len(terms) > 1 and (one or sign not in _COMPARING):
        return terms[:1], start + 1
    return terms, after


def mentions(phrase: Phrase) -> list[str]:
    """Name the variables of a phrase of math, in the order in which they stand there."""
    return [token for token in tokenize(phrase) if is_name(token) and not token.startswith("\\")]
