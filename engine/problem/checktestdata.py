"""Input validators in the language of checktestdata, DOMjudge's tool: turned into programs that run here as any other.

The compiler is the library of that name, where it is installed (the extra `checktestdata`). The language:
https://github.com/DOMjudge/checktestdata/blob/main/doc/format-spec.md. A compiled script exits with 42 for an input
that it accepts and with 43 for any other one, as Kattis asks.
"""

from __future__ import annotations

SUFFIX = ".ctd"

_WITHOUT_ARGUMENTS = "import sys\n\ndel sys.argv[1:]  # a script takes none, whatever its group gives to validators\n\n"


def as_python(script: str) -> str | None:
    """Compile a script; None where the library is not installed, or does not understand it."""
    try:
        from checktestdata.parser import parse
        from checktestdata.tokenizer import tokenize
    except ImportError:
        return None
    try:
        text = parse(tokenize(script.encode())).python_code(standalone=True)
    except Exception:  # noqa: BLE001  its errors have no base of their own, and a broken script may end in any
        return None
    return f"{_WITHOUT_ARGUMENTS}{text}"
