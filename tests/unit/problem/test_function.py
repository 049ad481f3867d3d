"""Function-style problems: declarations, the program that calls a solution, results that are compared as values."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.composition import choose_executor
from engine.errors import ProblemError
from engine.execution.protocol import Job
from engine.inputs import smaller_values, value_mutations
from engine.problem import OutputRules, bundled, first_difference, read_package, same_output
from engine.problem.function import Parameter, arguments_from, named_arguments, read_function
from engine.problem.function_files import declaration
from engine.problem.model import Limits, Problem, Program, SourceFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.events.executions import Outcome

pytestmark = pytest.mark.slow

RULES = OutputRules(as_json=True, case_sensitive=True)

# -------------------------------------------------------------------- declarations


def test_a_method_as_leetcode_shows_it() -> None:
    made = read_function("class Solution:\n    def two(self, nums: List[int], target: int) -> List[int]:\n        ")
    assert (made.owner, made.name, made.result) == ("Solution", "two", "List[int]")
    assert made.parameters == (Parameter("nums", "List[int]"), Parameter("target", "int"))
    assert "method `two` of a class `Solution`" in declaration(made)


def test_a_function_as_humaneval_shows_it() -> None:
    made = read_function(
        'from typing import List\n\n\ndef has(numbers: List[float], t: float) -> bool:\n    """Say so."""\n'
    )
    assert (made.owner, made.name, [item.name for item in made.parameters]) == ("", "has", ["numbers", "t"])
    assert "function `has`" in declaration(made)


def test_what_leetcode_writes_in_comments_is_no_code() -> None:
    comment = "# Definition for a binary tree node.\n# class TreeNode:\n#     pass\n"
    starter = f"{comment}class Solution:\n    def f(self, root: Optional[TreeNode]) -> int:"
    assert read_function(starter).parameters == (Parameter("root", "Optional[TreeNode]"),)


@pytest.mark.parametrize(
    ("starter", "words"),
    [
        ("x = 1", "none stands there"),
        ("class A:\n    def a(self): pass\n    def b(self): pass", "2 stands there"),
        ("def a(", "it is not Python"),
        ("def a(*x): pass", "keyword-only"),
    ],
)
def test_what_cannot_be_called_is_refused(starter: str, words: str) -> None:
    with pytest.raises(ValueError, match=words.replace("(", r"\(")):
        read_function(starter)


def test_arguments_of_a_contest_page_and_with_their_names() -> None:
    made = read_function("def f(nums: List[int], s: str): pass")
    assert arguments_from(made, 'nums = [2,7], s = "a, b"\n') == '[2, 7]\n"a, b"\n'
    assert arguments_from(made, '[1]\n"x"') == '[1]\n"x"\n'
    assert arguments_from(made, "nums = [2,") is None
    assert named_arguments(made, '[2, 7]\n"x"\n') == 'nums = [2, 7]\ns = "x"\n'
    assert named_arguments(made, "3\n") == "3\n"


# -------------------------------------------------------------------- comparison


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        ("[1, 2]", "[1,2]\n", True),
        ("1", "1.0", True),
        ("0.5", "0.5000001", True),
        ("1", "1.1", False),
        ("1", "true", False),
        ("true", "True", False),
        ('"A"', '"a"', False),
        ("[0.1, [2]]", "[0.10000000001, [2]]", True),
        ('{"a": 1}', '{"a": 1, "b": 2}', False),
        ("null", "0", False),
        ("Infinity", "Infinity", True),
        ("[]", "", False),
        ('"a b"', '"a  b"', False),
        ("[1, 2]", "[1, 2] extra", False),
    ],
)
def test_results_are_compared_as_values(expected: str, got: str, same: bool) -> None:
    assert same_output(expected, got, RULES) is same
    assert (first_difference(expected, got, RULES) is None) is same


# -------------------------------------------------------------------- calling


def call(starter: str, solution: str, *inputs: str) -> list[Outcome]:
    problem = Problem("p", "P", "", (), function=read_function(starter))
    program = problem.runnable(Program("python", (SourceFile("main.py", solution),)))

    async def main() -> list[Outcome]:
        executor = choose_executor(unsafe=True)
        try:
            return [outcome async for outcome in executor.run(Job(program, inputs, Limits(cpu_seconds=4)))]
        finally:
            await executor.close()

    return asyncio.run(main())


OWN_NODE = """
class TreeNode:
    def __init__(self, val):
        self.val = val
    def twice(self):
        self.val *= 2
        return self
