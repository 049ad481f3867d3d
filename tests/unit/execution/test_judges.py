"""Checkers and interactors, in every way that programs can be run here."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared import new_executor

from engine.execution import Job
from engine.execution.protocol import Case
from engine.execution.sandbox.inside.transcript import JUDGE, PROGRAM, Transcript
from engine.problem.model import MEBIBYTE, Checker, Limits, Program, SourceFile

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from shared import Shared

    from engine.events.executions import Outcome
    from engine.execution import SubprocessExecutor
    from engine.execution.sandbox import SandboxExecutor

needs_compiler = pytest.mark.skipif(not (shutil.which("g++") or shutil.which("clang++")), reason="no C++ compiler")
pytestmark = pytest.mark.slow

QUICK = Limits(cpu_seconds=0.4, memory_bytes=256 * MEBIBYTE, output_bytes=200_000)


@asynccontextmanager
async def opened(way: str, folder: Path) -> AsyncIterator[SandboxExecutor | SubprocessExecutor]:
    executor = new_executor(way, 2, folder)
    try:
        yield executor
    finally:
        await executor.close()
        assert empty(folder), "close removes everything"


def empty(folder: Path) -> bool:
    return not any(folder.iterdir())


def talk(shared: Shared, program: Program, checker: Checker, *inputs: str, limits: Limits = QUICK) -> list[Outcome]:
    return shared.do(Job(program, inputs, limits, interactor=checker, answers=("answer",) * len(inputs)))


def python(text: str, *others: SourceFile) -> Program:
    return Program("python", (SourceFile("main.py", text), *others))


def cpp(text: str, *others: SourceFile) -> Program:
    return Program("cpp", (SourceFile("main.cpp", text), *others))


def kattis(body: str, **fields: object) -> Checker:
    head = "import os, sys\ngiven, answer, feedback = sys.argv[1:4]\n"
    return Checker(python(head + body), **fields)


# -------------------------------------------------------------------- checkers

SAYS = """
output = sys.stdin.read()
words = [open(given).read(), open(answer).read(), output, *sys.argv[4:]]
open(feedback + "judgemessage.txt", "w").write("|".join(words))
sys.exit(42 if output == "yes" else 43)
"""
CASES = (Case("in 1", "ans 1", "yes"), Case("in 2", "ans 2", "no"), Case("", "", "yes"))


def test_a_kattis_checker_is_given_everything_and_says_why(shared: Shared) -> None:
    checked = shared.check(kattis(SAYS, arguments=("float_tolerance", "1e-6")), *CASES)
    assert [item.verdict for item in checked] == ["AC", "WA", "AC"]
    tail = "float_tolerance|1e-6"
    assert [item.message for item in checked] == [f"in 1|ans 1|yes|{tail}", f"in 2|ans 2|no|{tail}", f"||yes|{tail}"]


@needs_compiler
def test_a_checker_in_cpp_with_a_header_of_its_own(shared: Shared) -> None:
    text = """
    #include "validate.h"
    int main(int argc, char** argv) {
        std::ifstream given(argv[1]), answer(argv[2]);
        std::string a, b; answer >> a; std::cin >> b;
        std::ofstream feedback(std::string(argv[3]) + "/judgemessage.txt");
        feedback << "wanted " << a << " got " << b << std::endl;
        return a == b ? 42 : 43;
    }
    """
    header = SourceFile("validate.h", "#include <fstream>\n#include <iostream>\n#include <string>\n")
    checked = shared.check(Checker(cpp(text, header)), Case("", "7", " 7\n"), Case("", "7", "8"))
    assert [(item.verdict, item.message) for item in checked] == [("AC", "wanted 7 got 7"), ("WA", "wanted 7 got 8")]


@pytest.mark.parametrize(
    ("status", "verdict", "words"),
    [
        (0, "AC", "said so"),
        (1, "WA", "said so"),
        (2, "WA", "said so"),
        (8, "WA", "said so"),
        (3, "IE", "fault in the judge's own data"),
        (7, "IE", "gives points"),
        (5, "IE", "exit status 5"),
    ],
)
def test_testlib_has_statuses_of_its_own(shared: Shared, status: int, verdict: str, words: str) -> None:
    text = f"""
