"""Inputs of function-style problems: JSON values, a line each, changed and made smaller by their structure.

The counterpart of `mutation` and `shrinking`, whose texts are tokens. Types stay as they are: a number stays one, a
list keeps the kind of its elements, and a line stays the value of the same parameter.
"""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

from engine.inputs.mutation import Mutation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_PATIENCE = 400
_SMALL = 9
_FEW = 6


def value_mutations(inputs: Sequence[str], seed: int) -> Iterator[Mutation]:
    """Give new inputs, all different and none of them public, until 400 tries in a row bring nothing new.

    Args:
        inputs: the public inputs, one JSON value a line.
        seed: of the random choices; the same ones give the same stream.
    """
    documents = [[json.loads(line) for line in text.split("\n") if line.strip()] for text in inputs]
    random, seen, misses = Random(seed), set(inputs), 0
    while documents and any(documents) and misses < _PATIENCE:
        for parent, values in enumerate(documents):
            made, what = _changed(values, documents, random)
            text = _written(made)
            misses = misses + 1 if text in seen else 0
            if text not in seen:
                seen.add(text)
                yield Mutation(text, parent, what)


def smaller_values(text: str) -> Iterator[str]:
    """Give simplifications of an input, the most aggressive first, none twice: shorter lists, smaller numbers."""
    values = [json.loads(line) for line in text.split("\n") if line.strip()]
    seen = {text}
    for place, value in enumerate(values):
        for candidate in _simpler(value):
            written = _written([*values[:place], candidate, *values[place + 1 :]])
            if written not in seen and len(written) <= len(text):
                seen.add(written)
                yield written


def _written(values: Sequence[Any]) -> str:
    return "".join(f"{json.dumps(value, ensure_ascii=False)}\n" for value in values)


def _changed(values: list[Any], documents: list[list[Any]], random: Random) -> tuple[list[Any], str]:
    """Change one value, or make all of them anew in the likeness of the public ones."""
    if random.random() < 0.4:
        return [_anew([document[place] for document in documents], random) for place in range(len(values))], "all anew"
    place = random.randrange(len(values))
    made, what = _change(values[place], random)
    return [*values[:place], made, *values[place + 1 :]], f"argument {place + 1}: {what}"


def _change(value: Any, random: Random) -> tuple[Any, str]:
    if isinstance(value, bool):
        return not value, "turned over"
    if isinstance(value, int):
        return random.choice(
            [value + 1, value - 1, 0, -value, 2 * value, value // 2, random.randint(0, _SMALL)]
        ), "number"
    if isinstance(value, float):
        return random.choice([value / 2, -value, value + 0.5, 0.0, float(random.randint(0, _SMALL))]), "number"
    if isinstance(value, str):
        return _rearranged(list(value), random, lambda: random.choice(value or "ab"), "".join)
    if isinstance(value, list):
        if value and random.random() < 0.4:
            at = random.randrange(len(value))
            made, what = _change(value[at], random)
            return [*value[:at], made, *value[at + 1 :]], what
        return _rearranged(value, random, lambda: _anew(value or [0], random), list)
    if isinstance(value, dict) and value:
        key = random.choice(sorted(value))
        made, what = _change(value[key], random)
        return {**value, key: made}, what
    return value, "nothing"


def _rearranged(
    items: list[Any], random: Random, another: Callable[[], Any], whole: Callable[[list[Any]], Any]
) -> tuple[Any, str]:
    """Drop, repeat, add, swap, sort, reverse or equal elements."""
    items = list(items)
    kind = random.choice(("drop", "repeat", "add", "swap", "sort", "reverse", "equal", "first part", "empty"))
    at = random.randrange(len(items)) if items else 0
    if kind == "add" or not items:
        items.insert(at, another())
        return whole(items), "one more"
    if kind == "drop":
        del items[at]
    elif kind == "repeat":
        items.insert(at, items[at])
    elif kind == "swap":
        other = random.randrange(len(items))
        items[at], items[other] = items[other], items[at]
    elif kind == "sort":
        items.sort(key=json.dumps)
    elif kind == "reverse":
        items.reverse()
    elif kind == "equal":
        items = [items[at]] * len(items)
    elif kind == "first part":
        items = items[:at]
    else:
        items = []
    return whole(items), kind


def _anew(likes: Sequence[Any], random: Random) -> Any:
    """Make a small random value of the kind of others."""
    like = random.choice(likes)
    if isinstance(like, bool):
        return random.random() < 0.5
    if isinstance(like, int):
        least = -_SMALL if any(isinstance(item, int) and item < 0 for item in likes) else 0
        return random.randint(least, _SMALL)
    if isinstance(like, float):
        return random.randint(0, 4 * _SMALL) / 4
    if isinstance(like, str):
        letters = sorted({letter for item in likes if isinstance(item, str) for letter in item}) or ["a", "b"]
        return "".join(random.choice(letters[:3]) for _ in range(random.randint(0, _FEW)))
    if isinstance(like, list):
        inner = [item for other in likes if isinstance(other, list) for item in other]
        return [_anew(inner, random) for _ in range(random.randint(0, _FEW))] if inner else []
    if isinstance(like, dict):
        return {key: _anew([value], random) for key, value in like.items()}
    return like


def _simpler(value: Any) -> Iterator[Any]:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        yield from (
            type(value)(number) for number in (0, 1, value // 2, abs(value), value - 1) if abs(number) < abs(value)
        )
        if value < 0:
            yield -value
    elif isinstance(value, str):
        yield from ("".join(part) for part in _cuts(list(value)))
    elif isinstance(value, list):
        yield from _cuts(value)
        for at, item in enumerate(value[:64]):
            for simpler in _simpler(item):
                yield [*value[:at], simpler, *value[at + 1 :]]
    elif isinstance(value, dict):
        for key, item in value.items():
            for simpler in _simpler(item):
                yield {**value, key: simpler}


def _cuts(items: list[Any]) -> Iterator[list[Any]]:
    """Leave out a half, a quarter, ... a single element (delta debugging)."""
    step = len(items)
    while step >= 1:
        for start in range(0, len(items), step):
            yield [*items[:start], *items[start + step :]]
        step //= 2
