"""Problems that a checker or an interactor judges: verdicts, equality of merit, matches, shrinking, prompts."""

from __future__ import annotations

import json

import pytest
from msgspec import structs

from engine.events.executions import Checked, CheckFinished, ExecutionFinished
from engine.events.samples import RevisionId, TestFinished
from engine.events.selection import ClustersFormed, InputSynthesized, MatchDecided, MatchInput, VoteCast
from engine.execution.scripted import Ended, Talk
from engine.inputs import Finding
from engine.problem.model import Checker, Interaction, Problem, Program, SourceFile, Test
from engine.steps.clustering import execute_all, group
from engine.steps.feedback import examples, execution_feedback
from engine.steps.merit import Measure
from engine.steps.pool import Revision
from engine.steps.synthesis import SynthesizedInput, record_input
from engine.steps.testing import run_tests
from engine.steps.tournament import Evidence, knockout
from engine.testing import ToyRun, simulate
from engine.testing.toy import SETTINGS, judged_text

CHECK = "# check\n"
VALIDATE = "# validate\n"


def program(text):
    return Program("python", (SourceFile("main.py", text),))


PAIRS = Problem(
    name="pairs",
    title="Pairs",
    statement="Print two positive integers with sum n (2 to 1000), or impossible.",
    tests=(Test("1", "4\n", "2 2\n"), Test("2", "2\n", "1 1\n")),
    input_validators=(program(VALIDATE),),
    checker=Checker(program(CHECK)),
)


def sum_is_right(text, output):
    words = output.split()
    return (
        len(words) == 2
        and all(word.isdigit() and int(word) > 0 for word in words)
        and (sum(map(int, words)) == int(text))
    )


def check(case):
    """Fails where the answer says that there is no output, and there is one."""
    if not case.answer.strip():
        return Checked("IE", "no answer")
    if case.output.split() == ["impossible"]:
        return Checked("AC") if case.answer.split() == ["impossible"] else Checked("WA", "there are two such numbers")
    if not sum_is_right(case.input, case.output):
        return Checked("WA", f"{' + '.join(case.output.split())} is not {case.input.strip()}")
    return Checked("IE", "better than the answer") if case.answer.split() == ["impossible"] else Checked("AC")


def validate(text):
    raise Ended("RE", exit_code=42 if text.strip().isdigit() and 2 <= int(text) <= 1000 else 43)


def ones(text):
    return f"1 {int(text) - 1}\n"


def halves(text):
    return f"{int(text) // 2} {int(text) - int(text) // 2}\n"


def reversed_ones(text):
    return f"{int(text) - 1} 1\n"


def doubled_half(text):
    """Wrong for odd numbers."""
    return f"{int(text) // 2} {int(text) // 2}\n"


def none_above_ten(text):
    return "impossible\n" if int(text) > 10 else ones(text)


def zero_above_ten(text):
    return f"0 {text}" if int(text) > 10 else halves(text)


def judge(choice):
    return lambda _: json.dumps({"choice": choice, "reason": "so it is"})


NOBODY = judge("neither")


def solver(request):
    return f"```python\na = {request.path[1]}\n```\n" if request.role == "solver" else NOBODY(request)


class Stage:
    """Survivors given as callables, on given inputs."""

    def __init__(self, programs, inputs, *, problem=PAIRS, script=NOBODY, checker=check, interactor=None):
        named = {f"# program {number}\n": call for number, call in enumerate(programs, start=1)}
        self.toy = ToyRun(
            SETTINGS,
            problem=problem,
            script=script,
            programs={VALIDATE: validate, **named},
            checkers={CHECK: checker},
            interactors={CHECK: interactor} if interactor else None,
        )
        self.sources = list(named)
        self.inputs = inputs

    async def survivors(self):
        run = self.toy.run
        return [
            Revision(RevisionId(at, 0), program(text), await run_tests(run, RevisionId(at, 0), program(text)))
            for at, text in enumerate(self.sources, start=1)
        ]

    async def grouped(self):
        run = self.toy.run
        self.pool = await self.survivors()
        measure = await Measure.of(run, self.pool)
        made = [SynthesizedInput(text, text, checked=True) for text in self.inputs]
        outcomes = await execute_all(run, self.pool, made, {item.id: [] for item in self.pool})
        return measure, outcomes, await group(self.pool, outcomes, self.inputs, measure)

    async def play(self):
        measure, outcomes, grouping = await self.grouped()
        made = [
            record_input(self.toy.run, f"I{number:02d}", text, "mutation", "", Finding("valid", ""))
            for number, text in enumerate(self.inputs, start=1)
        ]
        evidence = Evidence({item.id: item for item in self.pool}, made, outcomes)
        champion, _ = await knockout(self.toy.run, grouping.clusters, evidence, measure)
        return [member.sample for member in champion.members]

    def groups(self):
        _, _, grouping = simulate(self.grouped)
        return [[member.sample for member in cluster.members] for cluster in grouping.clusters], grouping.open

    def the(self, kind):
        return [event for event in self.toy.events if isinstance(event, kind)]


