"""A person decides: early or late, for good or not, killed in between; the end is the same, nothing is paid twice."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from msgspec import structs

from engine.events.codec import decode_entry, encode
from engine.events.executions import ExecutionFinished
from engine.events.overrides import (
    AddInput,
    AddTest,
    AskRound,
    CorrectGrammar,
    CorrectTest,
    DecideMatch,
    DropTest,
    EditFeedback,
    EditProgram,
    Fork,
    JudgeAgain,
    Mark,
    OverrideMade,
    OverrideRedone,
    OverrideUndone,
    Pin,
    RefuseInput,
    RunAgain,
    StopSample,
    SubmitOrder,
)
from engine.events.samples import RevisionId
from engine.journal import MemoryJournal
from engine.problem.model import Program, SourceFile, digest
from engine.projections.board import fold
from engine.projections.deciding import decide_match, judge_again
from engine.projections.overrides import Overrides
from engine.testing import ToyRun, simulate
from engine.testing.toy import CROWDED, ENDS, FROM_FIRST, PLAY, PROBLEM, SETTINGS, SORTED, SPAN, script

MORE = structs.replace(SETTINGS, rounds=3)


def name(text):
    return Program("python", (SourceFile("main.py", text),)).digest


def play(request):
    """The play, and the right program for every round that nobody foresaw."""
    if request.role in {"solver", "debugger"}:
        _, sample, _, number, *again = request.path
        if again or int(sample) not in PLAY or int(number) >= len(PLAY[int(sample)]):
            return f"Here it is.\n\n```python\n{SPAN}```\n"
    return script(request)


OVERRIDES = {
    "decide a match": DecideMatch("M1", "C02", (name(FROM_FIRST),), (name(SPAN), name(SORTED))),
    "judge again": JudgeAgain("M1", (name(FROM_FIRST),), (name(SPAN),)),
    "add a test": AddTest("5\n3 1 1 2 3\n", "2\n"),
    "turn a test off": DropTest("1"),
    "correct a test": CorrectTest("2", "7\n"),
    "add an input": AddInput("2\n5 5\n"),
    "add an input that is not allowed": AddInput("2\n500 5\n"),
    "correct the inputs": CorrectGrammar("1 <= n <= 3"),
    "widen the inputs": CorrectGrammar("-1000 <= c2 <= 1000"),
    "refuse an input": RefuseInput("I01", "3\n1 5 2\n"),
    "edit a program": EditProgram(RevisionId(2, 0), SORTED, 1),
    "edit a program that was debugged": EditProgram(RevisionId(5, 0), CROWDED, 3),
    "edit feedback": EditFeedback(RevisionId(5, 0), "Look at the order."),
    "ask for a round": AskRound(2, 1, "what if the largest stands first?"),
    "run again": RunAgain(5, 1),
    "stop a sample": StopSample(5, 0),
    "accept": Mark(RevisionId(5, 0), accepted=True),
    "reject": Mark(RevisionId(4, 0), accepted=False),
    "fork": Fork(RevisionId(1, 0), ENDS),
    "fork with a hint": Fork(RevisionId(3, 0), SPAN, "shorter, please"),
    "judge again by another model": JudgeAgain("M1", (name(FROM_FIRST),), (name(SPAN),), "scripted/other"),
    "fork for another model": Fork(RevisionId(3, 0), SPAN, "shorter, please", model="scripted/other"),
    "order": SubmitOrder(
        *((RevisionId(2, 0), RevisionId(1, 0)), (name(FROM_FIRST), name(ENDS)), (digest(FROM_FIRST), digest(ENDS)))
    ),
    "pin": Pin(RevisionId(2, 0), name(FROM_FIRST), digest(FROM_FIRST)),
}


UNCHECKED = structs.replace(PROBLEM, input_validators=())
"""Read by rule: there a person's word on what inputs are like counts."""

KINDS = {"decide a match", "correct the inputs", "add a test", "edit a program", "fork", "stop a sample", "pin"}
"""One decision about each thing that a person can decide on."""

EACH = pytest.mark.parametrize("what", sorted(OVERRIDES))
EACH_KIND = pytest.mark.parametrize(
    "what", [what if what in KINDS else pytest.param(what, marks=pytest.mark.exhaustive) for what in sorted(OVERRIDES)]
)


