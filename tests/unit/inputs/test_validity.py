"""Which inputs a grammar and a statement allow."""

from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.inputs import Growth, Judge, learn, mutations, tiny

LIST = ("3\n5 1 9\n", "1\n4\n")
LIST_SAYS = (
    "## Input\n\nThe first line holds $n$ ($1 \\le n \\le 5$), the second $n$ integers "
    "$a_i$ ($0 \\le a_i \\le 10^6$).\n"
)
TREE = ("4\n1 2\n2 3\n3 4\n", "3\n3 1\n1 2\n", "5\n1 5\n5 2\n2 3\n4 1\n")
TREE_SAYS = (
    "## Input\n\nThe first line holds $n$ ($2 \\le n \\le 9$). Each of the $n-1$ lines that follow holds $a$ and $b$, "
    "$1 \\le a, b \\le n$. These edges form a tree.\n"
)


def judged(inputs, statement, text):
    return Judge(learn(inputs, statement)[0]).judge(text)


@pytest.mark.parametrize(
    ("text", "state", "why"),
    [
        ("2\n0 1000000\n", "valid", "keeps every bound"),
        ("2\n0 1000001\n", "invalid", "line 2, token 2: 1000001 is not between 0 and 1000000"),
        ("6\n1 2 3 4 5 6\n", "invalid", "6 is not between 1 and 5"),
        ("2\n1 2 3\n", "invalid", "lines do not follow each other"),
        ("2\n1 x\n", "invalid", "no such number"),
    ],
)
def test_a_list_with_bounds(text, state, why):
    found = judged(LIST, LIST_SAYS, text)
    assert found.state == state
    assert why in found.why


@pytest.mark.parametrize(
    ("text", "state"),
    [("4\n1 2\n1 3\n1 4\n", "valid"), ("4\n1 2\n1 2\n3 4\n", "invalid"), ("3\n1 1\n2 3\n", "invalid")],
)
def test_a_tree(text, state):
    assert judged(TREE, TREE_SAYS, text).state == state


def test_without_a_statement_nothing_is_called_valid():
    found = judged(LIST, "", "2\n3 4\n")
    assert found.state == "unchecked"
    assert "bounds" in found.why


@pytest.mark.parametrize(
    "promise",
    ["The input is always lucky.", "Each of the integers divides the next one.", "The answer is uniquely determined."],
)
def test_a_promise_in_a_sentence_of_the_form_is_one(promise):
    words = f"# Story\n\n{promise}\n\n# Input\n\n{promise} The first line holds $n$ ($1 \\le n \\le 10$).\n"
    assert Judge(learn(["3\n", "4\n", "7\n"], words)[0]).judge("5\n").state == "unchecked"


def test_rows_of_a_drawing_are_no_names():
    inputs = ["2 3\n#..\n##.\n", "3 3\n#..\n##.\n#..\n", "2 3\n##.\n##.\n"]
    words = "# Input\n\nThe first line holds $h$ and $w$ ($2 \\le h, w \\le 9$).\n"
    assert Judge(learn(inputs, words)[0]).judge("2 3\n#..\n#..\n").state == "unchecked"


def test_what_is_not_understood_is_quoted():
    found = judged(LIST, f"{LIST_SAYS}It is guaranteed that the gcd of the numbers is 1.\n", "2\n3 4\n")
    assert (found.state, "gcd of the numbers" in found.why) == ("unchecked", True)


def test_a_bound_that_a_public_input_contradicts_is_dropped():
    found = judged(LIST, LIST_SAYS.replace("10^6", "8"), "2\n9 9\n")
    assert found.state == "unchecked"


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_public_inputs_are_never_invalid_and_most_mutations_are_allowed(seed):
    judge = Judge(learn(LIST, LIST_SAYS)[0])
    assert {judge.judge(text).state for text in LIST} == {"valid"}
    made = [item.text for _, item in zip(range(40), mutations(LIST, seed, LIST_SAYS), strict=False)]
    assert sum(judge.judge(text).state == "valid" for text in made) > len(made) // 3


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=3), st.text(max_size=30))
def test_any_text_can_be_judged(inputs, text):
    judge = Judge(learn(inputs)[0])
    assert all(judge.judge(item).state == "unchecked" for item in inputs if judge.judge(item).state != "invalid")
    judge.judge(text)


def test_edges_of_one_way_are_not_understood_by_being_connected():
    found = judged(TREE, TREE_SAYS.replace("form a tree", "let node 1 reach all others"), "4\n1 2\n1 3\n1 4\n")
    assert (found.state, "reach all others" in found.why) == ("unchecked", True)


