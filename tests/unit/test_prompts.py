"""The prompt templates."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from engine.inputs import FORMS, READING_FORMS, read_rule
from engine.prompts import hints, render
from engine.steps.extract import last_object
from engine.steps.judging import AnyJudgeAnswer, JudgeAnswer

VALUES = dict.fromkeys(
    (
        *("statement", "examples", "language", "form", "hint", "cpu_seconds", "memory_mebibytes", "passed", "total"),
        *("feedback", "first", "second", "count", "input", "programs", "reason", "program", "notes", "expected"),
        *("trust", "tried", "columns", "fault", "forms", "mine", "other", "who", "title", "steps", "others"),
        "defining",
    )
)
TURNS = {
    *("critique", "debug", "debug_compile", "fix_test", "hint", "judged", "recheck", "refine", "reflect_tests"),
    *("repair", "retry"),
    "validator_again",
}
"""Later turns of a conversation whose first one has the statement."""
TEMPLATES = sorted(file.name[:-3] for file in files("engine.prompts").iterdir() if file.name.endswith(".md"))


def filled(name, **values):
    return render(name, **(VALUES | {key: f"<{key}>" for key in VALUES} | values))


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_renders_without_a_place_left(name):
    text = filled(name)
    assert "$" not in text
    assert text == text.strip()
    assert re.search(r"<\w+>", text) or name in TURNS


@pytest.mark.parametrize("name", sorted(set(TEMPLATES) - TURNS))
def test_the_statement_stands_before_everything_that_varies(name):
    text = filled(name)
    places = [text.index(f"<{key}>") for key in VALUES if f"<{key}>" in text]
    assert text.index("<statement>") == min(places)


def test_a_dollar_in_a_value_is_text():
    assert "costs $5 and ${hint}" in filled("solve", statement="costs $5 and ${hint}")


def test_a_missing_value_is_an_error():
    with pytest.raises(KeyError, match="reason"):
        render("repair")


def test_a_prompt_that_asks_for_json_shows_the_braces():
    for name in ("judge", "inputs", "distinguish"):
        assert re.search(r'^\{"\w+": .*\}$', filled(name), re.MULTILINE)


def test_hints_are_sentences():
    assert all(hint.endswith(".") and hint == hint.strip() for hint in hints())


@pytest.mark.parametrize("name", sorted(set(TEMPLATES) - TURNS - {"validator"}))
def test_who_must_think_of_speed_is_told_the_limits(name):
    text = filled(name)
    if re.search(r"\bfast|\bslow|largest input", text):
        assert "<cpu_seconds> s of CPU time" in text


@pytest.mark.parametrize(("name", "kind"), [("judge", JudgeAnswer), ("judge_any", AnyJudgeAnswer)])
def test_judges_are_shown_the_fields_that_are_read_in_their_order(name, kind):
    shown = last_object(filled(name), dict[str, str])
    assert tuple(shown) == kind.__struct_fields__


def test_a_reader_is_not_offered_what_is_not_taken_from_it():
    assert "complete" not in render("reader", **(VALUES | {"forms": READING_FORMS}))
    assert all(form in FORMS for form in READING_FORMS.split(" or ")[0].split(", "))


def test_a_reader_can_take_back_what_the_examples_only_suggest():
    text = filled("reader")
    for trait in ("repeating", "unsorted"):
        assert f"`a {trait}`" in text
        assert read_rule(f"a {trait}")