# ---------------------------------------------------------------- verdicts


def test_the_checker_gives_the_verdicts_of_tests_and_its_words_are_kept():
    stage = Stage([ones, lambda _: "3 3\n"], [])
    right, wrong = simulate(stage.survivors)
    assert [result.verdict for result in right.results] == ["AC", "AC"]
    assert [result.verdict for result in wrong.results] == ["WA", "WA"]
    assert wrong.results[0].message == "3 + 3 is not 4"
    facts = {event.key: event for event in stage.the(CheckFinished)}
    for event in stage.the(TestFinished):
        assert facts[event.check].checked.verdict == event.verdict
    assert {event.checker for event in facts.values()} == {PAIRS.checker.digest}


def test_how_far_a_wrong_output_is_from_the_expected_one_says_nothing():
    stage = Stage([lambda _: "2 3\n", lambda _: "77 99 8\n"], [])
    near, far = simulate(stage.survivors)
    assert near.distance == far.distance == 2.0


def test_a_crash_is_judged_by_nobody():
    def crash(_):
        raise Ended("RE", exit_code=1)

    stage = Stage([crash], [])
    (only,) = simulate(stage.survivors)
    assert [result.verdict for result in only.results] == ["RE", "RE"]
    assert stage.toy.executor.checked == []


def test_a_checker_that_fails_blames_no_program():
    stage = Stage([ones], [], checker=lambda _: Checked("IE", "segmentation fault"))
    (only,) = simulate(stage.survivors)
    assert [(result.verdict, result.message) for result in only.results] == [("IE", "segmentation fault")] * 2


def test_nothing_is_checked_twice_and_a_resumed_run_asks_nothing():
    stage = Stage([ones, halves, reversed_ones], ["7\n", "7\n", "12\n"])
    first = stage.groups()
    asked = stage.toy.executor.checked
    assert len(asked) == len({(case.input, case.answer, case.output) for case in asked})
    again = Stage([ones, halves, reversed_ones], ["7\n", "7\n", "12\n"])
    again.toy = ToyRun(
        SETTINGS, problem=PAIRS, journal=stage.toy.journal, script=judge("A"), programs={}, checkers={CHECK: None}
    )
    before = len(stage.toy.events)
    assert again.groups() == first
    assert again.toy.executor.checked == []
    assert len(stage.toy.events) == before


# ---------------------------------------------------------------- equality of merit


def test_different_outputs_of_equal_merit_stand_together():
    groups, undecided = Stage([ones, halves, reversed_ones, doubled_half], ["7\n", "12\n"]).groups()
    assert groups == [[1, 2, 3], [4]]
    assert undecided == ()


def test_a_checker_that_knows_no_answer_leaves_both_right_and_says_so():
    def needs_the_answer(case):
        known = {"4\n": "2 2\n", "2\n": "1 1\n"}
        return check(case) if case.input in known else Checked("IE", "unreadable answer")

    stage = Stage([ones, halves, doubled_half], ["7\n", "8\n"], checker=needs_the_answer)
    groups, undecided = stage.groups()
    assert groups == [[1, 2, 3]]
    assert undecided == (0, 1)


def test_a_checker_that_does_not_take_outputs_for_answers_is_not_trusted():
    """An answer file may hold something else than an output: the public tests show it."""

    def by_number_of_ways(case):
        if not case.answer.startswith("ways"):
            return Checked("WA", "expected ways")
        return Checked("AC") if sum_is_right(case.input, case.output) else Checked("WA")

    tests = tuple(structs.replace(test, expected="ways 3\n") for test in PAIRS.tests)
    problem = structs.replace(PAIRS, tests=tests)
    stage = Stage([ones, halves], ["7\n"], problem=problem, checker=by_number_of_ways)
    measure, _, grouping = simulate(stage.grouped)
    assert "does not take a right output for an answer: expected ways" in measure.mistrust
    assert len(grouping.clusters) == 1
    assert grouping.open == (0,)


@pytest.mark.parametrize(
    ("printing", "groups", "left_open"), [(ones, [[1], [2]], ()), (lambda _: "-\n", [[1, 2]], (0,))]
)
def test_who_crashes_is_worse_than_who_prints_what_may_be_right_only(printing, groups, left_open):
    """Of an input on which nobody can be right a crash says nothing."""

    def crashing(text):
        if text == "12\n":
            raise Ended("RE", exit_code=1)
        return halves(text)

    stage = Stage([crashing, lambda text: printing(text) if text == "12\n" else ones(text)], ["12\n"])
    assert stage.groups() == (groups, left_open)


