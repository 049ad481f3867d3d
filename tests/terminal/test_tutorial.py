"""The tutorial comes out as it is written: its commands are run, and what it quotes is what they say."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from real import sstar

PAGE = Path(__file__).parents[2] / "assets" / "docs" / "deciding.md"
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
