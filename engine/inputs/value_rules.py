"""Which arguments of a function a statement allows, where it lists its constraints as LeetCode does.

Each line of the list is a chain such as `1 <= n == nums.length <= 10^5`, `-9 <= nums[i][j] <= 9`, or says which
letters a text has. It is held against the arguments themselves, for every element. Whoever says more than that leaves
the arguments unchecked, as long as they break nothing of what was understood.
"""

from __future__ import annotations

import json
import operator
import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct

from engine.inputs.formulas import Tokens, evaluate, parse
from engine.inputs.inequalities import Phrase, tokenize
from engine.inputs.validity import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_LIST = re.compile(r"^[#*\s]*constraints?\b[*:\s]*$", re.IGNORECASE | re.MULTILINE)
_ENDS = re.compile(r"^\s*(?:#|\*\*|follow.?up|example|note\b|def |class )", re.IGNORECASE)
_MARK = re.compile(r"^[*•-]\s+")
_SIGN = re.compile(r"\s*(<=|≤|==|=|<)\s*")
_TERM = re.compile(r"([A-Za-z_]\w*)((?:\[[a-z]\])*)(\.length)?")
_NUMBER = re.compile(r"-?[0-9][0-9 *^]*")
_LETTERS = re.compile(
    r"([A-Za-z_]\w*(?:\[[a-z]\])*(?:(?:,| and|, and) [A-Za-z_]\w*(?:\[[a-z]\])*)*) (?:consists?|contains?) "
    r"(?:of )?(?:only )?(?:of )?(lower|upper)-?\s?case (?:english )?letters",
    re.IGNORECASE,
)
_CASES = {"lower": re.compile("[a-z]*"), "upper": re.compile("[A-Z]*")}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<=": operator.le,
    "≤": operator.le,
    "<": operator.lt,
    "==": operator.eq,
    "=": operator.eq,
}

Values: TypeAlias = "dict[str, Any]"
"""The arguments by name."""


class Term(Struct, frozen=True):
    """A number, or what of an argument is compared: itself, its elements `depth` lists deep, or their lengths."""

    name: str = ""
    depth: int = 0
    length: bool = False
    number: int = 0

    def of(self, values: Mapping[str, Any]) -> list[Any]:
        """Everything that it stands for.

        Raises:
            TypeError, KeyError: the argument is no such thing.
        """
        if not self.name:
            return [self.number]
        found = [values[self.name]]
        for _ in range(self.depth):
            found = [item for value in found for item in _listed(value)]
        return [len(value) for value in found] if self.length else found


class Chain(Struct, frozen=True):
    """A chain of comparisons, each between neighbours."""

    text: str
    terms: tuple[Term, ...]
    signs: tuple[str, ...]

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether every element that it speaks of keeps it. Raises as `Term.of`."""
        sides = [term.of(values) for term in self.terms]
        if any(isinstance(item, bool) for side in sides for item in side):
            raise TypeError("true and false are no numbers")
        return all(
            _COMPARE[sign](left, right)
            for lefts, sign, rights in zip(sides, self.signs, sides[1:], strict=False)
            for left in lefts
            for right in rights
        )


class Spelled(Struct, frozen=True):
    """Which letters some texts have."""

    text: str
    terms: tuple[Term, ...]
    case: str

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether all texts keep to their letters. Raises as `Term.of`."""
        return all(_CASES[self.case].fullmatch(word) is not None for term in self.terms for word in term.of(values))