def test_a_whole_run_says_which_inputs_are_undecided():
    toy = ToyRun(
        structs.replace(SETTINGS, samples=2, rounds=0, inputs=6),
        problem=PAIRS,
        script=solver,
        programs={VALIDATE: validate, "a = 1\n": ones, "a = 2\n": halves},
        checkers={CHECK: lambda case: check(case) if case.input in {"4\n", "2\n"} else Checked("IE", "no")},
    )
    selection = toy.play()
    assert selection
    assert selection.status == "selected"
    formed = [event for event in toy.events if isinstance(event, ClustersFormed)][-1]
    assert formed.undecided
    assert "without a true answer" in formed.why_undecided
    assert selection.confidence == 0.5
    assert "nobody can say whether different outputs are right" in selection.reason
    assert len(formed.clusters) == 1


# ---------------------------------------------------------------- matches


def test_an_output_that_the_checker_rejects_one_way_only_loses_by_rule():
    """If it were right, then so were the other one, and then it would be wrong."""
    stage = Stage([zero_above_ten, ones], ["12\n"])
    assert simulate(stage.play) == [2]
    (decided,) = stage.the(MatchDecided)
    (shown,) = stage.the(MatchInput)
    assert decided.by == "rule"
    assert "the checker accepts C02's output measured by C01's" in decided.reason
    assert "“0 + 11 is not 11”" in decided.reason, "shrunk to the smallest input that still does it"
    assert shown.winner == decided.winner == "C02"
    assert not stage.the(VoteCast)


def test_outputs_of_which_at_most_one_is_right_go_to_the_judge():
    def script(request):
        prompt = request.messages[0].text
        assert "Several outputs may be right" in prompt
        first = judged_text(prompt, "Output A")
        return json.dumps({"choice": "B" if first == "impossible" else "A"})

    stage = Stage([none_above_ten, ones], ["12\n", "13\n"], script=script)
    assert simulate(stage.play) == [2]
    (decided,) = stage.the(MatchDecided)
    assert decided.by == "judge"


def test_a_judge_who_holds_both_right_gives_nobody_anything_and_is_heard():
    stage = Stage([none_above_ten, ones], ["12\n"], script=judge("both"))
    simulate(stage.play)
    votes = stage.the(VoteCast)
    assert [(vote.choice, vote.both) for vote in votes] == [(None, True)] * 2
    assert stage.the(MatchDecided)[0].by == "size"


# ---------------------------------------------------------------- interactive problems

GUESS = Problem(
    name="guess",
    title="Guess",
    statement="Guess the number from 1 to 9 in at most 4 guesses.",
    tests=(Test("1", "5\n", "5\n"), Test("2", "1\n", "")),
    input_validators=(program(VALIDATE),),
    checker=Checker(program(CHECK), interactive=True),
    interactions=(Interaction("1", "> 5\n< right\n"),),
)


def interactor(text, answer, guess):
    if text in {"3\n", "5\n", "7\n", "9\n"} and not answer:
        return Talk("IE", "the answer is empty")
    lines, told = [], ""
    for _ in range(4):
        said = guess(told)
        told = "right" if said == text.strip() else "higher" if int(said) < int(text) else "lower"
        lines += [f"> {said}\n", f"< {told}\n"]
        if told == "right":
            return Talk("AC", "", "".join(lines))
    return Talk("WA", "more than 4 guesses", "".join(lines))


def halving():
    low, high, last = 1, 9, 0

    def guess(told):
        nonlocal low, high, last
        if not told:
            low, high = 1, 9
        elif told == "higher":
            low = last + 1
        else:
            high = last - 1
        last = (low + high) // 2
        return str(last)

    return guess


def counting():
    last = 0

    def guess(told):
        nonlocal last
        last = 1 if not told else last + 1
        return str(last)

    return guess


def stage_of_guesses(inputs, programs=None):
    programs = programs or [halving(), counting()]
    return Stage(programs, inputs, problem=GUESS, interactor=interactor)


def test_an_interactor_gives_the_verdicts():
    stage = stage_of_guesses([])
    halves_it, counts = simulate(stage.survivors)
    assert [result.verdict for result in halves_it.results] == ["AC", "AC"]
    assert [result.verdict for result in counts.results] == ["WA", "AC"]
    assert counts.results[0].message == "more than 4 guesses"
    assert not stage.the(CheckFinished)
    text = execution_feedback(counts, GUESS)
    assert "> 4\n< higher" in text
    assert "The judge says:\n```\nmore than 4 guesses\n```" in text
    assert "Expected" not in text


