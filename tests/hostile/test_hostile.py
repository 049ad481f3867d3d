"""Every hostile program, in every tier: it ends as it should, and nothing outside has changed."""

from __future__ import annotations

import os
import platform
import shutil
from typing import TYPE_CHECKING

import pytest
from canaries import INPUT
from cases import CASES

if TYPE_CHECKING:
    from cases import Case
    from conftest import Arena

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="the programs name system calls by number")
has_compiler = bool(shutil.which("g++") or shutil.which("clang++"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_hostile(arena: Arena, case: Case) -> None:
    if case.name == "a thread bomb" and arena.tier == "full" and os.geteuid() == 0:
        pytest.skip("threads of root are not counted; only the memory limit bounds them")
    if case.language == "cpp" and not has_compiler:
        pytest.skip("no C++ compiler")
    (outcome,) = arena.run(case.source, INPUT, language=case.language, cpu_seconds=case.cpu_seconds)
    assert not arena.canaries.complaints(outcome.output + outcome.error)
    assert outcome.ending in case.endings.split(), (outcome.error, outcome.output[:300])


def test_an_ordinary_program_still_runs(arena: Arena) -> None:
    outcomes = arena.run("import os\nprint(sum(map(int, input().split())), os.listdir('.'))", INPUT, INPUT)
    assert [outcome.output for outcome in outcomes] == ["6 []\n"] * 2


def test_other_inputs_are_not_in_memory(arena: Arena) -> None:
    program = (
        "import gc, sys\nword = 'MARK' + input()\nframe = sys._getframe()\n"
        "while frame:\n    if 'MARK2' in repr(frame.f_locals): print('ESCAPED')\n    frame = frame.f_back\n"
        "print('ESCAPED' if any(isinstance(o, (str, bytes)) and 'MARK2' in str(o) for o in gc.get_objects()) else word)"
    )
    outcomes = arena.run(program, "1", "2")
    assert outcomes[0].output == "MARK1\n"


def test_a_run_cannot_change_the_next(arena: Arena) -> None:
    program = (
        "import builtins, fcntl, os, sys\n"
        "flags = [fcntl.fcntl(f, fcntl.F_GETFL) for f in (0, 1, 2)]\n"
        "print(flags, hasattr(builtins, 'leak'), os.getcwd(), os.umask(0o22), input())\n"
        "builtins.leak = sys.leak = 1\n"
        "for f in (0, 1, 2): fcntl.fcntl(f, fcntl.F_SETFL, os.O_NONBLOCK | os.O_APPEND)\n"
        "os.chdir('/')\nos.umask(0)"
    )
    first, second = arena.run(program, "x", "x")
    assert first.clean
    assert first.output == second.output
