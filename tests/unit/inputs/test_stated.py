"""What is read from statements: inequalities in every spelling, variables in order, promises."""

from collections import Counter
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.inputs import Judge, learn, mutations
from engine.inputs.formulas import evaluate, show
from engine.inputs.inequalities import comparisons, phrases
from engine.inputs.primes import is_prime
from engine.inputs.stated import read_statement
from engine.problem.pasted import read_pasted


def read(text):
    found = [item for phrase in phrases(text) for item in comparisons(phrase)]
    return [f"{show(item.left)} {'<' if item.strict else '<='} {show(item.right)}" for item in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"$1 \leq N \leq 10\,000$", ["1 <= N", "N <= 10000"]),
        (r"$1 \le n, m \le 200{,}000$", ["1 <= n", "1 <= m", "n <= 200000", "m <= 200000"]),
        ("1 ≤ n ≤ 2·10⁵", ["1 <= n", "n <= 2*10^5"]),
        ("where 0 <= x < n, and", ["0 <= x", "x < n"]),
        (r"$0 \leq u,v < N$, $0 < w \leq 10^9$", ["0 <= u", "0 <= v", "u < N", "v < N", "0 < w", "w <= 10^9"]),
        (r"$1 \leq L \leq R \leq 10^{18}$", ["1 <= L", "L <= R", "R <= 10^18"]),
        (r"$0 \leq M \leq N(N-1)/2$", ["0 <= M", "M <= N*N-1/2"]),
        (r"$|x|, |y| \leq 5$", ["-5 <= x", "x <= 5", "-5 <= y", "y <= 5"]),
        (r"$100\ 000 \ge n$", ["n <= 100000"]),
        (r"$n, 1 \leq n \le 7$", ["1 <= n", "n <= 7"]),
        (r"$1 \leq x_i \leq N, z \le 5$", ["1 <= x_i", "x_i <= N", "z <= 5"]),
        (r"$1 \le k \le \min(n, 50)$", ["1 <= k"]),
        ("a <-> b, or c => d", []),
        ("\n- 1 \\le A < B \\le 9\n- A and B are integers.\n", ["1 <= A", "A < B", "B <= 9"]),
        ("n is at least\n2 <= n - 1 lines", ["2 <= n-1"]),
        (r"0 <t_1 <\ldots < t_m \leq 9", ["0 < t_1", "t_1 < t_m", "t_m <= 9"]),
        ("$a_1 ≥ a_2 ≥ ... ≥ a_n$", ["a_2 <= a_1", "a_n <= a_2"]),
        ("$a_1 < … ≤ a_n$", []),
    ],
)
def test_inequalities(text, found):
    assert read(text) == found


def test_a_formula_is_computed_in_the_units_of_its_column():
    (item,) = (item for phrase in phrases("$x \\le n(n-1)/2$") for item in comparisons(phrase))
    assert evaluate(item.right, {"n": 7}) == 21
    assert evaluate(item.right, {"n": 7}, decimals=2) == 2100
    assert evaluate(item.right, {}) is None


GRAPH = r"""Roads are built.

## Input

The first line contains two positive integers $n \leq 100$ and $m$ ($m \le n(n-1)/2$), the numbers of cities and roads.
Each of the next $m$ lines contains two integers $a$ and $b$ ($1 \le a, b \le n$).
No road is listed twice.

## Output

The number $k$ of roads, $k \le 3$.
"""


def test_variables_stand_in_the_order_of_the_input_section():
    stated = read_statement(GRAPH)
    assert stated.names == ("n", "m", "a", "b")
    assert [promise.about for promise in stated.promises] == ["distinct"]


EXPLAINED = """Wagons

Wagons are coupled.

Constraints

- $1 \\le n \\le 50$
- It is guaranteed that the weights are distinct.

Input

$n$

Sample Input 1

2

Sample Output 1

2

It is impossible to couple them in another order. The answer is guaranteed to be $n$ here, and $n \\le 2$.

Sample Input 2

7

Sample Output 2

7

The wagons must never stand still.
"""


@pytest.mark.parametrize("statement", [EXPLAINED, read_pasted(EXPLAINED).statement], ids=["whole", "pasted"])
def test_what_is_said_of_an_example_is_no_promise(statement):
    stated = read_statement(statement)
    assert [promise.about for promise in stated.promises] == ["distinct"]
    assert [show(item.right) for item in stated.comparisons if show(item.left) == "n"] == ["50"]


def test_indices_of_lists_are_no_variables():
    stated = read_statement(
        "## Input\n\n$n$ numbers $a_1, \\dots, a_n$ with $0 \\le a_i \\le 9$ for all $1 \\le i \\le n$.\n"
    )
    assert stated.names == ("n", "a")
    assert stated.lists == {"a"}