def test_the_answer_of_a_test_is_a_part_of_what_was_run():
    key = stage_of_guesses([]).toy.run.execution_key(program("# program 1\n"), "5\n")
    other = structs.replace(GUESS, tests=(structs.replace(GUESS.tests[0], expected="6\n"),))
    assert key != Stage([ones], [], problem=other, interactor=interactor).toy.run.execution_key(
        program("# program 1\n"), "5\n"
    )
    other = structs.replace(GUESS, checker=structs.replace(GUESS.checker, arguments=("x",)))
    assert key != Stage([ones], [], problem=other, interactor=interactor).toy.run.execution_key(
        program("# program 1\n"), "5\n"
    )


def test_who_is_called_wrong_on_a_valid_input_loses_by_rule():
    stage = stage_of_guesses(["8\n"])
    assert simulate(stage.play) == [1]
    (decided,) = stage.the(MatchDecided)
    assert (decided.by, decided.winner) == ("rule", "C01")
    assert "C02 is called wrong by the interactor on a valid input" in decided.reason


def test_an_input_that_the_interactor_cannot_judge_without_an_answer_does_not_count():
    toy = ToyRun(
        structs.replace(SETTINGS, samples=2, rounds=0, inputs=9),
        problem=structs.replace(GUESS, tests=(Test("1", "2\n", ""), Test("2", "1\n", ""))),
        script=solver,
        programs={VALIDATE: lambda text: validate(text if len(text) == 2 else "x"), **GUESSERS},
        interactors={CHECK: interactor},
    )
    selection = toy.play()
    assert selection
    assert selection.revision.sample == 1
    made = [event for event in toy.events if isinstance(event, InputSynthesized)]
    named = {event.input: event.text for event in made if event.source in {"mutation", "generator"}}
    formed = [event for event in toy.events if isinstance(event, ClustersFormed)][-1]
    failed = {
        event.input for event in toy.events if isinstance(event, ExecutionFinished) and event.outcome.ending == "IE"
    }
    assert failed
    assert {named[name] for name in formed.undecided} == failed
    assert formed.inputs == len({text for text in named.values() if text not in failed})


GUESSERS = {"a = 1\n": halving(), "a = 2\n": counting()}


def test_prompts_say_how_the_problem_is_judged():
    assert "Several outputs may be right" in examples(PAIRS)
    talk = examples(GUESS)
    assert "flush" in talk
    assert "> 5\n< right" in talk
    assert "Output 1" not in talk, "the program never sees the test's input"


# ---------------------------------------------------------------- long outputs


@pytest.mark.parametrize("last", ["7", "8"])
def test_an_output_that_is_longer_than_what_is_kept_is_judged_as_a_whole(last):
    long = "1234567 " * 20_000
    problem = structs.replace(PAIRS, checker=None, tests=(Test("1", "4\n", f"{long}7\n"),))
    stage = Stage([lambda _: f"{long}{last}\n"], [], problem=problem)
    (only,) = simulate(stage.survivors)
    assert only.results[0].verdict == ("AC" if last == "7" else "WA")
    assert not only.results[0].outcome.whole, "the journal keeps the beginning"
    (test,) = stage.the(TestFinished)
    assert [event.key for event in stage.the(CheckFinished)] == [test.check]


def test_a_long_output_that_begins_wrong_is_not_printed_again():
    long = "1234567 " * 20_000
    problem = structs.replace(PAIRS, checker=None, tests=(Test("1", "4\n", f"{long}7\n"),))
    stage = Stage([lambda _: f"9 {long}"], [], problem=problem)
    (only,) = simulate(stage.survivors)
    assert only.results[0].verdict == "WA"
    assert len(stage.toy.executor.executed) == 1


def test_a_long_output_reaches_the_checker_as_a_whole():
    long = "1 " * 60_000
    stage = Stage([lambda _: long], [], checker=lambda case: Checked("AC" if case.output == long else "WA"))
    (only,) = simulate(stage.survivors)
    assert [result.verdict for result in only.results] == ["AC", "AC"]


def test_a_problem_without_a_test_that_can_be_run_gives_a_best_effort_and_says_so():
    toy = ToyRun(
        structs.replace(SETTINGS, samples=2, rounds=0),
        problem=structs.replace(GUESS, tests=()),
        script=solver,
        programs={VALIDATE: validate, **GUESSERS},
        interactors={CHECK: interactor},
    )
    selection = toy.play()
    assert (selection.status, selection.confidence) == ("best effort", 0.0)
    assert "no public test that could be run" in selection.reason
    assert "no input to compare them on" in selection.reason


def test_an_input_on_which_the_checker_takes_no_output_at_all_leaves_both_open():
    """What neither of two is accepted for, even measured by itself, is more likely the fault of the input."""
    stage = Stage([lambda text: f"0 {text}", lambda text: f"{text.strip()} 0\n"], ["12\n"])
    simulate(stage.play)
    assert not stage.the(MatchDecided)