def play_with(toy, decisions, seed=None):
    """Play, and decide: each of `decisions` is (after how many events, what).

    A number takes that decision back, and below zero has it hold again.
    """

    async def main():
        passes = toy.passes()
        left = list(decisions)

        def decide():
            while left and left[0][0] <= len(toy.journal.entries):
                what = left.pop(0)[1]
                if isinstance(what, int):
                    (passes.undo if what > 0 else passes.redo)(abs(what))
                else:
                    passes.override(what)

        decide()
        told = toy.journal.append

        def append(event):
            told(event)
            asyncio.get_running_loop().call_soon(decide)

        toy.journal.append = append
        result = await passes.play()
        while left:  # the rest comes when the run is through
            for _, what in left[:1]:
                left[0] = (0, what)
            decide()
            result = await passes.play()
        return result

    return simulate(main, seed)


def check_that_nothing_is_paid_twice(toy):
    assert max(Counter(toy.answered()).values(), default=0) <= 1
    done = Counter(event.key for event in toy.events if isinstance(event, ExecutionFinished))
    assert max(done.values(), default=0) <= 1


def toy_of(what, **options):
    problem = UNCHECKED if isinstance(OVERRIDES[what], CorrectGrammar) else PROBLEM
    return ToyRun(MORE, script=play, problem=problem, **options)


