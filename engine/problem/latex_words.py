"""The LaTeX words of problem statements, and what they become in Markdown."""

from __future__ import annotations

ROW_END, CELL_END, CODE_LINE_END = "\x01", "\x02", "\x03"
"""Stand for `\\\\`, `&` and a line end inside code until the whole text is there."""

ACCENTS = {
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "c": "\u0327", "v": "\u030c", "H": "\u030b", "u": "\u0306", "k": "\u0328",
}  # fmt: skip
"""Accent commands to combining characters."""
ESCAPED = {"\\": ROW_END, ",": " ", ";": " ", "\n": " ", "-": "", "/": "", "@": ""}
WORDS = {
    "ldots": "…", "dots": "…", "textellipsis": "…", "textbackslash": "\\", "textasciitilde": "~",
    "textasciicircum": "^", "textless": "<", "textgreater": ">", "textbar": "|", "textendash": "–",
    "textemdash": "—", "textquotesingle": "'", "ss": "ß", "ae": "æ", "AE": "Æ", "o": "ø", "O": "Ø", "aa": "å",
    "AA": "Å", "oe": "œ", "OE": "Œ", "l": "ł", "L": "Ł", "i": "i", "LaTeX": "LaTeX", "TeX": "TeX", "S": "§",
    "copyright": "©", "pounds": "£", "euro": "€", "newline": "\\\n", "par": "\n\n", "tabularnewline": ROW_END,
}  # fmt: skip
SYMBOLS = {"``": "“", "''": "”", "---": "—", "--": "–", "~": " ", "`": "‘"}
WRAPPED = {
    "emph": "*", "textit": "*", "textsl": "*", "textbf": "**", "texttt": "`", "em": "*", "it": "*",
    "itshape": "*", "bf": "**", "bfseries": "**", "tt": "`", "ttfamily": "`",
}  # fmt: skip
SWITCHES = ("em", "it", "itshape", "bf", "bfseries", "tt", "ttfamily")
OPENED = {
    "problemname": ("\n\n# ", "\n\n"), "section": ("\n\n## ", "\n\n"), "subsection": ("\n\n### ", "\n\n"),
    "subsubsection": ("\n\n#### ", "\n\n"), "paragraph": ("\n\n**", "** "), "footnote": (" (", ")"),
    "caption": ("\n\n", "\n\n"), "textsuperscript": ("^", ""), "textsubscript": ("_", ""),
}  # fmt: skip
DROPPED_ARGUMENTS = {
    "label": 1, "ref": 1, "vspace": 1, "hspace": 1, "setlength": 2, "input": 1, "textcolor": 1, "color": 1,
    "newcommand": 2, "renewcommand": 2, "usepackage": 1, "multicolumn": 2,
    "cline": 1, "pagestyle": 1, "def": 1,
}  # fmt: skip
ENVIRONMENT_ARGUMENTS = {
    "tabular": 1,
    "tabular*": 2,
    "tabularx": 2,
    "array": 1,
    "minipage": 1,
    "wrapfigure": 2,
}
