"""A statement as somebody pasted it, from a contest's page or from a file: what in it is title, limit, example.

The same form, written by `written`, is what a person edits: `read_pasted` reads it back as it was.

The pages that it knows: Codeforces (`Examples`, `inputCopy`), AtCoder (`Sample Input 1`), Kattis (`Sample Input 1` and
`Sample Output 1` side by side), LeetCode (`Example 1:`, `Input: ...`), and Markdown with fenced examples.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from engine.problem.model import MEBIBYTE, Limits, Test

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Kind = Literal["input", "output"]

_WORD = re.compile(
    r"[#*_\s]*(?P<sample>sample|example)?\s*(?:expected\s+)?(?P<kind>input|output)"
    r"(?P<copy>\s*copy)?\s*(?:\#|no\.?)?\s*(?P<number>\d+)?(?P<copied>\s*copy)?\s*[*_]*\s*(?::\s*[*_]*\s*(?P<rest>.*))?",
    re.IGNORECASE,
)
_BOTH = re.compile(r"[#*_\s]*sample\s+input\s*\d*[\s|]+sample\s+output\s*\d*[*_\s]*", re.IGNORECASE)
_EXAMPLES = re.compile(
    r"[#*_\s]*(?:examples?|samples?|sample\s+(?:tests?|cases?))\s*(?:\#?\s*\d+)?\s*:?[*_\s]*", re.IGNORECASE
)
_AFTER = re.compile(r"[#*_\s]*(?:notes?|explanation|constraints|hints?|follow[ -]up|source)\b.{0,40}", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6}\s+\S")
_CAPTION = re.compile(r"\*\*.+\*\*:?|[A-Z]\w*(?: \w+)?:?")
"""A line that is a heading without a mark, such as `Scoring`."""
_FENCE = re.compile(r"\s*(?P<fence>`{3,}|~{3,})\s*\w*\s*")

_TIME = re.compile(
    r"(?:cpu\s+)?time\s*limit(?:\s+per\s+test)?[*_\s:=]*(?P<number>\d+(?:\.\d+)?)\s*"
    r"(?P<unit>ms|milliseconds?|s(?:ec(?:onds?)?)?)\b\.?",
    re.IGNORECASE,
)
_MEMORY = re.compile(
    r"memory\s*limit(?:\s+per\s+test)?[*_\s:=]*(?P<number>\d+(?:\.\d+)?)\s*"
    r"(?P<unit>kib|kb|kilobytes?|mib|mb|megabytes?|m|gib|gb|gigabytes?)\b\.?",
    re.IGNORECASE,
)
_MEBIBYTES = {"k": 1 / 1024, "m": 1.0, "g": 1024.0}
_STANDARD_FILES = re.compile(r"(?im)^\s*(?:input|output)\s*(?:file)?\s*:?\s*\n?\s*standard (?:input|output)\s*$")
_NUMBERING = re.compile(r"^(?:[A-Z]\d?|\d{1,5})\s*[.\-–—:)]\s+(?=\S)")
_BEFORE_AN_EXAMPLE = ("", "copy")
"""Lines between a label and its example: empty ones, and the caption of a button."""
_LONGEST_TITLE = 80
_SHORTEST_SECONDS, _LONGEST_SECONDS = 0.001, 120.0
_LEAST_MEBIBYTES, _MOST_MEBIBYTES = 16, 64 * 1024


class Pasted(Struct, frozen=True):
    """What was found in a text; `tests` are its examples, which are taken out of the statement."""

    title: str
    statement: str
    """Markdown, without title, limits and examples."""
    tests: tuple[Test, ...]
    cpu_seconds: float | None = None
    memory_bytes: int | None = None
    language: str | None = None
    """In which programs are wanted: empty for any, None to leave what the package says."""
    unclear: tuple[str, ...] = ()
    """Examples that are there and could not be read, each in a sentence for a person."""

    @property
    def limits(self) -> Limits:
        """The limits, with the usual ones for what the text does not say."""
        usual = Limits()
        return Limits(self.cpu_seconds or usual.cpu_seconds, self.memory_bytes or usual.memory_bytes)


def read_pasted(text: str) -> Pasted:
    """Find title, limits and examples in a pasted text; never fails: what is not found is left out.

    Lines of the statement in which only a limit stands, and Codeforces' lines about standard input, go with them.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").removeprefix("\ufeff")
    rest, tests, unclear = _take_examples(text.split("\n"))
    head, seconds, memory = _take_limits("\n".join(rest))
    title, statement = _take_title(_STANDARD_FILES.sub("", head))
    return Pasted(title, _tidy(statement), tests, seconds, memory, unclear=unclear)


