"""Files of problems: LiveCodeBench and HumanEval lines, read in public and in secret, and every way to be wrong."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import os
import pickle
import zlib
from pathlib import Path

import pytest

from engine.composition import choose_executor
from engine.errors import ProblemError, UnknownNameError
from engine.grading import grade
from engine.problem import Program, SourceFile, Test, find, read_package
from engine.problem.datasets.files import names_of
from engine.problem.datasets.humaneval import examples, plain_pair
from engine.problem.function import read_function

pytestmark = pytest.mark.slow

STDIN = {
    "question_id": "7_A",
    "question_title": "Twice",
    "question_content": "Print twice the number.",
    "public_test_cases": json.dumps([{"input": "2\n", "output": "4\n", "testtype": "stdin"}]),
    "private_test_cases": json.dumps([{"input": "91919", "output": "183838", "testtype": "stdin"}]),
    "starter_code": "",
    "metadata": "{}",
    "platform": "codeforces",
}
METHOD = STDIN | {
    "question_id": "8",
    "public_test_cases": json.dumps([{"input": "[1,2]\n3", "output": "[3,6]", "testtype": "functional"}]),
    "private_test_cases": json.dumps([{"input": "[91919]\n2", "output": "[183838]", "testtype": "functional"}]),
    "starter_code": "class Solution:\n    def times(self, nums: List[int], k: int) -> List[int]:\n        ",
    "metadata": json.dumps({"func_name": "times"}),
}
DOUBLE = {
    "task_id": "Own/0",
    "prompt": 'from typing import List\n\ndef double(x):\n    """Twice x.\n    >>> double(2)\n    4\n    """\n',
    "entry_point": "double",
    "canonical_solution": "    return 2 * x\n",
    "test": "def check(candidate):\n    assert candidate(91919) == 183838\n    assert candidate([1]) == [1, 1]\n",
}


@pytest.fixture
def file(tmp_path):
    """Write problems to a file."""

    def write(*rows, name="own.jsonl"):
        path = tmp_path / name
        data = "".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows).encode()
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    return write


def packed(tests) -> str:
    """Tests as the lite files of LiveCodeBench have them."""
    return base64.b64encode(zlib.compress(pickle.dumps(json.dumps(tests)))).decode()


def verdict(package, source):
    async def run():
        executor = choose_executor(unsafe=True)
        try:
            return (await grade(package, Program("python", (SourceFile("main.py", source),)), executor)).verdict
        finally:
            await executor.close()

    return asyncio.run(run())


# -------------------------------------------------------------------- LiveCodeBench


def test_a_problem_that_reads_standard_input(file):
    path = file(STDIN, METHOD)
    assert names_of(path) == [f"{path}#7_A", f"{path}#8"]
    package = read_package(find(f"{path}#7_A"))
    assert (package.problem.name, package.problem.title) == ("7-a", "Twice")
    assert package.problem.tests == (Test("1", "2\n", "4\n"),)
    assert package.problem.limits.cpu_seconds == 6.0
    assert package.problem.function is None
    assert [(test.name, test.input, test.expected) for test in package.secret_tests()] == [
        ("public-1", "2\n", "4\n"),
        ("private-1", "91919\n", "183838\n"),
    ]


def test_a_problem_that_asks_for_a_method(file):
    package = read_package(Path(f"{file(METHOD)}#8"))
    assert package.problem.function.owner == "Solution"
    assert package.problem.tests == (Test("1", "[1, 2]\n3\n", "[3, 6]\n"),)
    assert "class Solution" in package.problem.statement
    body = "class Solution:\n    def times(self, nums, k):\n        return [n * {} for n in nums]\n"
    assert verdict(package, body.format("k")) == "AC"
    assert verdict(package, body.format("3")) == "WA"


def test_packed_private_tests_are_the_same_tests(file):
    private = json.loads(STDIN["private_test_cases"])
    for number, protocol in enumerate(range(2, pickle.HIGHEST_PROTOCOL + 1)):
        text = base64.b64encode(zlib.compress(pickle.dumps(json.dumps(private), protocol))).decode()
        package = read_package(Path(f"{file(STDIN | {'private_test_cases': text}, name=f'{number}.jsonl')}#7_A"))
        assert package.secret_tests()[1].input == "91919\n"


class Bomb:
    def __reduce__(self):
        return os.system, ("touch was-here",)


@pytest.mark.parametrize("thing", [Bomb(), ["[]"], {"a": "[]"}, b"[]", 7, ("[]", "[]")])
def test_a_pickle_of_anything_but_a_text_is_refused_and_not_loaded(file, thing, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = base64.b64encode(zlib.compress(pickle.dumps(thing))).decode()
    package = read_package(Path(f"{file(STDIN | {'private_test_cases': text})}#7_A"))
    with pytest.raises(ProblemError, match="line 1: private_test_cases are neither JSON nor"):
        package.secret_tests()
    assert not Path("was-here").exists()


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"public_test_cases": "no json"}, "public_test_cases holds no tests"),
        ({"public_test_cases": "[{}]"}, "missing required field `input`"),
        ({"question_title": 7}, "Expected `str`, got `int` - at `\\$.question_title`"),
        ({"public_test_cases": METHOD["public_test_cases"]}, "its starter_code declares none"),
        (METHOD | {"question_id": "7_A", "metadata": '{"func_name": "other"}'}, "declares times, and .* is other"),
    ],
)
def test_what_is_wrong_is_named(file, change, complaint):
    path = file("\n", STDIN | change)
    with pytest.raises(ProblemError, match=f"own.jsonl: line 2: .*{complaint}"):
        read_package(Path(f"{path}#7_A"))


@pytest.mark.parametrize("private", ["no json", packed([]) + "A", "AAAA"])
def test_private_tests_that_cannot_be_read_are_found_when_they_are_wanted(file, private):
    package = read_package(Path(f"{file(STDIN | {'private_test_cases': private})}#7_A"))
    with pytest.raises(ProblemError, match="line 1: private_test_cases are neither JSON nor base64"):
        package.secret_tests()


# -------------------------------------------------------------------- HumanEval


def test_a_function_with_official_checks(file):
    package = read_package(find(f"{file(DOUBLE, name='own.jsonl.gz')}#0"))
    problem = package.problem
    assert (problem.name, problem.title) == ("own-0", "double (Own/0)")
    assert problem.tests == (Test("1", "2\n", "4\n"),)
    assert "91919" not in repr(package)
    (canonical,) = package.submissions
    assert verdict(package, canonical.program.source) == "AC"
    assert verdict(package, "def double(x) -> List[int]:\n    return x + x\n") == "AC"
    assert verdict(package, "def double(x):\n    return 2 * x if x != [1] else [1]\n") == "WA"


CHEATS = {
    "equal to everything": "class E:\n    def __eq__(s, o): return True\ndef double(x): return E()\n",
    "an int that is equal to everything": (
        "class E(int):\n    def __eq__(s, o): return True\n    __hash__ = int.__hash__\ndef double(x): return E(1)\n"
    ),
    "leaving": "import os\ndef double(x): os._exit(0)\n",
    "leaving early": "import os\nos._exit(0)\n",
    "an exit status": "import os\ndef double(x): os._exit(42)\n",
    "no assertions": "import builtins\nbuiltins.AssertionError = ValueError\ndef double(x): raise SystemExit(0)\n",
    "words of its own": (
        "import os, sys\n"
        "for fd in range(3, 20):\n"
        "    try: os.write(fd, b'[\"gives\", 183838]\\n' * 3)\n"
        "    except OSError: pass\n"
        "def double(x): return 7\n"
    ),
    "patience": "def double(x):\n    while True:\n        try:\n            while True: pass\n        except: pass\n",
}


@pytest.mark.parametrize("source", CHEATS.values(), ids=CHEATS)
def test_a_program_cannot_vouch_for_itself(file, source):
    assert verdict(read_package(Path(f"{file(DOUBLE)}#Own/0")), source) != "AC"


@pytest.mark.parametrize(
    ("docstring", "found"),
    [
        (">>> f(1, [2])\n3", [("1\n[2]\n", "3\n")]),
        ('f("a)", 2) == "b"', [('"a)"\n2\n', '"b"\n')]),
        ("f(1, 2) ➞ (1, 2.5).", [("1\n2\n", "[1, 2.5]\n")]),
        ("f(1, 2) should return True", [("1\n2\n", "true\n")]),
        ("f(1, 2) => None (there is none)", [("1\n2\n", "null\n")]),
        ("f(1, x) == 2, f(1) == 2, g.f(1, 2) == 2, f(1, 2) is nice", []),
        ("f(1, 2) == 3 or 4", []),
        ("f(1, {2: 3}) == 3", []),
        ("f(1, 2) = 3\nf(1, 2) = 4\nf(2, 2) = 4", [("1\n2\n", "3\n"), ("2\n2\n", "4\n")]),
    ],
)
def test_examples_of_a_docstring(docstring, found):
    prompt = f"def f(a, b):\n    r'''{docstring}\n    '''\n"
    assert [(test.input, test.expected) for test in examples(prompt, read_function(prompt))] == found


@pytest.mark.parametrize(
    ("statement", "pair"),
    [
        ("assert f(1, [2]) == (3, 4)", ("1\n[2]\n", "[3, 4]\n")),
        ("assert True is f(1, 2), 'why'", ("1\n2\n", "true\n")),
        ("assert not f(1, 2)", None),
        ("assert f(1, 2) > 3", None),
        ("assert abs(f(1, 2) - 3) < 1", None),
        ("assert f(1, f(1, 2)) == 3", None),
        ("assert f(___, ___)", None),
        ("assert f(", None),
        ("", None),
    ],
)
def test_asserts_that_are_plain_tests(statement, pair):
    assert plain_pair(statement, read_function("def f(a, b):\n    pass\n")) == pair


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"prompt": "x = 1\n"}, "declares no function that can be called"),
        ({"entry_point": "other"}, "declares double last, and entry_point is other"),
        ({"test": None}, "Expected `str`, got `null`"),
    ],
)
def test_what_is_wrong_of_a_function_is_named(file, change, complaint):
    with pytest.raises(ProblemError, match=f"line 1: .*{complaint}"):
        read_package(Path(f"{file(DOUBLE | change)}#0"))


# -------------------------------------------------------------------- files


def test_problems_are_found_by_name(file, tmp_path):
    one = file(STDIN, name="one.jsonl")
    assert find(str(one)) == Path(f"{one}#7_A")
    many = file(STDIN, METHOD, DOUBLE)
    with pytest.raises(ProblemError, match=r"3 problems are in it\. Name one, such as .*own.jsonl#7_A"):
        find(str(many))
    with pytest.raises(UnknownNameError, match="Did you mean “7_A”"):
        read_package(Path(f"{many}#7_B"))
    with pytest.raises(ProblemError, match="there is no such"):
        find(f"{tmp_path}/none.jsonl#1")


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([STDIN, STDIN], "line 2: a second problem is called 7_A"),
        (["\n"], "there is no problem in it"),
        (["[1]\n"], "line 1: it cannot be read"),
        (['{"a": 1}\n'], "line 1: it has neither question_id nor task_id. A line must be a problem of LiveCodeBench"),
    ],
)
def test_a_file_that_is_none(file, rows, complaint):
    with pytest.raises(ProblemError, match=complaint):
        names_of(file(*rows))


def test_a_line_that_has_become_another_is_not_graded_with(file):
    path = file(STDIN, METHOD)
    package = read_package(Path(f"{path}#8"))
    file(STDIN, METHOD | {"question_id": "9"})
    with pytest.raises(ProblemError, match="the problem 8 stood here, and does no more"):
        package.secret_tests()


def test_torn_files_are_named(file, tmp_path):
    torn = tmp_path / "torn.jsonl.gz"
    torn.write_bytes(file(STDIN, name="a.jsonl.gz").read_bytes()[:-9])
    with pytest.raises(ProblemError, match=r"torn.jsonl.gz: it cannot be read"):
        names_of(torn)
