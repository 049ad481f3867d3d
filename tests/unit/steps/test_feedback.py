"""What a debug prompt tells of the executions."""

from __future__ import annotations

import pytest

from engine.problem.function import Function, Parameter
from engine.problem.model import Checker, Interaction, Limits, Problem, Program, SourceFile, Test
from engine.steps.feedback import (
    block,
    cut,
    debug_request,
    examples,
    examples_with_inputs,
    execution_feedback,
    limits_for_prompt,
    what_happened,
)

LIMITS = Limits(cpu_seconds=1.5, memory_bytes=256 * 1024 * 1024)


PROBLEM = Problem("p", "P", "", (), LIMITS)


def feedback(revision):
    return execution_feedback(revision, PROBLEM)


def test_a_wrong_answer_is_shown_with_everything_that_helps(revision, outcome):
    text = feedback(revision(1, outputs=(outcome("1 2 9 4\n", cpu_seconds=0.25), "5", "6")))
    for part in ("Test 1: wrong answer", "0.25 s", "limit 1.5 s", "Input:\n```\n1\n```", "1 2 3 4", "1 2 9 4"):
        assert part in text
    assert "First difference: token 3 should be “3”, got “9”." in text
    assert "Passed: test 2, 3." in text
    assert "Test 2" not in text, "passing tests take one line"


def test_an_output_that_ends_early_or_goes_on_is_said_so(revision):
    assert "should be “4”, got the output ends" in feedback(revision(1, outputs=("1 2 3", "5", "6")))
    assert "token 2 should be the end, got “5”" in feedback(revision(1, outputs=("1 2 3 4", "5 5", "6")))


def test_every_failing_test_is_shown(revision):
    text = feedback(revision(1, outputs=("0", "TLE", "MLE")))
    assert [part in text for part in ("Test 1: wrong", "Test 2: time limit", "Test 3: memory limit")] == [True] * 3
    assert "Passed" not in text


def test_a_crash_is_shown_with_the_end_of_its_standard_error(revision, outcome):
    error = "\n".join(f"frame {number}" for number in range(100)) + '\n  File "main.py", line 7\nIndexError'
    text = feedback(revision(1, outputs=(outcome("half", "RE", error=error), "5", "6")))
    assert "run-time error" in text
    assert text.index("line 7\nIndexError") > 0
    assert "frame 0\n" not in text
    assert "half" in text


def test_an_empty_output_is_said_and_not_shown(revision, outcome):
    text = feedback(revision(1, outputs=(outcome("", "RE", error="KeyError"), "5", "6")))
    assert "Your program printed nothing." in text
    assert "```\n\n```" not in text


def test_a_compile_error_is_told_once(revision, outcome):
    failed = outcome("", "CE", error="main.cpp:3: error: expected ';'")
    text = feedback(revision(1, outputs=(failed, failed, failed)))
    assert text.count("expected ';'") == 1
    assert "does not compile" in text
    assert "Test" not in text


@pytest.mark.parametrize(
    ("endings", "about"),
    [
        (("0", "5", "0"), "1. Trace"),
        (("RE", "5", "6"), "1. Read the error"),
        (("0", "TLE", "6"), "1. Trace"),
        (("IE", "5", "6"), "1. Trace"),
        (("TLE", "5", "TLE"), "1. Say where the time goes"),
        (("MLE", "5", "6"), "1. Say what is kept in memory"),
        (("OLE", "5", "6"), "1. Find the loop that prints"),
    ],
)
def test_where_to_begin_depends_on_what_all_failing_tests_share(revision, endings, about):
    asked = debug_request(revision(1, outputs=endings), PROBLEM)
    assert about in asked
    assert [f"\n{number}. " in asked for number in (2, 3, 4)] == [True, True, False]


def test_what_does_not_compile_is_not_said_to_have_run(revision, outcome):
    failed = outcome("", "CE", error="main.cpp:3: error: expected ';'")
    asked = debug_request(revision(1, outputs=(failed, failed, failed)), PROBLEM)
    assert "none of the examples was run" in asked
    assert "expected ';'" in asked
    assert "I ran" not in asked


