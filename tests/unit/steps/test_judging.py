"""The judge: both orders, no hint of what is right but the statement, and no harm from a bad answer."""

from __future__ import annotations

import json
import re

import pytest

from engine.errors import ModelError
from engine.events.selection import VoteCast
from engine.steps.judging import Question, Shown, judge
from engine.steps.synthesis import SynthesizedInput
from engine.testing import ToyRun, simulate
from engine.testing.toy import PROBLEM, judge_by_sums, judged_text

QUESTION = Question("bracket", "M1", SynthesizedInput("I01", "3\n9 1 2\n"), Shown("C01", "8\n"), Shown("C02", "1\n"))


def answer(choice, reason="so it is"):
    return json.dumps({"choice": choice, "reason": reason})


def ask(script, question=QUESTION):
    toy = ToyRun(script=lambda request: script(request.messages))
    points = simulate(lambda: judge(toy.run, question))
    return points, [event for event in toy.events if isinstance(event, VoteCast)], toy


def test_a_judge_who_can_do_sums_gives_the_right_side_both_halves():
    points, votes, toy = ask(lambda messages: judge_by_sums(messages[0].text))
    assert points == (1.0, 0.0)
    assert sorted((vote.first, vote.choice) for vote in votes) == [("C01", "C01"), ("C02", "C01")]
    assert {vote.call for vote in votes} == set(toy.asked())


def test_both_orders_are_shown():
    _, _, toy = ask(lambda messages: judge_by_sums(messages[0].text))
    shown = [
        tuple(judged_text(request.messages[0].text, title) for title in ("Output A", "Output B"))
        for request in toy.model.asked
    ]
    assert sorted(shown) == [("1", "8"), ("8", "1")]


@pytest.mark.parametrize("place", ["A", "B"])
def test_a_judge_who_favours_a_place_decides_nothing(place):
    points, votes, _ = ask(lambda _: answer(place))
    assert points == (0.5, 0.5)
    assert {vote.choice for vote in votes} == {"C01", "C02"}


def test_neither_gives_nobody_anything():
    points, votes, _ = ask(lambda _: answer("neither"))
    assert points == (0.0, 0.0)
    assert [vote.choice for vote in votes] == [None, None]


def test_an_unreadable_answer_is_repaired_once():
    def script(messages):
        return answer("A", "now clearer") if len(messages) > 1 else "I would say A."

    points, votes, toy = ask(script)
    assert points == (0.5, 0.5)
    assert len(toy.model.asked) == 4
    repairs = [request for request in toy.model.asked if request.path[-1] == "repair"]
    assert len(repairs) == 2
    for request in repairs:
        assert [message.author for message in request.messages] == ["user", "assistant", "user"]
        assert "it holds no JSON object" in request.messages[-1].text
    assert {vote.reason for vote in votes} == {"now clearer"}


def test_a_second_unreadable_answer_counts_for_neither():
    points, votes, toy = ask(lambda _: '{"choice": "C"}')
    assert points == (0.0, 0.0)
    assert len(toy.model.asked) == 4
    assert all(vote.choice is None and "does not fit" in vote.reason for vote in votes)
    assert {vote.call for vote in votes} <= set(toy.asked())


def test_a_provider_that_fails_counts_for_neither():
    def script(messages):
        return ModelError("quota") if judged_text(messages[0].text, "Output A") == "1" else answer("A")

    points, votes, _ = ask(script)
    assert points == (0.5, 0.0)
    assert "quota" in next(vote.reason for vote in votes if vote.choice is None)


def test_the_prompt_holds_the_statement_the_input_and_the_outputs_and_no_program():
    """The published judge sees the programs, and expected outputs that a model guessed."""
    _, _, toy = ask(lambda messages: judge_by_sums(messages[0].text))
    for request in toy.model.asked:
        (message,) = request.messages
        assert request.role == "judge"
        assert PROBLEM.statement in message.text
        assert judged_text(message.text, "The input to decide on") == "3\n9 1 2"
        for word in ("C01", "C02", "passes", "print(", "import", "Program A"):
            assert word not in message.text
        known = {"8", "1", *(test.expected.strip() for test in PROBLEM.tests)}
        assert set(re.findall(r"^```\n(-?\d+)\n```$", message.text, re.MULTILINE)) <= known, "an output from elsewhere"


def test_long_outputs_are_cut():
    question = Question(
        "b", "M1", SynthesizedInput("I01", "1 " * 9000), Shown("C01", "2 " * 90_000), Shown("C02", "3 " * 9000)
    )
    _, _, toy = ask(lambda _: answer("A"), question)
    assert all(len(request.messages[0].text) < 16_000 for request in toy.model.asked)
    assert all(request.messages[0].text.count("characters left out") == 3 for request in toy.model.asked)
