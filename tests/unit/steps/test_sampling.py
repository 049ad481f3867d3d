"""What each sample is asked, round by round."""

from __future__ import annotations

import pytest
from msgspec import structs

from engine.errors import ModelError
from engine.events.calls import CallFinished, TextStored
from engine.events.samples import RevisionMade, RoundFailed, SampleFinished, SampleStarted, TestFinished
from engine.execution.scripted import Ended
from engine.models.protocol import Chunk
from engine.models.scripted import ScriptedModel
from engine.problem.function import read_function
from engine.problem.function_files import declaration
from engine.problem.model import Program, SourceFile
from engine.prompts import hints
from engine.steps.sampling import draw_samples
from engine.testing import ToyRun, simulate
from engine.testing.toy import CRASHING, ENDS, NO_PROGRAM, PROBLEM, PROGRAMS, SETTINGS, SPAN, script


def sampled(play, problem=PROBLEM, programs=PROGRAMS, **settings):
    """Draw samples that answer as `play` (sample -> programs) says."""

    def answers(request):
        _, sample, _, number = request.path
        text = play[sample][number]
        return text if isinstance(text, ModelError) else script(request, play)

    toy = ToyRun(
        structs.replace(SETTINGS, samples=len(play), **settings), problem=problem, script=answers, programs=programs
    )
    toy.samples = simulate(lambda: draw_samples(toy.run))
    return toy


def the(kind, toy):
    return [event for event in toy.events if isinstance(event, kind)]


def prompts(toy, number):
    return {request.path[1]: request.messages for request in toy.model.asked if request.path[3] == number}


def test_prompts_do_not_accumulate_across_samples():
    """In the published code sample 15 is shown sixteen copies of the prompt."""
    toy = sampled(dict.fromkeys(range(1, 17), (ENDS, SPAN)))
    for number in (0, 1):
        lengths = {
            sample: sum(len(message.text) for message in messages) - len(hints()[(sample - 1) % len(hints())])
            for sample, messages in prompts(toy, number).items()
        }
        assert len(lengths) == 16
        assert len(set(lengths.values())) == 1
    assert all(len(messages) == 1 for messages in prompts(toy, 0).values())


def test_hints_are_dealt_by_number():
    count = len(hints()) + 2
    toy = sampled(dict.fromkeys(range(1, count + 1), (SPAN,)))
    dealt = {event.sample: event.hint for event in the(SampleStarted, toy)}
    assert dealt == {number: hints()[(number - 1) % len(hints())] for number in range(1, count + 1)}
    for sample, (message,) in prompts(toy, 0).items():
        assert message.text.endswith(dealt[sample])
    assert len(set(hints())) == len(hints()) > 8


def test_what_all_prompts_share_stands_first():
    """A provider's cache can serve the beginning of every prompt."""
    toy = sampled({1: (SPAN,), 2: (SPAN,)})
    (one,), (two,) = prompts(toy, 0).values()
    shared = next(at for at, (a, b) in enumerate(zip(one.text, two.text, strict=False)) if a != b)
    assert one.text.index(PROBLEM.statement) < 100
    assert shared > len(one.text) - len(hints()[0]) - 5


def test_the_context_holds_all_rounds_or_the_last():
    play = {1: (ENDS, CRASHING, SPAN)}
    everything = prompts(sampled(play, context="all"), 2)[1]
    last = prompts(sampled(play, context="last"), 2)[1]
    assert [message.author for message in everything] == ["user", "assistant", "user", "assistant", "user"]
    assert [message.author for message in last] == ["user", "assistant", "user"]
    assert ENDS in everything[1].text
    assert CRASHING in everything[3].text == last[1].text
    assert last[0] == everything[0]
    assert last[2] == everything[4]
    assert "IndexError" in last[2].text


def test_a_debug_prompt_says_what_the_execution_showed():
    (_, _, feedback) = prompts(sampled({1: (ENDS, SPAN)}), 1)[1]
    assert "passes 1 of 3" in feedback.text
    assert "Test 1: wrong answer" in feedback.text
    assert "Passed: test 2." in feedback.text


def test_a_program_that_comes_again_is_said_to():
    toy = sampled({1: (ENDS, ENDS, SPAN)}, rounds=2)
    told = [prompts(toy, number)[1][-1].text for number in (1, 2)]
    assert ["this very program before" in text for text in told] == [False, True]


def test_a_sample_stops_when_all_tests_pass_or_the_rounds_are_used_up():
    toy = sampled({1: (SPAN,), 2: (ENDS, ENDS, ENDS, SPAN)}, rounds=2)
    assert [len(revisions) for revisions in toy.samples] == [1, 3]
    finished = {event.sample: event for event in the(SampleFinished, toy)}
    assert finished[1].survivor
    assert not finished[2].survivor
    assert len(sampled({1: (ENDS,)}, rounds=0).samples[0]) == 1


