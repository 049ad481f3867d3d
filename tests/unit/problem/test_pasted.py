"""Statements as they come from contest pages: what is found, and that an edited one is read back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.problem.model import MEBIBYTE
from engine.problem.pasted import Pasted, numbered, read_pasted, written

CODEFORCES = """\
B. Two Cranes
time limit per test1.5 seconds
memory limit per test256 megabytes
input
standard input
output
standard output
Two cranes lift boxes.

Input
The first line contains n (1 ≤ n ≤ 100).

Output
Print YES or NO.

Examples
inputCopy
3
1 2 3
outputCopy
YES
inputCopy
1
7
outputCopy
NO
Note
In the second case there is one box.
"""
ATCODER = """\
C - Lamps
Time Limit: 2 sec / Memory Limit: 1024 MiB

Problem Statement
There are lamps.

Input
n
a b

Output
Print the number.

Sample Input 1
Copy
2
1 5

Sample Output 1
Copy
4

All lamps are lit.

Sample Input 2
Copy
0

Sample Output 2
Copy
0
"""
LEETCODE = """\
217. Twin Numbers

Given nums, say whether a number stands there twice.

Example 1:

Input: nums = [1,2,1]
Output: true
Explanation: 1 stands there twice.

Example 2:

Input: nums = [1]
Output: false

Constraints:

1 <= nums.length <= 100
"""
MARKDOWN = """\
# Ferry

**Time limit:** 500 ms

Cross the river.

## Input

One number.

## Examples

**Input**

```
3

4
```

**Output**

```text
7
```

## Notes

Blank lines are part of an input.
"""
SIDE_BY_SIDE = """\
Harbour
CPU Time limit
1 second
Memory limit
1024 MB

Ships arrive.

Sample Input 1\tSample Output 1

2
5 6

11
"""


def pairs(pasted):
    return [(test.input, test.expected) for test in pasted.tests]


def test_codeforces():
    pasted = read_pasted(CODEFORCES)
    assert (pasted.title, pasted.cpu_seconds, pasted.memory_bytes) == ("Two Cranes", 1.5, 256 * MEBIBYTE)
    assert pairs(pasted) == [("3\n1 2 3\n", "YES\n"), ("1\n7\n", "NO\n")]
    assert pasted.statement.startswith("Two cranes lift boxes.\n")
    assert "contains n (1 ≤ n ≤ 100)" in pasted.statement
    assert "one box" in pasted.statement
    assert "standard input" not in pasted.statement
    assert "limit" not in pasted.statement


def test_atcoder():
    pasted = read_pasted(ATCODER)
    assert (pasted.title, pasted.cpu_seconds, pasted.memory_bytes) == ("Lamps", 2.0, 1024 * MEBIBYTE)
    assert pairs(pasted) == [("2\n1 5\n", "4\n"), ("0\n", "0\n")]
    assert pasted.statement.endswith("## Explanation of example 1\n\nAll lamps are lit.\n")
    assert "a b" in pasted.statement


@pytest.mark.parametrize("heading", ["Note", "Scoring", "**Hints**", "## Limits", "Time and:", "Constraints:"])
def test_a_section_below_an_example_explains_nothing(heading):
    pasted = read_pasted(f"T\n\nText.\n\nSample Input 1\n3\n\nSample Output 1\n9\n\n{heading}\n\nMore.\n")
    assert pasted.statement == f"Text.\n\n{heading}\n\nMore.\n"


def test_leetcode():
    pasted = read_pasted(LEETCODE)
    assert pasted.title == "Twin Numbers"
    assert pairs(pasted) == [("nums = [1,2,1]\n", "true\n"), ("nums = [1]\n", "false\n")]
    assert "1 <= nums.length <= 100" in pasted.statement


def test_markdown_keeps_what_stands_in_a_fence():
    pasted = read_pasted(MARKDOWN.replace("\n", "\r\n"))
    assert (pasted.title, pasted.cpu_seconds) == ("Ferry", 0.5)
    assert pairs(pasted) == [("3\n\n4\n", "7\n")]
    assert "Blank lines" in pasted.statement


def test_halves_in_one_row_of_a_table():
    pasted = read_pasted(SIDE_BY_SIDE)
    assert (pasted.title, pasted.cpu_seconds, pasted.memory_bytes) == ("Harbour", 1.0, 1024 * MEBIBYTE)
    assert pairs(pasted) == [("2\n5 6\n", "11\n")]
    assert not pasted.unclear


def test_what_cannot_be_divided_is_said():
    pasted = read_pasted(SIDE_BY_SIDE.replace("2\n5 6\n", "2\n\n5 6\n"))
    assert not pasted.tests
    assert "Sample Input 1" in pasted.unclear[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [("Sample Input 1\n3\n", "input “3” has no output"), ("Sample Output 1\n3\n", "output “3” has no input")],
)
def test_half_an_example_is_said(text, words):
    pasted = read_pasted(f"Title\n\nText.\n\n{text}")
    assert not pasted.tests
    assert words in pasted.unclear[0]


def test_sections_are_no_examples():
    text = "Title\n\nText.\n\n## Input\n\nOne number.\n\n## Output\n\nIts square.\n"
    pasted = read_pasted(text)
    assert not pasted.tests
    assert "One number." in pasted.statement


def test_a_form_that_nobody_filled_in_has_no_tests():
    assert not read_pasted("# T\n\nText\n\n## Sample Input 1\n\n```\n```\n\n## Sample Output 1\n\n```\n```\n").tests


@pytest.mark.parametrize("text", ["", "\n\n", "Sample Output 1", "```", "Input:", "time limit: 0 s", "# "])
def test_odd_texts_are_read_without_complaint(text):
    assert isinstance(read_pasted(text), Pasted)


def test_impossible_limits_are_left_in_the_text():
    pasted = read_pasted("Title\n\nThe time limit is not what you think. Time limit: 9000 s. Memory limit: 1 KB")
    assert (pasted.cpu_seconds, pasted.memory_bytes) == (None, None)
    assert "9000 s" in pasted.statement


lines = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), max_size=8)
texts = st.lists(lines | st.sampled_from(["", "```", "Input", "## Output", "Sample Input 1"]), max_size=5).map(
    "\n".join
)
plain = st.from_regex(r"[a-z]{1,9}( [a-z]{1,9}){0,3}", fullmatch=True).filter(
    lambda text: not any(word in text for word in ("input", "output", "limit", "sample", "example", "note"))
)


@given(
    title=plain,
    statement=st.lists(plain, min_size=1, max_size=4).map("\n\n".join),
    tests=st.lists(st.tuples(texts, texts).filter(lambda pair: any(part.strip() for part in pair)), max_size=3),
    milliseconds=st.integers(1, 120_000),
    mebibytes=st.integers(16, 65_536),
)
def test_what_is_written_is_read_back(title, statement, tests, milliseconds, mebibytes):
    pasted = Pasted(title, f"{statement}\n", numbered(tests), milliseconds / 1000, mebibytes * MEBIBYTE)
    assert read_pasted(written(pasted)) == pasted


@given(st.text(max_size=300))
def test_reading_never_fails_and_is_stable(text):
    once = read_pasted(text)
    again = read_pasted(written(once))
    assert pairs(again) == pairs(once)
