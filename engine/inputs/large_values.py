"""Large inputs of function-style problems: JSON values, a line each, as large as a problem allows.

The counterpart of `limits`, whose inputs are tokens. What can grow in an argument is the length of a list or a text
and the size of its numbers; of lists in lists, that of the outer and of the inner ones. Limits are read from the
statement where it has them in the usual form, such as `1 <= nums.length <= 10^5`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from random import Random
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from msgspec import Struct

from engine.inputs.formulas import Tokens, evaluate, parse
from engine.inputs.growing import NOTHING, WORDS, Growing
from engine.inputs.inequalities import Phrase, tokenize
from engine.inputs.mutation import Mutation
from engine.inputs.shapes import SHAPES, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_NEAR = (0, 1, 2)  # below the largest value
_FEW = 6  # elements where nothing says how many
_UPPER = r"{what}\s*[`$]?\s*(?:<=|≤|\\leq?\b|&lt;=)\s*[`$]?\s*(-?[0-9][0-9 ,*^·.\\a-z{{}}]*)"

Kind: TypeAlias = Literal["length", "inner", "value"]
"""What grows: the length of a list or text, that of the lists or texts in it, or its numbers."""


class Dimension(Struct, frozen=True):
    """Something in an argument that can grow."""

    place: int
    kind: Kind


class ValueGrowth(Growing):
    """Makes large inputs of values like the public ones."""

    def __init__(self, inputs: Sequence[str], seed: int, statement: str, names: Sequence[str]) -> None:
        """Look at the public inputs, of which there must be at least one.

        Args:
            inputs: one JSON value a line.
            seed: of the random choices.
            statement: where limits may stand.
            names: of the parameters, in order.
        """
        self._seed, self._statement, self._names = seed, statement, tuple(names)
        documents = [[json.loads(line) for line in text.split("\n") if line.strip()] for text in inputs]
        self._seen = [list(values) for values in zip(*documents, strict=False)]
        self._dimensions = [
            Dimension(place, kind) for place, values in enumerate(self._seen) for kind in _kinds(values)
        ]

    @property
    def columns(self) -> dict[int, bool]:
        """What can grow, by its number, and whether it is a length."""
        return {key: found.kind != "value" for key, found in enumerate(self._dimensions)}

    def stated(self) -> dict[int, int]:
        """How large each may be, as far as the statement says so in the usual form."""
        found = {key: self._bound(item) for key, item in enumerate(self._dimensions) if item.place < len(self._names)}
        return {key: top for key, top in found.items() if top}

    def boundaries(self, tops: Mapping[int, int]) -> Iterator[Mutation]:
        """Give inputs in which one number is 0, 1 or near the largest that is allowed, and the rest as seen."""
        seen = set()
        for key, counts in self.columns.items():
            top = tops.get(key, 1)
            for value in (0, 1) if counts else (0, 1, *(top - less for less in _NEAR if top > less)):
                text = self.drawn({key: value}, SHAPES[0], f"{key} is {value}", exact=True)
                if text not in seen:
                    seen.add(text)
                    yield Mutation(text, None, f"a {'length' if counts else 'number'} is {value}")

    def extremes(self, tops: Mapping[int, int], alone: Mapping[int, int] = NOTHING) -> Iterator[Mutation]:  # noqa: ARG002
        """Give inputs with these tops in several shapes."""
        seen = set()
        for shape in SHAPES if any(self.columns[key] for key in tops) else SHAPES[:3]:
            made = self.large(tops, shape, "")
            if made and made.text not in seen:
                seen.add(made.text)
                yield made

    def pieces(
        self, tops: Mapping[int, int], shape: Shape, name: str, *, exact: bool = False, longest: int = WORDS
    ) -> Iterator[str]:
        """Draw an input, a value after the other; see `Growing.pieces`."""
        random = Random(f"{self._seed} {name}")
        sizes = {self._dimensions[key]: top for key, top in tops.items()}
        for place in range(len(self._seen)):
            drawing = _Drawing(sizes, shape.of_list(place), random, exact=exact, longest=longest)
            yield f"{json.dumps(self._value(place, drawing), ensure_ascii=False)}\n"

    def _value(self, place: int, drawing: _Drawing) -> Any:
        seen = self._seen[place]
        like = next((value for value in seen if value), seen[0])
        length, inner = drawing.sizes.get(Dimension(place, "length")), drawing.sizes.get(Dimension(place, "inner"))
        top = drawing.sizes.get(Dimension(place, "value"))
        if length is None and inner is None and top is None:
            return drawing.random.choice(seen)
        if isinstance(like, list):
            lists = [value for value in seen if isinstance(value, list)]
            times = len(drawing.random.choice(lists)) if length is None else length
            items = [item for value in lists for item in value]
            return drawing.items(items, times, inner, top)
        if isinstance(like, str):
            return drawing.word([value for value in seen if isinstance(value, str)], length or 0)
        return drawing.numbers(seen, 1, top, alone=True)[0]

    def _bound(self, item: Dimension) -> int | None:
        name = re.escape(self._names[item.place])
        whats = {
            "length": rf"(?:\b{name}\.length\b|\blen\({name}\)|\|{name}\|)",
            "inner": rf"\b{name}\[i\]\.length\b",
            "value": rf"\b{name}(?:\[\w\])*(?![.\w(\[])",
        }
        match = re.search(_UPPER.format(what=whats[item.kind]), self._statement)
        if match is None:
            return None
        formula = parse(Tokens(tokenize(Phrase(match[1].rstrip(" ,.`$"), math=True, start=0))), products=True)
        return evaluate(formula, {}) if formula else None


class _Drawing(Struct, frozen=True):
    """The choices of one input."""

    sizes: Mapping[Dimension, int]
    shape: Shape
    random: Random
    exact: bool
    longest: int

    def items(self, seen: Sequence[Any], times: int, inner: int | None, top: int | None) -> list[Any]:
        """Draw the elements of a list in the likeness of others."""
        like = next((item for item in seen if item not in ("", [])), seen[0] if seen else 0)
        if isinstance(like, list):
            items = [item for value in seen if isinstance(value, list) for item in value]
            return [self.items(items, len(like) if inner is None else inner, None, top) for _ in range(times)]
        if isinstance(like, str):
            texts = [item for item in seen if isinstance(item, str)]
            long = max(map(len, texts)) if inner is None else min(inner, self.longest // max(1, times))
            return [self.word(texts, long) for _ in range(times)]
        if isinstance(like, bool) or not isinstance(like, int | float):
            return [self.random.choice(seen) for _ in range(times)]
        return self.numbers([item for item in seen if isinstance(item, int | float)] or [0], times, top)

    def word(self, seen: Sequence[str], length: int) -> str:
        """Draw a text of the letters that were seen."""
        letters = "".join(sorted({letter for word in seen for letter in word})) or "ab"
        return self.shape.word(letters, min(length, self.longest), self.random)

    def numbers(self, seen: Sequence[Any], times: int, top: int | None, *, alone: bool = False) -> list[Any]:
        """Draw numbers up to the top, on both sides of 0 where numbers below were seen."""
        if any(isinstance(item, bool) or not isinstance(item, int | float) for item in seen):
            return [self.random.choice(seen) for _ in range(times)]
        high = int(max(seen)) if top is None else top
        low = -high if min(seen) < 0 else 0 if min(seen) == 0 else min(1, high)
        if self.exact and top is not None:
            low = high
        if alone:
            low = high = self.shape.of_range(low, high)
        drawn = self.shape.values(min(low, high), max(low, high), times, self.random)
        return [float(value) for value in drawn] if any(isinstance(item, float) for item in seen) else drawn


def _kinds(seen: Sequence[Any]) -> Iterator[Kind]:
    """Name what can grow in the values of one parameter."""
    like = next((value for value in seen if value), seen[0])
    if isinstance(like, str | list):
        yield "length"
    inside = [item for value in seen if isinstance(value, list) for item in value]
    if any(isinstance(item, str | list) for item in inside):
        yield "inner"
    leaves = [*inside, *(item for value in inside if isinstance(value, list) for item in value)] or list(seen)
    if any(isinstance(item, int | float) and not isinstance(item, bool) for item in leaves):
        yield "value"