def test_all_tests_are_run_even_when_the_first_fails():
    toy = sampled({1: (ENDS,)}, rounds=0)
    assert [(event.test, event.verdict) for event in the(TestFinished, toy)] == [
        ("1", "WA"),
        ("2", "AC"),
        ("3", "WA"),
    ]


def test_no_program_in_the_answer_ends_the_sample_with_what_it_has():
    """In the published code a failed round replaces a good program by the empty one."""
    toy = sampled({1: (NO_PROGRAM,), 2: (ENDS, NO_PROGRAM), 3: (ENDS, ModelError("quota is used up"))})
    assert [len(revisions) for revisions in toy.samples] == [0, 1, 1]
    failures = {event.sample: event.reason for event in the(RoundFailed, toy)}
    assert "no fenced code block" in failures[1]
    assert "no fenced code block" in failures[2]
    assert failures[3] == "quota is used up"
    best = {event.sample: event.best for event in the(SampleFinished, toy)}
    assert best[1] is None
    assert best[2] == toy.samples[1][0].id
    assert len(the(RevisionMade, toy)) == 2


@pytest.mark.parametrize(("reason", "words"), [("length", "output limit"), ("refusal", "refused"), (None, "broke off")])
def test_an_answer_without_its_end_is_no_answer(reason, words):
    """Though it holds a program: it may be half of one. The published code cuts replies at 1,000 tokens."""

    class Cut(ScriptedModel):
        async def stream(self, request):  # noqa: ARG002
            yield Chunk(f"```python\n{SPAN}```")
            if reason:
                yield Chunk(finish_reason=reason)

    toy = ToyRun(structs.replace(SETTINGS, samples=1))
    toy.model.__class__ = Cut
    assert simulate(lambda: draw_samples(toy.run)) == [[]]
    assert words in the(RoundFailed, toy)[0].reason
    assert len(the(CallFinished, toy)) == 1, "it was paid"


def test_a_long_answer_is_kept_whole():
    """The published code cuts replies at 1,000 tokens."""
    long = SPAN + "# and so on\n" * 3000
    toy = sampled({1: (long,)}, programs={long: PROGRAMS[SPAN]})
    assert toy.samples[0][0].program.source == long
    assert toy.samples[0][0].survives


def test_one_failed_sample_costs_no_other():
    toy = sampled({1: (ModelError("down"),), 2: (SPAN,), 3: (SPAN,)})
    assert [len(revisions) for revisions in toy.samples] == [0, 1, 1]


def test_a_text_is_stored_once():
    toy = sampled(dict.fromkeys(range(1, 5), (ENDS, SPAN)))
    stored = [event.digest for event in the(TextStored, toy)]
    assert len(stored) == len(set(stored))


def test_equal_programs_are_executed_once():
    toy = sampled(dict.fromkeys(range(1, 9), (SPAN,)))
    assert len(toy.executor.executed) == len(PROBLEM.tests)
    assert len(the(TestFinished, toy)) == 8 * len(PROBLEM.tests), "each sample has its verdicts"


def test_a_program_that_exits_by_itself_is_judged_by_its_output():
    """exit() and sys.exit() are ways to end, not faults; the published code marks them wrong."""

    def exiting(text):
        raise Ended("OK", output=PROGRAMS[SPAN](text), exit_code=0)

    assert sampled({1: (SPAN,)}, programs={SPAN: exiting}).samples[0][0].survives


def test_a_function_is_asked_for_by_its_declaration_and_run_by_the_harness():
    function = read_function("class Solution:\n    def span(self, numbers: List[int]) -> int:")
    problem = structs.replace(PROBLEM, function=function, statement=PROBLEM.statement + declaration(function))
    runnable = problem.runnable(Program("python", (SourceFile("main.py", SPAN),)))
    toy = sampled({1: (SPAN,)}, problem=problem, programs={runnable.source: PROGRAMS[SPAN]})
    (message,) = prompts(toy, 0)[1]
    assert "class Solution:\n    def span(self, numbers: List[int]) -> int:" in message.text
    assert "defines the class Solution with its method span as it is declared above" in message.text
    assert "standard input" not in message.text.replace(PROBLEM.statement, "")
    assert the(SampleFinished, toy)[0].survivor
    (made,) = the(RevisionMade, toy)
    stored = {event.digest: event.text for event in the(TextStored, toy)}
    assert stored[made.text] == SPAN, "what is shown and kept is the solution alone"