SIGNED = ("2\n2 -1 2\n3 1 2 -3\n", "1\n3 2 -1 3\n", "2\n1 -2\n2 3 -2\n")
SIGNED_SAYS = "## Input\n\nThe first line holds $n$ ($1 \\le n \\le 50$). No literal is in a clause more than once.\n"


@pytest.mark.parametrize(("clause", "allowed"), [("2 3 1", True), ("2 3 -3", False), ("2 0 1", False)])
def test_an_index_comes_with_one_sign_only(clause, allowed):
    found = judged(SIGNED, SIGNED_SAYS, f"1\n{clause}\n")
    assert (found.state != "invalid") is allowed, found.why


@given(st.integers(0, 10**6))
@settings(max_examples=5, deadline=None)
def test_mutations_that_are_lawful_keep_to_one_sign(seed):
    judge = Judge(learn(SIGNED, SIGNED_SAYS)[0])
    texts = [item.text for item, _ in zip(mutations(SIGNED, seed, SIGNED_SAYS), range(40), strict=False)]
    fitting = [text for text in texts if judge.judge(text).state != "invalid"]
    assert fitting, "some of them are"
    for text in fitting:
        for line in text.splitlines()[1:]:
            values = [abs(int(word)) for word in line.split()[1:]]
            assert len(set(values)) == len(values)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2\n3 9\n", ""),
        ("2\n9 3\n", "not sorted, which it promises"),
        ("2\n3 1000001\n", "line 2, token 2: 1000001, where it says 0 ≤ a ≤ 10^6"),
        ("no such lines", ""),
    ],
)
def test_what_the_statement_itself_forbids(text, why):
    words = LIST_SAYS + "They are sorted: $a_1 \\le a_2 \\le \\dots \\le a_n$.\n"
    judge = Judge(learn(("3\n1 5 9\n", "1\n4\n", "5\n1 2 3 4 5\n"), words)[0])
    assert why in judge.forbidden(text)
    assert bool(why) is bool(judge.forbidden(text))


def test_what_only_the_public_inputs_show_is_forbidden_by_no_statement():
    assert Judge(learn(("3\n1 5 9\n", "5\n1 2 3 4 5\n"), LIST_SAYS)[0]).forbidden("2\n9 3\n") == ""


LINKS = ("3 2\n0 1 5\n1 2 9\n0 2\n", "4 5\n0 1 1\n1 2 2\n2 3 4\n0 3 7\n3 1 1\n1 3\n")
LINKS_SAY = (
    "## Input\n\nThe first line holds $n$ and $m$ ($1 \\le n, m \\le 9$). $m$ lines follow, each with $u$, $v$ and $w$ "
    "($0 \\le u, v < n$, $1 \\le w \\le 9$): a {way} from $u$ to $v$. "
    "The last line holds $s$ and $t$ ($0 \\le s, t < n$). {promise}\n"
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("way", "promise", "forbidden"),
    [
        ("one-way road", "It is possible to reach $t$ from $s$.", (False, True, True)),
        ("road", "There is always a path from $s$ to $t$.", (False, False, True)),
        ("one-way road", "It is guaranteed that it's possible to go from city 0 to city $t$.", (False, True, True)),
        ("one-way road", "If it is not possible to reach $t$ from $s$, print -1.", (False, False, False)),
    ],
)
def test_what_the_statement_promises_to_be_reached(way, promise, forbidden):
    judge = Judge(learn(LINKS, LINKS_SAY.format(way=way, promise=promise))[0])
    texts = ("3 1\n0 2 1\n0 2\n", "3 1\n2 0 1\n0 2\n", "3 1\n1 0 1\n0 2\n")
    assert tuple(bool(judge.forbidden(text)) for text in texts) == forbidden
    assert "0 does not lead to 2" in judge.forbidden(texts[2]) or not forbidden[2]


def test_a_word_for_a_sign_forbids_nothing_but_makes_no_input_valid_either():
    judge = Judge(
        learn(("3\n5 1 9\n", "1\n4\n"), LIST_SAYS.replace("$n$ ($1 \\le n \\le 5$)", "a positive integer $n$"))[0]
    )
    assert judge.forbidden("0\n\n") == ""
    assert judge.judge("0\n\n").state == "invalid"


@pytest.mark.parametrize(
    ("inputs", "said", "state"),
    [
        (("5 9\n5 4 3 3 1\n", "3 4\n7 7 7\n"), "", "valid"),
        (("5 9\n5 4 3 3 1\n", "3 4\n7 7 7\n"), "They are given in falling order.", "invalid"),
        (("5 9\n5 4 3 2 1\n", "3 4\n7 6 5\n"), "They are given in descending order.", "invalid"),
        (("5 9\n15 14 13 12 11\n", "5 4\n17 16 15 13 12\n"), "", "valid"),
    ],
)
def test_public_inputs_that_happen_to_be_sorted_or_to_differ_make_no_law(inputs, said, state):
    words = (
        "## Input\n\nThe first line holds $n$ and $k$ ($1 \\le n, k \\le 9$), the second $n$ integers $a_i$ "
        f"($1 \\le a_i \\le 100$). {said}\n"
    )
    assert judged(inputs, words, "3 1\n2 9 9\n").state == state


