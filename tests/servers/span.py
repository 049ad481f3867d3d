"""The toy problem of engine/testing as a Kattis package, and its players' lines as fixtures of aimock.

For whole runs: the real engine, the real executor, a server that others wrote.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from engine.prompts import hints
from engine.testing.toy import NO_PROGRAM, PLAY, PROBLEM, SPAN

if TYPE_CHECKING:
    from pathlib import Path

_VALIDATOR = """import re
import sys

text = sys.stdin.read()
form = re.fullmatch(r"\\d+\\n-?\\d+( -?\\d+)*\\n", text)
count, *xs = map(int, text.split()) if form else (0,)
sys.exit(42 if 1 <= count <= 20 and len(xs) == count and all(-100 <= x <= 100 for x in xs) else 43)
"""


def write_package(folder: Path) -> Path:
    """Write the package into a folder of its own; the result is that folder."""
    files = {
        "problem.yaml": "problem_format_version: 2025-09\nname: Span\nuuid: 0c6a8f3e-2f0e-4d43-9a7b-7d7f3cb6f1aa\n",
        "statement/problem.en.md": PROBLEM.statement + "\n",
        "input_validators/validate.py": _VALIDATOR,
        "data/secret/1.in": "5\n4 4 9 1 2\n",
        "data/secret/1.ans": "8\n",
    }
    for test in PROBLEM.tests:
        files |= {f"data/sample/{test.name}.in": test.input, f"data/sample/{test.name}.ans": test.expected}
    for name, text in files.items():
        path = folder / "span" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / "span"


def fixtures(**more: object) -> list[dict]:
    """What aimock answers to a part of the last message; `more` is part of every fixture."""
    inputs = json.dumps({"plan": "ends, ties, sizes", "inputs": ["3\n9 1 2\n", "5\n1 2 3 4 5\n", "2\n3 -3\n"]})
    generators = json.dumps({"plan": "none is needed beside these inputs", "generators": []})
    vote = json.dumps({"steps": "by hand", "output": "8", "choice": "A", "reason": "A is what the statement asks for"})
    lines = {
        "I ran your program on the examples": _fenced(SPAN),
        "Write inputs that reveal wrong programs": inputs,
        "Write generators of inputs": generators,
        "Find inputs that tell them apart": inputs,
        "Decide whether A is right": vote,
    }
    lines |= {hints()[number - 1]: _fenced(rounds[0]) for number, rounds in PLAY.items()}
    return [{"match": {"userMessage": part}, "response": {"content": text}, **more} for part, text in lines.items()]


def _fenced(program: str) -> str:
    return program if program == NO_PROGRAM else f"Here it is.\n\n```python\n{program}```\n"