def written(pasted: Pasted) -> str:
    """Write a problem as one text that `read_pasted` reads back, for a person to edit."""
    limits = pasted.limits
    parts = [
        f"# {pasted.title}",
        f"Time limit: {limits.cpu_seconds:g} s\nMemory limit: {limits.memory_bytes // MEBIBYTE} MiB",
        pasted.statement.strip(),
    ]
    for number, test in enumerate(pasted.tests, start=1):
        parts.append(f"## Sample Input {number}\n\n{_fenced(test.input)}")
        parts.append(f"## Sample Output {number}\n\n{_fenced(test.expected)}")
    return "\n\n".join(part for part in parts if part) + "\n"


def numbered(pairs: Sequence[tuple[str, str]]) -> tuple[Test, ...]:
    """Make tests named 1, 2, ... of inputs and outputs, each ending in a line break."""
    return tuple(Test(str(number), _lines(a), _lines(b)) for number, (a, b) in enumerate(pairs, start=1))


# -------------------------------------------------------------------- examples


class _Label(Struct, frozen=True):
    """A line that announces one half of an example; `rest` stands behind it in the same line."""

    kind: Kind
    rest: str = ""


class _Half(Struct, frozen=True):
    """One half of an example, and where it ends."""

    kind: Kind
    text: str
    end: int


def _take_examples(lines: Sequence[str]) -> tuple[list[str], tuple[Test, ...], tuple[str, ...]]:
    """Divide lines into those of the statement and the examples.

    What stands below an example explains it, and gets a heading that says so: without the example it would stand in
    the section before, which is often the one about the input, and be read as something that is promised there.
    """
    rest: list[str] = []
    halves: list[_Half] = []
    unclear: list[str] = []
    at, among_examples, below = 0, False, False
    while at < len(lines):
        line = lines[at]
        if _BOTH.fullmatch(line):
            end, pair = _side_by_side(lines, at + 1)
            halves += pair
            if not pair:
                unclear.append(f"The example at “{line.strip()}” cannot be divided into input and output.")
            at = end
        elif label := _label(line, among_examples=among_examples):
            half = _half(lines, at, label)
            halves.append(half)
            at = half.end
            among_examples, below = True, half.kind == "output"
        elif _EXAMPLES.fullmatch(line):
            among_examples = True
            at += 1
        else:
            # A heading of the statement ends the examples; “Note” below them is a part of the statement again.
            among_examples = among_examples and not (_HEADING.match(line) and not _AFTER.fullmatch(line))
            if below and line.strip():
                rest += [] if _is_heading(line) else _explanation(sum(half.kind == "output" for half in halves))
                below = False
            rest.append(line)
            at += 1
    pairs, alone = _paired(halves)
    return rest, numbered(pairs), (*unclear, *alone)


def _is_heading(line: str) -> bool:
    """Whether a line below an example begins a section of its own."""
    return any((_HEADING.match(line), _AFTER.fullmatch(line), _CAPTION.fullmatch(line.strip())))


def _explanation(number: int) -> list[str]:
    """Give the lines between an example and what is said of it."""
    return ["", f"## Explanation of example {number}", ""]


def _label(line: str, *, among_examples: bool) -> _Label | None:
    """Read a line that announces an example; `Input` alone does so only among examples, else it is a section."""
    match = _WORD.fullmatch(line)
    if match is None:
        return None
    rest = (match["rest"] or "").strip()
    marked = match["sample"] or match["copy"] or match["copied"]
    if not (marked or among_examples) or (rest and not among_examples and not match["sample"]):
        return None
    return _Label("input" if match["kind"].lower() == "input" else "output", rest)


def _half(lines: Sequence[str], at: int, label: _Label) -> _Half:
    """Read what stands below a label: a fenced block, or lines up to what can no longer belong to it."""
    if label.rest:
        return _Half(label.kind, label.rest, at + 1)
    start = at + 1
    while start < len(lines) and lines[start].strip().lower() in _BEFORE_AN_EXAMPLE:
        start += 1
    if start < len(lines) and (fence := _FENCE.fullmatch(lines[start])):
        return _fenced_half(lines, start, fence["fence"], label.kind)
    end = start
    while end < len(lines) and not _ends(lines, end, label.kind):
        end += 1
    return _Half(label.kind, "\n".join(lines[start:end]), end)


