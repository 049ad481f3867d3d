"""Lists whose elements differ as a whole, words whose different letters are counted, and empty lists."""

from __future__ import annotations

from itertools import combinations, islice, product

import pytest

from engine.inputs import Growth, Judge, learn, mutations
from engine.inputs.layout import Block

CARDS = "".join(f"{rank} {suit}\n" for suit, rank in product("CDHS", range(1, 8)))
DECK = (f"28\n{CARDS}", "0\n")
SAYS = "The first line has $n$ ($0 \\le n \\le 52$). Each of the next $n$ lines has a number from $1$ to $13$."
COUNTED = "The text has exactly $K$ different letters."
TEXTS = ("6 3\naabbac\n", "10 2\naaabaaabbb\n")


def drawn(inputs: tuple[str, ...], count: int, statement: str = "") -> list[str]:
    return [item.text for item in islice(mutations(inputs, 1, statement), count)]


def cards(text: str) -> list[str]:
    return text.splitlines()[1:]


def test_a_list_that_is_empty_in_one_input_is_still_a_list():
    (grammar, *_) = learn(("2\n1 5\n2 7\n", "0\n"))
    assert isinstance(grammar.layout[1], Block)
    assert all(grammar.read(text) for text in ("0\n", "1\n4 4\n", "3\n1 1\n2 2\n3 3\n"))
    assert grammar.read("1\n") is None


def test_cards_of_a_deck_mostly_differ():
    found = [cards(text) for text in drawn(DECK, 120, SAYS)]
    assert sum(len(set(hand)) == len(hand) for hand in found) >= 0.8 * len(found)
    assert any(len(hand) > 10 for hand in found)


def test_a_whole_deck_has_every_card_once():
    growth = Growth(DECK, 1, SAYS)
    assert len(set(cards(growth.grown({0: 52})))) == 52
    sizes = {len(cards(item.text)) for item in growth.boundaries({0: 52})}
    assert {0, 1, 26, 52} <= sizes


def test_a_card_that_comes_twice_is_refused():
    judge = Judge(learn(DECK, SAYS)[0])
    assert judge.judge("2\n1 C\n1 D\n").state != "invalid"
    assert "twice" in judge.judge("2\n1 C\n1 C\n").why


def test_few_rows_that_happen_to_differ_are_no_law():
    assert learn(("3\n1 50\n2 20\n3 90\n",))[0].records == frozenset()


def test_a_number_goes_on_telling_how_many_letters_a_text_has():
    found = [text.split() for text in drawn(TEXTS, 120, COUNTED)]
    kept = [words for words in found if len(words) == 3 and words[1] == str(len(set(words[2])))]
    assert len(kept) >= 0.7 * len(found)
    first = [set(words[2]) == set("abcdefghijklmnopqrstuvwxyz"[: int(words[1])]) for words in kept]
    assert sum(first) >= 0.9 * len(kept)
    assert len({words[1] for words in kept}) > 3


@pytest.mark.parametrize(("text", "why"), [("3 3\naab\n", "2 different"), ("3 2\naac\n", "not the first 2")])
def test_a_text_with_other_letters_than_announced_is_refused(text: str, why: str):
    assert why in Judge(learn(TEXTS, COUNTED)[0]).judge(text).why


def test_letters_that_happen_to_be_as_many_as_a_number_says_are_no_law():
    assert all(column.variety is None for column in learn(TEXTS)[0].columns.values())


def test_a_person_may_say_that_elements_come_twice():
    judge = Judge(learn(DECK, SAYS, ("c2 repeating",))[0])
    assert judge.judge("2\n1 C\n1 C\n").state != "invalid"


@pytest.mark.slow
def test_new_graphs_come_in_groups_in_which_all_are_joined():
    def grouped(text: str) -> bool:
        lines = [tuple(map(int, line.split())) for line in text.splitlines()[1:]]
        edges = {frozenset(line) for line in lines}
        near = [a | b for a, b in combinations(edges, 2) if len(a & b) == 1]
        joined = (frozenset((x, y)) in edges for three in near for x, y in combinations(three, 2))
        return len(edges) > 5 and all(joined)

    says = "First $n$ and $m$ ($1 \\le n \\le 200$). Then $m$ lines with $p$ and $q$ ($1 \\le p, q \\le n$)."
    found = drawn(("5 4\n3 1\n2 5\n1 4\n3 4\n", "6 3\n1 2\n3 4\n5 6\n"), 200, says)
    in_groups = [text for text in found if grouped(text)]
    assert len(in_groups) >= 5
    assert max(int(text.split()[0]) for text in in_groups) >= 20
