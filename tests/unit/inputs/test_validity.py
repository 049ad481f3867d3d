"""Which inputs a grammar and a statement allow."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.inputs import Judge, learn, mutations

LIST = ("3\n5 1 9\n", "1\n4\n")
LIST_SAYS = (
    "## Input\n\nThe first line holds $n$ ($1 \\le n \\le 5$), the second $n$ integers "
    "$a_i$ ($0 \\le a_i \\le 10^6$).\n"
)
TREE = ("4\n1 2\n2 3\n3 4\n", "3\n3 1\n1 2\n", "5\n1 5\n5 2\n2 3\n4 1\n")
TREE_SAYS = (
    "## Input\n\nThe first line holds $n$ ($2 \\le n \\le 9$). Each of the $n-1$ lines that follow holds $a$ and $b$, "
    "$1 \\le a, b \\le n$. These edges form a tree.\n"
)


def judged(inputs, statement, text):
    return Judge(learn(inputs, statement)[0]).judge(text)


@pytest.mark.parametrize(
    ("text", "state", "why"),
    [
        ("2\n0 1000000\n", "valid", "keeps every bound"),
        ("2\n0 1000001\n", "invalid", "line 2, token 2: 1000001 is not between 0 and 1000000"),
        ("6\n1 2 3 4 5 6\n", "invalid", "6 is not between 1 and 5"),
        ("2\n1 2 3\n", "invalid", "lines do not follow each other"),
        ("2\n1 x\n", "invalid", "no such number"),
    ],
)
def test_a_list_with_bounds(text, state, why):
    found = judged(LIST, LIST_SAYS, text)
    assert found.state == state
    assert why in found.why


@pytest.mark.parametrize(
    ("text", "state"),
    [("4\n1 2\n1 3\n1 4\n", "valid"), ("4\n1 2\n1 2\n3 4\n", "invalid"), ("3\n1 1\n2 3\n", "invalid")],
)
def test_a_tree(text, state):
    assert judged(TREE, TREE_SAYS, text).state == state


def test_without_a_statement_nothing_is_called_valid():
    found = judged(LIST, "", "2\n3 4\n")
    assert found.state == "unchecked"
    assert "bounds" in found.why


@pytest.mark.parametrize(
    "promise",
    ["The input is always lucky.", "Each of the integers divides the next one.", "The answer is uniquely determined."],
)
def test_a_promise_in_a_sentence_of_the_form_is_one(promise):
    words = f"# Story\n\n{promise}\n\n# Input\n\n{promise} The first line holds $n$ ($1 \\le n \\le 10$).\n"
    assert Judge(learn(["3\n", "4\n", "7\n"], words)[0]).judge("5\n").state == "unchecked"


def test_rows_of_a_drawing_are_no_names():
    inputs = ["2 3\n#..\n##.\n", "3 3\n#..\n##.\n#..\n", "2 3\n##.\n##.\n"]
    words = "# Input\n\nThe first line holds $h$ and $w$ ($2 \\le h, w \\le 9$).\n"
    assert Judge(learn(inputs, words)[0]).judge("2 3\n#..\n#..\n").state == "unchecked"


def test_what_is_not_understood_is_quoted():
    found = judged(LIST, f"{LIST_SAYS}It is guaranteed that the gcd of the numbers is 1.\n", "2\n3 4\n")
    assert (found.state, "gcd of the numbers" in found.why) == ("unchecked", True)


def test_a_bound_that_a_public_input_contradicts_is_dropped():
    found = judged(LIST, LIST_SAYS.replace("10^6", "8"), "2\n9 9\n")
    assert found.state == "unchecked"


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_public_inputs_are_never_invalid_and_most_mutations_are_allowed(seed):
    judge = Judge(learn(LIST, LIST_SAYS)[0])
    assert {judge.judge(text).state for text in LIST} == {"valid"}
    made = [item.text for _, item in zip(range(40), mutations(LIST, seed, LIST_SAYS), strict=False)]
    assert sum(judge.judge(text).state == "valid" for text in made) > len(made) // 3


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=3), st.text(max_size=30))
def test_any_text_can_be_judged(inputs, text):
    judge = Judge(learn(inputs)[0])
    assert all(judge.judge(item).state == "unchecked" for item in inputs if judge.judge(item).state != "invalid")
    judge.judge(text)


def test_edges_of_one_way_are_not_understood_by_being_connected():
    found = judged(TREE, TREE_SAYS.replace("form a tree", "let node 1 reach all others"), "4\n1 2\n1 3\n1 4\n")
    assert (found.state, "reach all others" in found.why) == ("unchecked", True)