def _fenced_half(lines: Sequence[str], start: int, fence: str, kind: Kind) -> _Half:
    end = start + 1
    while end < len(lines) and not (lines[end].strip().startswith(fence) and not lines[end].strip(fence[0] + " ")):
        end += 1
    return _Half(kind, "\n".join(lines[start + 1 : end]), min(end + 1, len(lines)))


def _ends(lines: Sequence[str], at: int, kind: Kind) -> bool:
    """Whether a line no longer belongs to an example that has no fence.

    An input ends at the label of its output; an output at an empty line, too, since an explanation may follow.
    """
    line = lines[at]
    if _label(line, among_examples=True) or _EXAMPLES.fullmatch(line) or _BOTH.fullmatch(line):
        return True
    if _HEADING.match(line) or _AFTER.fullmatch(line):
        return True
    return kind == "output" and not line.strip()


def _side_by_side(lines: Sequence[str], at: int) -> tuple[int, list[_Half]]:
    """Read an example whose halves stand in one row of a table: copied, they are two paragraphs."""
    end = at
    while end < len(lines) and not (_BOTH.fullmatch(lines[end]) or _HEADING.match(lines[end])):
        end += 1
    paragraphs = [part for part in re.split(r"\n[ \t]*\n", "\n".join(lines[at:end])) if part.strip()]
    if len(paragraphs) != 2:
        return end, []
    return end, [_Half("input", paragraphs[0], end), _Half("output", paragraphs[1], end)]


def _paired(halves: Sequence[_Half]) -> tuple[list[tuple[str, str]], list[str]]:
    """Pair each input with the output that follows it, and say which halves are alone."""
    pairs: list[tuple[str, str]] = []
    alone: list[str] = []
    ends: Iterator[tuple[_Half | None, _Half | None]] = pairwise([*halves, None])
    before: _Half | None = None
    for half, after in ends:
        assert half is not None
        if half.kind == "input" and after and after.kind == "output":
            if half.text.strip() or after.text.strip():  # else nobody has filled the form in
                pairs.append((half.text, after.text))
        elif half.kind == "input":
            alone.append(f"The example input “{_short(half.text)}” has no output.")
        elif before is None or before.kind == "output":
            alone.append(f"The example output “{_short(half.text)}” has no input.")
        before = half
    return pairs, alone


def _short(text: str) -> str:
    first = text.strip().partition("\n")[0]
    return first if len(first) <= 30 else f"{first[:29]}…"


# -------------------------------------------------------------------- limits, title, text


def _take_limits(text: str) -> tuple[str, float | None, int | None]:
    """Take the limits out of a text; those that no run could be given are not taken for limits."""
    seconds = memory = None
    if match := _TIME.search(text):
        found = float(match["number"]) / (1000 if match["unit"].lower().startswith("m") else 1)
        if _SHORTEST_SECONDS <= found <= _LONGEST_SECONDS:
            seconds = found
            text = _without(text, match)
    if match := _MEMORY.search(text):
        mebibytes = float(match["number"]) * _MEBIBYTES[match["unit"][0].lower()]
        if _LEAST_MEBIBYTES <= mebibytes <= _MOST_MEBIBYTES:
            memory = int(mebibytes * MEBIBYTE)
            text = _without(text, match)
    return text, seconds, memory


def _without(text: str, match: re.Match[str]) -> str:
    """Cut a match out, and what is left of its lines when that is no sentence, such as a dividing slash."""
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    end = len(text) if end < 0 else end
    left = text[start : match.start()] + text[match.end() : end]
    return text[:start] + (left if re.search(r"\w", left) else "") + text[end:]


def _take_title(text: str) -> tuple[str, str]:
    """Take the title off: the first heading of the first line, or a short first line that is no sentence."""
    first, _, rest = text.strip("\n").partition("\n")
    line = first.strip()
    heading = re.fullmatch(r"#\s+(.+?)\s*#*", line)
    if heading is None and (not line or len(line) > _LONGEST_TITLE or line[-1] in ".:,;?!" or line.startswith("#")):
        return "", text
    return _NUMBERING.sub("", heading[1] if heading else line), rest


def _tidy(text: str) -> str:
    """Collapse runs of empty lines, and end in a line break."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"


def _lines(text: str) -> str:
    """End a text in a line break, without the empty lines around it."""
    return "\n".join(line.rstrip() for line in text.strip("\n").split("\n")).rstrip() + "\n"


def _fenced(text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}\n{text.rstrip()}\n{fence}"