def test_a_function_is_asked_for_again_by_its_name(revision):
    function = Function("solve", (Parameter("n", "int"),), "int", "Solution")
    problem = Problem("p", "P", "", (), LIMITS, function=function)
    asked = debug_request(revision(1, outputs=("0", "5", "6")), problem)
    assert "program, which defines the class Solution with its method solve, in one" in asked


def test_every_ending_has_words(revision):
    for ending in ("TLE", "MLE", "RE", "OLE", "IE"):
        assert "Test 1: " in feedback(revision(1, outputs=(ending, "5", "6")))


def test_a_program_that_waited_is_not_only_said_to_be_slow(revision, outcome):
    waited = outcome("", "TLE", error="Stopped by the clock: it slept or waited.", cpu_seconds=0.8)
    assert "limit 1.5 s" in feedback(revision(1, outputs=(waited, "5", "6")))
    assert "it slept or waited" in feedback(revision(1, outputs=(waited, "5", "6")))


def test_what_happened_has_words_for_every_ending(outcome):
    assert what_happened(outcome("5\n")) == "```\n5\n```"
    assert what_happened(outcome("\n")) == "It printed nothing."
    assert what_happened(outcome("", "TLE")) == "It failed: time limit exceeded."
    assert what_happened(outcome("", "RE", error="x\nKeyError: 3\n")) == (
        "It failed: run-time error.\n```\nx\nKeyError: 3\n```"
    )
    for ending in ("CE", "MLE", "OLE", "IE"):
        assert ending not in what_happened(outcome("", ending))


def test_long_texts_are_cut_with_a_mark_that_counts():
    text = "a" * 1000 + "b" * 98_000 + "c" * 1000
    shown = cut(text)
    assert len(shown) < 1600
    assert shown.startswith("aaa")
    assert shown.endswith("ccc")
    kept = shown.count("a") + shown.count("c") + shown.count("b")
    assert f"[... {100_000 - 1500} characters left out ...]" in shown
    assert kept >= 1500
    assert cut("a" * 1500) == "a" * 1500


def test_a_prompt_stays_short_whatever_a_program_prints(revision, outcome):
    text = feedback(revision(1, outputs=(outcome("9 " * 30_000, "RE", error="x" * 90_000), "8 " * 30_000, "6")))
    assert len(text) < 10_000


@pytest.mark.parametrize("text", ["plain", "```", "a ```` b", "`````\n```", ""])
def test_a_text_cannot_close_its_fence(text):
    shown = block(text)
    fence = shown.splitlines()[0]
    assert shown == f"{fence}\n{text}\n{fence}"
    assert fence not in text


def test_who_writes_inputs_of_an_interactive_problem_is_shown_some():
    talker = Checker(Program("python", (SourceFile("talk.py", ""),)), interactive=True)
    talk = Interaction("1", "< 4\n> ? 2\n")
    problem = Problem("p", "P", "", (Test("1", "4 2\n", ""),), LIMITS, interactions=(talk,), checker=talker)
    assert "4 2" not in examples(problem)
    assert "Input 1:\n```\n4 2\n```" in examples_with_inputs(problem)
    plain = Problem("p", "P", "", (Test("1", "4 2\n", "2"),), LIMITS)
    assert examples_with_inputs(plain) == examples(plain)


def test_examples_and_limits_are_put_in_the_field_s_units():
    problem = Problem("p", "P", "…", (Test("1", "1 2\n", "3\n"), Test("2", "4 5\n", "9\n")))
    assert examples(problem) == (
        "Input 1:\n```\n1 2\n```\n\nOutput 1:\n```\n3\n```\n\nInput 2:\n```\n4 5\n```\n\nOutput 2:\n```\n9\n```"
    )
    assert limits_for_prompt(LIMITS) == {"cpu_seconds": "1.5", "memory_mebibytes": 256}
