"""Kinds of mutation that change lists: their length, their order, their elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.inputs.rearranging import copy_element
from engine.inputs.survey import survey

if TYPE_CHECKING:
    from engine.inputs.draft import Draft, Kind


def drop(draft: Draft) -> str | None:
    """Drop one element."""
    series = draft.list_of(1)
    if not series:
        return None
    gone = draft.random.randrange(len(series.items))
    return f"drop element {gone + 1} of {draft.pick(series, [i for i in range(len(series.items)) if i != gone])}"


def duplicate(draft: Draft) -> str | None:
    """Put a copy beside an element."""
    series = draft.list_of(1)
    if not series:
        return None
    draft.lawful = draft.random.random() < 0.5
    twice = draft.random.randrange(len(series.items))
    picks = [*range(twice + 1), *range(twice, len(series.items))]
    return f"duplicate element {twice + 1} of {draft.pick(series, picks)}"


def insert(draft: Draft) -> str | None:
    """Insert a new element."""
    series = draft.list_of()
    if not series:
        return None
    place = draft.random.randint(0, len(series.items))
    picks = [*range(place), None, *range(place, len(series.items))]
    return f"insert an element at {place + 1} of {draft.pick(series, picks)}"


def renew(draft: Draft) -> str | None:
    """Replace one element by a new one."""
    series = draft.list_of(1)
    if not series:
        return None
    place = draft.random.randrange(len(series.items))
    picks = [None if i == place else i for i in range(len(series.items))]
    return f"new element {place + 1} of {draft.pick(series, picks)}"


def single(draft: Draft) -> str | None:
    """Keep one element only."""
    series = draft.list_of(2)
    if not series:
        return None
    kept = draft.random.randrange(len(series.items))
    return f"keep only element {kept + 1} of {draft.pick(series, [kept])}"


def pair(draft: Draft) -> str | None:
    """Keep two elements."""
    series = draft.list_of(3)
    if not series:
        return None
    kept = sorted(draft.random.sample(range(len(series.items)), 2))
    return f"keep elements {kept[0] + 1} and {kept[1] + 1} of {draft.pick(series, kept)}"


def empty(draft: Draft) -> str | None:
    """Drop all elements; whether nothing is allowed, validity decides."""
    series = draft.list_of(1)
    return f"empty {draft.pick(series, [])}" if series else None


def double(draft: Draft) -> str | None:
    """Repeat the whole list."""
    series = draft.list_of(1)
    draft.lawful = False
    return f"repeat {draft.pick(series, [*range(len(series.items))] * 2)}" if series else None


def reverse(draft: Draft) -> str | None:
    """Turn a list round."""
    series = draft.list_of(2)
    if not series:
        return None
    draft.lawful = draft.random.random() < 0.5
    return f"reverse {draft.pick(series, range(len(series.items))[::-1])}"


def rotate(draft: Draft) -> str | None:
    """Move the first elements to the end."""
    series = draft.list_of(3)
    if not series:
        return None
    by = draft.random.randrange(1, len(series.items))
    return f"rotate by {by} {draft.pick(series, [*range(by, len(series.items)), *range(by)])}"


def shuffle(draft: Draft) -> str | None:
    """Shuffle a list."""
    series = draft.list_of(3)
    if not series:
        return None
    picks = list(range(len(series.items)))
    draft.random.shuffle(picks)
    return f"shuffle {draft.pick(series, picks)}"


def swap(draft: Draft) -> str | None:
    """Swap two elements."""
    series = draft.list_of(2)
    if not series:
        return None
    picks = list(range(len(series.items)))
    i, j = sorted(draft.random.sample(picks, 2))
    picks[i], picks[j] = j, i
    return f"swap elements {i + 1} and {j + 1} of {draft.pick(series, picks)}"


def sort(draft: Draft) -> str | None:
    """Sort a list by one of its columns, rising or falling."""
    series = draft.list_of(2)
    if not series or not series.columns():
        return None
    column = draft.random.choice(series.columns())
    described = draft.grammar.columns.get(column)
    tokens = [holder[at] for holder, at in series.rows(column)]
    if not described or len(tokens) != len(series.items):
        return None
    falling = draft.random.random() < 0.5
    keys = [(described.value(token) or 0, token) for token in tokens]
    picks = sorted(range(len(tokens)), key=keys.__getitem__, reverse=falling)
    return f"sort {draft.pick(series, picks)}, {'falling' if falling else 'rising'}"


def resize(draft: Draft) -> str | None:
    """Set a length to 1, 2, 3 … or about ten times as many, with old and new elements."""
    series = draft.list_of()
    if not series:
        return None
    old = len(series.items)
    new = draft.random.choice((1, 2, 3, 4, 5, min(10 * old + 1, 200)))
    picks = [i if i < old else None for i in range(new)]
    return f"set the length of {draft.pick(series, picks)}"


def borrow(draft: Draft) -> str | None:
    """Take the elements of the same list of another public input (crossing over)."""
    mine = draft.list_of()
    if not mine:
        return None
    theirs = [
        other
        for document in draft.others
        for other in survey(document).series
        if other.item == mine.item and other.items
    ]
    if not theirs:
        return None
    elements = draft.random.choice(theirs).items
    old = len(mine.items)
    draft.pick(mine, [i if i < old else None for i in range(len(elements))])
    mine.items[:] = [copy_element(element) for element in elements]
    return f"elements of another public input in {mine.name} ({old} → {len(elements)})"


KINDS: tuple[Kind, ...] = (
    single,
    drop,
    duplicate,
    empty,
    reverse,
    insert,
    swap,
    pair,
    sort,
    renew,
    resize,
    borrow,
    shuffle,
    double,
    rotate,
)
"""All of them, the most telling first."""
