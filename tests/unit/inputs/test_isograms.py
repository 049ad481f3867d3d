"""Words in which no letter comes twice."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.inputs import Growth, Judge, learn, mutations
from engine.inputs.isograms import are_isograms, isogram, without_doubles

SETS = ("5\n20 ei\n15 e\n1 g\n5 gb\n6 i\n", "6\n26 abe\n27 ca\n26 da\n14 cd\n15 ebc\n14 deb\n")
SAYS = (
    "## Input\n\nThe first line holds $N$ ($1 \\le N \\le 30$). Then $N$ lines follow, each with $d_i$ "
    "($1 \\le d_i \\le 900$) and a string, in which each letter (between \\texttt{a} and \\texttt{j}) denotes one kind."
    "\n\nNo kind appears twice in a line.\n"
)


@pytest.mark.parametrize(
    ("words", "promised", "found"),
    [
        (("ab", "ba", "ca", "cb", "ac", "bc"), False, False),
        (("abc", "bca", "cab", "cba", "acb"), False, True),
        (("ab", "ba", "abc", "cb"), True, True),
        (("abc", "bca", "cab", "cca"), True, False),
        (("cat", "dog", "fish", "bird"), False, False),
        (("+red", "+soy", "-blue", "+corn", "-artichoke"), False, False),
        (("a", "b", "c"), True, False),
    ],
)
def test_more_than_chance_speaks_for_it(words, promised, found):
    assert are_isograms(words, promised=promised) == found


@given(st.text("abcde", min_size=1), st.integers(0, 9), st.integers(0, 9))
def test_words_without_doubles(word, length, seed):
    for made in (isogram("abcde", length, Random(seed)), without_doubles(word, "abcde", length)):
        assert len(set(made)) == len(made) <= max(length, 5)
    assert len(isogram("abcde", length, Random(seed))) == min(length, 5)
    assert len(without_doubles(word, "abcde", length)) >= min(length, 5)


def test_new_words_keep_it_and_the_letters_that_are_told():
    judge = Judge(learn(SETS, SAYS)[0])
    made = [item.text for item, _ in zip(mutations(SETS, 1, SAYS), range(200), strict=False)]
    kept = [text for text in made if judge.judge(text).state != "invalid"]
    words = {word for text in kept for word in text.split()[2::2]}
    assert len(kept) > len(made) / 2
    assert all(len(set(word)) == len(word) for word in words)
    assert "j" in set().union(*words) <= set("abcdefghij")


def test_many_of_them_are_as_long_as_they_may_be():
    growth = Growth(SETS, 1, SAYS)
    judge = Judge(learn(SETS, SAYS)[0])
    assert growth.stated()[0] == 30
    for item in growth.extremes(growth.stated()):
        assert judge.judge(item.text).state != "invalid", item
