"""Which revision speaks for its sample, and who survives."""

from __future__ import annotations

from itertools import permutations

import pytest

from engine.events.samples import RevisionId
from engine.events.selection import SurvivorsFiltered
from engine.problem.model import Problem, Program, SourceFile, Test
from engine.steps.pool import best_revision, filter_survivors, normalized
from engine.steps.testing import verdict_of
from engine.testing import ToyRun

PROBLEM = Problem("p", "P", "", ())


def filtered(pool):
    toy = ToyRun()
    survivors = filter_survivors(toy.run, pool)
    (event,) = toy.events
    assert isinstance(event, SurvivorsFiltered)
    return survivors, event


def test_the_best_revision_speaks_for_its_sample_not_the_last(revision):
    """The published code takes the last one, and an exception in a round replaces it by the empty program."""
    good, worse = revision(1, 0, ("1 2 3 4", "5", "0")), revision(1, 2, ("RE", "RE", "RE"))
    assert best_revision([good, worse]) is good
    survivor, broken = revision(1, 1), revision(1, 2, ("0", "5", "6"))
    assert best_revision([good, survivor, broken]) is survivor


def test_equally_many_tests_go_to_the_closer_output_then_to_the_earlier(revision):
    far, near = revision(1, 0, ("9 9 9 9", "5", "6")), revision(1, 1, ("1 2 3 9", "5", "6"))
    crash, twin = revision(1, 2, ("TLE", "5", "6")), revision(1, 3, ("1 2 3 8", "5", "6"))
    for order in permutations([far, near, crash, twin]):
        assert best_revision(order) is near
    assert near.distance == pytest.approx(0.25)
    assert crash.distance == 1.0


def test_no_revision_has_nobody_to_speak():
    assert best_revision([]) is None


def test_survivors_are_kept_in_the_order_of_samples_without_the_failing(revision):
    pool = [revision(1), revision(2, 0, ("0", "5", "6")), revision(3), revision(4, 0, ("CE", "CE", "CE"))]
    survivors, event = filtered(pool)
    assert [item.id.sample for item in survivors] == [1, 3]
    assert event == SurvivorsFiltered((RevisionId(1, 0), RevisionId(3, 0)))


def test_programs_that_differ_in_comments_and_blank_lines_are_one(revision):
    pool = [
        revision(2, source="x = 1\n\n\nprint(x)  # done\n"),
        revision(5, source="# other words\nx = 1\nprint( x )"),
        revision(7, source="x = 2\nprint(x)\n"),
    ]
    survivors, event = filtered(pool)
    assert [item.id.sample for item in survivors] == [2, 7]
    assert event.duplicates == ((RevisionId(5, 0), RevisionId(2, 0)),)


def test_without_survivors_the_closest_is_a_best_effort(revision):
    pool = [revision(1, 0, ("0", "0", "6")), revision(2, 0, ("1 2 3 0", "5", "6")), revision(3, 0, ("RE", "5", "6"))]
    survivors, event = filtered(pool)
    assert [item.id.sample for item in survivors] == [2]
    assert event.best_effort


@pytest.mark.parametrize(
    ("language", "left", "right", "same"),
    [
        ("python", "print('#')", 'print("#")', True),
        ("python", "print('# a')", "print('# b')", False),
        ("python", "print('a\\n\\nb')", "print('a\\nb')", False),
        ("python", "def broken(:\n\n", "def broken(:", True),
        ("cpp", "// note\nint main() {}\n\n", "int main() {}   \n", True),
        ("cpp", "int main() { return 0; }", "int main() { return 1; }", False),
    ],
)
def test_what_cannot_change_a_program_is_normalized_away(language, left, right, same):
    texts = [normalized(Program(language, (SourceFile("main", text),))) for text in (left, right)]
    assert (texts[0] == texts[1]) is same


@pytest.mark.parametrize(
    ("expected", "got", "verdict"),
    [("3\n", "3", "AC"), ("3\n", "3  \n\n", "AC"), ("0.3\n", "0.30000000000000004\n", "AC"), ("3\n", "4", "WA")],
)
def test_trailing_spaces_and_rounding_are_not_wrong(outcome, expected, got, verdict):
    """The published code compares text and marks them wrong."""
    assert verdict_of(PROBLEM, Test("1", "", expected), outcome(got)) == verdict


def test_a_right_output_does_not_excuse_a_bad_ending(outcome):
    """A program that prints the answer and then runs out of time has not passed."""
    for ending in ("TLE", "RE", "MLE"):
        assert verdict_of(PROBLEM, Test("1", "", "3\n"), outcome("3\n", ending)) == ending
