"""New program inputs from the public ones, without a model: structure-aware mutation.

The stream deals the kinds of mutation round robin, so that a short beginning already shows all of them, and puts
two documents of entirely new content, mostly small, after every mutation of a public input: one that is random, and
one of the smallest there are or one in a pattern, in turn. Small inputs find most faults (the small scope hypothesis,
Jackson 2006). A grammar of the public inputs keeps counts and lists together (grammar-aware mutation, as in Wang et
al., *Superion*, ICSE 2019).

New content keeps the bounds of the statement; which inputs are allowed, `validity` or a validator says.
"""

from __future__ import annotations

from itertools import cycle, zip_longest
from random import Random
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.inputs import edges, lists, numbers, patterns, words
from engine.inputs.content import SCALES, Maker, Scale
from engine.inputs.draft import Draft, Kind
from engine.inputs.grammar import Grammar, learn
from engine.inputs.inference import ANY
from engine.inputs.patterns import PATTERNS, arrange
from engine.inputs.repair import repair
from engine.inputs.survey import survey
from engine.inputs.tiny import tiny

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.inputs.layout import Document

_PATIENCE = 400  # tries in a row without anything new before the stream ends
_LONGEST = 1_000_000  # characters of an input that is worth keeping
_FRESH = 2  # new documents after each mutation
_LAWFUL = 0.85  # share of mutations that are put back under the laws

_FAMILIES = (lists.KINDS, numbers.KINDS, words.KINDS, edges.KINDS)
ORDER: tuple[Kind, ...] = tuple(kind for place in zip_longest(*_FAMILIES) for kind in place if kind)
"""Every kind once, the families in turn, each from its most telling kind on."""


class Mutation(Struct, frozen=True):
    """A new input.

    Attributes:
        text: the input.
        parent: which public input it was made from, or None where nothing of one is left.
        what: what was changed, in a few words.
        likeness: a small input that was made in the same way as a large one, and is judged by a grammar in its place.
    """

    text: str
    parent: int | None
    what: str
    likeness: str = ""


def mutations(inputs: Sequence[str], seed: int, statement: str = "", rules: Sequence[str] = ()) -> Iterator[Mutation]:
    """Give new inputs, all different and none of them public, as long as any can be found.

    The same inputs and seed give the same stream. It ends after 400 tries in a row that brought nothing new;
    with inputs of more than a few values it is practically endless. An empty `inputs` gives an empty stream.

    Args:
        inputs: the public inputs; any text will do.
        seed: of the random choices.
        statement: the problem's, whose bounds new content keeps.
        rules: what somebody says of the inputs in place of that.
    """
    if not inputs:
        return
    stream = _Stream(inputs, seed, statement, rules)
    seen = set(inputs)
    misses = 0
    while misses < _PATIENCE:
        for mutation in stream.round():
            if mutation is None or mutation.text in seen:
                misses += 1
                continue
            misses = 0
            seen.add(mutation.text)
            yield mutation


class _Stream:
    """The grammars of the public inputs, and the random choices."""

    def __init__(self, inputs: Sequence[str], seed: int, statement: str, rules: Sequence[str]) -> None:
        self._random = Random(seed)
        self._inputs = list(inputs)
        self._grammars = [(grammar, _read(grammar, inputs)) for grammar in learn(inputs, statement, rules)]
        self._scales = cycle(SCALES)
        self._tiny = tiny(self._grammars[0][0], seed)
        self._pattern = cycle(PATTERNS)
        self._graph = cycle(edges.SHAPES)
        self._fresh = cycle((self.random, self.smallest, self.random, self.patterned))

    def round(self) -> Iterator[Mutation | None]:
        """Try every kind once, and new documents after every one that applied; None for each that did not."""
        for kind in ORDER:
            mutation = self.attempt(kind)
            yield mutation
            for _ in range(_FRESH if mutation else 0):
                yield next(self._fresh)()

    def smallest(self) -> Mutation | None:
        """Give the next tiny document of the likeliest grammar, or None where there is no other."""
        grammar = self._grammars[0][0]
        # Where the bounds are not known, the smallest documents are mostly ones that the problem does not allow.
        known = grammar.layout != ANY and (grammar.binding.complete or not grammar.binding.columns)
        text = next(self._tiny, None) if known else None
        return Mutation(text, None, "one of the smallest there are") if text is not None else None

    def random(self) -> Mutation | None:
        """Give a document of random content."""
        return self.attempt(anew, next(self._scales))

    def patterned(self) -> Mutation | None:
        """Give a small document whose lists are in a pattern, and its graph in a shape, or None where there is none."""
        name, shape = next(self._pattern), next(self._graph)

        def in_pattern(draft: Draft) -> str | None:
            anew(draft)
            shaped = shape(draft) if draft.grammar.graphs else None
            draft.found = survey(draft.document)
            return f"new content, {shaped or name}" if arrange(draft, PATTERNS[name]) or shaped else None

        return self.attempt(in_pattern, self._random.choice(patterns.SCALES))

    def attempt(self, kind: Kind, scale: Scale | None = None) -> Mutation | None:
        """Apply a kind to a public input, or give None where it does not apply.

        Args:
            kind: what is done.
            scale: how large new content is; else it is small.
        """
        grammar, documents = self._grammar()
        parent = self._random.randrange(len(documents))
        scale = scale or self._random.choice(SCALES[:5])
        maker = Maker(grammar, self._random, scale, self._random.randrange(1000))
        others = [document for index, document in enumerate(documents) if index != parent]
        draft = Draft(documents[parent].copy(), grammar, maker, self._random, others)
        draft.lawful = self._random.random() < _LAWFUL
        what = kind(draft)
        if what is None:
            return None
        text = draft.document.text()
        if draft.lawful:
            repair(draft.document, maker)
            raw, text = text, draft.document.text()
            what += "" if draft.whole or raw == text else ", put right"
        return Mutation(text, None if draft.whole else parent, what) if len(text) <= _LONGEST else None

    def _grammar(self) -> tuple[Grammar, list[Document]]:
        """Take the best grammar mostly, another one that explains the inputs sometimes, the last one rarely."""
        last = len(self._grammars) - 1
        draw = self._random.random()
        if draw < 0.75 or last == 0:
            return self._grammars[0]
        return self._grammars[last if draw > 0.97 else self._random.randrange(last)]


def anew(draft: Draft) -> str | None:
    """Draw a whole new document of the same layout."""
    draft.document = draft.maker.document()
    draft.found = survey(draft.document)
    draft.whole = True
    return f"new random content, {draft.maker.scale.name}"


def _read(grammar: Grammar, inputs: Sequence[str]) -> list[Document]:
    return [document for text in inputs if (document := grammar.read(text))]
