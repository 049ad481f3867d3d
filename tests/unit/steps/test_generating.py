"""Inputs by generator programs of a model: run with seeds, held to what the problem allows, asked for once."""

from __future__ import annotations

import json

from msgspec import structs

from engine.events.run import NoticeGiven
from engine.events.selection import InputSynthesized
from engine.execution.scripted import Ended
from engine.journal import MemoryJournal
from engine.steps.generating import SEEDS, generated_inputs
from engine.testing import ToyRun, simulate
from engine.testing.toy import GENERATOR, PROGRAMS, SETTINGS, script

WIDE = "# beyond the bounds\n"
STALLED = "# ends only for even seeds\n"


def wide(text):
    return f"1\n{100 * int(text)}\n"


def stalled(text):
    if int(text) % 2:
        raise Ended("TLE")
    return "2\n5 5\n"


PLAYED = {**PROGRAMS, WIDE: wide, STALLED: stalled}


def toy_of(*programs, journal=None, answer=None, **settings):
    written = [{"aim": f"kind {number}", "program": text} for number, text in enumerate(programs, start=1)]

    def play(request):
        if request.path[0] == "generators":
            return answer or json.dumps({"generators": written})
        return script(request)

    return ToyRun(structs.replace(SETTINGS, **settings), script=play, programs=PLAYED, journal=journal)


def made(toy):
    return [event for event in toy.events if isinstance(event, InputSynthesized) and event.input.startswith("G")]


def test_each_seed_gives_an_input_and_says_who_wrote_it():
    toy = toy_of(GENERATOR)
    found = simulate(lambda: generated_inputs(toy.run))
    assert [item.name for item in found] == [f"G1.{seed:02d}" for seed in range(1, SEEDS + 1)]
    assert found[2].text == "4\n3 -3 9 3\n"
    event = made(toy)[2]
    assert (event.source, event.validity) == ("generator", "valid")
    assert event.detail == "by the generator that scripted wrote for kind 1, seed 3"


def test_a_fence_in_the_string_is_no_part_of_the_program():
    toy = toy_of(f"```python\n{GENERATOR}```")
    assert simulate(lambda: generated_inputs(toy.run))


def test_what_is_not_allowed_does_not_end_or_comes_twice_is_passed_over():
    toy = toy_of(WIDE, STALLED)
    assert [item.name for item in simulate(lambda: generated_inputs(toy.run))] == ["G1.01", "G2.02"]
    assert [event.validity for event in made(toy)].count("invalid") == SEEDS - 1


def test_no_more_programs_are_run_than_are_wanted_and_none_where_nobody_wants_any():
    found = simulate(lambda: generated_inputs(toy_of(GENERATOR, WIDE, generators=1).run))
    assert {item.name[:2] for item in found} == {"G1"}
    for toy in (toy_of(GENERATOR, generators=0), toy_of(GENERATOR, budget_calls=0)):
        assert simulate(lambda toy=toy: generated_inputs(toy.run)) == ()
        assert not toy.asked()


def test_an_answer_that_is_none_is_said():
    toy = toy_of(answer="I cannot.")
    assert simulate(lambda: generated_inputs(toy.run)) == ()
    assert any("no generators" in event.text for event in toy.events if isinstance(event, NoticeGiven))


def test_they_are_asked_for_once_when_programs_agree_and_are_recalled_after_a_resume():
    toy = toy_of(GENERATOR)
    toy.play()
    assert [request.path[0] for request in toy.model.asked].count("generators") == 1
    assert {event.text for event in made(toy)}
    again = toy_of(GENERATOR, journal=MemoryJournal(toy.journal.entries, clock=lambda: 0.0))
    again.play()
    assert not again.asked()
    assert len(again.events) == len(toy.events)