COMMAS = ("Which?\n2\na b, c\nd, c\n", "Why,so?\n3\nx\ny\nz z\n")


@pytest.mark.parametrize(
    ("text", "forbidden"),
    [
        ("What?\n1\nq, r s\n", False),
        ("a,b\n1\nq\n", False),
        ("?\n1\n,\n", True),
        ("?\n2\nq, \nr\n", False),
        ("?\n1\nq,r\n", True),
    ],
)
def test_a_comma_stands_between_parts_where_the_statement_says_so(text, forbidden):
    says = "## Input\n\nA question, $n$ ($1 \\le n \\le 9$) and $n$ lines of parts, separated by a comma and a space.\n"
    assert bool(Judge(learn(COMMAS, says)[0]).forbidden(text)) is forbidden


DISCS = (
    "## Input\n\nThe first line holds $N$ ($1 \\le N \\le 9$). $N$ lines follow with the decimals $x$, $y$ and $r$ "
    "($-100 \\le x, y \\le 100$, $0 < r \\le 100$), the centre and the radius of a disc. {promise}\n"
)


@pytest.mark.parametrize(
    ("promise", "text", "forbidden"),
    [
        ("No two discs touch or overlap.", "2\n2 0 1\n2 2.01 1\n", False),
        ("No two discs touch or overlap.", "2\n2 0 1\n2 2 1\n", True),
        ("None of the discs touch.", "3\n0 0 1\n50 0 1\n0.1 0.2 0.1\n", True),
        ("Discs may touch or overlap.", "2\n2 0 1\n2 2 1\n", False),
    ],
)
def test_circles_that_are_promised_to_stand_apart(promise, text, forbidden):
    public = ("2\n0.5 1.5 0.5\n3.0 4.0 1.5\n", "3\n-5.5 0.0 1.0\n5.5 0.0 1.25\n0.0 9.0 2.5\n")
    judge = Judge(learn(public, DISCS.format(promise=promise))[0])
    assert bool(judge.forbidden(text)) is forbidden


def test_a_number_before_the_one_that_bounds_it_is_as_large_as_that_may_be():
    words = "## Input\n\nOne line with the integers $a$ and $b$ ($1 \\le a \\le b \\le 10^{6}$).\n"
    judge = Judge(learn(("13 40\n", "60 70\n"), words)[0])
    made = [item.text for item in islice(mutations(("13 40\n", "60 70\n"), 1, words), 100)]
    assert max(int(text.split()[0]) for text in made if judge.judge(text).state == "valid") > 1000


PLACES = """
The first line has n (1 ≤ n ≤ 9). Each of the next n lines has x and y (|x|, |y| ≤ 50). No two places are the same.
"""


def test_coordinates_may_be_equal_where_public_ones_are():
    judge = Judge(learn(["2\n0 0\n3 1\n"], PLACES)[0])
    assert judge.judge("2\n5 5\n1 5\n").state != "invalid"
    assert judge.judge("2\n1 5\n5 1\n").state != "invalid"
    assert "comes twice" in judge.judge("2\n1 5\n1 5\n").why


ISLES = r"""
\section*{Input}
The first line has $n$ and $m$ ($1 \leq n \leq 60$, $0 \leq m \leq 90$).
Each of the next $n$ lines has $x$, $y$, and $r$ ($|x|,|y| \leq 10^6$, $100 \leq r \leq 10^6$).
Each of the next $m$ lines has $x$, $y$, $h$ ($|x|,|y| \leq 10^6$, $1 \leq h \leq 10^4$).

No two isles intersect. Each pole lies strictly inside an isle. No two poles stand in the same spot.
"""
ISLE = "2 1\n0 0 400\n1000 0 400\n300 0 150\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2 1\n0 0 600\n1000 0 400\n300 0 150\n", "two of them touch"),
        ("2 1\n0 0 400\n1000 0 400\n400 0 150\n", "inside none of the circles"),
        ("2 1\n0 0 400\n1000 0 400\n1000 0 3\n", ""),
    ],
)
def test_points_inside_circles_that_stand_apart(text, why):
    judge = Judge(learn([ISLE, "1 0\n5 7 100\n"], ISLES)[0])
    found = judge.judge(text)
    assert why in found.why
    assert (found.state == "invalid") is bool(why)