def test_the_widest_bound_of_the_tables_of_subtasks_counts():
    tables = "| 1 | $N \\le 10$ |\n| 2 | $1 \\le N \\le 5000$ |\n| 3 | $N \\le 99$ |\n"
    text = f"## Input\n\nOne integer $N$.\n\n## Scoring\n\n{tables}"
    stated = read_statement(text)
    assert [show(item.right) for item in stated.comparisons if show(item.left) == "N"] == ["5000"]


@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    read_statement(text)
    read_statement(f"## Input\n\n${text}$ and $1 \\le n$")


RADAR = """There are three lines of input: $m_1$ $m_2$ $m_3$, then $x_1$ $x_2$ $x_3$, then $y_1$ $y_2$ $y_3$.
You may assume that $0 < m_i \\leq 10^6$, $0 \\leq x_i < m_i$ and $0 \\leq y_i \\leq 300$ for each $i$.
The numbers $m_1$, $m_2$, $m_3$ are all primes and distinct.
"""
SHOWN = ("11 13 17\n5 2 4\n0 0 0\n", "941 947 977\n142 510 700\n100 100 100\n")


@pytest.mark.slow
def test_variables_that_are_written_out_are_bound_one_by_one():
    grammar = learn(SHOWN, RADAR)[0]
    assert list(grammar.binding.names) == ["m_1", "m_2", "m_3", "x_1", "x_2", "x_3", "y_1", "y_2", "y_3"]
    assert grammar.binding.complete
    assert (grammar.primes, grammar.unequal) == ({0, 1, 2}, ((0, 1), (0, 2), (1, 2)))


def test_new_inputs_are_primes_and_differ_where_the_statement_says_so():
    judge = Judge(learn(SHOWN, RADAR)[0])
    made = [item.text for item, _ in zip(mutations(SHOWN, 1, RADAR), range(60), strict=False)]
    states = Counter(judge.judge(text).state for text in made)
    assert states["valid"] > 20
    assert "unchecked" not in states
    for text, why in {
        "11 12 17\n5 2 4\n0 0 0\n": "line 1, token 2: 12 is no prime number",
        "11 13 11\n5 2 4\n0 0 0\n": "line 1, token 3: 11 again, which must differ",
        "11 13 17\n11 2 4\n0 0 0\n": "line 1, token 1: 11 is not between 12 and 1000000",
    }.items():
        assert (judge.judge(text).state, judge.judge(text).why) == ("invalid", why)


@given(st.integers(0, 10**6))
def test_primes(number):
    assert is_prime(number) == (number > 1 and all(number % other for other in range(2, isqrt(number) + 1)))


def test_two_variables_that_are_said_to_differ():
    grammar = learn(("1 2\n3 4\n", "5 6\n7 8\n"), "## Input\n$a$ $b$ and $c$ $d$, all from $1$ to $9$, $a \\not= c$.")[
        0
    ]
    assert grammar.unequal == ((0, 2),)


def test_the_start_is_no_element_of_the_list_of_the_same_letter():
    stated = read_statement(
        "## Input\n\nThe first line holds $y_s$, $y_f$ and $n$. Then $n-1$ decimal numbers $y_1, \\dots, y_{n-1}$ "
        "follow, with $y_s < y_i < y_f$.\n"
    )
    assert stated.names == ("y_s", "y_f", "n", "y")
    assert stated.counts == (("n", -1, 1),)


def test_words_have_no_place_among_the_numbers_and_directions_no_sign():
    says = "## Input\n\nA line with a character $d$ and two integers $x$, $y$. `N` is the positive $y$ direction.\n"
    found = read_statement(says)
    assert found.names == ("x", "y")
    assert not found.comparisons


def test_a_name_that_only_says_how_many_follow_is_not_introduced_again():
    says = "## Input\n\nThe first line holds $n$ and $k$ ($1 \\le n, k \\le 9$), the second $n$ integers.\n"
    assert read_statement(says).repeated == ("n", "k")


def test_what_a_subtask_sets_to_a_number_is_allowed_too():
    says = "## Input\n\nIntegers $n$, $k$.\n\n## Scoring\n\n| 1 | $n=2$, $k=1$ |\n| 2 | $3 \\le n \\le 6$ |\n"
    assert {show(item.left) + "≤" + show(item.right) for item in read_statement(says).comparisons} == {"2≤n", "n≤6"}


