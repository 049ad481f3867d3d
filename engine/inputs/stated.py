"""What a statement says about its inputs: the variables, in order, their bounds, and what it promises in words.

Read by rule, without a model. The order in which an "Input" section introduces its variables is the order in which
they stand in the input; online-judge-tools' template generator rests on the same habit of authors. Promises in words
are read beside it, in `promises`.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from engine.inputs.commas import separates_by_commas
from engine.inputs.differing import lists_that_differ
from engine.inputs.formulas import Formula, Name, Number, Operation, Tokens, is_name, names_in, parse
from engine.inputs.inequalities import (
    Comparison,
    Phrase,
    comparisons,
    equal,
    equal_to_numbers,
    phrases,
    tokenize,
    unequal,
)
from engine.inputs.promises import Promise, guarantees_in, promises_in
from engine.inputs.reaching import links_of_one_way, promised_routes
from engine.inputs.tables import bounds_of_tables, relations_of_tables, rows_of
from engine.inputs.walks import begins_at_corner, never_leaves

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_HEADING = re.compile(
    r"^(?:#+\s*(.+?)\s*#*|\*\*(.+?)\*\*:?|-{2,}\s*(\w[\w ]*?)\s*-{2,}|([A-Z]\w*(?: \w+)?):?|"
    r"((?:Sample|Example)s?(?: (?:Input|Output))? #?\d+):?)$",
    re.MULTILINE,
)
_INPUT = re.compile(r"(?:the )?(?:input|indata|inmatning|constraint|limit|begränsning)", re.IGNORECASE)
_EXAMPLE = re.compile(r"(?:sample|example|explanation|exempel|förklaring)", re.IGNORECASE)
"""Begins the heading of what shows or explains an example: what is said of one input is promised of no other."""
_TABLES = re.compile(r"(?:scor|grad|subtask|poäng|bedöm|group|constraint|limit|begränsning)", re.IGNORECASE)
_INDEX = re.compile(r"[ijk]|[ijk],?[ijk]")
_LABEL = re.compile(r"[a-hosu-z]|[a-z]{3,}")
"""What tells single variables of one kind apart, such as a start and a finish."""
_SIGNED = re.compile(
    r"\b(positive|non-?negative|natural|positivt?a?|icke-?negativt?a?)\s+"
    r"(?:\w+\s+)?(?:integers?|numbers?|heltal(?:en|et)?|tal(?:en|et)?)[,:]?\s*$",
    re.IGNORECASE,
)
_VALUE = r"(\$[^$]{1,40}\$|-?[0-9][0-9 ,\\]*[0-9]|-?[0-9]|[A-Za-z]\b)"
_THINGS = (
    r"\s+(?:(?:more|further|following|additional|distinct|different|decimal|real|space\S*|"
    r"olika|positive|non-?negative|lower\S*|upper\S*|till|ytterligare)\s+)*"
    r"(?:(?P<lines>lines?|rows?|rader)|integers?|numbers?|words?|strings?|heltal|tal\b|flyttal|par\b|pairs?)"
)
"""What follows, so many of them as the name before it says."""
_COUNTED = re.compile(rf"(?<![\w.])\$?([2-9]?[A-Za-z](?:\s*[-+]\s*[0-9])?)\$?{_THINGS}")
_FOLLOWS = re.compile(_THINGS)
_WORDED = re.compile(
    r"\b(?:an?|one|the|each|single|en|ett|varje)\s+(?:\w+\s+)?"
    r"(?:character|letter|string|word|tecken|bokstav|sträng|ord)\s+$",
    re.IGNORECASE,
)
"""What comes before the name of something that is no number."""
_NUMBERS = re.compile(r"\b(?:integers|numbers|(?:två|tre|fyra|fem) (?:hel)?tal)\s*$", re.IGNORECASE)
"""What comes before the name of the first of some numbers of the input."""
_TEN = 10
_NUMERALS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio"),
)
_LETTERS = re.compile(
    rf"\b({'|'.join(_NUMERALS)}|[0-9]{{1,2}})\$?\s+(?:(?!lines?\b|rader\b)[\w-]+\s+){{0,2}}"
    r"(?:letters|characters|symbols|bokstäver|tecken)\b",
    re.IGNORECASE,
)
_LETTERED = re.compile(
    r"(?<![\w.$])\$?([A-Za-z])\$?\s+(?:[\w-]+\s+){0,2}(?:letters|characters|symbols|bokstäver|tecken)\b"
)
_SPAN = re.compile(rf"\b([A-Za-z])\$?\s*\((?:from )?{_VALUE}\s*(?:to|till|–|\.\.|…)\s*{_VALUE}\)")
_BETWEEN = re.compile(rf"\b(?:between|mellan|from|från)\s+{_VALUE}\s*(?:and|och|to|till)\s*{_VALUE}", re.IGNORECASE)
_AT_MOST = re.compile(
    r"(?:integers?|numbers?|heltal|tal|values?)[^.$]{0,60}?"
    rf"(less than or equal to|at most|no (?:more|larger|greater) than|högst|not exceeding)\s+{_VALUE}",
    re.IGNORECASE,
)
_POSITIVE = re.compile(r"positive integers? (?:less|at most|not|no)", re.IGNORECASE)

Counted: TypeAlias = tuple[str, int, int]
"""What says how many of something follow: a variable, an offset and a factor."""


class Stated(Struct, frozen=True):
    """What a statement says about its inputs.

    Attributes:
        names: the variables, in the order in which the input section introduces them.
        repeated: the same, each as often as it is introduced: a second list may have the variables of the first.
        lists: those of them that stand for many values, such as `a_i`.
        counts: what says how many lines or values follow, as (variable, offset, factor), as often as it is said.
        lines: those of them that say how many lines follow.
        comparisons: what is below what.
        unnamed: bounds of numbers that have no name, such as "integers between 1 and n", as those of the name "".
        promises: sentences that say more.
        unequal: pairs of variables that are said to differ.
        word_lengths: the numbers of letters that words are said to have, as in "three uppercase letters".
        letters: the variables that say how many letters a word has, as in "a string of N characters".
        reached: pairs (s, t) where t can be reached from s.
        links: the ends (from, to) of links that lead one way.
        commas: whether parts of a line are separated by a comma and a space.
        differing: the lists that are said to have no value twice.
        walked: whether something is said to begin in the upper left corner, as a walk through a grid does.
        stays: whether it is promised that something never leaves where it is.
    """

    names: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    lists: frozenset[str] = frozenset()
    counts: tuple[Counted, ...] = ()
    lines: tuple[Counted, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    unnamed: tuple[Comparison, ...] = ()
    promises: tuple[Promise, ...] = ()
    unequal: tuple[tuple[str, str], ...] = ()
    word_lengths: frozenset[int] = frozenset()
    letters: frozenset[str] = frozenset()
    reached: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    commas: bool = False
    differing: frozenset[str] = frozenset()
    walked: bool = False
    stays: bool = False


def read_statement(statement: str) -> Stated:
    """Read a statement; nothing that is said there raises an error, and what is not understood is left out."""
    section, tables, story = _sections(statement)
    inputs, others = phrases(section), phrases(tables)
    counted = _counted_out(inputs)
    lists = _lists([*inputs, *others]) - counted.keys()
    found = [
        each for phrase in inputs for item in comparisons(phrase) for each in _each_of(_plainly(item, lists), counted)
    ]
    found += _signs(inputs, lists)
    found += [
        bound for match in _SPAN.finditer(section) for bound in _spanned(Name(match[1]), match[2], match[3], lists)
    ]
    indices = {index for phrase in inputs for index in _indices(phrase)} - _numbers_of_the_input(inputs)
    counts = _counts(section, lists)
    names = tuple(name for name in _names(inputs, lists, found) if name not in indices and not _general(name, counted))
    ranged, alone = (
        [_plainly(item, lists) for phrase in others for item in read(phrase)]
        for read in (comparisons, equal_to_numbers)
    )
    rows = [
        [_plainly(item, lists) for phrase in phrases(row) for item in (*comparisons(phrase), *equal(phrase))]
        for row in rows_of(tables)
    ]
    found += [*bounds_of_tables(ranged, alone, found), *relations_of_tables(rows, found)]
    promises = (*promises_in(section), *guarantees_in(story))
    apart = [Promise("distinct", phrase.text) for phrase in inputs if "!=" in tokenize(phrase)]
    return Stated(
        names,
        _introduced(inputs, lists, names),
        frozenset(lists),
        tuple(count for count, _ in counts),
        tuple(count for count, lines in counts if lines),
        tuple(dict.fromkeys(found)),
        tuple(_unnamed(section, lists)),
        (*promises, *apart),
        tuple((_plain(left, lists), _plain(right, lists)) for phrase in inputs for left, right in unequal(phrase)),
        frozenset(_word_lengths(section)),
        frozenset(match[1] for match in _LETTERED.finditer(section)),
        promised_routes([promise.text for promise in promises]),
        links_of_one_way(section, statement),
        separates_by_commas(section),
        lists_that_differ(section),
        begins_at_corner(statement),
        any(never_leaves(promise.text) for promise in promises),
    )


def _sections(statement: str) -> tuple[str, str, str]:
    """Cut out what is about the input, the tables of subtasks, and what is told besides.

    Without headings everything but the tables is about the input; what is said of examples is left out.
    """
    headings = [
        (found.start(), found.end(), next(filter(None, found.groups()))) for found in _HEADING.finditer(statement)
    ]
    parts = [
        (title, statement[at:end], statement[start:end])
        for (start, at, title), (end, _, _) in pairwise([(0, 0, ""), *headings, (len(statement), 0, "")])
    ]
    parts = [part for part in parts if not _EXAMPLE.match(part[0])]
    about = [text for title, text, _ in parts if _INPUT.match(title)]
    tables = [text for title, text, _ in parts if _TABLES.match(title)]
    if not about:
        return "".join(whole for title, _, whole in parts if not _TABLES.match(title)), "\n\n".join(tables), ""
    others = [whole for title, _, whole in parts if not _INPUT.match(title)]
    return "\n\n".join(about), "\n\n".join(tables), "".join(others)


def _lists(found: list[Phrase]) -> set[str]:
    """Name what stands for many values: `a_i`, or `a_1, …, a_n`."""
    lists = set()
    for phrase in found:
        tokens = tokenize(phrase)
        dotted = "…" in tokens
        for token in tokens:
            base, mark, index = token.partition("_")
            if mark and is_name(token) and (_INDEX.fullmatch(index) or dotted):
                lists.add(base)
    return lists


def _counted_out(found: list[Phrase]) -> dict[str, list[str]]:
    """Give the indices of variables that are written out one by one, `m_1`, `m_2`, `m_3`: these are no lists."""
    indices: dict[str, dict[str, None]] = {}
    dotted = set()
    for phrase in found:
        tokens = tokenize(phrase)
        for token in tokens:
            base, _, index = token.partition("_")
            if index.isdigit() and is_name(token):
                indices.setdefault(base, {})[index] = None
                dotted |= {base} if "…" in tokens else set()
    return {base: list(each) for base, each in indices.items() if len(each) > 1 and base not in dotted}


def _general(name: str, counted: Mapping[str, Sequence[str]]) -> bool:
    """Whether a name such as `m_i` stands for any of those that are written out."""
    base, _, index = name.partition("_")
    return base in counted and _INDEX.fullmatch(index) is not None


def _each_of(item: Comparison, counted: Mapping[str, Sequence[str]]) -> list[Comparison]:
    """Give what a comparison of `m_i` says of each `m_1`, `m_2`, ... that is written out."""
    general = {name for name in names_in(item.left) | names_in(item.right) if _general(name, counted)}
    if not general:
        return [item]
    indices = min((counted[name.partition("_")[0]] for name in general), key=len)
    each = [{name: f"{name.partition('_')[0]}_{index}" for name in general} for index in indices]
    return [Comparison(_named(item.left, names), _named(item.right, names), item.strict) for names in each]


def _named(formula: Formula, names: Mapping[str, str]) -> Formula:
    if isinstance(formula, Name):
        return Name(names.get(formula.name, formula.name))
    if isinstance(formula, Operation):
        return Operation(formula.sign, _named(formula.left, names), _named(formula.right, names))
    return formula


def _indices(phrase: Phrase) -> set[str]:
    """Name what numbers the elements of lists, such as the i of `a_i`: it is no part of the input."""
    parts = (token.partition("_")[2] for token in tokenize(phrase) if is_name(token))
    return {part for part in parts if _INDEX.fullmatch(part)}


def _numbers_of_the_input(found: list[Phrase]) -> set[str]:
    """Name what is called a number of the input, as in "two integers $i$ and $a_i$", though it numbers others."""
    return {
        token
        for before, phrase in pairwise(found)
        if _NUMBERS.search(before.text)
        for token in tokenize(phrase)[:1]
        if is_name(token)
    }


def _plain(name: str, lists: set[str]) -> str:
    """The list that a name is an element of, or the name; the `y_s` of a start is no element of `y_1, …, y_n`."""
    base, _, index = name.partition("_")
    return base if base in lists and not _LABEL.fullmatch(index) else name


def _renamed(formula: Formula, lists: set[str]) -> Formula:
    if isinstance(formula, Name):
        return Name(_plain(formula.name, lists))
    if isinstance(formula, Operation):
        return Operation(formula.sign, _renamed(formula.left, lists), _renamed(formula.right, lists))
    return formula


def _plainly(item: Comparison, lists: set[str]) -> Comparison:
    return Comparison(_renamed(item.left, lists), _renamed(item.right, lists), item.strict)


def _names(found: list[Phrase], lists: set[str], bounds: list[Comparison]) -> tuple[str, ...]:
    """Name the variables, in order: whatever is bounded, or stands alone or in a list of names.

    Where there are `x_1` and `x_2`, what is said of `x` itself, such as its coordinate, introduces nothing.
    """
    math = any(phrase.math for phrase in found)
    bounded = {name for item in bounds for name in names_in(item.left) | names_in(item.right)}
    indexed = {token.partition("_")[0] for phrase in found for token in tokenize(phrase) if "_" in token}
    names: dict[str, None] = {}
    words = {token for before, phrase in pairwise(found) if _WORDED.search(before.text) for token in tokenize(phrase)}
    for phrase in found:
        if math and not phrase.math:
            continue
        tokens = tokenize(phrase)
        plain = math and all(is_name(token) or token in {",", "…", "(", ")"} for token in tokens)
        for token in tokens:
            name = _plain(token, lists)
            alone = plain or (not math and len(token) == 1 and token not in {"a", "A", "I"})
            if token in words or (token in indexed and (token in lists or token not in bounded)):
                continue
            if is_name(token) and (name in bounded or alone):
                names[name] = None
    return tuple(names)


def _introduced(found: list[Phrase], lists: set[str], names: tuple[str, ...]) -> tuple[str, ...]:
    """Name the variables as often as they stand in a list of names, the same list in a row once.

    Whoever only says how many follow, as in "$n$ integers", introduces nothing.
    """
    order: list[str] = []
    for phrase, after in pairwise((*found, Phrase("", math=False, start=0))):
        if _FOLLOWS.match(after.text) and set(order).intersection(tokenize(phrase)):
            continue
        tokens = tokenize(phrase)
        if phrase.math and all(is_name(token) or token in {",", "…", "(", ")"} for token in tokens):
            group = [_plain(token, lists) for token in tokens if _plain(token, lists) in names]
            group = list(dict.fromkeys(group))
            if group != order[len(order) - len(group) :]:
                order += group
    return tuple(order)


def _counts(section: str, lists: set[str]) -> list[tuple[Counted, bool]]:
    """Read `$n$ lines`, `n-1 integers`, `2n integers` and the like, and whether lines are counted."""
    found: list[tuple[Counted, bool]] = []
    for match in _COUNTED.finditer(section):
        if match[0].lower().startswith("a "):
            continue  # an article
        lines = match["lines"] is not None
        match _formula(match[1], lists):
            case Name(name):
                found.append(((name, 0, 1), lines))
            case Operation("*", Number(factor), Name(name)):
                found.append(((name, 0, factor), lines))
            case Operation("-" | "+" as sign, Name(name), Number(offset)):
                found.append(((name, -offset if sign == "-" else offset, 1), lines))
    return found


def _word_lengths(section: str) -> Iterator[int]:
    for match in _LETTERS.finditer(section):
        number = match[1].lower()
        yield int(number) if number.isdigit() else _NUMERALS.index(number) % _TEN + 1


def _unnamed(section: str, lists: set[str]) -> list[Comparison]:
    """Read the bounds of numbers without a name: `between A and B`, `positive`, `at most B`."""
    found = []
    for match in _BETWEEN.finditer(section):
        found += _spanned(Name(""), match[1], match[2], lists)
    for match in _AT_MOST.finditer(section):
        if high := _formula(match[2], lists):
            found.append(Comparison(Name(""), high, strict=False))
    if found and _POSITIVE.search(section):
        found.append(Comparison(Number(1), Name(""), strict=False, loose=True))
    return found


def _spanned(name: Name, least: str, most: str, lists: set[str]) -> list[Comparison]:
    low, high = _formula(least, lists), _formula(most, lists)
    return [Comparison(low, name, strict=False), Comparison(name, high, strict=False)] if low and high else []


def _formula(text: str, lists: set[str]) -> Formula | None:
    (phrase,) = (item for item in phrases(f"${text.strip(' $')}$") if item.math)
    found = parse(Tokens(tokenize(phrase)), products=True)
    return _renamed(found, lists) if found else None


def _signs(found: list[Phrase], lists: set[str]) -> list[Comparison]:
    """Read "two positive integers n and m" as bounds; it holds for the names up to the next words."""
    bounds: list[Comparison] = []
    least: int | None = None
    for phrase in found:
        if not phrase.math:
            match = _SIGNED.search(phrase.text)
            joins = re.fullmatch(r"[\s,]*(?:and|och|,)?\s*", phrase.text)
            if match:
                least = 0 if match[1].lower().startswith(("non", "icke", "natural")) else 1
            elif not joins:
                least = None
        elif least is not None:
            names = {_plain(token, lists) for token in tokenize(phrase)[:1] if is_name(token)}
            bounds += [Comparison(Number(least), Name(name), strict=False, loose=True) for name in sorted(names)]
    return bounds