@pytest.mark.slow
def test_what_is_made_stands_apart_and_points_lie_inside():
    judge = Judge(learn([ISLE], ISLES)[0])
    growth = Growth([ISLE], 3, ISLES)
    large = [made.text for made in growth.extremes(growth.stated())]
    small = list(islice(tiny(learn([ISLE], ISLES)[0], 3), 60))
    assert len(large) > 10
    assert len(small) > 10
    for text in (*large, *small):
        why = judge.judge(text).why
        assert "touch" not in why
        assert "inside none" not in why


def test_one_large_input_has_two_clumps_of_circles_and_what_reaches_across_one_of_them_only():
    growth = Growth([ISLE], 3, ISLES)
    (made,) = (item.text for item in growth.extremes(growth.stated()) if "two clumps" in item.what)
    lines = [tuple(map(int, line.split())) for line in made.splitlines()]
    isles, poles = lines[1:61], lines[61:]
    assert lines[0] == (60, 90)
    assert sum(x < 0 for x, *_ in isles) == 30
    assert {(x < 0, y < 0) for x, y, _ in isles} == {(True, True), (False, False)}
    assert {height for *_, height in poles} == {10**4}
    assert all(abs(abs(x) - abs(y)) < 2 * 10**3 < 10**4 < abs(x) for x, y, _ in lines[1:]), "near and far"
    assert Judge(learn([ISLE], ISLES)[0]).judge(made).state != "invalid"


def test_circles_find_room_where_every_number_is_as_large_as_it_may_be():
    growth = Growth([ISLE], 3, ISLES)
    assert Judge(learn([ISLE], ISLES)[0]).judge(growth.grown(growth.stated())).state != "invalid"


BITS = ("2\n011 red\n100 blue\n", "3\n111 green\n010 red\n001 grey\n")
BITS_SAYS = (
    "## Input\n\nThe first line holds $n$ ($1 \\le n \\le 5$). Each of the $n$ lines that follow holds {code}, "
    "and the name of a colour in lower-case letters.\n"
)


@pytest.mark.parametrize(
    "code",
    [
        "a code of characters that are ones and zeros",
        "a code of zeroes and ones",
        "a code of 0's and 1's",
        "a binary string",
        "en sträng av ettor och nollor",
        "en binär sträng",
    ],
)
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1\n110 red\n", "keeps every bound"),
        ("1\n000 red\n", "keeps every bound"),
        ("1\n021 red\n", "the letter 2"),
        ("1\n201 red\n", "the letter 2"),
        ("1\n-11 red\n", "the letter -"),
        ("1\n11 red\n", "2 letters, and all words seen have 3"),
        ("1\n0011 red\n", "4 letters, and all words seen have 3"),
    ],
)
def test_words_of_ones_and_zeros_hold_nothing_else_even_where_they_look_like_numbers(code, text, why):
    assert why in judged(BITS, BITS_SAYS.format(code=code), text).why


@pytest.mark.parametrize("code", ["characters that a binary search finds", "a number between 0 and 1"])
def test_other_words_for_bits_say_nothing_of_letters(code):
    assert "0123456789" in Judge(learn(BITS, BITS_SAYS.format(code=code))[0]).columns[1]


def test_numbers_of_no_other_digits_than_ones_and_zeros_stay_numbers():
    says = LIST_SAYS + "They are drawn as a string of ones and zeros.\n"
    assert judged(("3\n0 1 1\n", "1\n10\n"), says, "2\n0 27\n").state == "unchecked"


def test_digits_stay_letters_where_others_than_ones_and_zeros_are_seen():
    codes = ("2\n019 red\n100 blue\n", "3\n111 green\n010 red\n001 grey\n")
    assert judged(codes, BITS_SAYS.format(code="a code, in ones and zeros or not"), "1\n900 red\n").state != "invalid"


@pytest.mark.parametrize(
    "promise",
    [
        "It is guaranteed that the sum is divisible by 3 and that all $a_i$ are distinct.",
        "All $a_i$ are distinct multiples of 3.",
        "Det är garanterat att $n$ är delbart med 3 och att alla $a_i$ är olika.",
    ],
)
def test_what_divides_a_number_is_not_understood_by_what_else_the_sentence_promises(promise):
    apart = "All $a_i$ are distinct.\n"
    lists = ("3\n6 9 3\n", "3\n9 3 12\n", "3\n12 6 9\n")
    assert judged(lists, LIST_SAYS + apart, "3\n6 3 9\n").state == "valid"
    assert judged(lists, LIST_SAYS + promise, "3\n6 3 9\n").state == "unchecked"
