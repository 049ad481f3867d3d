"""The smallest documents of a grammar: all of them, each once, in an order that the seed draws."""

from itertools import islice

from engine.inputs import Judge, learn, tiny

SAYS = (
    "## Input\n\nThe first line holds $n$ ($1 \\le n \\le 5$), the second $n$ integers $a_i$ ($0 \\le a_i \\le 9$).\n"
)
LIST = ("3\n5 1 9\n", "4\n4 4 2 0\n")


def test_the_smallest_come_first_and_none_is_missing():
    grammar = learn(LIST, SAYS)[0]
    found = list(islice(tiny(grammar, 1), 12))
    wanted = {f"1\n{a}\n" for a in range(3)} | {f"2\n{a} {b}\n" for a in range(3) for b in range(3)}
    assert set(found) == wanted


def test_all_are_different_and_allowed_and_the_seed_tells_their_order():
    grammar = learn(LIST, SAYS)[0]
    found = list(tiny(grammar, 1))
    assert len(set(found)) == len(found)
    assert {Judge(grammar).judge(text).state for text in found} == {"valid"}
    assert found == list(tiny(grammar, 1)) != list(tiny(grammar, 2))
