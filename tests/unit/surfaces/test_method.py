"""The pictures of methods that play no tournament, as text."""

from __future__ import annotations

import re

import pytest
from msgspec import structs

from engine.events.codec import Entry
from engine.events.run import ProblemReference, RunStarted
from engine.projections.board import fold
from engine.projections.lineage import lines, why
from engine.strategies import STRATEGIES
from engine.testing import ToyRun
from engine.testing.toy import SETTINGS
from tui.displays.plain import PlainDisplay
from tui.glyphs import ASCII
from tui.surfaces import bracket, header
from tui.surfaces.focus import Focus
from tui.surfaces.text import Look


def entries_of(strategy, **settings):
    toy = ToyRun(structs.replace(SETTINGS, **settings))
    toy.play(strategy)
    return toy.journal.entries


def painted(strategy, width=80, height=24, look=None, **settings):
    board = fold(entries_of(strategy, **settings))
    return [line.text.rstrip() for line in bracket.paint(board, Focus(), width, height, look or Look())]


def test_codet_shows_groups_with_their_scores_and_who_passes_what():
    assert painted("codet", height=8) == [
        " Ranking  by agreement, over 3",
        "    tests T01 to T03: one column each, passed or not",
        "▌ 1    34.64 ████████████████ S01r1 S04  tests written 20 times × √3 programs",
        "             ✓✓✓",
        "  2       10 █████            S02  tests written 10 times × √1 programs",
        "             ·✓✓",
        " +2 more",
        "",
    ]


def test_tests_that_nobody_passes_have_no_column_and_are_counted():
    board = fold(entries_of("codet"))
    board.method.ranking = structs.replace(board.method.ranking, of=5)
    shown = [line.text for line in bracket.paint(board, Focus(), 80, 8, Look())]
    assert "passed or not; nobody passes 2 others" in shown[1]


def test_the_matrix_needs_no_colour_and_no_unicode():
    shown = painted("codet", width=100, height=8, look=Look(ASCII))
    assert shown[3].endswith(" +++")
    assert "sqrt 3 programs" in shown[2]
    assert all(line.isascii() for line in shown)


def test_votes_stand_above_the_inputs_that_they_rest_on():
    shown = painted("majority-vote")
    assert shown[0].startswith(" Ranking  by votes, over")
    assert shown[1].startswith("▌ 1        3 ")
    assert any(line.startswith(" Clusters  4 programs") for line in shown)
    assert any("splits into 2" in line for line in shown)


def test_a_tree_is_indented_below_its_parents_and_says_where_a_node_came_from():
    shown = painted("lats")
    assert shown[0] == " Tree  6 nodes"
    assert shown[1].startswith(" S01   1.00 6 visits")
    assert shown[2] == "▌  S02   1.00 1 visit  selected  child of S01"


def test_stages_stand_in_their_order_with_what_was_said():
    shown = painted("alphacodium")
    assert shown[0] == " Stages  reflect › plan › choose › mend"
    assert any("Take care of the order." in line for line in shown)


def begun(strategy):
    """A run from its first event on."""
    problem = ProblemReference("toy", "Span", "", "")
    started = RunStarted("r", problem, strategy, SETTINGS, {"solver": "m"})
    return [Entry(1, 0.0, started), *(Entry(item.seq + 1, item.at, item.event) for item in entries_of(strategy))]


@pytest.mark.parametrize(
    ("strategy", "way"),
    [
        ("best-of-n", "✓ samples ─ ✓ selected"),
        ("codet", "✓ samples ─ ✓ tests ─ ✓ ranking ─ ✓ selected"),
        ("majority-vote", "✓ samples ─ ✓ inputs ─ ✓ ranking ─ ✓ selected"),
        ("lats", "✓ samples ─ ✓ selected"),
        ("s-star", "✓ samples ─ ✓ inputs ─ ✓ tournament ─ ✓ selected"),
    ],
)
def test_the_head_names_the_stages_that_the_method_has(strategy, way):
    head, _ = header.paint(fold(begun(strategy)), Focus(), 120, 2, Look())
    assert f" {way} " in f"{head.text} "


@pytest.mark.slow
@pytest.mark.parametrize("strategy", sorted(STRATEGIES))
def test_the_present_stage_is_always_one_of_the_way_and_never_goes_back(strategy):
    board, seen = fold([]), []
    for entry in begun(strategy):
        board.apply(entry)
        head = header.paint(board, Focus(), 200, 2, Look())[0].text
        present = re.search(r"▸ (\w+)", head)
        if present and (not seen or seen[-1] != present[1]):
            seen.append(present[1])
    assert seen[0] == "samples"
    assert len(seen) == len(set(seen)), seen


def test_s_star_looks_as_ever():
    assert painted("s-star")[0].startswith(" Tournament")


@pytest.mark.slow
@pytest.mark.parametrize("strategy", sorted(STRATEGIES))
@pytest.mark.parametrize(("width", "height"), [(40, 3), (80, 24), (200, 60)])
def test_every_method_fits_at_every_moment(strategy, width, height):
    board = fold([])
    for entry in entries_of(strategy)[::7]:
        board.apply(entry)
        shown = bracket.paint(board, Focus(), width, height, Look())
        assert len(shown) == height
        assert all(line.cells <= width for line in shown)


def test_why_names_the_place_and_the_words():
    said = "\n".join(lines(why(fold(entries_of("codet")))))
    assert "place 1 of 3 by agreement, score 34.641: tests written 20 times × √3 programs, with S01r1" in said
    assert "played no match" not in said
    assert "place 2 of 3 by agreement" in "\n".join(lines(why(fold(entries_of("codet")), 2)))
    assert "node S02 below S01 of the tree, value 1, 1 visit" in "\n".join(lines(why(fold(entries_of("lats")))))
    assert "reflect: Take care of the order." in "\n".join(lines(why(fold(entries_of("alphacodium")))))


def test_plain_sentences_tell_rankings_notes_and_nodes():
    def said(strategy):
        board, display = fold([]), PlainDisplay()
        sentences = []
        for entry in entries_of(strategy):
            board.apply(entry)
            sentences += display.sentences(board, entry)
        return sentences

    assert any(
        sentence.startswith("Ranking by agreement: 3 places, the first is sample 1, sample 4")
        for sentence in said("codet")
    )
    assert "Node S02, below S01: value 1.00." in said("lats")
    assert any(sentence.startswith("Reflect: Take care of the order.") for sentence in said("alphacodium"))