"""
POSTPONED = (
    "from __future__ import annotations\nfrom dataclasses import dataclass\n@dataclass\nclass P:\n    x: List[int]\n"
)


@pytest.mark.parametrize(
    ("starter", "solution", "given", "wanted"),
    [
        ("def f(a, b):", "def f(a, b): return a + b", "1\n2\n", 3),
        (
            "class Solution:\n    def f(self, a):",
            "class Solution:\n    def f(self, a): return a[::-1]",
            "[1, 2]\n",
            [2, 1],
        ),
        ("def f(a):", "def f(a):\n    print('chatter', a)\n    return a", '"ü\\n"\n', "ü\n"),
        ("def f(a):", "def f(a): return tuple(a), {3, 1}, (x for x in a)", "[1]\n", [[1], [1, 3], [1]]),
        ("def f(a):", "def f(a): return Counter(a).most_common(1), inf", '["x", "x"]\n', [[["x", 2]], float("inf")]),
        (
            "def f(t: TreeNode) -> TreeNode:",
            "def f(t):\n    t.left, t.right = t.right, t.left\n    return t",
            "[1, null, 2, 3]\n",
            [1, 2, None, 3],
        ),
        ("def f(t: Optional[TreeNode]) -> Optional[TreeNode]:", "def f(t): return t", "[]\n", []),
        ("def f(l: ListNode) -> ListNode:", "def f(l): return ListNode(0, l.next)", "[9, 2, 3]\n", [0, 2, 3]),
        ("def f(l: List[ListNode]) -> int:", "def f(l): return [x.val for x in l]", "[[1, 2], [3]]\n", [1, 3]),
        ("def f(n):", "def f(n): return n and 1 + f(n - 1)", "50000\n", 50000),
        ("def f(a: List[int]) -> None:", "def f(a):\n    a.sort()\n    return 7", "[2, 1]\n", [1, 2]),
        (
            "def f(a):",
            "import json\njson.JSONEncoder.default = json.JSONEncoder.encode = None\ndef f(a): return a",
            "[1]\n",
            [1],
        ),
        ("def f(t: TreeNode) -> TreeNode:", f"{OWN_NODE}def f(t): return t.twice()", "[1, 2]\n", [2, 2]),
        ("def f(a):", f"{POSTPONED}def f(a): return P(a).x", "3\n", 3),
        (
            "def f(a: Tuple[int, int], b: Set[int]):",
            "def f(a, b): return {a: 1}[a], 2 in b",
            "[1, 2]\n[2]\n",
            [1, True],
        ),
        ("def f(a: List[Tuple[int, int]]):", "def f(a): return len(set(a))", "[[1, 2], [1, 2]]\n", 1),
        (
            "def f(n):",
            "from fractions import Fraction\ndef f(n): return range(n), Fraction(1, 2)",
            "2\n",
            [[0, 1], 0.5],
        ),
        ("def f(n):", "def f(n): return {1, 'a'}", "2\n", [1, "a"]),
        ("def f(n) -> List[Optional[TreeNode]]:", "def f(n): return [None, TreeNode(n)]", "2\n", [[], [2]]),
        ("def f(s):", "def f(s): return s", '"\\ud800"\n', "\ud800"),
        ("def helper(a): return a + 1\n\n\ndef f(a):", "def f(a): return helper(a)", "1\n", 2),
        ("def f(a):", "import json\njson.dumps = json.loads = None\ndef f(a): return a", "[1]\n", [1]),
        ("def f(a):", "if __name__ == '__main__':\n    print(input())\ndef f(a): return a", "7\n", 7),
    ],
)
def test_a_function_is_called_and_its_result_written(starter: str, solution: str, given: str, wanted: object) -> None:
    (outcome,) = call(starter, solution, given)
    assert outcome.ending == "OK", outcome
    assert json.loads(outcome.output) == wanted


@pytest.mark.parametrize(
    ("solution", "words"),
    [
        ("def f(a):\n    return a / 0", 'File "solution.py", line 2, in f'),
        ("def f(a):\n    raise SystemExit(0)", "must return its result"),
        ("def g(a): pass", "KeyError: 'f'"),
        ("def f(a): return object()", "not JSON serializable"),
        ("def f(a:", "SyntaxError"),
        ("def f(a): return f(a)", "RecursionError"),
        ("def f(a):\n    t = TreeNode(a)\n    t.left = t\n    return t", "leads back into itself"),
    ],
)
def test_a_solution_that_fails_shows_its_own_lines(solution: str, words: str) -> None:
    (outcome,) = call("def f(a):", solution, "1\n")
    assert outcome.ending == "RE"
    assert words in outcome.error
    assert "harness" not in outcome.error
    assert not outcome.output


def test_a_solution_sees_no_expected_result_and_its_lies_are_compared_outside() -> None:
    lying = "class Yes(int):\n    def __eq__(self, other): return True\n    __hash__ = None\ndef f(a): return Yes(3)"
    (outcome,) = call("def f(a):", lying, "1\n")
    assert not same_output("4\n", outcome.output, RULES)


# -------------------------------------------------------------------- packages


@pytest.fixture
def package(tmp_path: Path) -> Callable[..., Path]:
    def make(**files: str) -> Path:
        folder = tmp_path / "p"
        given = {
            "problem.yaml": "problem_format_version: 2025-09\nname: P\n",
            "statement/problem.en.md": "Add.\n",
            "function.py": "def add(a: int, b: int) -> int:\n",
            "data/sample/1.in": "1\n2\n",
            "data/sample/1.ans": "3\n",
            **files,
        }
        for name, text in given.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        return folder

    return make


def test_a_package_with_a_function(package: Callable[..., Path]) -> None:
    read = read_package(package())
    assert read.problem.function
    assert read.problem.function.name == "add"
    assert read.problem.output_rules.as_json
    assert read.problem.statement.startswith("Add.\n\n## Program\n")
    assert "def add(a: int, b: int) -> int:" in read.problem.statement


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("function.py", "x = 1\n", "one public function"),
        ("data/sample/1.in", "1 2\n", "is no JSON"),
        ("data/sample/1.in", "1\n", "has 2 parameters"),
        ("data/sample/1.ans", "three\n", "is no JSON"),
    ],
)
def test_a_package_whose_function_cannot_be_called(
    package: Callable[..., Path], name: str, text: str, words: str
) -> None:
    with pytest.raises(ProblemError, match=words) as wrong:
        read_package(package(**{name: text}))
    assert name.rpartition("/")[2].partition(".")[0] in wrong.value.file.name


def test_problems_without_a_function_have_the_digest_that_they_always_had() -> None:
    assert all(
        (read_package(folder).problem.function is not None) == (name == "quiet-stretch")
        for name, folder in bundled().items()
    )


# -------------------------------------------------------------------- inputs

values = st.recursive(
    st.booleans() | st.integers(-99, 99) | st.floats(-9, 9) | st.text("abü\n", max_size=4),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=8,
)
inputs = st.lists(values, min_size=1, max_size=3).map(lambda items: "".join(json.dumps(item) + "\n" for item in items))


def kinds(text: str) -> list[type]:
    return [type(json.loads(line)) for line in text.split("\n") if line]


@given(inputs, st.integers(0, 9))
def test_changed_inputs_are_calls_of_the_same_kind(text: str, seed: int) -> None:
    made = [item.text for item, _ in zip(value_mutations([text], seed), range(40), strict=False)]
    assert made == [item.text for item, _ in zip(value_mutations([text], seed), range(40), strict=False)]
    assert len({text, *made}) == len(made) + 1
    assert all(kinds(item) == kinds(text) for item in made)


@given(inputs)
def test_smaller_inputs_are_smaller_calls_of_the_same_kind(text: str) -> None:
    text = "".join(json.dumps(json.loads(line), ensure_ascii=False) + "\n" for line in text.split("\n") if line)
    for made in smaller_values(text):
        assert made != text
        assert len(made) <= len(text)
        assert kinds(made) == kinds(text)
