"""What the plain display says."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import structs

from engine.events.calls import CallFailed
from engine.events.capabilities import CapabilityAsked
from engine.events.codec import Entry, Unknown
from engine.events.run import BudgetEnded, EngineStarted, EngineStopped, Graded, NoticeGiven, Paused, Resumed, TestGrade
from engine.events.samples import RevisionId, RoundFinished
from engine.events.selection import ClustersFormed, MatchDecided, MatchOpened, SurvivorsFiltered, VoteCast
from engine.problem.model import Test
from engine.projections.board import Board, fold
from engine.projections.pieces import Round
from tui.displays.plain import PlainDisplay
from tui.surfaces.words import summary


def said(entries: list[Entry], problem: Any = None, since: int = 0) -> list[str]:
    display, board, heard = PlainDisplay(problem), Board(), []
    for entry in entries:
        board.apply(entry)
        if entry.seq > since:
            heard += display.sentences(board, entry)
    return heard


def test_a_strategy_without_debug_rounds_is_said_to_have_none(scripted: Any) -> None:
    first, *_ = scripted.story().entries
    alone = structs.replace(first.event.settings, samples=1, rounds=0)
    (heard,) = said([structs.replace(first, event=structs.replace(first.event, settings=alone))], scripted.PROBLEM)
    assert "strategy s-star, 1 sample, without debug rounds." in heard


def after_story(scripted: Any, *events: Any) -> list[str]:
    script = scripted.story()
    known = len(script.entries)
    for event in events:
        script.add(event)
    return said(script.entries, scripted.PROBLEM, since=known)


def test_a_whole_run(scripted: Any) -> None:
    heard = said(scripted.story().entries, scripted.PROBLEM)
    assert heard[:4] == [
        (
            "Run run-1: problem Sum of numbers, strategy s-star, 8 samples, at most 2 debug rounds each. "
            "Price of offline/x: $3 in, $15 out, $0.3 cached per million tokens (a table)."
        ),
        "Programs run in a sandbox, tier namespaces.",
        "Offline rehearsal, no language model.",
        "Sample 1, round 0: passes 2 of 3 public tests; wrong answer on test 2, expected 4, got 5.",
    ]
    assert "Sample 2, round 0: no program. The answer holds no program." in heard
    assert "5 samples pass all tests, with 4 different programs." in heard
    clusters = "Cluster 1, 3 samples; cluster 2, 1 sample; cluster 3, 1 sample."
    assert f"After 2 valid inputs: 3 clusters. {clusters}" in heard
    assert heard[-4:] == [
        (
            "Match 2, final. Cluster 1, 3 samples, against cluster 2, 1 sample. "
            "Input: 10; 1 1 1 1 1 1 1 1 1 2. Cluster 1 prints 11. Cluster 2 prints 9. "
            "The judge sides with cluster 1 twice. Cluster 1 wins, 2 to 0."
        ),
        "Selected: sample 1, round 1, confidence 0.93. It passes 3 of 3 tests. Won the final against C02.",
        "To submit if it is wrong: sample 5, round 0; then sample 7, round 0.",
        (
            "The run is finished: selected, sample 1, round 1. "
            "Cost: $0.0125: sampling $0.0107, debugging $0.0015, judging $0.0003."
        ),
    ]


def test_inputs_that_tell_nobody_apart_are_not_told(scripted: Any) -> None:
    story = scripted.story()
    formed = next(entry.event for entry in story.entries[::-1] if isinstance(entry.event, ClustersFormed))
    again = msgspec.structs.replace(formed, inputs=formed.inputs + 16)
    assert len(after_story(scripted, formed, again)) == 1, "the same clusters as before"
    doubtful = msgspec.structs.replace(again, undecided=("I01",))
    assert len(after_story(scripted, formed, doubtful)) == 2


def test_a_match_by_rule(scripted: Any) -> None:
    heard = said(scripted.story().entries)
    assert (
        "Match 1, semi final 1. Cluster 2, 1 sample, against cluster 3, 1 sample. "
        "Input: 12; 1 1 1 1 1 1 1 1 1 1 1 1. Cluster 2 prints 9. "
        "Cluster 3 crashes (IndexError: list index out of range). "
        "By rule: C03 crashes on a valid input. Cluster 2 wins by rule." in heard
    )


def test_every_sentence_is_printable_and_ends(scripted: Any) -> None:
    for sentence in said(scripted.story().entries):
        assert sentence.isprintable()
        assert sentence[-1] in ".!?"


def test_it_is_not_chatty(scripted: Any) -> None:
    entries = scripted.story().entries
    assert len(said(entries)) < len(entries) / 5


def test_the_notice_is_said_once(scripted: Any) -> None:
    heard = after_story(scripted, EngineStarted("namespaces", "Offline"), EngineStarted("none", "Offline"))
    assert heard.count("Offline.") == 1


def test_pause_budget_stop_and_grade(scripted: Any) -> None:
    grade = Graded("p", "TLE", (TestGrade("a", "AC", 0.1), TestGrade("b", "TLE", 2.0)))
    assert after_story(
        scripted,
        Paused(),
        Resumed(),
        BudgetEnded("calls", "100 calls were made"),
        EngineStopped("drained"),
        grade,
        Unknown('{"type":"new"}'),
        CallFailed("k", "no"),
        NoticeGiven("Some model knows no schema"),
        CapabilityAsked("box/m", "log-probabilities", offered=True, how="by /v1/completions"),
        CapabilityAsked("box/m", "score", offered=False, how="/score answers 404"),
    ) == [
        "Paused: no new call or execution starts.",
        "Resumed.",
        "The budget has ended: 100 calls were made. The best so far is chosen.",
        "The engine stopped: Drained. The run can be resumed.",
        "Grade on the secret tests: time limit exceeded on test b, after 1 that passed.",
        "Event 151 belongs to a newer version of this program and is passed over.",
        "Some model knows no schema.",
        "box/m offers what the method needs: log-probabilities, by /v1/completions.",
    ]


def test_votes_that_disagree_and_matches_that_are_not_told_apart(scripted: Any) -> None:
    heard = after_story(
        scripted,
        VoteCast("b", "M2", "I02", "C01", "C02", "", "k"),
        VoteCast("b", "M2", "I02", "C02", None, "", "k"),
        MatchDecided("b", "M2", "C01", "C02", "size", "", (0, 0)),
        MatchDecided("b", "M2", "C02", "C01", "person", "", (0, 0)),
        MatchOpened("another bracket", "M7", "C01", "C02"),
    )
    sides = "The judge sides with neither once and with cluster 1 twice and with cluster 2 once."
    assert sides in heard[0]
    assert heard[0].endswith("The two were not told apart. Cluster 1, the larger one, goes on.")
    assert heard[1].endswith("Cluster 2 wins: decided by a person.")
    assert len(heard) == 2


def test_custom_tests_are_not_called_public(scripted: Any) -> None:
    tests = (*scripted.TESTS, Test("mine", "1\n1\n", "1\n", kind="custom"))
    problem = msgspec.structs.replace(scripted.PROBLEM, tests=tests)
    heard = said(scripted.story().entries, problem)
    assert "Sample 1, round 1: passes 3 of 3 tests." in heard


def test_best_effort_is_said(scripted: Any) -> None:
    revision = fold(scripted.story().entries).selection.revision
    heard = after_story(scripted, SurvivorsFiltered((revision,), best_effort=True))
    assert heard == ["No sample passes all tests; the closest 1 program are compared."]


def test_inputs_on_which_nobody_knows_who_is_right_are_named(scripted: Any) -> None:
    formed = ClustersFormed(1, 2, (), ("I01", "I02"), "the checker fails without a true answer")
    (heard,) = after_story(scripted, formed)
    assert "On 2 inputs different outputs may all be right: the checker fails without a true answer." in heard


def test_where_there_is_no_test_none_is_said_to_pass(scripted: Any) -> None:
    (line,) = after_story(scripted, RoundFinished(RevisionId(1, 1), 0, 0))
    assert line.startswith("Sample 1, round 1: there is no public test")
    assert summary(Round(0, "call", 1, done=True)) == "nothing to test it with"
