r"""LaTeX as problem statements use it, turned into Markdown that keeps the math between dollar signs.

Not a TeX: macros that are unknown here vanish and their arguments stay, and no input makes it fail.
"""

from __future__ import annotations

import re
import unicodedata

from engine.problem.latex_words import (
    ACCENTS,
    CELL_END,
    CODE_LINE_END,
    DROPPED_ARGUMENTS,
    ENVIRONMENT_ARGUMENTS,
    ESCAPED,
    OPENED,
    ROW_END,
    SWITCHES,
    SYMBOLS,
    WORDS,
    WRAPPED,
)

_TOKEN = re.compile(
    r"""(?P<comment>%[^\n]*(?:\n[ \t]*)?)
    |\\begin\{(?P<code>verbatim|lstlisting)\*?\}(?:\[[^\]]*\])?\n?(?P<listing>.{0,20000}?)\\end\{(?P=code)\*?\}
    |\\verb\*?(?P<bar>[^\sA-Za-z*])(?P<verb>[^\n]*?)(?P=bar)
    |\$\$(?P<display>.{0,4000}?)\$\$ |\\\[(?P<bracket>.{0,4000}?)\\\]
    |\\begin\{(?P<math>equation|align|gather|eqnarray)\*?\}(?P<body>.{0,4000}?)\\end\{(?P=math)\*?\}
    |\$(?P<inline>(?:\\.|[^$\\\n]|\n(?![ \t]*\n))+)\$ |\\\((?P<paren>.{0,4000}?)\\\)
    |\\(?P<link>href|url)[ ]*\{(?P<address>[^{}]*)\}
    |\\(?P<side>begin|end)[ ]*\{(?P<environment>[^{}]*)\}(?:\[[^\]\n]*\])?
    |\\(?P<accent>["'`^~=.]|[cvHuk](?=[ ]*\{))[ ]*(?:\{\\?(?P<braced>[A-Za-z])\}|\\?(?P<letter>[A-Za-z]))
    |\\(?P<word>(?P<takes>item|includegraphics|(?:sub)*section|caption|usepackage|footnote|textcolor|color)
        (?![A-Za-z])|[A-Za-z]+)\*?[ \t]*(?(takes)(?:\[(?P<option>[^\]\n]*)\][ \t]*)?)
    |\\(?P<escaped>.)
    |(?P<paragraph>\n[ \t]*\n\s*)
    |(?P<symbol>``|''|---|--|[~`{}&\n])
    |(?P<text>[^\\$%~`'{}&\n-]+|.)""",
    re.VERBOSE | re.DOTALL,
)
_MACRO = re.compile(
    r"\\(?:(?:re)?newcommand\*?\s*\{?\s*\\(\w+)\s*\}?|def\s*\\(\w+)\s*)"
    r"\{((?:[^{}]|\{[^{}]*\})*)\}"
)


def to_markdown(tex: str) -> str:
    r"""Turn LaTeX into Markdown: `\problemname` becomes a heading of level 1, sections of level 2."""
    tex = re.sub(r"[\x00-\x08]", "", tex)
    tex = re.split(r"\\begin\{document\}", tex, maxsplit=1)[-1] if "\\begin{document}" in tex else tex
    return _Writer(_expand(tex)).markdown()


def _expand(tex: str) -> str:
    """Put in the bodies of macros without parameters; once, so that no definition can grow without end."""
    bodies = {name or other: body for name, other, body in _MACRO.findall(tex)}
    if not bodies:
        return tex
    names = "|".join(map(re.escape, bodies))
    rest = _MACRO.sub("", tex)
    return re.sub(rf"\\({names})(?![A-Za-z])(?:\{{\}})?", lambda use: bodies[use[1]], rest)


