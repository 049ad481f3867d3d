"""Why this one, and why not that one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from engine.errors import UnknownNameError
from engine.events.executions import ExecutionFinished
from engine.events.overrides import AddInput, OverrideMade, OverrideUndone
from engine.events.run import Graded, NoticeGiven, RunFinished, TestGrade
from engine.events.samples import RevisionId
from engine.events.selection import (
    Cluster,
    ClustersFormed,
    MatchDecided,
    MatchOpened,
    SurvivorsFiltered,
    VoteCast,
)
from engine.journal import read_journal
from engine.projections.board import fold
from engine.projections.lineage import lines, why
from engine.projections.statements import CodeDiff, Explanation, FailedTest, JudgeVote, Statement, TwoOutputs

if TYPE_CHECKING:
    from collections.abc import Iterator


def tree(statement: Statement) -> Iterator[Statement]:
    yield statement
    for child in statement.children:
        yield from tree(child)


def details(explanation: Explanation, kind: Any) -> list[Any]:
    return [item.detail for item in tree(explanation.root) if isinstance(item.detail, kind)]


def told(scripted: Any, sample: int | None = None, upto: int | None = None) -> str:
    board = fold(scripted.story().entries[:upto])
    return "\n".join(lines(why(board, sample, scripted.PROBLEM)))


def test_champion_is_followed_down_to_an_input_and_two_outputs(scripted: Any) -> None:
    text = told(scripted)
    assert text.startswith("S01 round 1 is selected, confidence 0.93: won the final against C02 [#")
    assert "M2 (final): won against C02 ×1, 2 to 0, by the judge" in text
    assert "input I02 “10; 1 1 1 1 1 1 1 1 1 2”: C01 prints 11, C02 prints 9 [#" in text
    assert (
        "I02 is by mutation (mutation of public test 2), valid (validator.py); shrunk from I01, 13 values to 11" in text
    )
    assert "the judge, shown C02 first, holds C01 right: “the sum is 11” [#" in text
    assert "C01 is 3 revisions: S01r1, S03r0, S06r0; they agree on all 2 valid inputs" in text
    assert "round 0: passes 2 of 3 tests (100 tokens, 2.0 s)" in text
    assert "wrong answer on test 2, expected 4, got 5; input “2; 1 3” [#" in text
    assert "-print(sum(map(int, input().split())) + n - 1)" in text
    assert "S01 took 2 calls with 200 output tokens in 4.0 s of model time" in text


def test_asking_for_the_champion_by_number_is_the_same(scripted: Any) -> None:
    board = fold(scripted.story().entries)
    assert why(board, 1) == why(board)


def test_every_number_names_an_event_of_the_kind_that_it_stands_for(scripted: Any) -> None:
    entries = scripted.story().entries
    kinds = {entry.seq: type(entry.event).__name__ for entry in entries}
    for statement in tree(why(fold(entries), None, scripted.PROBLEM).root):
        assert statement.seq in kinds
        if isinstance(statement.detail, TwoOutputs | FailedTest):
            assert kinds[statement.seq] == "ExecutionFinished"
        if isinstance(statement.detail, JudgeVote):
            assert kinds[statement.seq] == "CallStarted"


JOURNALS = sorted((Path(__file__).parents[2] / "journals").glob("*.jsonl"))


@pytest.mark.parametrize("journal", JOURNALS, ids=lambda path: path.stem)
def test_every_statement_of_every_method_names_an_event(journal: Path) -> None:
    entries = list(read_journal(journal))
    numbers = {entry.seq for entry in entries}
    for part in (entries, entries[: len(entries) // 2], entries[: len(entries) // 4]):
        board = fold(part)
        for sample in (None, *board.samples):
            for statement in tree(why(board, sample).root):
                assert statement.seq in numbers, statement.text


def test_details_carry_what_a_screen_shows(scripted: Any) -> None:
    answer = why(fold(scripted.story().entries), None, scripted.PROBLEM)
    outputs, other = details(answer, TwoOutputs)
    assert (outputs.input, other.input) == ("I02", "I01"), "the champion's match, then the one without it"
    assert (outputs.left_outcome.output, outputs.right_outcome.output) == ("11", "9")
    assert outputs.difference.token == 0
    (failed,) = details(answer, FailedTest)
    assert (failed.input, failed.expected, failed.outcome.output) == ("2\n1 3\n", "4\n", "5\n")
    (diff,) = details(answer, CodeDiff)
    assert (str(diff.before), str(diff.after)) == ("S01r0", "S01r1")
    assert [vote.answer for vote in details(answer, JudgeVote)] == ["11 is the sum."] * 2
    assert msgspec.json.decode(msgspec.json.encode(answer), type=Explanation) == answer


@pytest.mark.parametrize(
    ("sample", "said"),
    [
        (2, "S02 failed: the answer holds no program [#"),
        (3, "S03 has the same program as S01r1, which was selected [#"),
        (4, "S04 is out: its best revision, S04r0, passes 1 of 3 tests and fails 2, 3 [#"),
        (4, "time limit exceeded on test 3; input “1; 0” [#"),
        (5, "S05 is in C02 ×1, which lost M2 against C01 ×3 on input I02 [#"),
        (6, "S06 is in the champion's cluster C01, which S01r1 represents: it is faster [#"),
        (7, "S07 is in C03 ×1, which lost M1 against C02 ×1 on input I01 [#"),
        (7, "rule, C02 wins: C03 crashes on a valid input [#"),
        (8, "S08 was never begun"),
    ],
)
def test_why_not_another_sample(scripted: Any, sample: int, said: str) -> None:
    assert said in told(scripted, sample)


def test_an_unknown_sample_is_an_error_that_names_the_known_ones(scripted: Any) -> None:
    with pytest.raises(UnknownNameError, match="S01, S02"):
        why(fold(scripted.story().entries), 9)


def test_without_the_problem_nothing_is_said_to_be_expected(scripted: Any) -> None:
    text = "\n".join(lines(why(fold(scripted.story().entries), 1)))
    assert "wrong answer on test 2, got 5" in text


def test_every_prefix_of_a_run_can_be_explained(scripted: Any) -> None:
    entries = scripted.story().entries
    for upto in range(len(entries) + 1):
        board = fold(entries[:upto])
        for sample in (None, *board.samples):
            answer = why(board, sample, scripted.PROBLEM)
            assert answer.complete == (upto == len(entries))
            assert all(line.isprintable() for line in lines(answer))
            if not answer.complete:
                assert answer.root.children[0].text.startswith("the run is not finished")


def test_an_unfinished_run_says_how_it_stands(scripted: Any) -> None:
    entries = scripted.story().entries
    vote = next(entry.seq for entry in entries if isinstance(entry.event, VoteCast))
    text = told(scripted, upto=vote)
    assert "nothing is selected yet" in text
    assert "7 of 7 samples are done, 5 pass all tests" in text
    assert "clusters after 2 valid inputs: C01 ×3, C02 ×1, C03 ×1" in text
    assert "1 of 2 matches are decided" in text
    assert "M2 (final): against C02 ×1, not decided yet" in text
    assert "S05 is in C02 ×1, which has lost no match so far" in told(scripted, 5, upto=vote)


def test_a_sample_that_is_still_written(scripted: Any) -> None:
    assert told(scripted, 1, upto=11).startswith("S01 is being written, so nothing is decided about it")
    assert "S08 has not begun" in told(scripted, 8, upto=11)


def test_a_run_in_which_nothing_was_selected(scripted: Any) -> None:
    script = scripted.Script()
    script.start()
    script.add(RunFinished("failed", "no sample yielded a program"))
    answer = why(fold(script.entries))
    assert answer.root.text == "nothing was selected, the run failed: no sample yielded a program"
    assert answer.root.seq == 3


def test_a_duplicate_of_a_loser_shares_its_fate(scripted: Any) -> None:
    script = scripted.Script()
    script.start()
    revisions = [script.round(n, 0, "print(1)", {}) for n in (1, 2)]
    for number, revision in enumerate(revisions, start=1):
        script.done(number, revision)
    script.add(SurvivorsFiltered((revisions[0],), ((revisions[1], revisions[0]),)))
    script.add(ClustersFormed(0, 0, (Cluster("C01", (revisions[0],)),)))
    answer = why(fold(script.entries), 2)
    assert answer.root.text == "S02 has the same program as S01r0, which stands for S02r0"
    assert "S01r0 is in C01 ×2, which has lost no match so far" in "\n".join(lines(answer))


def test_a_match_that_was_not_distinguished_or_decided_by_a_person(scripted: Any) -> None:
    entries = scripted.story().entries
    opened = next(e.seq for e in entries if isinstance(e.event, MatchOpened) and e.event.match == "M2")
    for by, said in (("size", "was not told apart from"), ("person", "by a person: seen before")):
        script = scripted.story()
        del script.entries[opened:]
        script.add(MatchDecided("b", "M2", "C01", "C02", by, "seen before", (0, 0)))
        assert said in "\n".join(lines(why(fold(script.entries), 5)))


def test_a_grade_and_a_best_effort_are_said(scripted: Any) -> None:
    script = scripted.story()
    script.add(Graded("p", "WA", (TestGrade("a", "AC", 0.1), TestGrade("b", "WA", 0.1))))
    board = fold(script.entries)
    board.filtered = SurvivorsFiltered((RevisionId(1, 1),), best_effort=True)
    text = "\n".join(lines(why(board)))
    assert "graded afterwards: WA on secret test" in text
    assert "no revision passes all tests" in text


def test_lines_are_wrapped_at_a_width(scripted: Any) -> None:
    answer = why(fold(scripted.story().entries), None, scripted.PROBLEM)
    assert max(map(len, lines(answer, 60))) <= 60
    assert max(map(len, lines(answer))) > 60


def test_no_output_reaches_a_terminal_as_it_stands(scripted: Any) -> None:
    assert "ValueError: \\x1b[31mbad\\x1b[0m" in told(scripted, 4)


def test_what_a_person_decided_is_told_with_its_events():
    journal = Path(__file__).parents[2] / "journals" / "v1-s-star-overrides.jsonl"
    board = fold(read_journal(journal))
    told = [line.strip() for line in lines(why(board))]
    made = [entry for entry in read_journal(journal) if isinstance(entry.event, OverrideMade)]
    back = {entry.event.number for entry in read_journal(journal) if isinstance(entry.event, OverrideUndone)}
    for entry in made:
        (line,) = [line for line in told if line.startswith(f"decision {entry.event.number}, ")]
        assert line.endswith(f"[#{entry.seq}]")
        assert (", and taken back" in line) == (entry.event.number in back)


def test_what_could_not_be_had_is_told_with_its_events():
    entries = read_journal(Path(__file__).parents[2] / "journals" / "v1-s-star-notices.jsonl")
    given = {
        f"announced: {entry.event.text.rstrip('.')}": entry.seq
        for entry in entries
        if isinstance(entry.event, NoticeGiven)
    }
    assert given
    explained = {item.text: item.seq for item in tree(why(fold(entries)).root)}
    assert given.items() <= explained.items()


def test_a_round_tells_the_tests_that_it_passes_and_a_match_what_its_judge_took(scripted: Any) -> None:
    text = told(scripted, None)
    assert "passes tests 1 (0.01 s), 2 (0.01 s), 3 (0.01 s) [#" in text
    assert "the judge took 2 calls with" in text


def test_statements_say_what_they_speak_of_so_that_a_screen_can_go_there(scripted: Any) -> None:
    """Every round and every match of the explanation, by the names that orders use."""
    board = fold(scripted.story().entries)
    about = {statement.about for statement in tree(why(board).root)}
    assert board.bracket
    assert about >= set(board.bracket.matches)
    assert about >= {f"S01r{item.number}" for item in board.samples[1].rounds}
    assert why(board, 4).root.about == "S04"


def test_an_input_of_the_person_tells_what_came_of_it(scripted: Any) -> None:
    """Whether it tells the clusters apart or not, and with the execution of each."""
    story = scripted.story()
    board = fold(story.entries)
    assert board.bracket
    shown = next(iter(board.bracket.matches.values())).inputs[0].input
    board.overrides.learn(OverrideMade(1, AddInput("as it was given", shown)))
    board.decided_at[1] = (board.seq, board.last_at)
    (decision,) = (item for item in tree(why(board).root) if item.text.startswith("decision 1"))
    validity, *outputs = decision.children
    assert validity.text.startswith(f"{shown} is valid")
    assert any(" prints " in item.text or " crashed" in item.text for item in outputs)
    assert all(isinstance(board_event(story, item.seq), ExecutionFinished) for item in outputs)


def board_event(story: Any, seq: int) -> object:
    return next(entry.event for entry in story.entries if entry.seq == seq)