import sys
given, output, answer = [open(path).read() for path in sys.argv[1:]]
assert (given, output, answer) == ("in", "out", "ans")
print("said so", file=sys.stderr)
sys.exit({status})
"""
    (checked,) = shared.check(Checker(python(text), "testlib"), Case("in", "ans", "out"))
    assert checked.verdict == verdict
    assert words in checked.message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("sys.exit(0)", "exit status 0, which means nothing"),
        ("sys.exit(1)", "exit status 1, which means nothing"),
        ("raise ValueError('odd')", "ValueError: odd"),
        ("os.kill(os.getpid(), 9)", "no exit status"),
        ("bytearray(1 << 33)", "memory"),
    ],
)
def test_a_checker_that_misbehaves_blames_no_program(shared: Shared, body: str, words: str) -> None:
    (checked,) = shared.check(kattis(body), Case("", "", ""))
    assert checked.verdict == "IE"
    assert words in checked.message


@needs_compiler
def test_a_checker_that_does_not_compile_says_what_is_missing(shared: Shared) -> None:
    first, second = (
        shared.check(Checker(cpp(text), "testlib"), Case("", "", ""))[0]
        for text in ('#include "testlib.h"\nint main() {}', "int main( {}")
    )
    assert (first.verdict, second.verdict) == ("IE", "IE")
    assert "testlib.h, which the package does not bring" in first.message
    assert "does not compile" in second.message


def test_nothing_of_a_case_is_left_for_the_next(closed: Shared) -> None:
    body = """
names = sorted(os.listdir(feedback))
sizes = [os.path.getsize(feedback + name) for name in names]
for name in names:
    open(feedback + name, "w").write("left")
try:
    open(feedback + "more.txt", "w")
except OSError:
    sys.exit(42 if not any(sizes) and names else 43)
sys.exit(1)
"""
    assert [item.verdict for item in closed.check(kattis(body), *CASES)] == ["AC"] * 3


@pytest.mark.parametrize(
    "body",
    [
        "open('/etc/passwd').read()",
        "open('note', 'w')",
        "import socket; socket.create_connection(('127.0.0.1', 22), 1)",
        "os.fork()",
        "os.execv('/bin/sh', ['sh'])",
        "os.kill(os.getppid(), 9)",
        "os.unlink(feedback + 'judgemessage.txt')",
        "os.symlink('/etc/passwd', feedback + 'link')",
        "os.truncate(given, 0)",
        "open(answer, 'w').write('mine')",
    ],
)
def test_a_hostile_checker_gets_nothing_done(closed: Shared, body: str) -> None:
    text = f"try:\n    {body}\nexcept OSError:\n    sys.exit(42)\nsys.exit(43)"
    checked = closed.check(kattis(text), Case("in", "ans", "out"), Case("in", "ans", "out"))
    assert [item.verdict for item in checked] == ["AC", "AC"]


def test_a_checker_fills_no_disk(closed: Shared) -> None:
    body = """
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
written = 0
for name in os.listdir(feedback):
    try:
        with open(feedback + name, "wb", buffering=0) as file:
            while written < 1 << 26:
                written += file.write(bytes(1 << 16))
    except OSError:
        pass
sys.exit(42 if written <= 6 << 20 else 43)
"""
    assert closed.check(kattis(body), Case("", "", ""))[0].verdict == "AC"


def test_long_texts_arrive_whole(shared: Shared) -> None:
    text = "0123456789" * 200_000
    body = "sys.exit(42 if open(given).read() == open(answer).read() == sys.stdin.read() != '' else 43)"
    assert shared.check(kattis(body), Case(text, text, text))[0].verdict == "AC"


# -------------------------------------------------------------------- interactors

GUESS = """
secret, tries = int(open(given).read()), 0
assert open(answer).read() == "answer"
while True:
    try:
        guess = int(input())
    except (EOFError, ValueError):
        open(feedback + "judgemessage.txt", "w").write("no number")
        sys.exit(43)
    tries += 1
    if guess == secret:
        print("right", flush=True)
        sys.exit(42)
    if tries == 7:
        open(feedback + "judgemessage.txt", "w").write("too many")
        sys.exit(43)
    print("low" if guess < secret else "high", flush=True)
"""
HALVES = """
low, high = 1, 100
while True:
    middle = (low + high) // 2
    print(middle, flush=True)
    said = input()
    if said == "right":
        break
    low, high = (middle + 1, high) if said == "low" else (low, middle - 1)
