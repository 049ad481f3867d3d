"""What a statement promises of its inputs in words, beyond which variables there are and what bounds them.

Promises are only collected here, by what they are about: whether a grammar keeps them is told where they meet.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from msgspec import Struct

from engine.inputs.inequalities import comparisons, phrases, unequal

About: TypeAlias = Literal["distinct", "order", "graph", "letters", "count", "other"]
"""What a promise is about: values that differ, their order, edges, letters of words, how many, anything else."""

_SENTENCE = re.compile(r"(?<=[.!?)])\s+(?=[A-ZÅÄÖ$(*])|\n\s*\n|\n(?=[-*|] )")
_FORM = re.compile(
    r"^(?:[-*] )?\W*(?:the |den |de )?(?:first|second|third|next|following|last|only|single|input|each|then|there|"
    r"förs|andra|tredje|nästa|följande|sista|indata|varje|sedan|därefter|på (?:den )?(?:förs|nästa|varje|följ))\b",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"\b(?:always|never|alltid|aldrig)\b|\bprimes?\b|primtal|multiples? of|\bdivi(?:de|sible|sor)|"
    r"strictly inside|(?:value|result|output|outcome) of some\b",
    re.IGNORECASE,
)
"""What the sentence that introduces a line may promise of it besides."""
_EXPLAINS = re.compile(
    r"^(?:note|for example|e\.g|in the (?:first|example)|observera|exempel|notera|här)", re.IGNORECASE
)
_GUARANTEES = re.compile(
    r"guarante|(?:may|can) (?:safely )?assume|in particular|uniquely determined|consistent with|"
    r"answer is unique|"
    r"there (?:will|is|are) (?:always|never)|garanter|(?:får|kan) (?:du )?(?:anta|förutsätta)|"
    r"(?:det (?:kommer|finns)|kommer det) (?:alltid|aldrig)|unikt bestäm|svaret är unikt|förenligt? med",
    re.IGNORECASE,
)
_DEFINES = re.compile(r"(?:value|result|output|outcome) of some\b", re.IGNORECASE)
_SURELY = re.compile(
    r"(?<!can )(?<!to )guarantee|\bassume|consistent with|uniquely determined|answer is unique|"
    r"unikt bestäm|svaret är unikt|\b(?:always|never|none of)\b|"
    r"är (?:\w+ )?garanterat|garanteras|\b(?:anta|förutsätta|förenligt?)\b|\b(?:alltid|aldrig|ingen av)\b",
    re.IGNORECASE,
)
"""What makes a sentence a promise, and more than a description of the layout."""
_SUMS = re.compile(r"\bsum\b|summan|the total (?:number|length|size) .*(?:at most|not exceed|less)", re.IGNORECASE)
_SEVERAL = "".join(
    rf"(?<!\b{word} )"
    for word in ("the", "of", "in", "for", "between", "de", "av", "i", "för", "antal", "antalet", "mellan")
)
"""Not after these: "the different houses" are several ones, and nothing of them is said to differ."""
_SUBJECTS: dict[About, str] = {
    "distinct": (
        rf"distinct|{_SEVERAL}(?:different|olika)\b|unique|no two|pairwise|permutation|inga två|twice|duplicate|"
        r"(?:more|at most|exactly|mer|högst) (?:than |än )?(?:once|one|en gång)|"
        r"(?:mer än|högst) (?:finnas )?(?:en|ett) \w+ (?:mellan|som förbinder)"
    ),
    "order": r"sorted|increasing|ascending|descending|decreasing|\border\b|stigande|fallande|sortera|ordning",
    "graph": r"connected|\btree\b|acyclic|reach|sammanhäng|\bträd\b|self.?loop|\bloops?\b|multi.?edge",
    "letters": (
        r"letter|character|alphabet|bokst|tecken|string|sträng|"
        r"consist(?!\w* (?:of|av) (?:\S+ ){0,3}?(?:integers?|numbers?|lines?|heltal|tal|rader)\b)"
    ),
    "count": (
        r"\bsum\b|total|summan|totala|overall|across all|at least|at most|no more than|minst|högst|exactly|exakt|"
        r"less than|mindre än|greater than|larger than|större än|between|mellan"
    ),
    "other": (
        r"guarante|assum|always|never|must|only if|such that|ensur|garanter|alltid|aldrig|\banta\b|\bingen\b|"
        r"\binga\b|\binte\b|\bno\b|\bnot\b|valid|possible|möjlig|kommer att|satisf|prime|primtal|multiple of|"
        r"strictly inside|"
        r"divis|divid|even\b|odd\b|jämn|udda|\bnone of\b|\bingen av\b|(?:value|result|output|outcome) of some\b"
    ),
}
_PROMISES = {about: re.compile(words, re.IGNORECASE) for about, words in _SUBJECTS.items()}


class Promise(Struct, frozen=True):
    """A sentence that says more about the inputs than an inequality does."""

    about: About
    text: str

    @property
    def sure(self) -> bool:
        """Whether it promises something in so many words, rather than to say how the input is laid out."""
        if _DEFINES.search(self.text):
            return True
        formulas = any(comparisons(part) or unequal(part) for part in phrases(self.text))
        return not formulas and _SURELY.search(self.text) is not None and not _SUMS.search(self.text)


def promises_in(section: str) -> list[Promise]:
    """Collect the sentences that say more than which variables there are and what bounds them."""
    found = []
    for sentence in _SENTENCE.split(section):
        text = " ".join(sentence.split())
        about = next((about for about, pattern in _PROMISES.items() if pattern.search(text)), None)
        form = _FORM.match(text) is not None and not _STRONG.search(text)
        only_bounds = form or any(comparisons(phrase) for phrase in phrases(text))
        more = _SUMS.search(text) or _DEFINES.search(text) or "guarant" in text
        if about in {"count", "other"} and only_bounds and not more:
            continue
        if about and not _EXPLAINS.match(text):
            found.append(Promise(about, text))
    return found


def guarantees_in(story: str) -> list[Promise]:
    """Collect the sentences outside of the input section that promise something for sure."""
    sentences = (" ".join(sentence.split()) for sentence in _SENTENCE.split(story))
    return [Promise("other", text) for text in sentences if _GUARANTEES.search(text)]