@pytest.mark.parametrize("times", [2, pytest.param(7, marks=pytest.mark.exhaustive)])
@EACH
def test_a_decision_means_the_same_whenever_it_comes(what, times):
    override = OVERRIDES[what]
    at_once = toy_of(what)
    result = play_with(at_once, [(0, override)])
    wanted = seen(at_once)
    length = len(at_once.events)
    for after in (*range(5, length, length // times), 10_000):
        late = toy_of(what, latency=after)
        assert play_with(late, [(after, override)], after) == result
        assert seen(late) == wanted, f"after {after} events"
        check_that_nothing_is_paid_twice(late)


@EACH_KIND
def test_a_decision_that_is_taken_back_leaves_nothing(what):
    plain = toy_of(what)
    result, wanted = plain.play(), seen(plain)
    for after in (60, 10_000):
        toy = toy_of(what, latency=after)
        assert play_with(toy, [(after, OVERRIDES[what]), (after + 30, 1)], after) == result
        assert seen(toy) == wanted, f"after {after} events"
        check_that_nothing_is_paid_twice(toy)


@EACH_KIND
def test_a_decision_that_holds_again_is_as_if_it_had_always_held(what):
    decided = ToyRun(MORE, script=play)
    result = play_with(decided, [(0, OVERRIDES[what])])
    wanted = seen(decided)
    for after in (60, 10_000):
        toy = ToyRun(MORE, script=play, latency=after)
        assert play_with(toy, [(after, OVERRIDES[what]), (after + 30, 1), (after + 60, -1)], after) == result
        assert seen(toy) == wanted, f"after {after} events"
        check_that_nothing_is_paid_twice(toy)


def test_another_model_is_asked_where_a_person_wants_it():
    toy = ToyRun(MORE, script=play)
    play_with(toy, [(0, OVERRIDES["fork for another model"]), (1, OVERRIDES["judge again by another model"])])
    (other,) = toy.others.values()
    assert {request.role for request in other.asked} == {"debugger", "judge"}
    forked = {request.path[1] for request in other.asked if request.path[0] == "sample"}
    assert forked == {MORE.samples + 1}


def test_the_last_that_was_taken_back_is_the_first_to_hold_again():
    overrides = Overrides()
    for number in (1, 2, 3):
        overrides.learn(OverrideMade(number, DropTest(str(number))))
    for number in (3, 1):
        overrides.learn(OverrideUndone(number))
    assert overrides.to_redo.number == 1
    overrides.learn(OverrideRedone(1))
    assert overrides.to_redo.number == 3
    assert sorted(overrides.standing) == [1, 2]
    overrides.learn(OverrideRedone(3))
    assert overrides.to_redo is None
    assert overrides.latest.number == 3


def seen(toy):
    """What the board shows at the end, but for the inputs that nothing rests on any more."""
    board = fold(toy.journal.entries)
    samples = [
        (
            *(sample.name, sample.hint, sample.parent, sample.state, sample.best, item.number, item.call),
            *(item.revision, item.tests, item.passed, item.total, item.done, item.failure),
        )
        for sample in board.ordered_samples()
        for item in sample.rounds
    ]
    matches = [
        (
            *(match.plan, match.state, match.left, match.right, match.decided),
            match.why_asking,
            # What stood there before a person decided stays, to be read.
            *((sorted(map(encode, part)) for part in (match.inputs, match.votes)) if match.state != "person" else ()),
        )
        for match in (board.bracket.matches.values() if board.bracket else ())
    ]
    return samples, matches, board.revisions, board.filtered, board.formed, board.selection


@pytest.mark.parametrize("step", [53, pytest.param(29, marks=pytest.mark.exhaustive)])
@EACH_KIND
def test_a_run_that_is_killed_after_a_decision_goes_on(what, step):
    whole = toy_of(what, latency=1)
    result = play_with(whole, [(60, OVERRIDES[what])], 1)
    wanted = seen(whole)
    decided = next(entry.seq for entry in whole.journal.entries if type(entry.event).__name__ == "OverrideMade")
    for cut in range(decided, len(whole.events) + 1, step):
        kept = [decode_entry(encode(entry)) for entry in whole.journal.entries[:cut]]
        again = toy_of(what, journal=MemoryJournal(kept, clock=lambda: 0.0), latency=cut)
        assert again.play() == result
        assert seen(again) == wanted


def test_what_is_taken_back_waits_for_the_person_again():
    """With a person as the judge, the match is open, and so is what rested on it."""
    toy = ToyRun(structs.replace(MORE, judge="human"), script=play)

    async def main():
        passes = toy.passes()
        task = asyncio.create_task(passes.play())

        async def waiting():
            for _ in range(1000):
                await asyncio.sleep(0.01)
                board = fold(toy.journal.entries)
                if board.waiting_for_person() or task.done():
                    return board
            raise AssertionError

        decided = []
        while (board := await waiting()).waiting_for_person():
            decided.append(board.waiting_for_person()[0].plan.match)
            passes.override(decide_match(board, decided[-1], "left"))
        assert decided
        await task
        passes.undo(1)
        task = asyncio.create_task(passes.play())
        board = await waiting()
        task.cancel()
        return decided[0], board

    first, board = simulate(main)
    assert [match.plan.match for match in board.waiting_for_person()] == [first]
    assert board.bracket.matches[first].decided is None
    for later in board.bracket.drawn.after(first):
        assert board.bracket.matches[later].state == "waiting"


@pytest.mark.parametrize("decided_before", [False, True], ids=["while it waits", "after it was decided"])
def test_a_match_that_a_person_puts_to_the_judge_is_the_judge_s(decided_before):
    """With a person as the judge: its votes decide the match then, whatever the person had said before."""
    toy = ToyRun(structs.replace(MORE, judge="human"), script=play)

    async def main():
        passes = toy.passes()
        task = asyncio.create_task(passes.play())

        async def waiting():
            for _ in range(1000):
                await asyncio.sleep(0.01)
                board = fold(toy.journal.entries)
                if board.waiting_for_person() or task.done():
                    return board
            raise AssertionError

        board = await waiting()
        first = board.waiting_for_person()[0].plan.match
        assert not board.bracket.matches[first].votes
        if decided_before:
            passes.override(decide_match(board, first, "right"))
        passes.override(judge_again(board, first))
        assert first not in {item.plan.match for item in fold(toy.journal.entries).waiting_for_person()}
        while (board := await waiting()).waiting_for_person():
            assert board.waiting_for_person()[0].plan.match != first
            passes.override(decide_match(board, board.waiting_for_person()[0].plan.match, "left"))
        await task
        return board.bracket.matches[first]

    match = simulate(main)
    assert match.decided.by == "judge"
    assert len(match.votes) == 2 * len(match.inputs)
    check_that_nothing_is_paid_twice(toy)
