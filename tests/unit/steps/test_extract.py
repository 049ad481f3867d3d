"""What is read out of a model's answer."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from engine.steps.extract import last_object, last_program


@pytest.mark.parametrize(
    ("answer", "program"),
    [
        ("```python\nprint(1)\n```", "print(1)\n"),
        ("```python\nprint(1)\n```\nNo, better:\n```python\nprint(2)\n```\n", "print(2)\n"),
        ("```\nprint(1)\n```\nand then\n```\n\n```", "print(1)\n"),
        ("~~~python\nprint('```')\n~~~", "print('```')\n"),
        ("````markdown\n```python\nprint(1)\n```\n````", "```python\nprint(1)\n```\n"),
        ("```python\nprint('''\n~~~\n''')\n```", "print('''\n~~~\n''')\n"),
        ("- so:\n  ```py\n  print(1)\n  ```\n", "  print(1)\n"),
        ("```python   \nprint(1)\n```   \n", "print(1)\n"),
        ("```python\r\nprint(1)\r\n```\r\n", "print(1)\n"),
        ("I mean ```print(1)``` inline.\n```python\nprint(2)\n```", "print(2)\n"),
        ("````python\nprint(1)\n````", "print(1)\n"),
        ('```python title="a.py"\nprint(1)\n```', "print(1)\n"),
        ("```python\nprint(1)\n`````", "print(1)\n"),
    ],
)
def test_the_last_fenced_block_that_is_not_empty_is_the_program(answer, program):
    found = last_program(answer)
    assert found is not None
    assert found.replace("\r\n", "\n").replace("  print", "print") == program.replace("  print", "print")


@pytest.mark.parametrize(
    "answer",
    ["", "no code here", "print(1)", "```print(1)```", "```\n\n```", "```python\nprint(1)\n", "~~~\nprint(1)\n```"],
)
def test_no_whole_block_is_no_program(answer):
    assert last_program(answer) is None


def test_an_unclosed_block_does_not_hide_the_one_before():
    assert last_program("```python\nprint(1)\n```\nNow shorter:\n```python\nprint(") == "print(1)\n"


@pytest.mark.parametrize(
    ("language", "answer", "program"),
    [
        (
            "python",
            "```python\nprint(1)\n```\nOn\n```\n4 5\n```\nit prints\n```text\n4\n```",
            "print(1)\n",
        ),
        ("python", "```py\nprint(1)\n```\nRun it:\n```bash\npython3 main.py\n```", "print(1)\n"),
        ("pypy", "```Python3\nprint(1)\n```\n```cpp\nint main() {}\n```", "print(1)\n"),
        ("cpp", "```c++\nint main() {}\n```\nIn Python:\n```python\nprint(1)\n```", "int main() {}\n"),
        ("c", "```cpp\nint main() {}\n```\n```c\nint main(void) {}\n```\n```\n4\n```", "int main(void) {}\n"),
        ("python", "```python\nprint(1)\n```\nBetter:\n```python\nprint(2)\n```\n```\n2\n```", "print(2)\n"),
        ("python", "```cpp\nint main() {}\n```", "int main() {}\n"),
        ("python", "```\nprint(1)\n```", "print(1)\n"),
        ("python", "```{.python}\nprint(1)\n```\n```\n1\n```", "print(1)\n"),
    ],
)
def test_a_block_in_the_language_goes_before_what_is_shown_around_it(language, answer, program):
    assert last_program(answer, language) == program


def test_a_block_that_nobody_closed_goes_to_the_end_where_there_is_no_other():
    assert last_program("So:\n```python\nprint(1)\nprint(2)", "python") == "print(1)\nprint(2)\n"
    assert last_program("```\nprint(1)", "python") is None
    assert last_program("```cpp\nint main() {}", "python") is None
    assert last_program("```python\n\n", "python") is None
    assert last_program("```python\nprint(1)\n```\nNow shorter:\n```python\nprint(", "python") == "print(1)\n"


@given(st.text(alphabet="abc \n`~x", max_size=60))
def test_any_text_in_a_fence_that_it_cannot_close_comes_back(text):
    if text.strip():
        assert last_program(f"So:\n``````python\n{text}\n``````\nDone.") in {f"{text}\n", text} or "``````" in text


class Choice(Struct):
    choice: Literal["A", "B"]
    reason: str = ""


class Inputs(Struct):
    inputs: tuple[str, ...]
    notes: dict[str, str] = {}


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ('{"choice": "A"}', Choice("A")),
        ('{"choice": "A"} then {"choice": "B", "reason": "sure"}', Choice("B", "sure")),
        ('```json\n{"choice": "B"}\n```', Choice("B")),
        ('I think\n{"choice": "A", "reason": "a } in it, and a { too"}', Choice("A", "a } in it, and a { too")),
        ('{"choice": "A", "reason": "\\"quoted\\" {"}', Choice("A", '"quoted" {')),
        ('Not {this}, but {"choice": "A"}', Choice("A")),
        ('{"choice": "A", "sure": true}', Choice("A")),
        ('{"choice": "A", "reason": "ok"} (as the set {1, 2} shows)', Choice("A", "ok")),
        ('{"choice": "B", "steps": [{"choice": "A"}, {}]}', Choice("B")),
    ],
)
def test_the_last_object_is_read(answer, found):
    assert last_object(answer, Choice) == found


def test_nested_objects_belong_to_the_outer_one():
    answer = '{"inputs": ["1\\n{\\n", "2\\n"], "notes": {"a": "b"}}'
    assert last_object(answer, Inputs) == Inputs(("1\n{\n", "2\n"), {"a": "b"})


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("I choose A.", "no JSON object"),
        ('{"choice": "C"}', "does not fit.*Invalid enum value 'C'"),
        ('{"choice": 1}', r"does not fit.*Expected `str`, got `int`.*\$\.choice"),
        ('{"reason": "none"}', "does not fit.*missing required field `choice`"),
        ('{"choice": "A"', "broken"),
        ('{"choice": "A"} or rather {"decision": "B"}', "does not fit.*`choice`"),
        ('{"a":' * 5000, "broken"),
        ('{"choice": A}', "broken"),
    ],
)
def test_what_is_wrong_is_said_in_words_for_the_model(answer, words):
    with pytest.raises(ValueError, match=words):
        last_object(answer, Choice)
