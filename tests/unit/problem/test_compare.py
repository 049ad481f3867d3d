import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.problem import OutputRules, first_difference, same_output

KATTIS = OutputRules(absolute_tolerance=None, relative_tolerance=None, exact_integers=False)
TOLERANT = OutputRules()
SENSITIVE = OutputRules(case_sensitive=True, space_sensitive=True)
ALL_RULES = st.sampled_from([KATTIS, TOLERANT, SENSITIVE])

outputs = st.text(st.characters(codec="utf-8"), max_size=60)
words = st.lists(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1), max_size=8)
spaces = st.text(" \t\n\r\f\v", min_size=1, max_size=3)
numbers = st.floats(-1e9, 1e9)


@given(outputs, ALL_RULES)
def test_an_output_equals_itself(text, rules):
    assert same_output(text, text, rules)


@given(words, st.data())
def test_white_space_between_tokens_does_not_count(tokens, data):
    spread = "".join(token + data.draw(spaces) for token in tokens)
    assert same_output(" ".join(tokens), data.draw(spaces) + spread, KATTIS)


@given(words, ALL_RULES)
def test_a_proper_prefix_is_another_output(tokens, rules):
    whole = "\n".join([*tokens, "end"])
    assert not same_output(whole, "\n".join(tokens), rules)
    assert not same_output("\n".join(tokens), whole, rules)


@given(outputs, outputs, ALL_RULES)
def test_the_difference_points_at_its_tokens(expected, got, rules):
    found = first_difference(expected, got, rules)
    if found is None:
        return
    assert (found.expected or "") == expected[found.expected_at :][: len(found.expected or "")]
    assert (found.got or "") == got[found.got_at :][: len(found.got or "")]


@given(numbers, st.floats(-0.9, 0.9))
def test_numbers_within_the_absolute_tolerance_are_equal(value, share):
    rules = OutputRules(absolute_tolerance=1e-3, relative_tolerance=None, exact_integers=False)
    assert same_output(repr(value), repr(value + share * 1e-3), rules)


@given(numbers, st.floats(1.1, 1e6))
def test_numbers_beyond_the_absolute_tolerance_differ(value, times):
    rules = OutputRules(absolute_tolerance=1e-3, relative_tolerance=None, exact_integers=False)
    assert not same_output(repr(value), repr(value + times * 1e-3), rules)


@given(numbers.filter(lambda value: abs(value) > 1e-3), st.floats(-0.9, 0.9))
def test_the_relative_tolerance_is_a_share_of_the_expected_number(value, share):
    rules = OutputRules(absolute_tolerance=None, relative_tolerance=1e-6, exact_integers=False)
    assert same_output(repr(value), repr(value * (1 + share * 1e-6)), rules)
    assert not same_output(repr(value), repr(value * (1 + 2e-6)), rules)


@given(numbers, numbers)
def test_a_wider_tolerance_never_rejects_what_a_narrower_one_accepts(expected, got):
    narrow = OutputRules(absolute_tolerance=1e-9, relative_tolerance=1e-9)
    wide = OutputRules(absolute_tolerance=1e-3, relative_tolerance=1e-3)
    if same_output(repr(expected), repr(got), narrow):
        assert same_output(repr(expected), repr(got), wide)


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ("1 2 3\n", "1 2 3"),
        ("1 2 3\n", "1 2 3 \r\n\n"),
        ("Yes", "YES"),
        ("0.3", "0.30000000000000004"),
        ("0.0", "-0.0"),
        ("1e-7", "0"),
        ("3.14", "+3.14000000e0"),
        ("NaN", "nan"),
    ],
)
def test_what_naive_judges_reject(expected, got):
    assert same_output(expected, got, TOLERANT)


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ("1 2", "12"),
        ("1 2 3", "1 2"),
        ("1.5", "nan"),
        ("nan", "1.5"),
        ("1.5", "inf"),
        ("1e400", "2e400"),
        ("inf", "1e400"),
        ("5", "5.0000001"),
        ("100000000000000000001", "100000000000000000002"),
        ("1.5", "1.5x"),
        ("1.5", "0x1.8p0"),
        ("1000.0", "1_000.0"),
        ("3.0", "٣.0"),
        ("1 2", "1\u00a02"),
        ("é", "É"),
        ("k", "\u212a"),
        ("", "0"),
    ],
)
def test_what_naive_judges_accept(expected, got):
    assert not same_output(expected, got, TOLERANT)


def test_kattis_applies_a_tolerance_to_whole_numbers_too():
    rules = OutputRules(absolute_tolerance=0.5, relative_tolerance=None, exact_integers=False)
    assert same_output("5", "5.4", rules)
    assert not same_output("5", "five", rules)


def test_without_tolerance_numbers_are_words():
    assert not same_output("0.3", "0.30", KATTIS)
    assert not same_output("200", "2e2", KATTIS)


def test_case_and_space_count_when_the_rules_say_so():
    assert not same_output("Yes", "yes", SENSITIVE)
    assert not same_output("a b\n", "a  b\n", SENSITIVE)
    assert not same_output("a b\n", "a b", SENSITIVE)
    assert same_output("a b\n", "a b\n", SENSITIVE)


def test_a_long_token_of_digits_takes_no_quadratic_time():
    started = time.process_time()
    assert not same_output("1.5", "1" * 200_000 + "x", TOLERANT)
    assert time.process_time() - started < 30, "quadratic, it takes minutes"
