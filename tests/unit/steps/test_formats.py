"""Swiss and round-robin: who meets whom, who wins, and when it is over; and several votes in each order."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from engine.events.samples import RevisionId
from engine.events.selection import BracketDrawn, Cluster, MatchDecided, MatchOpened, VoteCast
from engine.inputs import Finding
from engine.journal import MemoryJournal
from engine.problem.model import Program, SourceFile
from engine.projections.board import fold
from engine.steps import formats
from engine.steps.bracket import draw_swiss, pair_up
from engine.steps.clustering import execute_all
from engine.steps.judging import Question, Shown, judge
from engine.steps.merit import Measure
from engine.steps.pool import Revision
from engine.steps.synthesis import SynthesizedInput, record_input
from engine.steps.tournament import Evidence
from engine.testing import ToyRun, simulate
from engine.testing.toy import PROGRAMS, SETTINGS, judged_text

TEXTS = ["2\n0 1\n", "2\n0 2\n", "2\n0 3\n"]


def printing(number):
    return lambda _: f"{number}\n"


def answer(request):
    """The larger output is right."""
    first, second = (int(judged_text(request.messages[0].text, f"Output {side}")) for side in "AB")
    return json.dumps({"choice": "A" if first > second else "B", "reason": "it is larger"})


def named(count):
    return [Cluster(f"C{at:02d}", (RevisionId(at, 0),)) for at in range(1, count + 1)]


def played(count, tournament, journal=None, **settings):
    programs = {f"# {at}\n": printing(at) for at in range(1, count + 1)}
    chosen = structs.replace(SETTINGS, tournament=tournament, **settings)
    toy = ToyRun(chosen, script=answer, programs=PROGRAMS | programs, journal=journal)
    revisions = {
        RevisionId(at, 0): Revision(RevisionId(at, 0), Program("python", (SourceFile("main.py", f"# {at}\n"),)), ())
        for at in range(1, count + 1)
    }

    async def play():
        inputs = [
            record_input(toy.run, f"I{at:02d}", text, "mutation", "", Finding("unchecked", ""))
            for at, text in enumerate(TEXTS, start=1)
        ]
        outcomes = await execute_all(toy.run, list(revisions.values()), inputs, {name: [] for name in revisions})
        evidence = Evidence(revisions, inputs, outcomes)
        return await formats.play(toy.run, named(count), evidence, Measure(toy.run))

    toy.champion, toy.fought = simulate(play)
    return toy


def the(kind, toy):
    return [event for event in toy.events if isinstance(event, kind)]


@pytest.mark.parametrize("tournament", ["knockout", "swiss", "round-robin"])
@pytest.mark.parametrize("count", [1, 2, 3, 5, 8])
def test_a_judge_without_fault_finds_the_right_cluster_in_every_format(tournament, count):
    toy = played(count, tournament)
    assert toy.champion.name == f"C{count:02d}"
    opened = {(event.left, event.right) for event in the(MatchOpened, toy)}
    assert len({frozenset(pair) for pair in opened}) == len(toy.fought), "nobody meets twice"
    if count > 2 and tournament == "round-robin":
        assert len(toy.fought) == count * (count - 1) // 2


def test_a_swiss_tournament_takes_fewer_matches_and_says_which_are_not_drawn():
    toy = played(8, "swiss")
    (drawn,) = the(BracketDrawn, toy)
    assert drawn.format == "swiss"
    assert len(toy.fought) <= len(drawn.matches) == 16
    board = fold(toy.journal.entries)
    assert {match.plan.match for match in board.bracket.matches.values() if match.decided} == {
        match.decided.match for match in toy.fought
    }


def test_it_goes_on_exactly_after_it_was_cut_off():
    whole = played(5, "swiss")
    decided = next(entry.seq for entry in whole.journal.entries if isinstance(entry.event, MatchDecided))
    again = played(5, "swiss", MemoryJournal(whole.journal.entries[:decided], clock=lambda: 0.0))
    assert again.champion == whole.champion
    assert [match.decided for match in again.fought] == [match.decided for match in whole.fought]


def test_the_end_of_the_budget_is_the_end_of_the_judgements():
    toy = played(5, "swiss", budget_calls=2)
    assert toy.champion
    assert len(the(VoteCast, toy)) <= 2


@given(st.integers(3, 17))
def test_a_round_pairs_everybody_once_and_nobody_is_left_out_twice_in_a_row(count):
    order, met, byes = named(count), set(), {}
    for number in range(draw_swiss(order).matches[-1].round + 1):
        pairs, alone = pair_up(order, met, byes, first=not number)
        names = [cluster.name for pair in pairs for cluster in pair] + alone
        assert sorted(names) == sorted(cluster.name for cluster in order)
        byes |= {name: byes.get(name, 0) + 1 for name in alone}
        met |= {frozenset((left.name, right.name)) for left, right in pairs}
    assert draw_swiss(order).after("M1")


def test_a_jury_votes_beside_the_judge_and_each_vote_counts_alike():
    toy = ToyRun(
        structs.replace(SETTINGS, jury=("one/x", "two/y")), script=lambda _: json.dumps({"choice": "A", "reason": ""})
    )
    asked = Question("b", "M1", SynthesizedInput("I01", "1\n7\n"), Shown("C01", "1\n"), Shown("C02", "2\n"))
    assert simulate(lambda: judge(toy.run, asked)) == (0.5, 0.5), "each favours the first place"
    assert {name: len(model.asked) for name, model in toy.others.items()} == {"one/x": 2, "two/y": 2}
    assert len(toy.model.asked) == 2


def test_several_votes_in_each_order_are_all_counted():
    said = iter(["A", "B", "A", "B", "B", "A"])  # the left side is shown first, then second, and so on
    toy = ToyRun(structs.replace(SETTINGS, judges=3), script=lambda _: json.dumps({"choice": next(said), "reason": ""}))
    asked = Question("b", "M1", SynthesizedInput("I01", "1\n7\n"), Shown("C01", "1\n"), Shown("C02", "2\n"))
    points = simulate(lambda: judge(toy.run, asked))
    assert points == pytest.approx((4 / 6, 2 / 6))
    assert sorted(event.ask for event in the(VoteCast, toy)) == [0, 0, 1, 1, 2, 2]
    assert len(set(toy.asked())) == 6
