"""The tutorial comes out as it is written: its commands are run, and what it quotes is what they say."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from real import sstar

ASSETS = Path(__file__).parents[2] / "assets"
PAGE = ASSETS / "docs" / "deciding.md"
PICTURES = ASSETS / "pictures" / "tutorial"
SIZES = ((80, 24), (120, 40), (200, 60))
SAID = {
    "solving": "writing",
    "judging": "judge ",
    "selected": "champion C04",
    "why": "is selected, confidence 0.46",
    "match": "M3: which side is right?",
    "compare": "1 program, ",
    "decided": "C02 goes on by you",
    "undone": "champion C04",
    "edited": "3 clusters, 5 programs",
    "replayed": "paused  ",
    "test": "Add a test that every program must pass",
    "tested": "passes 4 of 4",
    "asked": "you?",
    "attached": "n yours",
}
"""What each picture shows at every size."""
OF_INPUTS = {
    "grammar": "c1 n: integer",
    "inputs": "by shrinking, valid",
    "evidence": "I07/M3 is by mutation",
}
"""The same for those of the page about inputs."""
_TOLD = ("Selected:", "Decision ", "M3 decided", "C04 won it")


@pytest.mark.slow
def test_the_decisions_of_the_tutorial(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSTAR_HOME", os.fspath(tmp_path))
    blocks = re.findall(r"```(sh|text)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    said = ""
    checked = 0
    for kind, text in blocks:
        if kind == "sh" and "printf" not in text:
            said = ""
            for line in text.splitlines():
                plain = ("--display", "plain") if " solve " in line else ()
                status, told, complaint = sstar(*shlex.split(line)[1:], *plain)
                assert status == 0, complaint
                said += told
        for line in text.splitlines() if kind == "text" else ():
            if line.startswith(_TOLD):
                assert line in said.splitlines()
                checked += 1
    assert checked == 8


def test_every_picture_of_the_page_is_there_and_every_one_is_shown() -> None:
    page = PAGE.read_text(encoding="utf-8")
    linked = {Path(link).name for link in re.findall(r"\(\.\./pictures/tutorial/([^)]+)\)", page)}
    assert linked <= {path.name for path in PICTURES.iterdir()}
    assert {f"{name}.txt" for name in SAID} <= linked
    for path in PICTURES.glob("*.svg"):
        assert path.name in linked or path.name == "compare.svg"
        assert "http" not in path.read_text(encoding="utf-8").replace("http://www.w3.org", "")


def check_texts(folder: Path, said: dict[str, str]) -> None:
    """Each text shows its situation at three sizes, and every size is as large as it says."""
    for name, words in said.items():
        parts = (folder / f"{name}.txt").read_text(encoding="utf-8")
        screens = re.split(r"^(\d+) x (\d+)\n", parts, flags=re.MULTILINE)[1:]
        sizes = [(int(width), int(height)) for width, height in zip(screens[::3], screens[1::3], strict=True)]
        assert sizes == list(SIZES), name
        for (width, height), text in zip(sizes, screens[2::3], strict=True):
            lines = text.removesuffix("\n").split("\n")
            assert len(lines) <= height + 1, name
            assert max(map(len, lines)) <= width, name
            assert words in text, (name, width)


@pytest.mark.parametrize(("name", "said"), [("tutorial", SAID), ("inputs", OF_INPUTS)])
def test_the_texts_show_each_situation_in_three_sizes(name: str, said: dict[str, str]) -> None:
    check_texts(ASSETS / "pictures" / name, said)


def test_the_page_about_inputs_links_its_pictures() -> None:
    page = (ASSETS / "docs" / "inputs.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\(\.\./pictures/inputs/([^)]+)\)", page))
    assert linked == {path.name for path in (ASSETS / "pictures" / "inputs").iterdir()}


@pytest.mark.exhaustive
@pytest.mark.parametrize(("name", "said"), [("tutorial", SAID), ("inputs", OF_INPUTS)])
def test_the_pictures_can_be_made_anew(tmp_path: Path, name: str, said: dict[str, str]) -> None:
    pictures = ASSETS / "pictures"
    subprocess.run([sys.executable, str(pictures / f"{name}.py"), "--to", str(tmp_path)], check=True)
    check_texts(tmp_path, said)
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in (pictures / name).iterdir()}