@pytest.mark.parametrize(
    ("words", "promised"),
    [
        ("The integers are all different.", True),
        ("Then two different nodes.", True),
        ("The cost of the different houses.", False),
        ("Tider för de olika lagen.", False),
    ],
)
def test_the_different_things_are_not_promised_to_differ(words, promised):
    found = read_statement(f"## Input\n\nThe first line holds $n$. {words}\n")
    assert any(promise.about == "distinct" for promise in found.promises) is promised


def test_a_table_of_subtasks_bounds_what_is_only_said_to_be_positive():
    table = "| $K = 2$, $N \\le 100$ |\n| $K \\le 18$, $N \\le 10^6$ |\n"
    said = f"## Input\nThe positive integers $N$ and $K$.\n\n## Scoring\n{table}"
    found = {show(item.left) + "<=" + show(item.right): item.loose for item in read_statement(said).comparisons}
    assert found == {"1<=N": True, "1<=K": True, "K<=18": True, "N<=10^6": True}


BELLS = r"""## Input

$n$ and then $n$ lines with $t_i$ and $w_i$.

- $1 \le n \le 9$
- $0 <t_1 <\ldots < t_n \le 100$
- $1 \le w_i \le 9$
"""


def test_a_list_rises_by_a_chain_that_leaves_out_its_middle():
    public = ("3\n1 5\n2 5\n9 1\n", "2\n3 1\n70 9\n")
    judge = Judge(learn(public, BELLS)[0])
    said = [judge.judge(text) for text in ("2\n4 1\n5 1\n", "2\n4 1\n4 2\n", "2\n5 1\n4 1\n")]
    assert [finding.state for finding in said] == ["valid", "invalid", "invalid"]
    made = [item.text for item, _ in zip(mutations(public, 1, BELLS), range(40), strict=False)]
    assert sum(judge.judge(text).state == "valid" for text in made) > 20


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("$1 \\le A \\le B \\le 50$", "$A = B$ and $B \\le 900$", "$A \\le B \\le 90$"), "A ≤ B ≤ 900"),
        (("För $20$ poäng gäller $A < B \\le 30$.", "För $80$ poäng gäller $1 \\le A < B \\le 70$."), "A < B ≤ 70"),
        (("$1 \\le A \\le B \\le 50$", "$A = B - 1$, $B \\le 900$"), "B ≤ 900"),
        (("$1 \\le A \\le B \\le 50$", "$B \\le 900$"), "B ≤ 900"),
        (("$1 \\le A \\le B \\le 50$", "No further limits."), "B ≤ 50"),
        (("$A \\le B \\le 50$",), "B ≤ 50"),
    ],
)
def test_what_every_subtask_says_of_two_variables_is_a_bound_of_the_problem(rows, said):
    table = "".join(f"| {number} | {row} |\n" for number, row in enumerate(rows, start=1))
    statement = f"## Input\n\nTwo integers $A$ and $B$.\n\n## Scoring\n\n| Group | Limits |\n|---|---|\n{table}"
    (grammar, *_) = learn(["2 7\n", "3 5\n"], statement)
    assert grammar.binding.ranges[1].show() == said


def test_subtasks_compare_no_variables_that_the_input_section_bounds():
    table = "| 1 | $A \\le B$ |\n| 2 | $A \\le B$, $B \\ge 2$ |\n"
    statement = f"## Input\n\nTwo integers $A$ and $B$ ($1 \\le A, B \\le 50$).\n\n## Scoring\n\n{table}"
    (grammar, *_) = learn(["2 7\n", "3 5\n"], statement)
    assert grammar.binding.ranges[1].show() == "1 ≤ B ≤ 50"


def test_subtasks_bound_nothing_twice_where_no_heading_tells_of_the_input():
    rows = "| 1 | $N \\le 10$ |\n| 2 | $N \\le 5000$ |\n"
    story = "The first line has the number $N$ of tents."
    judge = Judge(learn(["3\n", "8\n"], f"{story}\n\n## Output\n\nA number.\n\n## Scoring\n\n{rows}")[0])
    assert judge.forbidden("4000\n") == ""
    assert judge.forbidden("6000\n")


def test_an_article_counts_nothing_and_lines_are_told_from_values():
    stated = read_statement(
        "## Input\n\nEach of the next $m$ lines holds a pair of friends. The last line has $k$ integers $p_i$."
    )
    assert stated.counts == (("m", 0, 1), ("k", 0, 1))
    assert stated.lines == (("m", 0, 1),)


def test_a_number_of_the_input_is_a_variable_though_it_numbers_others():
    said = "## Input\n\nEach line holds two integers $i$ ($1 \\le i \\le 9$), {}, and the value $a_i$ ($a_i \\le 5$)."
    assert read_statement(said.format("a place")).names == ("i", "a")
    assert read_statement(said.replace("two integers", "for each").format("a place")).names == ("a",)
