"""Grids that are walked through from a corner, as statements say."""

from __future__ import annotations

import pytest

from engine.inputs.grammar import learn
from engine.inputs.validity import Judge
from engine.inputs.walks import begins_at_corner, leads_out, never_leaves

LAYOUT = (
    "## Input\n\nThe first line has two integers $R$ and $C$ ($1 \\le R, C \\le 60$). "
    "Then come $R$ lines of $C$ characters each, {}.\n\n{}\n"
)
FIELDS = LAYOUT.format("a dot or a tree `#`", "The hare always starts on the field at the top left.")
BELTS = LAYOUT.format(
    "`<`, `>`, `^`, `v` or `X`",
    "The parcel begins on the upper left belt. It is known that the parcel will never leave the hall.",
)
MEADOWS = ["2 3\n..#\n...\n", "3 2\n.#\n..\n#.\n", "1 4\n.##.\n"]
HALLS = ["2 2\n>v\n^<\n", "1 3\n>>X\n", "3 1\nv\nv\nX\n"]


def judged(inputs, statement):
    return Judge(learn(inputs, statement)[0])


def test_another_letter_where_all_walks_begin_is_doubted():
    judge = judged(MEADOWS, FIELDS)
    assert judge.doubtful("2 2\n.#\n##\n") == ""
    assert judge.doubtful("2 2\n#.\n..\n") == "all public inputs begin on ., this one on #"
    assert judge.forbidden("2 2\n#.\n..\n") == ""
    assert judge.judge("2 2\n#.\n..\n").state == "unchecked"


@pytest.mark.parametrize(
    ("inputs", "statement"),
    [
        (MEADOWS[:2], FIELDS),
        ([*MEADOWS, "1 2\n#.\n"], FIELDS),
        (MEADOWS, FIELDS.replace("starts", "sleeps")),
        (["1 2\na-\n", "2 1\na\n-\n", "1 3\na-a\n"], FIELDS),
    ],
    ids=["too few", "two letters", "no walk", "a letter that means something"],
)
def test_where_nothing_speaks_for_one_letter_none_is_doubted(inputs, statement):
    assert judged(inputs, statement).doubtful("2 2\n#.\n..\n") == ""


def test_arrows_that_are_promised_never_to_lead_out_are_followed():
    judge = judged(HALLS, BELTS)
    for kept in ("2 2\nv<\n>^\n", "1 2\n>X\n", "2 2\nX^\n^<\n"):
        assert judge.forbidden(kept) == ""
        assert judge.doubtful(kept) == ""
    for broken in ("1 2\n>>\n", "2 2\n<v\n^<\n", "2 1\nv\nv\n", "1 3\n>^X\n"):
        assert "lead out" in judge.forbidden(broken)
        assert judge.judge(broken).state == "invalid"
    assert "It is known that the parcel" not in "".join(judge.unread)


def test_a_public_input_that_is_left_speaks_against_the_promise():
    judge = judged([*HALLS, "1 2\n<X\n"], BELTS)
    assert judge.forbidden("1 2\n>>\n") == ""
    assert "“It is known that the parcel will never leave the hall.”" in judge.unread


def test_arrows_without_a_promise_may_lead_anywhere():
    assert judged(HALLS, BELTS.replace("never", "soon")).forbidden("1 2\n>>\n") == ""


@pytest.mark.parametrize(
    ("rows", "out"), [([], False), (["X"], False), (["<"], True), ([">v", "^<"], False), ([">v", "^"], True)]
)
def test_where_arrows_lead(rows, out):
    assert leads_out(rows) is out


@pytest.mark.parametrize(
    ("sentence", "begins", "stays"),
    [
        ("The robot starts in the top-left corner.", True, False),
        ("Roboten börjar i rutan längst upp till vänster och kan aldrig lämna planen.", True, True),
        ("Harriet börjar på första rutan i den första raden.", True, False),
        ("She starts at $(0, 0)$ and never steps outside.", True, True),
        ("She starts at $(0, 1)$. The upper left is empty.", False, False),
        ("The top left corner is where they end.", False, False),
        ("The belts never lead out of the hall.", False, True),
        ("The parcels never run out of stamps.", False, False),
    ],
)
def test_what_is_said_of_a_walk(sentence, begins, stays):
    assert begins_at_corner(sentence) is begins
    assert never_leaves(sentence) is stays