class ValueJudge:
    """Judges arguments by the constraints of a statement."""

    def __init__(self, inputs: Sequence[str], statement: str, names: Sequence[str]) -> None:
        """Read the constraints, and hold them against the public inputs: one that is broken was misread.

        Args:
            inputs: the public ones, one JSON value a line.
            statement: the problem's.
            names: of the parameters, in order.
        """
        self._names = tuple(names)
        self._rules: list[Chain | Spelled] = []
        self.doubts: list[str] = []
        lines = list(_constraints(statement))
        public = [self._values(text) for text in inputs]
        for line in lines:
            rule = _rule(line, self._names)
            if rule is None or not all(values is not None and _keeps(rule, values) for values in public):
                self.doubts.append(f"the statement also says: “{line}”")
            else:
                self._rules.append(rule)
        spoken = {(term.name, *_side(rule, term)) for rule in self._rules for term in rule.terms}
        for name in self._names:
            seen = [values[name] for values in public if values is not None]
            if not {(name, *side) for side in _sides(seen, 0)} <= spoken:
                self.doubts.append(f"the statement does not list all constraints of {name}")

    def judge(self, text: str) -> Finding:
        """Say whether the arguments are allowed, as far as is known."""
        values = self._values(text)
        if values is None:
            return Finding("invalid", "these are no values of the function's parameters")
        broken = next((rule for rule in self._rules if not _keeps(rule, values)), None)
        if broken:
            return Finding("invalid", f"it breaks “{broken.text}”")
        if self.doubts:
            return Finding("unchecked", self.doubts[0])
        return Finding("valid", "it keeps every constraint of the statement")

    def _values(self, text: str) -> Values | None:
        try:
            values = [json.loads(line) for line in text.split("\n") if line.strip()]
        except ValueError:
            return None
        return dict(zip(self._names, values, strict=True)) if len(values) == len(self._names) else None


@lru_cache(maxsize=16)
def value_judge(inputs: tuple[str, ...], statement: str, names: tuple[str, ...]) -> ValueJudge:
    """The judge of a problem, read once."""
    return ValueJudge(inputs, statement, names)


def _constraints(statement: str) -> Iterator[str]:
    """Give the lines of the list, without the marks of Markdown."""
    heading = _LIST.search(statement)
    for line in statement[heading.end() :].split("\n") if heading else ():
        if _ENDS.match(line):
            return
        if plain := _MARK.sub("", line.replace("`", "").replace("$", "").strip()):
            yield plain


def _rule(line: str, names: Sequence[str]) -> Chain | Spelled | None:
    """Understand a line as a whole, or not at all."""
    line = line.rstrip(". ")
    if spelled := _LETTERS.fullmatch(line):
        terms = [_term(part, names) for part in re.split(r",? and |, ", spelled[1])]
        known = tuple(term for term in terms if term)
        return Spelled(line, known, spelled[2].lower()) if len(known) == len(terms) else None
    parts = _SIGN.split(line)
    sides = [_term(part.strip(), names) for part in parts[::2]]
    found = tuple(term for term in sides if term)
    if len(found) < 2 or len(found) < len(sides):
        return None
    deep = [term.depth > 0 for term in found]
    if any(left and right for left, right in pairwise(deep)):
        return None  # which element is compared with which, it does not say
    return Chain(line, found, tuple(parts[1::2]))


def _term(text: str, names: Sequence[str]) -> Term | None:
    if match := _TERM.fullmatch(text):
        return Term(match[1], match[2].count("["), bool(match[3])) if match[1] in names else None
    if _NUMBER.fullmatch(text) is None:
        return None
    formula = parse(Tokens(tokenize(Phrase(text, math=True, start=0))), products=True)
    number = evaluate(formula, {}) if formula else None
    return None if number is None else Term(number=number)


def _side(rule: Chain | Spelled, term: Term) -> tuple[int, str]:
    """Which side of an argument a rule bounds: how many lists deep, and its length, its numbers or its letters."""
    return term.depth, "letters" if isinstance(rule, Spelled) else "length" if term.length else "number"


def _sides(seen: Sequence[Any], depth: int) -> Iterator[tuple[int, str]]:
    """Everything that must be bounded of values like these."""
    if any(isinstance(value, str) for value in seen):
        yield from ((depth, "length"), (depth, "letters"))
    elif any(isinstance(value, list) for value in seen):
        yield depth, "length"
        yield from _sides([item for value in seen if isinstance(value, list) for item in value], depth + 1)
    elif not all(isinstance(value, bool) for value in seen):
        yield depth, "number"


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list | str):
        raise TypeError(f"{value!r} has no elements")
    return list(value)


def _keeps(rule: Chain | Spelled, values: Values) -> bool:
    try:
        return rule.holds(values)
    except (TypeError, KeyError):
        return False
