"""Builders of small packages."""

import pytest

MODERN = {
    "problem.yaml": "problem_format_version: 2025-09\nname: {sv: Summa, en: Sum}\nlimits: {time_limit: 3}\n",
    "statement/problem.en.md": "Add $a$ and $b$.\n",
    "data/sample/1.in": "1 2\n",
    "data/sample/1.ans": "3\n",
    "data/secret/01-big.in": "1000 2000\n",
    "data/secret/01-big.ans": "3000\n",
    "submissions/accepted/sum.py": "print(sum(map(int, input().split())))\n",
    "input_validators/validate.py": "import sys\nsys.exit(42)\n",
}
LEGACY = {
    "problem.yaml": "source: somewhere\n",
    "problem_statement/problem.en.tex": "\\problemname{Old Sum}\n\nAdd \\(a\\) and $b$.\n",
    "data/sample/1.in": "1 2\n",
    "data/sample/1.ans": "3\n",
}


def _write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture
def modern(tmp_path):
    """Write a package of format 2025-09, with files changed, added, and left out (None)."""

    def build(changes=None):
        files = MODERN | (changes or {})
        return _write(tmp_path / "sum", {name: text for name, text in files.items() if text is not None})

    return build


@pytest.fixture
def legacy(tmp_path):
    """Write a package of the legacy format, with files changed, added, and left out (None)."""

    def build(changes=None):
        files = LEGACY | (changes or {})
        return _write(tmp_path / "oldsum", {name: text for name, text in files.items() if text is not None})

    return build
