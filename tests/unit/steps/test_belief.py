"""Beliefs after a tournament: sizes, rules, votes, and a judge that contradicts itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.events.samples import RevisionId
from engine.events.selection import Cluster, MatchDecided
from engine.projections.board import fold
from engine.projections.lineage import lines, why
from engine.steps.belief import beliefs, reliability
from engine.steps.tournament import Fought
from engine.testing import ToyRun


def clusters(*sizes):
    return [
        Cluster(f"C{number:02d}", tuple(RevisionId(100 * number + member, 0) for member in range(size)))
        for number, size in enumerate(sizes, start=1)
    ]


def fought(winner, loser, by="judge", points=((1.0, 0.0),)):
    score = tuple(sum(side) for side in zip(*points, strict=True)) if points else (0.0, 0.0)
    return Fought(winner, MatchDecided("B", "M1", winner.name, loser.name, by, "", score), tuple(points))


def test_without_evidence_the_larger_cluster_is_likelier_and_nobody_is_possible():
    found = beliefs(clusters(3, 1), [])
    assert found == pytest.approx({"C01": 3 / 4.5, "C02": 1 / 4.5})


def test_a_rule_outweighs_size():
    large, small = clusters(6, 1)
    found = beliefs([large, small], [fought(small, large, "rule", ())])
    assert found["C02"] > 0.5
    assert found["C01"] < 0.2


def test_more_inputs_say_more_but_not_as_much_as_if_they_were_independent():
    one, two = clusters(1, 1)
    once, often = (beliefs([one, two], [fought(two, one, points=((0.0, 1.0),) * n)])["C02"] for n in (1, 9))
    assert once < often < 0.9


def test_a_judge_that_contradicts_itself_counts_less():
    one, two, three = clusters(1, 1, 1)
    steady = [fought(one, two), fought(two, three)]
    torn = [fought(one, two), fought(two, three, "size", ((0.5, 0.5),) * 8)]
    assert reliability(torn) < reliability(steady)
    assert beliefs([one, two, three], torn)["C01"] < beliefs([one, two, three], steady)["C01"]


def test_a_match_that_nobody_could_decide_says_nothing():
    pair = clusters(2, 1)
    assert beliefs(pair, [fought(*pair, "size", ())]) == beliefs(pair, [])


@given(
    st.lists(st.integers(1, 9), min_size=2, max_size=6),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from([(1.0, 0.0), (0.5, 0.5), (0.5, 0.0)]))),
)
def test_beliefs_are_shares_of_one(sizes, matches):
    named = clusters(*sizes)
    played = [
        fought(named[a % len(named)], named[b % len(named)], "judge" if max(points) == 1 else "size", (points,))
        for a, b, points in matches
        if a % len(named) != b % len(named)
    ]
    found = beliefs(named, played)
    assert all(0 <= value <= 1 for value in found.values())
    assert sum(found.values()) < 1 + 1e-9


def test_what_the_confidence_was_chosen_from_is_kept_and_told():
    toy = ToyRun()
    selection = toy.play()
    assert selection.likelihoods[0].probability == selection.confidence
    assert sum(item.probability for item in selection.likelihoods) < 1, "nobody may be right"
    assert 0.5 < selection.judge_right < 1
    text = "\n".join(lines(why(fold(toy.journal.entries))))
    best = selection.likelihoods[0]
    assert f"how likely each cluster is right: {best.cluster} ×" in text
    assert f"counts as right {selection.judge_right:.2f} of the time" in text
