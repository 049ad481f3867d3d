"""Lists of which a statement says that no value comes twice."""

import pytest

from engine.inputs import Judge, learn, mutations
from engine.inputs.differing import lists_that_differ

SAYS = (
    "## Input\n\nThe first line holds $n$ ($1 \\le n \\le 5$). The next $n$ lines hold $f_i$ and $d_i$ "
    "($0 \\le f_i < d_i \\le 10^9$).\n"
)
INPUTS = ("2\n4 9\n1 5\n", "1\n3 4\n")


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Alla talen $f_i$ är olika.", "f"),
        ("All numbers $f_i$ are different.", "f"),
        ("The values $a_i$ are all pairwise distinct, and positive.", "a"),
        ("It is guaranteed that all $a_{i}$ are distinct.", "a"),
        (r"Then follow $n$ distinct integers $a_1, a_2, \ldots, a_n$ ($1 \le a_i \le 9$).", "a"),
        (r"The numbers $a_1, \dots, a_n$ are distinct.", "a"),
        (r"One line with $n$ integers $h_i$ ($1 \le h_i \le 10^9$), all distinct.", "h"),
        (r"På nästa rad står $n$ heltal $h_i$ ($1 \le h_i \le 9$), alla olika.", "h"),
        ("No two of the numbers $x_i$ are equal.", "x"),
        ("Inga två $x_i$ är lika.", "x"),
        (r"It holds that $a_i \neq a_j$ for $i \neq j$.", "a"),
        ("The integers a_i are distinct.", "a"),
        ("The numbers $a_i$ and $b_i$ are different.", ""),
        ("Each line holds two distinct integers $a_i$ and $b_i$.", ""),
        ("The values $a_i$ are not necessarily distinct.", ""),
        ("The numbers $a_i$ are different from $b_i$.", ""),
        ("Talen $a_i$ är inte alltid olika.", ""),
        (r"Neighbours differ: $a_i \ne a_{i+1}$.", ""),
        (r"It holds that $a_i \ne b_i$.", ""),
        ("The $a_i$ are different kinds of fish.", ""),
        ("There are $n$ different fish.", ""),
    ],
)
def test_what_a_sentence_says(sentence, names):
    assert lists_that_differ(f"Here it begins. {sentence} Then it ends.") == set(names)


def test_a_value_that_comes_twice_is_forbidden_in_words():
    judge = Judge(learn(INPUTS, f"{SAYS}All numbers $f_i$ are different.\n")[0])
    assert "a value comes twice" in judge.forbidden("2\n3 4\n3 8\n")
    assert not judge.forbidden("2\n3 8\n4 8\n")
    assert judge.judge("2\n3 4\n3 8\n").state == "invalid"
    assert judge.judge("2\n3 8\n4 8\n").state == "valid"


def test_without_a_word_of_it_nothing_is_forbidden():
    assert not Judge(learn(INPUTS, SAYS)[0]).forbidden("2\n3 4\n3 8\n")


def test_public_inputs_that_are_against_it_count_more():
    judge = Judge(learn([*INPUTS, "2\n4 5\n4 6\n"], f"{SAYS}All numbers $f_i$ are different.\n")[0])
    assert not judge.forbidden("2\n3 4\n3 8\n")


def test_a_person_who_allows_doubles_is_obeyed():
    grammar = learn(INPUTS, f"{SAYS}All numbers $f_i$ are different.\n", ["f repeating"])[0]
    assert not Judge(grammar).forbidden("2\n3 4\n3 8\n")


def test_new_inputs_keep_it():
    words = f"{SAYS}All numbers $f_i$ are different.\n"
    judge = Judge(learn(INPUTS, words)[0])
    made = [item.text for item, _ in zip(mutations(INPUTS, 1, words), range(200), strict=False)]
    kept = [text for text in made if judge.judge(text).state == "valid"]
    assert len(kept) > len(made) / 2
