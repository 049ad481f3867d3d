"""Two runs beside each other."""

from __future__ import annotations

from pathlib import Path

from msgspec import structs

from engine.journal import read_journal
from engine.projections.board import fold
from engine.projections.comparison import compare
from engine.projections.run_comparison import compare_runs

JOURNALS = Path(__file__).parents[2] / "journals"


def board(name):
    return fold(read_journal(JOURNALS / f"{name}.jsonl"))


def test_a_run_beside_itself_differs_in_nothing():
    one = board("v1-s-star")
    pair = compare_runs(one, one)
    assert not any(fact.differs for fact in pair.facts)
    assert {item.shared for item in pair.samples if one.samples[item.number].best} == {"the same"}
    assert pair.shared_calls == len(one.calls)
    decided = [match for match in pair.matches[0] if match.winner]
    assert decided
    assert pair.matches[0] == pair.matches[1]
    assert all((match.counterpart, match.agreed) == (match.match, True) for match in decided)
    assert pair.note == ""


def test_a_match_that_a_person_turned_round_is_told_of_both_runs():
    one, other = board("v1-s-star"), board("v1-s-star")
    match = next(item for item in reversed(other.bracket.matches.values()) if item.decided)
    decided = match.decided
    match.decided = structs.replace(decided, winner=decided.loser, loser=decided.winner, by="person")
    left, right = (matches[-1] for matches in compare_runs(one, other).matches)
    assert (left.counterpart, left.agreed, right.agreed) == (match.plan.match, False, False)
    assert right.words.endswith(f"by a person; in the other run {match.plan.match}, where others won")


def test_clusters_are_known_by_their_programs_not_by_their_names():
    one, other = board("v1-s-star"), board("v1-s-star")
    names = {cluster.name: f"C9{at}" for at, cluster in enumerate(other.bracket.drawn.clusters)}
    clusters = tuple(structs.replace(item, name=names[item.name]) for item in other.bracket.drawn.clusters)
    other.bracket.drawn = structs.replace(other.bracket.drawn, clusters=clusters)
    for match in other.bracket.matches.values():
        match.left, match.right = names[match.right], names[match.left]
        decided = match.decided
        match.decided = structs.replace(decided, winner=names[decided.winner], loser=names[decided.loser])
    assert all(match.agreed for match in compare_runs(one, other).matches[0])


def test_what_differs_is_told():
    pair = compare_runs(board("v1-s-star"), board("v1-codet"))
    facts = {fact.name: fact for fact in pair.facts}
    assert (facts["strategy"].left, facts["strategy"].right) == ("s-star", "codet")
    assert facts["selected"].differs
    assert pair.sharing.startswith(("No question", f"{pair.shared_calls} question"))


def test_other_problems_are_not_held_against_each_other_unawares():
    one, other = board("v1-s-star"), board("v1-s-star")
    other.started = structs.replace(other.started, problem=structs.replace(other.started.problem, digest="other"))
    assert "different problems" in compare_runs(one, other).note


def test_programs_of_two_runs_are_compared_on_the_inputs_of_both():
    one, other = board("v1-s-star"), board("v1-s-star-redone")
    chosen = one.selection.revision, other.selection.revision
    made = compare(one, *chosen, other=other)
    assert not made.changed
    assert not made.differing
    assert made.agreeing > 0
