"""The offline model: honest, reproducible, and as good as it is told to be."""

from __future__ import annotations

import ast
import asyncio
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UsageError
from engine.models.protocol import Message, Request
from engine.models.rehearsal import RehearsalModel, Submission, Temperament
from engine.models.variation import faulty, renamed
from engine.problem import bundled, read_package
from engine.problem.model import Program, SourceFile
from engine.prompts import render
from engine.steps.extract import last_object, last_program
from engine.testing import simulate
from engine.testing.toy import PROBLEM, allowed

pytestmark = pytest.mark.slow

RIGHT = "n, *values = map(int, open(0).read().split())\nlow = min(values)\nanswer = max(values) - low\nprint(answer)\n"
WRONG = "n, *values = map(int, open(0).read().split())\nprint(values[-1] - values[0])\n"
SUBMISSIONS = (
    Submission(Program("python", (SourceFile("right.py", RIGHT),)), accepted=True),
    Submission(Program("python", (SourceFile("wrong.py", WRONG),)), accepted=False),
)


async def oracle(text):
    xs = [int(word) for word in text.split()[1:]]
    return f"{max(xs) - min(xs)}\n" if xs else None


def model(submissions=SUBMISSIONS, language="python", pace=0.0, **temperament):
    return RehearsalModel(PROBLEM, submissions, oracle, language, pace, Temperament(**temperament))


def request(role, seed, *texts):
    authors = ("user", "assistant") * len(texts)
    messages = tuple(Message(author, text) for author, text in zip(authors, texts, strict=False))
    place = {"solver": "sample", "debugger": "sample", "judge": "match"}.get(role, "inputs")
    return Request(role, messages or (Message("user", "solve"),), (place, seed), seed)


def play(actor, asked):
    async def main():
        chunks = [chunk async for chunk in actor.stream(asked)]
        return "".join(chunk.text for chunk in chunks), chunks

    return simulate(main)


def judge_prompt(first, second, text="3\n9 1 2"):
    return render("judge", statement="s", examples="e", input=text, first=first, second=second, programs="")


WRITE = render("inputs", statement="s", examples="e", count=10)
PROMPTS = {"solver": "solve", "debugger": "fix", "input writer": WRITE, "judge": judge_prompt("8", "1")}


@pytest.mark.parametrize("role", sorted(PROMPTS))
def test_answers_depend_on_the_request_alone(role):
    actor = model(slip=0.5)
    for seed in range(20):
        asked = request(role, seed, PROMPTS[role])
        assert play(actor, asked)[0] == play(model(slip=0.5), asked)[0]
    assert len({play(actor, request(role, seed, PROMPTS[role]))[0] for seed in range(60)}) > 1


@pytest.mark.parametrize("role", sorted(PROMPTS))
def test_every_answer_says_that_nobody_thought(role):
    for seed in range(20):
        text, chunks = play(model(), request(role, seed, PROMPTS[role]))
        assert "rehearsal" in text
        assert "not a language model" in text
        assert chunks[-1].finish_reason == "stop"
        assert chunks[-1].usage.output_tokens > 0
    assert "no language model" in model().notice


def chance_of(actor, role, good, *texts, draws=400):
    return sum(good(play(actor, request(role, seed, *texts))[0]) for seed in range(draws)) / draws


def is_right(answer):
    return "max(" in last_program(answer)


def test_first_programs_are_right_with_the_set_chance():
    for right in (0.0, 0.3, 1.0):
        assert chance_of(model(right=right, slip=0.0), "solver", is_right) == pytest.approx(right, abs=0.07)


def test_debug_rounds_repair_with_the_set_chance():
    earlier = f"```python\n{WRONG}```"
    for repair in (0.0, 0.45, 1.0):
        share = chance_of(model(repair=repair), "debugger", is_right, "solve", earlier, "it fails")
        assert share == pytest.approx(repair, abs=0.08)


def test_votes_are_right_with_the_set_chance_in_either_place():
    for judgement in (0.6, 0.9):
        for prompt, right in ((judge_prompt("8", "1"), "A"), (judge_prompt("1", "8"), "B")):
            share = chance_of(
                model(judgement=judgement), "judge", lambda text, right=right: f'"choice": "{right}"' in text, prompt
            )
            assert share == pytest.approx(judgement, abs=0.07)


def test_a_judge_between_two_wrong_outputs_says_neither():
    assert chance_of(model(), "judge", lambda text: '"neither"' in text, judge_prompt("7", "6"), draws=20) == 1


def test_a_judge_without_an_oracle_says_that_it_guesses():
    text, _ = play(model(), request("judge", 1, judge_prompt("7", "6", text="0")))
    assert "I guess" in text


def with_checker(verdicts):
    """A judge who asks a checker, which knows these outputs."""
    asked = []

    async def acceptance(text, accepted, output):
        asked.append((text, accepted, output))
        return verdicts.get(output.strip())

    temperament = Temperament(judgement=1.0)
    return RehearsalModel(PROBLEM, SUBMISSIONS, oracle, "python", 0.0, temperament, acceptance=acceptance), asked


@pytest.mark.parametrize(
    ("verdicts", "choice"),
    [
        ({"7": True, "6": False}, "A"),
        ({"7": False, "6": True}, "B"),
        ({"7": True, "6": True}, "both"),
        ({"7": False, "6": False}, "neither"),
    ],
)
def test_where_a_checker_judges_the_judge_asks_it(verdicts, choice):
    actor, asked = with_checker(verdicts)
    text, _ = play(actor, request("judge", 1, judge_prompt("7", "6")))
    assert json.loads(text[text.index("{") :])["choice"] == choice
    assert asked == [("3\n9 1 2\n", "8\n", "7\n"), ("3\n9 1 2\n", "8\n", "6\n")]