"""
ONE_BY_ONE = "for n in range(1, 101):\n    print(n, flush=True)\n    if input() == 'right': break\n"
guess = kattis(GUESS, interactive=True)


def test_a_conversation_that_goes_well(shared: Shared) -> None:
    outcomes = talk(shared, python(HALVES), guess, "50", "77", "1")
    assert [(item.ending, item.judged, item.clean) for item in outcomes] == [("OK", "AC", True)] * 3
    assert outcomes[0].transcript == "> 50\n< right\n"
    assert outcomes[1].transcript.startswith("> 50\n< low\n> 75\n< low\n> 88\n< high\n")
    assert outcomes[0].output == "50\n"


def test_the_interactor_decides_though_the_program_fails_then(shared: Shared) -> None:
    (outcome,) = talk(shared, python(ONE_BY_ONE), guess, "90")
    assert (outcome.ending, outcome.judged, outcome.judge_message) == ("OK", "WA", "too many")
    assert not outcome.clean
    assert not outcome.error


@pytest.mark.parametrize(
    ("program", "ending", "judged", "words"),
    [
        ("print(50, flush=True); raise ValueError('mine')", "RE", "", "ValueError: mine"),
        ("raise SystemExit(3)", "RE", "", ""),
        ("import os; os.kill(os.getpid(), 9)", "RE", "", ""),
        ("print(5, flush=True)", "OK", "WA", ""),
        ("pass", "OK", "WA", ""),
        ("while True: pass", "TLE", "", "CPU time"),
        ("import sys; sys.stdin.readline()", "TLE", "", "Idle"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", "TLE", "", ""),
        ("import os; os.close(1); os.close(0)", "OK", "WA", ""),
        ("print('x' * 300_000, flush=True)\nimport time; time.sleep(9)", "OLE", "", ""),
        ("syntax error", "CE", "", "invalid syntax"),
    ],
)
def test_how_a_program_can_fail(shared: Shared, program: str, ending: str, judged: str, words: str) -> None:
    reads = kattis("import re\nread = sys.stdin.read()\nsys.exit(43)", interactive=True)
    checker = reads if ending in {"OLE", "TLE"} else guess
    (outcome,) = talk(shared, python(program), checker, "50")
    assert (outcome.ending, outcome.judged) == (ending, judged)
    assert words in outcome.error


def test_a_program_that_falls_silent_and_lingers_is_judged_by_what_it_said(closed: Shared) -> None:
    (outcome,) = talk(closed, python("import os, time; os.close(1); time.sleep(9)"), guess, "50")
    assert (outcome.ending, outcome.judged, outcome.error) == ("OK", "WA", "")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("raise ValueError('odd')", "ValueError: odd"),
        ("sys.exit(0)", "exit status 0"),
        ("print(1, flush=True); os.kill(os.getpid(), 9)", "no exit status"),
    ],
)
def test_an_interactor_that_misbehaves_blames_no_program(shared: Shared, body: str, words: str) -> None:
    (outcome,) = talk(shared, python(HALVES), kattis(body, interactive=True), "50")
    assert outcome.ending == "IE"
    assert words in outcome.error
    assert "The interactor failed" in outcome.error


def test_a_program_may_go_on_after_it_was_accepted(shared: Shared) -> None:
    program = "print(50, flush=True)\ninput()\nimport sys\nprint(len(sys.stdin.read()), flush=True)\nprint('more')"
    (outcome,) = talk(shared, python(program), guess, "50")
    assert (outcome.ending, outcome.judged) == ("OK", "AC")


def test_both_may_say_much_at_once(shared: Shared) -> None:
    """Neither reads before it has said all: the pipes are full in both directions for a while."""
    body = "print('j' * 150_000, flush=True)\nread = sys.stdin.read()\nsys.exit(42 if len(read) == 150_001 else 43)"
    program = "print('p' * 150_000, flush=True)\nassert len(input()) == 150_000"
    (outcome,) = talk(shared, python(program), kattis(body, interactive=True), "", limits=Limits())
    assert (outcome.ending, outcome.judged, outcome.error) == ("OK", "AC", "")
    assert len(outcome.transcript) < 65_536


@needs_compiler
def test_both_in_cpp_by_testlib_rules(shared: Shared) -> None:
    judge = """
    #include <cstdio>
    int main(int argc, char** argv) {
        std::FILE* given = std::fopen(argv[1], "r");
        int n = 0, got = 0;
        if (!given || std::fscanf(given, "%d", &n) != 1) return 3;
        std::printf("%d\\n", n);
        std::fflush(stdout);
        if (std::scanf("%d", &got) != 1) return 2;
        std::fprintf(stderr, "got %d", got);
        return got == n + 1 ? 0 : 1;
    }
    """
    program = "#include <iostream>\nint main() { int n; std::cin >> n; std::cout << n + 1 << std::endl; }"
    checker = Checker(cpp(judge), "testlib", interactive=True)
    (outcome,) = talk(shared, cpp(program), checker, "41")
    assert (outcome.ending, outcome.judged, outcome.judge_message) == ("OK", "AC", "got 42")
    assert outcome.transcript == "< 41\n> 42\n"


@pytest.mark.parametrize(
    "attack",
    [
        "import os\nfor fd in range(3, 256):\n    try: os.write(fd, b'x' * 99)\n    except OSError: pass\n",
        "import os\nfor pid in {*range(1, 400), -1} - {os.getpid()}:\n  try: os.kill(pid, 9)\n  except OSError: pass\n",
        "open('judged', 'w')",
        "open('../feedback/judgemessage.txt', 'w')",
        "open('../judge/main.py').read()",
    ],
)
def test_a_program_cannot_reach_its_interactor(closed: Shared, attack: str) -> None:
    guarded = f"try:\n    exec({attack!r})\nexcept OSError:\n    pass\n{HALVES}"
    outcomes = talk(closed, python(guarded), guess, "50", "3")
    assert [(item.ending, item.judged) for item in outcomes] == [("OK", "AC")] * 2


def test_a_hostile_interactor_gets_nothing_done(closed: Shared) -> None:
    body = """
