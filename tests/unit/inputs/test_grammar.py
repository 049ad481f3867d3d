"""What a grammar learns from a few inputs, and that it loses nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.inputs import Growth, Judge, mutations
from engine.inputs.grammar import learn, learning
from engine.inputs.laws import Order
from engine.inputs.layout import Block, Count, Line
from engine.inputs.text import join_line, show_units, split_lines, units

ANY_TEXT = st.text(max_size=60) | st.text(alphabet="0123 -.\n\r\tab#", max_size=60)


@given(ANY_TEXT)
def test_lines_print_back(text: str) -> None:
    assert "".join(join_line(list(line.tokens), line.gaps) for line in split_lines(text)) == text


@given(st.lists(ANY_TEXT, max_size=3))
def test_every_grammar_prints_its_inputs_back(texts: list[str]) -> None:
    for grammar in learn(texts):
        for text in texts:
            document = grammar.read(text)
            assert document is not None
            assert document.text() == text
            assert document.copy().text() == text


@given(st.integers(-(10**12), 10**12), st.integers(0, 6))
def test_units_and_their_print_are_inverse(value: int, decimals: int) -> None:
    assert units(show_units(value, decimals), decimals) == value


@pytest.mark.slow
@pytest.mark.parametrize(
    ("inputs", "layout"),
    [
        (["3\n1 2 3\n", "5\n5 1 2 4 3\n"], (Line((0,)), Line((), (1,), Count(0)))),
        (["2\n3 1 2 3\n1 7\n"], (Line((0,)), Block((Line((1,), (2,), Count(1)),), Count(0)))),
        (
            ["2\n3\n1 2 3\n2\n5 6\n"],
            (Line((0,)), Block((Line((1,)), Line((), (2,), Count(1))), Count(0))),
        ),
        (["5\n1 2\n1 3\n3 4\n3 5\n"], (Line((0,)), Block((Line((1, 2)),), Count(0, -1)))),
        (["2\n1 2\n3 4\n", "3\n1 2 3\n4 5 6\n7 8 9\n"], (Line((0,)), Block((Line((), (1,), Count(0)),), Count(0)))),
    ],
    ids=["list", "lists that count themselves", "test cases", "tree", "matrix"],
)
def test_layouts(inputs: list[str], layout: object) -> None:
    assert learn(inputs)[0].layout == layout


def test_a_list_of_twice_as_many_as_its_count_where_the_statement_says_so():
    socks = ("2\n1 2 2 1\n", "1\n3 7\n")
    said = "## Input\n\nThe first line holds $n$ ($1 \\le n \\le 9$), then $2n$ integers $a_1, \\ldots, a_{2n}$."
    assert learn(socks, said)[0].layout == (Line((0,)), Line((), (1,), Count(0, 0, 2)))
    assert learn(socks)[0].layout == (Line((0,)), Line((), (1, 2), Count(0)))
    lawful = 0
    for made, _ in zip(mutations(socks, 1, said), range(60), strict=False):
        lines = [line.split() for line in made.text.split("\n")]
        lawful += len(lines[0]) == 1 and len(lines[1]) == 2 * int(lines[0][0])
    assert lawful >= 58, "now and then one comes from the layout of anything"


def test_counts_that_no_input_shows_and_the_statement_says():
    """With n = 2 in every public input, nothing but the statement tells a list from a number."""
    shown = ("0 100\n2\n50\n5 1\n", "0 90\n2\n40\n1 5\n")
    said = (
        "## Input\n\nThe first line holds $y_s$ and $y_f$, then $n$, then $n-1$ numbers, the $y$ of each layer,"
        " with $y_s < y_1 < y_2 < \\cdots < y_{n-1} < y_f$. The last line holds $n$ numbers, the speeds.\n"
    )
    grammar = learn(shown, said)[0]
    assert grammar.layout == (Line((0, 1)), Line((2,)), Line((), (3,), Count(2, -1)), Line((), (4,), Count(2)))
    assert grammar.orders[3] == Order(1, distinct=True)
    judge = Judge(grammar)
    assert "between" in judge.judge("0 100\n2\n100\n5 1\n").why
    assert "not sorted" in judge.judge("0 100\n3\n50 40\n5 1 2\n").why


def test_edges_whose_ends_stand_in_two_lists():
    roads = ("5 2\n0 0 0 3\n1  2 4 4 \n",)
    said = (
        "## Input\n\nThe first line holds $N$ and $K$ ($1 \\le K \\le N \\le 100$). Then follow the $N - 1$ integers "
        "$f_1, \\dots, f_{N-1}$ ($0 \\le f_i < N$) and $N - 1$ integers $t_1, \\dots, t_{N-1}$ ($0 \\le t_i < N$).\n"
    )
    grammar = learn(roads, said)[0]
    assert grammar.layout == (Line((0, 1)), Line((), (2, 3), Count(0, -1), columnwise=True))
    assert grammar.graphs[2].connected
    document = grammar.read(roads[0])
    assert document is not None
    assert document.text() == roads[0]
    judge = Judge(grammar)
    assert "lists in lines 2 to 3: a loop" in judge.judge("3 1\n0 1\n1 1\n").why
    made = [item.text for item, _ in zip(mutations(roads, 1, said), range(90), strict=False)]
    assert sum(judge.judge(text).state != "invalid" for text in made) > 30
    large = Growth(roads, 1, said).grown({0: 50}).splitlines()
    assert [len(line.split()) for line in large] == [2, 49, 49]


def test_laws_of_a_graph() -> None:
    grammar = learn(["4 3\n1 2\n2 3\n1 4\n", "3 2\n1 2\n1 3\n"])[0]
    graph = grammar.graphs[2]
    assert (graph.ends, graph.nodes, graph.simple, graph.connected) == ((2, 3), Count(0), True, True)


def test_a_grid_row_is_as_long_as_its_count_says() -> None:
    grammar = learn(["2 3\n#..\n.#.\n"])[0]
    assert grammar.columns[2].length == Count(1)
    assert grammar.columns[2].alphabet == "#."


def test_a_list_without_doubles() -> None:
    grammar = learn(["4\n3 1 4 2\n", "5\n5 1 2 4 3\n"])[0]
    assert grammar.orders[1].distinct
    assert grammar.columns[1].upper == Count(0)


NAMES = ("anna\n5\npeter\npetra\nanja\nmarkus\nanna\n", "jan\n3\npetra\nbengt\njan\n")


@pytest.mark.slow
def test_numbers_that_name_things_are_sooner_believed_to_differ_than_others() -> None:
    inputs = ["3 6\n6 2 1 3 5 4 6\n2 4 1\n3 6 2 5\n", "2 4\n3 4 1 2\n4 1 3 2 4\n"]
    first = r"Two integers $n$ and $m$ ($1 \le n, m \le 100$). Each of the next $n$ lines begins with $k$, "
    weeks = first + r"followed by $k$ integers $a_i$ ($1 \le a_i \le m$), the weeks that suit somebody."
    assert learn(inputs, weeks)[0].orders == {3: Order(0, distinct=True)}
    apart = [text.replace("3 6\n", "3 5\n").replace("2 4\n3", "2 3\n3") for text in inputs]
    weights = first + r"followed by $k$ integers $a_i$ ($1 \le a_i \le 100$), the weights of things."
    assert learn(apart, weights)[0].orders == {}


@pytest.mark.slow
def test_a_list_that_ends_with_what_stands_before_it():
    grammar = learn(NAMES)[0]
    assert [(echo.source, echo.place) for echo in grammar.echoes] == [(0, -1)]
    judge = Judge(grammar)
    assert "does not end with jan" in judge.judge("jan\n2\npetra\nanna\n").why
    kept = [item.text.split() for item, _ in zip(mutations(NAMES, 1), range(200), strict=False)]
    assert sum(words[-1:] == words[:1] for words in kept) > 120
    large = Growth(NAMES, 1).grown({1: 500}).split()
    assert (len(large), large[-1]) == (502, large[0])


@pytest.mark.slow
def test_a_list_that_is_empty_in_the_first_line_of_all():
    """Wherever the first entries say 0, what they count is seen in later ones only."""
    (grammar, *_) = learn(("5\n0\n1 1\n1 1\n2 2 3\n1 4\n8\n1\n2\n3\n1\n4\n3\n4\n5\n", "2\n0\n1 1\n3\n1\n2\n1\n"))
    assert grammar.layout == (
        Line((0,)),
        Block((Line((1,), (2,), Count(1)),), Count(0)),
        Line((3,)),
        Block((Line((4,)),), Count(3)),
    )


def test_learning_stops_in_between_and_learn_knows_what_came_of_it():
    inputs = ["3 2\n1 2\n2 3\n1 3\n", "2 2\n4 4\n5 5\n"]
    statement = "## Input\n\nThe first line holds $n$ and $m$, then follow $n$ lines (once for this test alone)."
    assert len(list(learning(inputs, statement))) > 1
    assert list(learning(inputs, statement)) == []
    assert learn(inputs, statement)[0].read(inputs[1])


def test_lists_of_one_element_each_are_read_as_the_lines_that_the_statement_counts():
    said = (
        "## Input\n\nThree integers $n$, $m$ and $k$ ($1 \\le n, m, k \\le 100$). Each of the next $m$ lines has two "
        "integers $u$ and $v$ ($1 \\le u, v \\le n$). Each of the next $k$ lines has two integers $w$ "
        "($1 \\le w \\le n$) and $c$ ($1 \\le c \\le 9$)."
    )
    grammar = learn(("8 1 1\n1 2\n1 3\n",), said)[0]
    assert grammar.layout == (Line((0, 1, 2)), Block((Line((3, 4)),), Count(1)), Block((Line((5, 6)),), Count(2)))
    assert grammar.alone