class _Writer:
    """One pass over the tokens; `closers` holds what each open brace adds when it closes."""

    def __init__(self, tex: str) -> None:
        self.tokens = list(_TOKEN.finditer(tex))
        self.at = 0
        self.out: list[str] = []
        self.closers: list[str] = []
        self.lists: list[int] = []  # per open list the number of its last item; negative: without numbers
        self.tables: list[int] = []  # per open table the place in `out` where it began

    def markdown(self) -> str:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            self._write(token)
        text = unicodedata.normalize("NFC", "".join(self.out)).replace(ROW_END, "\\\n").replace(CELL_END, "&")
        text = re.sub(r"[ \t]+\n", "\n", text)
        text = re.sub(r"\n{3,}", "\n\n", text)
        return text.replace(CODE_LINE_END, "\n").strip() + "\n"

    def _write(self, token: re.Match[str]) -> None:
        kind = "word" if token["word"] else token.lastgroup or ""
        inside = token[kind] or ""
        match kind:
            case "listing":
                body = inside.strip("\n").replace("\n", CODE_LINE_END)
                self.out.append(f"\n\n```{CODE_LINE_END}{body}{CODE_LINE_END}```\n\n")
            case "verb":
                self.out.append(f"`{inside}`")
            case "display" | "bracket" | "body":
                self.out.append(f"\n\n$${inside.strip()}$$\n\n")
            case "inline" | "paren":
                self.out.append(f"${inside.strip()}$")
            case "address" if token["link"] == "href":
                self._open("[", f"]({inside})")
            case "address":
                self.out.append(f"<{inside}>")
            case "environment":
                self._environment(inside, opens=token["side"] == "begin")
            case "braced" | "letter":
                self.out.append(inside + ACCENTS[token["accent"]])
            case "word":
                self._word(inside, token["option"] or "")
            case "escaped" if inside == "$" and "`" not in self.closers:
                self.out.append("\\$")  # a bare one would begin math
            case "escaped":
                self.out.append(ESCAPED.get(inside, inside))
            case "paragraph":
                self.out.append("\n\n" + self._margin())
            case "symbol":
                self._symbol(inside)
            case "text":
                fresh = not self.out or self.out[-1].isspace() or self.out[-1].endswith("\n")
                self.out.append(inside.lstrip(" \t") if fresh else inside)

    def _symbol(self, symbol: str) -> None:
        match symbol:
            case "{":
                self.closers.append("")
            case "}":
                self.out.append(self.closers.pop() if self.closers else "")
            case "&":
                self.out.append(CELL_END)
            case "\n":
                self.out.append("\n" + self._margin())
            case _:
                self.out.append(SYMBOLS[symbol])

    def _word(self, word: str, option: str) -> None:
        if word in SWITCHES:
            if self.closers:
                self.out.append(WRAPPED[word])
                self.closers[-1] = WRAPPED[word] + self.closers[-1]
        elif word in WRAPPED:
            self._open(WRAPPED[word], WRAPPED[word])
        elif word in OPENED:
            self._open(*OPENED[word])
        elif word == "item":
            self._item(option)
        elif word == "includegraphics":
            self.out.append(f"[figure: {self._argument()}]")
        elif word == "illustration":
            _width, name = self._argument(), self._argument()
            self._open(f"\n\n[figure: {name}] ", "\n\n")
        elif word in DROPPED_ARGUMENTS:
            for _ in range(DROPPED_ARGUMENTS[word]):
                self._argument()
        else:
            self.out.append(WORDS.get(word, ""))

    def _environment(self, name: str, *, opens: bool) -> None:
        is_list, is_table = name in {"itemize", "enumerate", "description"}, name.startswith("tab")
        if opens:
            for _ in range(ENVIRONMENT_ARGUMENTS.get(name, 0)):
                self._argument()
            if is_list:
                self.lists.append(0 if name == "enumerate" else -1)
            elif name in ENVIRONMENT_ARGUMENTS and is_table:
                self.tables.append(len(self.out))
        elif is_list and self.lists:
            self.lists.pop()
        elif is_table and self.tables and name in ENVIRONMENT_ARGUMENTS:
            start = self.tables.pop()
            self.out[start:] = [_table("".join(self.out[start:]))]
        self.out.append("\n\n" + self._margin())

    def _item(self, label: str) -> None:
        if not self.lists:
            self.lists.append(-1)
        mark = "- "
        if self.lists[-1] >= 0:
            self.lists[-1] += 1
            mark = f"{self.lists[-1]}. "
        self.out.append("\n" + self._margin(len(self.lists) - 1) + mark + (f"**{label}** " if label else ""))

    def _margin(self, depth: int | None = None) -> str:
        return "".join("   " if number >= 0 else "  " for number in self.lists[:depth])

    def _open(self, before: str, after: str) -> None:
        """Write `before`, and `after` when the argument that follows closes; nothing if there is none."""
        if self._peek() == "{":
            self.at += 1
            self.out.append(before)
            self.closers.append(after)

    def _peek(self) -> str:
        while self.at < len(self.tokens) and not self.tokens[self.at][0].strip():
            self.at += 1
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def _argument(self) -> str:
        """Take the next argument as it stands in the source."""
        if self._peek() != "{":
            return ""
        depth, taken = 0, []
        while self.at < len(self.tokens):
            piece = self.tokens[self.at][0]
            self.at += 1
            depth += (piece == "{") - (piece == "}")
            taken.append(piece)
            if depth == 0:
                break
        return "".join(taken)[1:-1]


def _table(text: str) -> str:
    rows = [[cell.strip().replace("\n", " ") for cell in row.split(CELL_END)] for row in text.split(ROW_END)]
    rows = [row for row in rows if any(row)]
    if not rows:
        return ""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    return "\n\n" + "\n".join(lines) + "\n\n"
