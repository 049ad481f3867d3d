"""Positions of the bracket, and where arrows lead."""

from __future__ import annotations

from itertools import pairwise

import pytest
import stories
from hypothesis import given
from hypothesis import strategies as st

from tui.surfaces import bracket
from tui.surfaces.bracket_layout import box_layout, fitting_round, layout, live_path, move, round_name, shift
from tui.surfaces.focus import Focus
from tui.surfaces.text import Look


def drawn(clusters: int):
    return stories.Tournament(clusters).story.board().bracket.drawn


def test_four_clusters_stand_in_seeded_order():
    found = layout(drawn(4))

    assert [(leaf.key, leaf.row) for leaf in found.leaves] == [("C01", 0), ("C04", 2), ("C02", 4), ("C03", 6)]
    assert [(place.match, place.column, place.row) for place in found.places] == [
        ("M1", 0, 1),
        ("M2", 0, 5),
        ("M3", 1, 3),
    ]


def test_a_bye_is_a_straight_line_into_the_next_round():
    found = layout(drawn(3))

    final = found.place("M2")
    assert (final.left, final.top) == ("C01", 0)
    assert (final.right, final.bottom) == ("M1", found.place("M1").row)


def test_a_bye_needs_no_box_of_its_own():
    found = box_layout(drawn(3))

    assert [(place.match, place.row) for place in found.places] == [("M1", 0), ("M2", 0)]


@given(st.integers(2, 40))
def test_no_two_leaves_share_a_row_and_parents_stand_between_children(clusters):
    found = layout(drawn(clusters))

    assert len({leaf.row for leaf in found.leaves}) == clusters
    assert len(found.places) == clusters - 1
    assert all(place.top < place.row < place.bottom for place in found.places)
    assert len({(place.column, place.row) for place in found.places}) == clusters - 1


@given(st.integers(2, 40))
def test_boxes_never_overlap(clusters):
    found = box_layout(drawn(clusters))

    for column in range(found.columns):
        rows = sorted(place.row for place in found.places if place.column == column)
        assert all(lower - upper >= 3 for upper, lower in pairwise(rows))


def test_early_rounds_fold_when_rows_run_out():
    sixteen = drawn(16)

    assert fitting_round(sixteen, 16, 9) == 0
    assert fitting_round(sixteen, 15, 9) == 1
    assert fitting_round(sixteen, 16, 2) == 2
    assert {leaf.key for leaf in layout(sixteen, 1).leaves} == {f"M{number}" for number in range(1, 9)}


def test_folded_leaf_names_its_winner_and_how_often_it_has_won():
    board = stories.finished(8).board()
    lines = bracket.paint(board, Focus(bracket_size="tree", first_round=2), 120, 30, Look())

    assert "C01 ×5 ▹2" in lines[1].text


@pytest.mark.parametrize(
    ("match", "direction", "to"),
    [
        ("M1", "right", "M5"),
        ("M5", "left", "M1"),
        ("M5", "right", "M7"),
        ("M7", "right", "M7"),
        ("M1", "left", "M1"),
        ("M1", "down", "M2"),
        ("M2", "up", "M1"),
        ("M1", "up", "M1"),
        ("M4", "down", "M4"),
    ],
)
def test_arrows(match, direction, to):
    assert move(stories.tournament(8).board(), match, direction) == to


def test_arrows_before_the_bracket_is_drawn_lead_nowhere():
    assert move(stories.streaming().board(), "M1", "right") == ""


def test_window_stays_inside_the_rounds():
    board = stories.tournament(8).board()
    assert [shift(board, None, 1), shift(board, 2, 1), shift(board, 0, -1)] == [1, 2, 0]


def test_round_names():
    assert [round_name(drawn(16), number) for number in range(4)] == [
        "round of 16",
        "quarter final",
        "semifinal",
        "final",
    ]


def test_champions_way_is_heavy():
    assert live_path(stories.finished(8).board()) == {"C01", "M1", "M5"}


def test_match_that_the_judge_has_is_looked_at_first():
    assert bracket.current_match(stories.tournament(8).board()) == "M4"


@pytest.mark.parametrize(("width", "height", "size"), [(80, 24, "list"), (120, 40, "tree"), (200, 60, "boxes")])
def test_size_follows_the_terminal(width, height, size):
    assert bracket.size_for(stories.tournament(32).board(), Focus(), width, height) == size


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (200, 60)])
def test_click_finds_the_match_whose_label_was_hit(width, height):
    board, look = stories.tournament(8).board(), Look()
    lines = bracket.paint(board, Focus(), width, height, look)
    row, column = next((row, line.text.index("you")) for row, line in enumerate(lines) if "you" in line.text)

    assert bracket.hit(board, Focus(), width, height, look, row, column) == "M3"
    assert bracket.hit(board, Focus(), width, height, look, 0, 0) == ""


@pytest.mark.parametrize("clusters", [2, 3, 5, 8, 16, 32])
@pytest.mark.parametrize("size", ["list", "tree", "boxes"])
def test_no_match_is_lost_in_a_large_terminal(clusters, size):
    board = stories.finished(clusters).board()
    text = "\n".join(line.text for line in bracket.paint(board, Focus(bracket_size=size), 250, 80, Look()))
    decided = sum(text.count(word) for word in (" won", " you", " tie"))

    assert decided >= (clusters - 1 if size != "list" else 1)
