"""Which arguments of a function the constraints of a statement allow."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.inputs import value_judge

SAYS = (
    "Find the pair.\n\n**Constraints:**\n\n*   `1 <= nums.length <= 10^3`\n*   `-10^9 <= nums[i] <= 10^9`\n"
    "*   `2 <= k <= nums.length + 0`\n"
)
PLAIN = "Find it.\n\nConstraints:\n\n1 <= n == nums.length <= 50\n-9 <= nums[i] <= 9\n"
PUBLIC = ("2\n[3, -1]\n", "1\n[7]\n")


@pytest.mark.parametrize(
    ("text", "state", "why"),
    [
        ("2\n[9, -9]\n", "valid", "keeps every constraint"),
        ("0\n[]\n", "invalid", "1 <= n == nums.length <= 50"),
        ("1\n[1, 2]\n", "invalid", "1 <= n == nums.length <= 50"),
        ("1\n[10]\n", "invalid", "-9 <= nums[i] <= 9"),
        ("1\n[true]\n", "invalid", "-9 <= nums[i] <= 9"),
        ("1\n7\n", "invalid", "nums.length"),
        ("1\n", "invalid", "no values of the function's parameters"),
        ("1\n[\n", "invalid", "no values of the function's parameters"),
    ],
)
def test_chains_are_held_against_every_element(text, state, why):
    found = value_judge(PUBLIC, PLAIN, ("n", "nums")).judge(text)
    assert (found.state, why in found.why) == (state, True), found


def test_what_is_not_understood_leaves_arguments_unchecked_and_what_is_still_forbids():
    judge = value_judge(("[1, 2]\n2\n",), SAYS, ("nums", "k"))
    assert judge.judge("[1]\n2\n").state == "unchecked"
    assert "nums.length + 0" in judge.judge("[1]\n2\n").why
    assert judge.judge("[]\n2\n").state == "invalid"


@pytest.mark.parametrize("promise", ["nums contains distinct values.", "All the values of nums are sorted."])
def test_a_promise_in_words_is_a_doubt(promise):
    assert value_judge(PUBLIC, f"{PLAIN}{promise}\n", ("n", "nums")).judge("1\n[1]\n").state == "unchecked"


def test_a_constraint_that_a_public_input_breaks_was_misread():
    judge = value_judge(("60\n[1]\n",), PLAIN, ("n", "nums"))
    assert judge.judge("1\n[1]\n").state == "unchecked"


def test_every_side_of_an_argument_must_be_bounded():
    words = "Constraints:\n\n1 <= d.length <= 9\n1 <= d[i].length <= 5\n"
    inputs = ('["ab", "c"]\n',)
    assert value_judge(inputs, words, ("d",)).judge('["ab"]\n').state == "unchecked"
    words += "d[i] consists of lowercase English letters.\n"
    assert value_judge(inputs, words, ("d",)).judge('["ab"]\n').state == "valid"
    assert value_judge(inputs, words, ("d",)).judge('["aB"]\n').state == "invalid"


def test_a_statement_without_a_list_of_constraints_allows_nothing_for_sure():
    assert value_judge(PUBLIC, "Give n numbers, at most 9.", ("n", "nums")).judge("1\n[1]\n").state == "unchecked"


@given(st.lists(st.integers(-20, 20), max_size=60))
def test_valid_are_just_those_that_keep_all(nums):
    found = value_judge(PUBLIC, PLAIN, ("n", "nums")).judge(f"{len(nums)}\n{json.dumps(nums)}\n")
    assert (found.state == "valid") is (1 <= len(nums) <= 50 and all(-9 <= value <= 9 for value in nums))