def test_a_judge_whose_checker_fails_says_that_it_guesses():
    actor, _ = with_checker({"7": True})
    assert "I guess" in play(actor, request("judge", 1, judge_prompt("7", "6")))[0]


def test_a_judge_who_is_not_shown_everything_says_that_it_guesses():
    cut = "8\n[... 900 characters left out ...]\n8"
    assert "I guess" in play(model(), request("judge", 1, judge_prompt(cut, "1")))[0]


def test_the_reason_never_names_more_than_what_an_accepted_program_prints():
    text, _ = play(model(judgement=1.0), request("judge", 1, judge_prompt("8", "1")))
    assert "prints 8" in json.loads(text[text.index("{") :])["reason"]


def test_written_inputs_can_be_read_and_are_as_many_as_asked():
    from engine.steps.proposing import WrittenInputs

    for count in (3, 10):
        prompt = render("inputs", statement="s", examples="e", count=count)
        written = last_object(play(model(), request("input writer", 1, prompt))[0], WrittenInputs)
        assert len(written.inputs) == count
        assert sum(map(allowed, written.inputs)) > 0
    prompt = render(
        "distinguish", statement="s", examples="e", language="python", first="a", second="b", tried="", count=4
    )
    assert len(last_object(play(model(), request("input writer", 1, prompt))[0], WrittenInputs).inputs) == 4


@pytest.mark.parametrize("language", ["cpp", "java"])
def test_a_package_without_a_submission_in_the_language_is_refused(language):
    with pytest.raises(UsageError, match=f"no {language} submission"):
        model(language=language)


def test_programs_of_other_languages_or_of_several_files_are_left_out():
    several = Program("python", (SourceFile("a.py", "import b\nprint('several')"), SourceFile("b.py", "")))
    other = Program("cpp", (SourceFile("a.cpp", "int main() {}"),))
    actor = model((*SUBMISSIONS, Submission(several, accepted=True), Submission(other, accepted=True)), right=1.0)
    for seed in range(40):
        text, _ = play(actor, request("solver", seed))
        assert "several" not in text
        assert "int main" not in text


def test_a_package_of_wrong_programs_only_can_still_be_played():
    assert last_program(play(model(SUBMISSIONS[1:], right=1.0), request("solver", 1))[0])


def test_the_pace_sets_the_time_and_no_pace_takes_none():
    async def seconds(pace):
        actor = model(pace=pace)
        pieces = [chunk async for chunk in actor.stream(request("solver", 1))]
        return asyncio.get_running_loop().time(), "".join(piece.text for piece in pieces)

    none, slow, quick = (simulate(lambda pace=pace: seconds(pace)) for pace in (0.0, 1.0, 4.0))
    assert none[0] == 0.0
    assert slow[0] == pytest.approx(4 * quick[0], rel=0.1)
    assert slow[0] > 0.5
    assert none[1] == slow[1] == quick[1]


# ---------------------------------------------------------------- variation


def programs():
    for path in bundled().values():
        for item in read_package(path).submissions:
            if item.program.language == "python":
                yield pytest.param(item.program.source, id=f"{path.name}-{item.name}")


@pytest.mark.parametrize("source", list(programs()))
def test_variations_of_every_bundled_program_parse_and_renaming_changes_names_only(source):
    from random import Random

    def shape(text):
        names = {}
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                node.id = names.setdefault(node.id, f"v{len(names)}")
            elif isinstance(node, ast.Global | ast.Nonlocal):
                node.names = [names.setdefault(name, f"v{len(names)}") for name in node.names]
        return ast.dump(tree)

    for seed in range(5):
        other = renamed(source, Random(seed))
        assert shape(other) == shape(source)
        broken = faulty(source, Random(seed))
        assert broken is None or ast.dump(ast.parse(broken)) != ast.dump(ast.parse(source))


@given(st.integers(0, 10_000))
def test_variations_are_the_same_for_the_same_seed(seed):
    from random import Random

    assert renamed(RIGHT, Random(seed)) == renamed(RIGHT, Random(seed))
    assert faulty(RIGHT, Random(seed)) == faulty(RIGHT, Random(seed)) != RIGHT


@pytest.mark.parametrize("source", ["def broken(:", "x = '\0'", ""])
def test_text_that_cannot_be_parsed_is_left_as_it_is(source):
    from random import Random

    assert renamed(source, Random(1)) == source
    assert faulty(source, Random(1)) is None


def test_renaming_spares_what_it_would_break():
    from random import Random

    source = (
        'import sys\nword = 1\nprint(f"{word}", end="")\nclass A:\n    word = 2\n\n\ndef f(word):\n    return word\n'
    )
    for seed in range(20):
        assert renamed(source, Random(seed)) == source


def test_characters_beyond_ascii_keep_their_places():
    from random import Random

    source = "größe = 1  # ein Maß\nwert = größe + 1; print('ä', wert)\n"
    for seed in range(20):
        other = renamed(source, Random(seed))
        assert "# ein Maß" in other
        assert "'ä'" in other
        assert re.fullmatch(r"(\w+) = 1  # ein Maß\n(\w+) = \1 \+ 1; print\('ä', \2\)\n", other)
