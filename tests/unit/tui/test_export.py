"""Reports: one value, three formats, all facts in each, and nothing that a program wrote comes to life."""

from __future__ import annotations

import html.parser
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest
from msgspec import structs

from engine.events.codec import decode_entry, encode
from engine.events.selection import BracketDrawn, Cluster, DroppedRule, GrammarLearnt, MatchPlan
from engine.journal import read_journal
from engine.problem.model import Problem
from engine.projections.board import fold
from engine.projections.report import MatchRow, Report, report
from tui.export import FORMATS
from tui.export.bracket import bracket_svg
from tui.export.grid import grid_svg
from tui.glyphs import UNICODE
from tui.surfaces import bracket
from tui.surfaces.focus import Focus
from tui.surfaces.text import Look

VOID = {"meta", "br", "path"}


class Page(html.parser.HTMLParser):
    """A page's tags, which must nest, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.tags: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def told(scripted: Any) -> Report:
    return report(fold(scripted.story().entries), scripted.PROBLEM)


def test_every_format_tells_the_selection_the_matches_and_the_samples(told: Report, scripted: Any) -> None:
    for kind, write in FORMATS.items():
        text = Page(write(told)).text if kind == "html" else write(told)
        for fact in ("S01r1", "0.93", "C02", "I02", "the sum is 11", "S04", "no language model", "Sum of numbers"):
            assert fact in text, (kind, fact)
    assert scripted.GOOD in FORMATS["md"](told)


def test_what_is_known_of_the_inputs_is_told_with_what_is_not_believed(told: Report) -> None:
    dropped = DroppedRule("n <= 3", "ollama/qwen3", "Public input 2 is against that: 4 is not between 1 and 3.")
    known = GrammarLearnt((), ("the statement also says: “lucky”",), ("c1 n: integer, 1 ≤ n ≤ 9",), (), "", (dropped,))
    for form in ("html", "md"):
        text = html.unescape(FORMATS[form](structs.replace(told, grammar=known)))
        for words in ("c1 n: integer, 1 ≤ n ≤ 9", "not understood", "lucky", "n <= 3", "4 is not between 1 and 3"):
            assert words.lower() in text.replace("\\", "").lower()


def test_json_can_be_read_back(told: Report) -> None:
    text = FORMATS["json"](told)
    assert msgspec.json.decode(text, type=Report) == told
    assert json.loads(text)["selected"]["program"]["language"] == "python"


def test_a_page_needs_no_network_and_runs_nothing(told: Report) -> None:
    page = Page(FORMATS["html"](told))
    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    assert all(value and value.startswith("#") for name, value in page.attributes if name in {"href", "src"})
    assert not [name for name, _ in page.attributes if name.startswith("on")]


def test_paper_is_white_and_pictures_stay_whole_on_it(told: Report) -> None:
    page = FORMATS["html"](told)
    dark = [line for line in page.splitlines() if "prefers-color-scheme: dark" in line]
    assert dark
    assert all("@media screen and" in line for line in dark)
    printed = page.partition("@media print {")[2].partition("\n}")[0]
    assert "break-inside: avoid" in printed


def test_programs_stand_on_the_paper_of_the_page_which_is_light_or_dark(told: Report) -> None:
    page = FORMATS["html"](told)
    assert page.count(".code .k {") == 2, "a colour of keywords for each"
    assert not re.search(r"\.code\s*\{", page), "what is below programs is not the highlighter's"


def test_what_programs_and_models_wrote_stays_text(scripted: Any) -> None:
    evil = "<script>alert(1)</script> <img src=x onerror=alert(1)> ``` ]]> & \x1b[31m"
    raw = b"".join(encode(entry) for entry in scripted.story().entries).decode()
    for old in ("the sum is 11", "won the final against C02", "Sum of numbers", "mutation of public test 2"):
        raw = raw.replace(old, msgspec.json.encode(evil).decode()[1:-1])
    entries = [decode_entry(line) for line in raw.encode().splitlines()]
    made = report(fold(entries), Problem("sum", evil, f"# {evil}", scripted.TESTS))
    page = Page(FORMATS["html"](made))
    assert not {"script", "img"} & set(page.tags)
    assert "<script>" in page.text
    assert "\x1b" not in FORMATS["html"](made) + FORMATS["md"](made)


def test_a_run_that_has_hardly_begun_can_be_told(scripted: Any) -> None:
    script = scripted.Script()
    script.start()
    made = report(fold(script.entries))
    assert (made.state, made.selected, made.matches) == ("unfinished", None, ())
    for write in FORMATS.values():
        assert "unfinished" in write(made)


def test_a_bracket_names_every_match_once_and_marks_the_champion() -> None:
    clusters = tuple(Cluster(f"C{number:02d}", ()) for number in range(1, 5))
    plans = (
        MatchPlan("M1", 0, "C01", "C04"),
        MatchPlan("M2", 0, "C02", "C03"),
        MatchPlan("M3", 1, "M1", "M2"),
    )
    rows = {
        name: MatchRow(name, round_, left, right, winner, "judge" if winner else None, "", (2, 1), (), 1)
        for name, round_, left, right, winner in (
            ("M1", 0, "C01", "C04", "C04"),
            ("M2", 0, "C02", "C03", "C02"),
            ("M3", 1, "C04", "C02", "C04"),
        )
    }
    svg = ET.fromstring(bracket_svg(BracketDrawn("b", "knockout", clusters, plans), rows, {"C04": 7}))
    space = "{http://www.w3.org/2000/svg}"
    links = [link.get("href") for link in svg.iter(f"{space}a")]
    assert sorted(links) == ["#M1", "#M2", "#M3"]
    titles = [title.text for title in svg.iter(f"{space}title")]
    assert "M3, final: C04 against C02, C04 wins 2 to 1, by judge" in titles
    champions = [text.text for text in svg.iter(f"{space}text") if text.get("class") == "champion"]
    assert champions == ["C04 ×7"] * 3, "as a leaf, after its first match, after the final"


def test_a_tournament_of_every_pair_is_drawn_as_a_table() -> None:
    clusters = tuple(Cluster(f"C{number:02d}", ()) for number in range(1, 4))
    pairs = (("M1", "C01", "C02", "C02"), ("M2", "C01", "C03", ""), ("M3", "C02", "C03", "C02"))
    plans = tuple(MatchPlan(name, 0, left, right) for name, left, right, _ in pairs)
    rows = {
        name: MatchRow(name, 0, left, right, winner, "judge" if winner else None, "", (1, 2), (), 1)
        for name, left, right, winner in pairs
    }
    svg = ET.fromstring(grid_svg(BracketDrawn("b", "round-robin", clusters, plans), rows, {"C02": 7}))
    space = "{http://www.w3.org/2000/svg}"
    links = [link.get("href") for link in svg.iter(f"{space}a")]
    assert sorted(links) == ["#M1", "#M1", "#M2", "#M2", "#M3", "#M3"], "in the rows of both sides"
    texts = [text.text for text in svg.iter(f"{space}text")]
    assert texts.count("open") == 2
    assert "lost 1:2" in texts, "C01 in M1"
    assert "won 2:1" in texts, "C02 in M1"
    champions = [text.text for text in svg.iter(f"{space}text") if text.get("class") == "champion"]
    assert champions == ["C02 ×7", "2"]


def test_who_speaks_for_the_champion_is_told_and_drawn() -> None:
    """In every format, in the picture, and on the screen's bracket."""
    journal = Path(__file__).parents[2] / "journals" / "v1-s-star-speaker.jsonl"
    board = fold(read_journal(journal))
    assert board.speaker
    made = report(board)
    speaker = str(board.speaker.speaker)
    assert made.selected
    assert made.selected.speaks.startswith(f"{speaker} speaks for {board.speaker.cluster}: the best of")
    for write in FORMATS.values():
        assert made.selected.speaks in write(made)
    assert f": {speaker}</text>" in FORMATS["html"](made)
    for size in ((80, 24), (200, 60)):
        painted = [line.text for line in bracket.paint(board, Focus(), *size, Look(UNICODE))]
        assert painted[0].strip().endswith(f"{board.speaker.cluster} ×2 by {speaker}")
        assert sum(f"{speaker} speaks for it" in line for line in painted) == 1, "on the card"
