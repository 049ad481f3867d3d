"""A sample's rounds: what each passed, what failed and how, what it changed, and what it took."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from engine.problem.compare import first_difference
from engine.projections.evidence.case import program
from engine.projections.statements import CodeDiff, FailedTest, Statement
from engine.projections.statistics import call_seconds
from engine.projections.wording import counted, failed_test, one_line, printable

if TYPE_CHECKING:
    from engine.events.samples import RevisionMade, TestFinished
    from engine.projections.evidence.case import Case
    from engine.projections.pieces import Round, Sample


_MOST_TESTS = 12
"""That one statement names."""


def rounds(case: Case, sample: Sample) -> Statement:
    """Tell all rounds of a sample: what they passed, what failed and how, what each changed."""
    children: list[Statement] = []
    before: RevisionMade | None = None
    for round_ in sample.rounds:
        children.append(_round(case, sample, round_, before))
        before = round_.revision or before
    hint = f", dealt the hint “{printable(sample.hint)}”" if sample.hint else ""
    text = f"{sample.name} had {counted(len(sample.rounds), 'round')}{hint}"
    return Statement(text, sample.seq, tuple(children), about=sample.name)


def _round(case: Case, sample: Sample, round_: Round, before: RevisionMade | None) -> Statement:
    made = round_.revision
    children = [_failing_test(case, test) for test in case.failures(round_)]
    children += _passing_tests(case, round_)
    if made and before:
        children.append(_changes(case, before, made, round_.seq))
    text = f"round {round_.number}{_by_hand(made)}{_by_judgement(round_)}: {_result(round_)}{_call_cost(case, round_)}"
    detail = program(case, made.revision) if made else None
    return Statement(text, round_.seq, tuple(children), detail, f"{sample.name}r{round_.number}")


def _by_hand(made: RevisionMade | None) -> str:
    return ", by a person" if made and made.author == "person" else ""


def _by_judgement(round_: Round) -> str:
    return ", told of an input on which a judge holds another output right" if round_.judged else ""


def _result(round_: Round) -> str:
    if round_.failure:
        return f"no program: {printable(round_.failure)}"
    if round_.done:
        return "there is no test" if not round_.total else f"passes {round_.passed} of {counted(round_.total, 'test')}"
    if round_.revision:
        return f"is being tested, {counted(len(round_.tests), 'test')} so far"
    return "the answer is still to come"


def _call_cost(case: Case, round_: Round) -> str:
    call = case.board.calls.get(round_.call)
    if call is None:
        return ""
    tokens = "" if call.output_tokens is None else f"{counted(call.output_tokens, 'token')}, "
    return f" ({tokens}{call_seconds(case.board, call):.1f} s)"


def _failing_test(case: Case, finished: TestFinished) -> Statement:
    board, test = case.board, case.test(finished.test)
    execution = board.executions.get(finished.execution)
    outcome = execution.outcome if execution else None
    expected = test.expected if test else None
    given = (board.texts.get(execution.finished.input) if execution else None) or (test.input if test else None)
    difference = None
    if finished.verdict == "WA" and outcome and expected is not None and not case.judged:
        difference = first_difference(expected, outcome.output, case.rules)
    message = board.judgement(finished)
    said = message if case.judged else None
    text = failed_test(finished.test, finished.verdict, outcome, expected, case.rules, said)
    if given:
        text += f"; input “{one_line(given)}”"
    detail = FailedTest(finished.test, finished.verdict, given, expected, outcome, difference, case.judged, message)
    return Statement(text, case.execution_seq(finished.execution), (), detail)


def _passing_tests(case: Case, round_: Round) -> list[Statement]:
    """The tests that a round passes, each with the CPU time that it took, in one line."""
    passed = [test for test in case.in_order(round_.tests.values()) if test.verdict == "AC"]
    if not passed:
        return []
    told = ", ".join(f"{printable(test.test)}{_took(case, test)}" for test in passed[:_MOST_TESTS])
    more = f" and {len(passed) - _MOST_TESTS} more" if len(passed) > _MOST_TESTS else ""
    text = f"passes {'test' if len(passed) == 1 else 'tests'} {told}{more}"
    return [Statement(text, max(case.execution_seq(test.execution) for test in passed))]


def _took(case: Case, test: TestFinished) -> str:
    outcome = case.outcome(test.execution)
    return f" ({outcome.cpu_seconds:.2f} s)" if outcome else ""


def _changes(case: Case, before: RevisionMade, after: RevisionMade, seq: int) -> Statement:
    old, new = case.board.text(before.text).splitlines(), case.board.text(after.text).splitlines()
    names = str(before.revision), str(after.revision)
    lines = tuple(difflib.unified_diff(old, new, *names, lineterm=""))
    added = sum(line.startswith("+") for line in lines[2:])
    removed = sum(line.startswith("-") for line in lines[2:])
    text = f"changed since round {before.revision.round}: {counted(added, 'line')} added, {removed} removed"
    if not lines:
        text = f"the program of round {before.revision.round} came back unchanged"
    return Statement(text, seq, (), CodeDiff(before.revision, after.revision, lines))