for act in (lambda: open("/etc/passwd"), lambda: os.fork(), lambda: open("note", "w"), lambda: os.kill(1, 9)):
    try:
        act()
    except OSError:
        continue
    sys.exit(43)
print("tried", flush=True)
sys.exit(42)
"""
    (outcome,) = talk(closed, python("print(input())"), kattis(body, interactive=True), "")
    assert (outcome.ending, outcome.judged) == ("OK", "AC")


def test_leaving_ends_a_conversation(way: str, tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(way, tmp_path) as executor:
            sleeps = kattis("import time\nprint(1, flush=True)\ntime.sleep(60)", interactive=True)
            job = Job(python("input()\ninput()"), ("", "", ""), Limits(cpu_seconds=20), sleeps)
            async with aclosing(executor.run(job)) as outcomes:
                waiting = asyncio.create_task(anext(outcomes))
                done, _ = await asyncio.wait([waiting], timeout=0.3)
                assert not done
                waiting.cancel()
                await asyncio.wait([waiting])
            job = Job(python(HALVES), ("50",), QUICK, guess, ("answer",))
            assert [item.judged async for item in executor.run(job)] == ["AC"]

    asyncio.run(main())


def test_a_worker_killed_in_a_conversation_is_replaced(tier: str, tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tier, tmp_path) as executor:
            job = Job(python(HALVES), ("50",) * 40, QUICK, guess, ("answer",) * 40)
            seen = []
            async for outcome in executor.run(job):
                seen.append(outcome.judged)
                if len(seen) == 3:
                    for worker in executor._pool.workers:
                        if worker._process:
                            worker._process.kill()
            assert seen == ["AC"] * 40

    asyncio.run(main())


# -------------------------------------------------------------------- the transcript


def test_a_change_of_speaker_begins_a_line() -> None:
    transcript = Transcript()
    for speaker, said in ((PROGRAM, b"1"), (PROGRAM, b"2\n3"), (JUDGE, b"a\n\nb\n"), (JUDGE, b"c"), (PROGRAM, b"4\n")):
        transcript.add(speaker, said)
    assert transcript.text() == b"> 12\n> 3\n< a\n< \n< b\n< c\n> 4\n"


words = st.lists(st.tuples(st.sampled_from([PROGRAM, JUDGE]), st.binary(min_size=1, max_size=3000)), max_size=30)


@given(words)
def test_beginning_and_end_are_kept_and_the_whole_is_bounded(said: list[tuple[bytes, bytes]]) -> None:
    transcript, whole = Transcript(), Transcript()
    parts: list[bytes] = []
    whole._keep = parts.append  # type: ignore[method-assign]
    for speaker, text in said:
        transcript.add(speaker, text)
        whole.add(speaker, text)
    everything, kept = b"".join(parts), transcript.text()
    assert len(kept) < 30_000
    assert everything[:8192] == kept[:8192]
    assert everything[-8000:] == kept[-8000:]
    assert kept == everything or b"the middle is left out" in kept
