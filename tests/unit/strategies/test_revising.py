"""One program, asked for, criticized, debugged, reflected upon."""

from __future__ import annotations

import json
import re

from engine.events.methods import NoteWritten
from engine.testing.toy import CRASHING, ENDS, FROM_FIRST, SPAN
from tests.unit.strategies.players import conversations, run_of, the


def test_zero_shot_asks_once_and_for_the_program_alone():
    toy = run_of("zero-shot", (FROM_FIRST, SPAN))
    assert len(toy.model.asked) == 1
    assert "and nothing else" in toy.model.asked[0].messages[0].text
    assert toy.selection.status == "selected"
    assert toy.selection.confidence == 0.5


def test_a_chain_of_thought_is_the_first_sample_of_other_methods():
    """So a comparison pays it once."""
    (alone,) = run_of("chain-of-thought", (FROM_FIRST,)).asked()
    assert run_of("best-of-n", (FROM_FIRST,), (SPAN,)).asked()[0] == alone


def test_self_refine_stops_when_the_model_is_content():
    toy = run_of("self-refine", (FROM_FIRST, SPAN), say=critic("All well: It is correct"))
    assert str(toy.selection.revision) == "S01r0"
    assert len(toy.model.asked) == 2


def test_self_refine_goes_on_where_only_a_step_is_called_correct():
    words = "The trace of example 1: it is correct. But equal values are lost."
    toy = run_of("self-refine", (FROM_FIRST, SPAN), rounds=1, say=critic(words))
    assert str(toy.selection.revision) == "S01r1"
    assert len(toy.model.asked) == 3
    content = run_of("self-refine", (FROM_FIRST, SPAN), say=critic("Traced. **It is correct.**\n"))
    assert str(content.selection.revision) == "S01r0"


def test_self_refine_takes_the_last_revision_whatever_it_is():
    toy = run_of("self-refine", (SPAN, ENDS, CRASHING), say=critic("It is too slow."))
    assert str(toy.selection.revision) == "S01r2"
    assert toy.selection.status == "best effort"
    assert [note.stage for note in the(NoteWritten, toy)] == ["critique", "critique"]
    last = toy.model.asked[-1].messages
    assert [message.author for message in last] == ["user", "assistant"] * 4 + ["user"]
    assert "It is too slow." in [message.text for message in last]


def test_self_refine_executes_nothing_on_the_way():
    """What the public tests say reaches no prompt of it."""
    toy = run_of("self-refine", (ENDS, SPAN), rounds=1, say=critic("Hm."))
    assert not any("wrong answer" in message.text for request in toy.model.asked for message in request.messages)


def test_self_debug_stops_at_the_first_that_passes():
    toy = run_of("self-debug", (ENDS, SPAN, CRASHING))
    assert str(toy.selection.revision) == "S01r1"
    assert len(toy.model.asked) == 2


def test_self_debug_gives_the_best_revision_when_none_passes():
    toy = run_of("self-debug", (ENDS, CRASHING, CRASHING))
    assert str(toy.selection.revision) == "S01r0"
    assert "comes closest" in toy.selection.reason


def test_reflexion_reflects_on_its_own_tests_and_remembers():
    """FROM_FIRST passes the public tests, but not the written one, on 9 1 2; SPAN passes it."""
    toy = run_of("reflexion", (FROM_FIRST, SPAN))
    assert str(toy.selection.revision) == "S01r1"
    ((reflecting,),) = [conversations(toy, "reflection")]
    told = reflecting[-1].text
    assert "Test T01, which you wrote yourself" in told
    assert re.search(r"Expected output:\n```\n8\n```\nWhat your program did:\n```\n-?\d+\n```", told)
    again = toy.model.asked[-1].messages
    assert "Take care of the order." in again[-2].text
    assert again[-2].author == "assistant"


def test_reflexion_stops_when_nothing_fails():
    toy = run_of("reflexion", (SPAN, ENDS))
    assert len(conversations(toy, "sample")) == 1
    assert not conversations(toy, "reflection")


def test_reflexion_is_misled_by_a_wrong_test_no_further_than_the_public_ones():
    """A written test that no right program passes: the revision that passes the public tests is still preferred."""
    wrong = json.dumps({"tests": [{"input": "2\n1 9\n", "output": "5\n"}]})
    toy = run_of("reflexion", (SPAN, ENDS, ENDS), say=lambda r: wrong if r.path[0] == "tests" else None)
    assert str(toy.selection.revision) == "S01r0"
    assert toy.selection.status == "selected"


def test_the_end_of_the_budget_gives_the_best_so_far():
    toy = run_of("reflexion", (ENDS, SPAN), budget_calls=2)
    assert toy.selection.status == "best effort"


def critic(words):
    return lambda request: words if request.path[0] == "critique" else None
