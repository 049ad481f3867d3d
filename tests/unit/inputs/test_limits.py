"""Documents that grow: one number at a time, and all of them together."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.inputs import LONGEST, Growth, ValueGrowth, learn
from engine.inputs.shapes import SHAPES, all_different

LIST = ("3 2\n5 1 9\n", "5 4\n8 2 7 1 3\n")
EDGES = ("4 3\n1 2\n2 3\n3 4\n", "3 3\n1 2\n1 3\n2 3\n", "5 4\n1 5\n5 2\n2 3\n4 1\n")


def numbers(text):
    return [[int(word) for word in line.split()] for line in text.splitlines()]


def test_the_columns_of_a_list_and_which_of_them_counts():
    growth = Growth(LIST, seed=1)
    assert list(growth.columns.values()).count(True) == 1
    assert len(growth.columns) == 3


@pytest.mark.parametrize("length", [1, 10, 5000])
def test_a_count_grows_with_its_list(length):
    growth = Growth(LIST, seed=1)
    count = next(column for column, counts in growth.columns.items() if counts)
    head, row = numbers(growth.grown({count: length}))
    assert head[0] == length == len(row)


def test_a_value_grows_to_just_what_was_asked_for():
    growth = Growth(LIST, seed=1)
    last = max(growth.columns)
    assert set(numbers(growth.grown({last: 10**12}))[1]) == {10**12}


def test_boundaries_name_the_value_and_differ():
    growth = Growth(LIST, seed=1)
    found = list(growth.boundaries({max(growth.columns): 77}))
    assert len({item.text for item in found}) == len(found)
    assert any(set(numbers(item.text)[1]) == {77} for item in found if item.what == "a number is 77")


def test_extremes_of_a_graph_are_long_and_one_is_a_path():
    growth = Growth(EDGES, seed=3)
    tops = {column: 2000 for column, counts in growth.columns.items() if counts}
    extremes = {item.what: item.text for item in growth.extremes(tops)}
    assert len(extremes) >= 3
    parts = "alone", "dense", "sparse", "half", "complete"
    large = {what: numbers(text)[1:] for what, text in extremes.items() if not any(part in what for part in parts)}
    assert all(len(edges) == 2000 for edges in large.values())
    assert any(all(b - a == 1 for a, b in edges[:1999]) for edges in large.values()), "one is a path"
    assert any(all(1 in edge for edge in edges[:1999]) for edges in large.values()), "one is a star"
    dense = next(numbers(text) for what, text in extremes.items() if "dense" in what)
    assert len(dense) - 1 == 2000 == len({tuple(sorted(edge)) for edge in dense[1:]})
    assert dense[0][0] < 500


@given(st.lists(st.text(max_size=40), min_size=1, max_size=3), st.integers(0, 5))
def test_any_text_can_be_learnt_from(inputs, seed):
    growth = Growth(inputs, seed)
    tops = dict.fromkeys(growth.columns, 20)
    assert isinstance(growth.grown(tops), str)
    list(growth.boundaries(tops))
    list(growth.extremes(tops))


def test_the_seed_decides():
    assert list(Growth(LIST, 4).extremes({0: 50})) == list(Growth(LIST, 4).extremes({0: 50}))


NAMES = ("noise", "limit")
VALUES = ("[3, 5, -4]\n2\n", "[]\n0\n")
STATED = "Constraints: `1 <= noise.length <= 10^5`, `-10^9 <= noise[i] <= 10^9` and 0 <= limit <= 2 * 10^4."


def values(text):
    return [json.loads(line) for line in text.removesuffix("\n").split("\n")]


def test_limits_of_arguments_are_read_from_the_usual_form():
    growth = ValueGrowth(VALUES, 1, STATED, NAMES)
    assert list(growth.stated().values()) == [10**5, 10**9, 2 * 10**4]
    assert ValueGrowth(VALUES, 1, "Nothing is said.", NAMES).stated() == {}


def test_extremes_of_arguments_are_as_large_as_they_may_be():
    growth = ValueGrowth(VALUES, 1, STATED, NAMES)
    made = list(growth.extremes(growth.stated()))
    assert len({item.text for item in made}) == len(made) >= 6
    for item in made:
        noise, limit = values(item.text)
        assert len(item.text) <= LONGEST
        assert 10_000 < len(noise) <= 10**5
        assert max(map(abs, noise)) <= 10**9
        assert limit in {0, 10**4, -2 * 10**4, 2 * 10**4}  # the least, the middle and the greatest
    assert any(noise == sorted(noise) for noise, _ in (values(item.text) for item in made))


def test_lists_of_lists_and_of_words_grow_outside_and_inside():
    growth = ValueGrowth(('[[1, 2], [3]]\n"ab"\n["x", "yy"]\n',), 1, "", ("a", "b", "c"))
    assert list(growth.columns.values()) == [True, True, False, True, True, True]
    rows, word, words = values(growth.grown({0: 3, 1: 4, 2: 50, 3: 7, 4: 2, 5: 6}))
    assert rows == [[50] * 4] * 3
    assert (len(word), set(word)) == (7, {"a", "b"})
    assert [len(item) for item in words] == [6, 6]


@given(
    st.lists(
        st.lists(
            st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2) | st.none() | st.booleans(),
            min_size=1,
            max_size=2,
        ),
        min_size=1,
        max_size=3,
    ),
    st.integers(0, 5),
)
def test_any_values_can_be_learnt_from(documents, seed):
    inputs = ["".join(f"{json.dumps(value)}\n" for value in document) for document in documents]
    growth = ValueGrowth(inputs, seed, STATED, NAMES)
    tops = dict.fromkeys(growth.columns, 20)
    for item in (*growth.boundaries(tops), *growth.extremes(tops)):
        values(item.text)


def test_what_a_large_document_is_judged_by_is_small_and_of_the_same_layout():
    growth = Growth(LIST, seed=1)
    (grammar, *_) = learn(LIST)
    tops = {column: 50_000 if counts else 9 for column, counts in growth.columns.items()}
    long = [item for item in growth.extremes(tops) if item.likeness]
    assert len(long) >= 3
    assert all(len(item.likeness) * 8 < len(item.text) and grammar.read(item.likeness) for item in long)


def test_words_keep_the_length_that_the_statement_tells_whatever_count_happens_to_be_equal():
    said = "## Input\nThe first line has $n$, then $n$ lines with three uppercase letters each.\n"
    shown = ("3\nDNA\nRRR\nSND\n",)
    words = Growth(shown, 1, said).grown({0: 40}).split()[1:]
    assert {len(word) for word in words} == {3}
    assert {len(word) for word in Growth(shown, 1).grown({0: 40}).split()[1:]} == {40}


@pytest.mark.slow
def test_a_large_matrix_is_made_as_large_as_is_kept():
    says = (
        "## Input\n\nThe first line holds $n$ and $m$ ($1 \\le n, m \\le 1000$). $n$ lines hold $m$ integers $a_{ij}$ "
        "($0 \\le a_{ij} \\le 9$)."
    )
    growth = Growth(("2 3\n1 2 3\n4 5 6\n", "1 1\n7\n", "3 2\n1 1\n5 6\n7 8\n"), 1, says)
    sizes = [len(item.text) for item in growth.extremes(growth.stated()) if "alone" not in item.what]
    assert sizes
    assert min(sizes) > LONGEST / 8
    parts = list(growth.full(growth.stated()))
    assert max(len(item.text) for item in parts if item) > LONGEST
    assert parts.count(None) > 3 * sum(item is not None for item in parts)  # others have their turn in between


@pytest.mark.slow
def test_as_many_small_graphs_over_many_nodes_as_there_are_lines_are_no_more_work_than_their_edges():
    says = (
        "## Input\n\nThe first line holds $W$ and $H$ ($1 \\le W, H \\le 100000$). Each of $H$ lines begins with "
        "$B$ ($1 \\le B \\le 100000$), then come $B$ pairs $P$ $L$ ($1 \\le P, L \\le W$)."
    )
    growth = Growth(("8 2\n1 1 8\n2 1 3 5 3\n", "6 1\n1 1 4\n", "9 3\n3 1 2 3 2 6 3\n1 1 9\n2 1 4 5 4\n"), 1, says)
    found = next(made.text for made in growth.full(growth.stated()) if made)
    (_, height), *rows = numbers(found)
    assert len(rows) == height
    assert all(len(row) == 1 + 2 * row[0] for row in rows)


@pytest.mark.parametrize("high", [50, 10**18, 10**400])
def test_different_numbers_of_any_length(high) -> None:
    values = all_different(1, high, 50, Random(1))
    assert len(set(values)) == 50
    assert all(1 <= value <= high for value in values)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
@pytest.mark.parametrize("high", [3, 10**18, 10**400])
def test_any_shape_draws_numbers_of_any_length(shape, high) -> None:
    values = shape.values(1, high, 50, Random(1))
    assert len(values) == 50
    assert all(1 <= value <= high for value in values)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_few_edges_of_a_graph_with_countless_nodes_are_drawn_at_once(shape):
    edges = shape.edges(10**12, 3, Random(1))
    assert len(edges) == 3 == len(set(edges))
    assert all(0 <= low < high < 10**12 for low, high in edges)


def test_nothing_is_of_full_size_where_everything_fits():
    growth = Growth(LIST, 1, "## Input\n\nThe first line holds $n$ and $k$ ($1 \\le n, k \\le 50$).")
    assert not any(growth.full(dict.fromkeys(growth.columns, 50)))


@pytest.mark.slow
def test_one_graph_of_full_size_is_a_path_and_has_no_other_edge():
    growth = Growth(EDGES, seed=3)
    tops = {column: 70_000 for column, counts in growth.columns.items() if counts}
    made = {item.what: numbers(item.text) for item in growth.full(tops) if item and ", a tree" in item.what}
    paths = [edges for edges in made.values() if edges[1:] == [[node, node + 1] for node in range(1, 70_000)]]
    assert len(made) == 2
    assert [edges[0] for edges in made.values()] == [[70_000, 69_999]] * 2
    assert len(paths) == 1


def test_two_lists_may_have_nothing_in_common():
    inputs = ("2 1\nabcd\nbcda\nABBA\n", "1 2\ncdab\nBABA\nCDAB\n", "3 1\nabdc\ndbca\ncdab\nDCBA\n")
    growth = Growth(inputs, 1, "## Input\n\nThe first line holds $n$ and $m$ ($1 \\le n, m \\le 10$).")
    (found,) = [item.text for item in growth.extremes({0: 10, 1: 10}) if item.what.endswith("nothing in common")]
    lines = found.split()[2:]
    assert not set("".join(lines[:10]).upper()) & set("".join(lines[10:]).upper())


def test_signed_indices_fill_a_list_to_its_end():
    inputs = ("2\n2 -1 2\n3 1 2 -3\n", "1\n3 2 -1 3\n", "2\n1 -2\n2 3 -2\n")
    growth = Growth(inputs, 1, "## Input\n\nNo literal is in a clause more than once.")
    tops = dict(zip(growth.columns, (20, 10, 10), strict=True))
    for item in growth.extremes(tops):
        for row in numbers(item.text)[1:]:
            assert len({abs(value) for value in row[1:]}) == len(row) - 1, item.what


WISHES = ("1\n4 +zucchini +mozzarella +mushrooms -artichoke\n", "2\n1 +beans\n2 -beans +cheese\n")


def test_words_that_begin_with_another_kind_of_letter_do_so_when_they_are_large() -> None:
    said = "## Input\n\nWords of up to 15 lower-case letters.\n"
    growth = Growth(WISHES, 1, said)
    for made in (growth.grown({0: 9, 1: 5}), *(item.text for item in growth.extremes({0: 50, 1: 4}))):
        words = [word for line in made.splitlines()[1:] for word in line.split()[1:]]
        assert words
        assert all(word[0] in "+-" and word[1:].isalpha() for word in words)


def test_numbers_of_ten_thousand_digits() -> None:
    growth = Growth(("20\n", "7\n"), 1)
    assert growth.longer[-1] == 10**10_000
    assert not ValueGrowth(("20\n",), 1, "", ("n",)).longer  # a function's arguments are no text
    for digits in (30, 1_000, 10_000):
        assert growth.grown({0: 10**digits}) == f"1{'0' * digits}\n"
    assert any(len(item.text) == 10_001 for item in growth.boundaries({0: 10**10_000}))


def test_balanced_values_have_a_known_sum() -> None:
    growth = Growth(("3\n5 -9 4\n", "2\n1 -2\n"), 1)
    (balanced,) = (item for item in growth.extremes({0: 100, 1: 10**9}) if "balanced" in item.what)
    assert sum(int(word) for word in balanced.text.split()[1:]) == 0


@pytest.mark.slow
def test_lists_of_values_that_differ_whatever_their_signs_are_no_longer_than_there_are_values() -> None:
    bags = ("3\n1 1 3\n2 -1 1 -2 5\n2 2 2 -3 1\n", "2\n2 3 1 -1 4\n1 2 9\n")
    said = "## Input\n\n$1 \\le n \\le 1000$ bags, each with $1 \\le k \\le 10$ different types.\n"
    growth = Growth(bags, 1, said)
    for item in growth.extremes(growth.stated()):
        for line in item.text.splitlines()[1:]:
            sizes = [abs(int(word)) for word in line.split()[1::2]]
            assert len(set(sizes)) == len(sizes) <= 3


def test_what_is_bounded_from_below_only_grows_as_far_as_it_is_asked_to() -> None:
    said = "## Input\n\nA line with a positive integer $n$, then $n$ positive integers $a_i$.\n"
    assert len(Growth(("2\n5 1\n", "1\n4\n"), 1, said).grown({0: 1000}).split()) == 1001


def test_a_list_of_twice_as_many_is_that_long_at_the_limits() -> None:
    said = (
        "## Input\n\nThe first line holds $n$ ($1 \\le n \\le 9000$), then $2n$ integers $a_i$ ($1 \\le a_i \\le 9$)."
    )
    growth = Growth(("2\n1 2 2 1\n", "1\n3 7\n"), 1, said)
    assert len(growth.grown(growth.stated()).split()) == 1 + 2 * 9000


def test_one_large_graph_has_all_edges_that_its_nodes_can_have():
    bounds = "$1 \\le n \\le 200$, $0 \\le m \\le 250$, $1 \\le p, q \\le n$"
    says = f"First $n$ and $m$. Then $m$ lines with $p$ and $q$. {bounds}"
    growth = Growth(("5 4\n3 1\n2 5\n1 4\n3 4\n", "6 3\n1 2\n3 4\n5 6\n"), 1, says)
    (made,) = (item.text for item in growth.extremes(growth.stated()) if item.what.endswith("a complete graph"))
    lines = [tuple(map(int, line.split())) for line in made.splitlines()]
    assert lines[0] == (22, 231)
    assert len({frozenset(edge) for edge in lines[1:]}) == 231
    assert all(len(set(edge)) == 2 for edge in lines[1:])


def test_an_index_reaches_as_far_as_it_may_in_large_documents():
    growth = Growth(
        ("4 2\nUVUH\n", "8 5\nHUNVVNVH\n"), 1, "First $N$ and $k$ ($1 \\le k \\le N \\le 1000$), then $N$ letters."
    )
    found = {item.text.split()[1] for item in growth.extremes(growth.stated())}
    assert {"1", "500", "1000"} <= found


def test_lists_in_lists_have_different_lengths_and_as_many_elements_together():
    growth = Growth(("2 5\n5 1 2 3 4 5\n2 1 2\n", "3 3\n2 1 3\n1 2\n2 1 2\n"), 1)
    together, alone = {0: 40, 1: 40, 2: 1000}, {0: 300, 1: 300, 2: 7000}  # no list holds so many different values
    made = {
        item.what: numbers(item.text) for item in growth.extremes(together, alone) if "different lengths" in item.what
    }
    assert [lines[0] for lines in made.values()] == [[300, 300], [100, 300]]
    for lines in made.values():
        lengths = [line[0] for line in lines[1:]]
        assert lengths == [len(line) - 1 for line in lines[1:]]
        assert len(set(lengths)) > 5
        assert 0.7 * 40 * 40 < sum(lengths) <= 40 * 40
        assert all(len(set(line[1:])) == len(line) - 1 for line in lines[1:])


def test_lists_in_lists_that_may_all_be_long_are_no_longer_than_each_may_be():
    growth = Growth(("2\n3 1 2 3\n1 7\n", "1\n2 4 4\n"), 1)
    tops = {0: 30, 1: 20}
    for item in growth.extremes(tops):
        if "different lengths" in item.what:
            assert max(line[0] for line in numbers(item.text)[1:]) <= 20
