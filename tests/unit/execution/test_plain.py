"""The plain executor: endings, fairness to right programs, and what is left behind (nothing)."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import threading
import time
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.errors import ExecutorError
from engine.execution import Job, SubprocessExecutor
from engine.execution.languages import LANGUAGES
from engine.problem.model import MEBIBYTE, Limits, Program, SourceFile, digest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from shared import Shared

    from engine.events.executions import Outcome

ARGUMENTS = """#include <cstdio>
int main(int n, char **words) { for (int i = 1; i < n; i++) printf("%s,", words[i]); }
"""
SHORT = Limits(cpu_seconds=0.25, memory_bytes=128 * MEBIBYTE, output_bytes=100_000)
ROOMY = Limits(cpu_seconds=8.0)

needs_compiler = pytest.mark.skipif(not (shutil.which("g++") or shutil.which("clang++")), reason="no C++ compiler")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the system does not enforce it")


def python(source: str, *others: SourceFile) -> Program:
    return Program("python", (SourceFile("solution.py", source), *others))


def cpp(source: str, *others: SourceFile) -> Program:
    return Program("cpp", (SourceFile("solution.cpp", source), *others))


@asynccontextmanager
async def opened(folder: Path, workers: int = 2) -> AsyncIterator[SubprocessExecutor]:
    executor = SubprocessExecutor(workers, folder)
    try:
        yield executor
    finally:
        await executor.close()
        assert empty(folder), "close removes everything"


async def outcomes(executor: SubprocessExecutor, program: Program, *inputs: str, limits: Limits) -> list[Outcome]:
    return [outcome async for outcome in executor.run(Job(program, inputs, limits))]


def run(folder: Path, program: Program) -> list[Outcome]:
    """Run a program by an executor that nobody has used."""

    async def main() -> list[Outcome]:
        async with opened(folder) as executor:
            return await outcomes(executor, program, "", limits=ROOMY)

    return asyncio.run(main())


def empty(folder: Path) -> bool:
    return not any(folder.iterdir())


def alive(marker: str) -> list[str]:
    """Commands of the living processes whose command line has the marker."""
    listing = subprocess.run(["ps", "-ww", "-eo", "stat=,args="], capture_output=True, text=True, check=True).stdout
    return [line for line in listing.splitlines() if marker in line and not line.startswith("Z")]


def settles(condition) -> object:
    """Whether a condition becomes true soon; it is about processes that nobody can wait for."""
    deadline = time.monotonic() + 60
    while not (found := condition()) and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    return found


RIGHT_PROGRAMS = {
    "input": "print(sum(map(int, input().split())))",
    "sys.exit": "import sys\nprint(sum(map(int, input().split())))\nsys.exit()",
    "sys.exit zero": "import sys\nprint(sum(map(int, input().split())))\nsys.exit(0)",
    "exit": "print(sum(map(int, input().split())))\nexit()",
    "quit": "print(sum(map(int, input().split())))\nquit()",
    "stdin.read": "import sys\nprint(sum(map(int, sys.stdin.read().split())))",
    "stdin.readline": "import sys\ninput = sys.stdin.readline\nprint(sum(map(int, input().split())))",
    "stdin lines": "import sys\nfor line in sys.stdin: print(sum(map(int, line.split())))",
    "stdin.buffer": "import sys\nprint(sum(map(int, sys.stdin.buffer.read().split())))",
    "open(0)": "print(sum(map(int, open(0).read().split())))",
    "os.read": "import os\nprint(sum(map(int, os.read(0, 100).split())))",
    "/dev/stdin": "print(sum(map(int, open('/dev/stdin').read().split())))",
    "os._exit": "import os\nprint(sum(map(int, input().split())), flush=True)\nos._exit(0)",
    "main guard": "def main():\n    print(sum(map(int, input().split())))\nif __name__ == '__main__':\n    main()",
    "globals": "n = 0\ndef f():\n    global n\n    n = sum(map(int, input().split()))\nf()\nprint(n)",
    "no final newline": "print(sum(map(int, input().split())), end='')",
    "recursion limit": (
        "import sys\nsys.setrecursionlimit(10**6)\nf = lambda n: n and 1 + f(n - 1)\n"
        "assert f(50000) == 50000\nprint(sum(map(int, input().split())))"
    ),
    "big stack": (
        "import sys, threading\nsys.setrecursionlimit(10**7)\nthreading.stack_size(2**27)\n"
        "def f(n): return n and 1 + f(n - 1)\n"
        "def main():\n    assert f(50000)\n    print(sum(map(int, input().split())))\n"
        "t = threading.Thread(target=main)\nt.start()\nt.join()"
    ),
    "threads": (
        "import threading\nfound = []\nwords = input().split()\n"
        "ts = [threading.Thread(target=lambda w=w: found.append(int(w))) for w in words]\n"
        "[t.start() for t in ts]\n[t.join() for t in ts]\nprint(sum(found))"
    ),
    "debug output": "import sys\nprint('x' * 50_000, file=sys.stderr)\nprint(sum(map(int, input().split())))",
    "closed stdout": "import sys\nprint(sum(map(int, input().split())))\nsys.stdout.close()",
    "write": "import sys\nsys.stdout.write(str(sum(map(int, input().split()))))",
    "class": "class Solution:\n    def f(self, a): return sum(a)\nprint(Solution().f(map(int, input().split())))",
    "file in its folder": "open('x', 'w').write('12')\nassert open('x').read()\nprint(sum(map(int, input().split())))",
}


def test_right_programs_are_not_failed(plain: Shared) -> None:
    found = plain.run_all({name: python(source) for name, source in RIGHT_PROGRAMS.items()}, "3 4\n")
    wrong = {name: got for name, got in found.items() if not got.clean or got.output.split() != ["7"]}
    assert not wrong
    assert {got.output_digest for got in found.values()} == {digest("7")}


def test_a_clean_end_tells_everything(plain: Shared) -> None:
    outcome = plain.run_one(python("print(input())"), "hello\n")
    assert outcome.ending == "OK"
    assert (outcome.output, outcome.output_bytes, outcome.exit_code, outcome.error) == ("hello\n", 6, 0, "")
    assert outcome.output_digest == digest("hello")
    assert 0 < outcome.cpu_seconds < 1
    assert outcome.wall_seconds > 0
    assert MEBIBYTE < outcome.memory_bytes < 60 * MEBIBYTE, "not that of this process"


def test_input_past_the_end_names_the_line(plain: Shared) -> None:
    outcome = plain.run_one(python("input()\ninput()\n"), "only\n")
    assert (outcome.ending, outcome.exit_code) == ("RE", 1)
    assert 'File "main.py", line 2' in outcome.error
    assert outcome.error.endswith("EOFError: EOF when reading a line")
    assert str(plain.folder) not in outcome.error


def test_exit_status_is_kept(plain: Shared) -> None:
    outcome = plain.run_one(python("import sys; sys.exit(42)"))
    assert (outcome.ending, outcome.exit_code) == ("RE", 42)


def test_arguments_of_a_job(plain: Shared) -> None:
    told = python("import sys; print(sys.argv[1:])"), cpp(ARGUMENTS)
    found = plain.do(*(Job(program, ("",), ROOMY, arguments=("n=5", "a b")) for program in told))
    assert [outcome.output for outcome in found] == ["['n=5', 'a b']\n", "n=5,a b,"]


def test_texts_go_through_unchanged(plain: Shared) -> None:
    echo = python("import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())")
    texts = ["a\r\nb\r\n", "grüße 数 🎈\n", "", "\n\n x \t\n", "no end"]
    assert [outcome.output for outcome in plain.run(echo, *texts)] == texts
    shown = plain.run_one(python("print('数', input())"), "é\r\n")
    assert shown.output in {"数 é\n", "数 é\r\n"}


def test_bytes_that_are_no_text_are_replaced(plain: Shared) -> None:
    outcome = plain.run_one(python("import os; os.write(1, b'\\xff a')"))
    assert (outcome.ending, outcome.output, outcome.output_bytes) == ("OK", "\ufffd a", 3)


def test_a_long_output_is_cut_but_named_whole(plain: Shared) -> None:
    words = " ".join(f"é{number}" for number in range(100_000))
    program = "print(*('é' + w for w in input().split()), sep={!r}); print()"
    text = " ".join(str(number) for number in range(100_000))
    one, other = (plain.run_one(python(program.format(apart)), text) for apart in ("\n", " \n  "))
    assert one.output_digest == other.output_digest == digest(words)
    assert not one.whole
    assert one.output_bytes == len(words.encode()) + 2


def test_many_inputs_come_in_order(plain: Shared) -> None:
    program = python("import time; n = int(input()); time.sleep(n % 3 / 50); print(n)")
    found = plain.run(program, *map(str, range(24)))
    assert [int(outcome.output) for outcome in found] == list(range(24))


def test_sleeping_is_stopped_by_the_clock(plain: Shared) -> None:
    limits = Limits(cpu_seconds=0.1)
    outcome = plain.run_one(python("import time; print(1, flush=True); time.sleep(60)"), limits=limits)
    assert (outcome.ending, outcome.exit_code, outcome.output) == ("TLE", None, "1\n")
    assert "clock" in outcome.error
    assert outcome.wall_seconds < 60


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "from signal import *\nfor s in {*Signals} - {SIGKILL, SIGSTOP}: signal(s, SIG_IGN)\nwhile True: pass",
        "import threading\nfor _ in range(3): threading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()",
    ],
    ids=["loop", "catches all", "ignores signals", "threads"],
)
def test_computing_too_long_is_tle(plain: Shared, source: str) -> None:
    outcome = plain.run_one(python(source), limits=SHORT)
    assert (outcome.ending, outcome.exit_code) == ("TLE", None)
    assert SHORT.cpu_seconds < outcome.cpu_seconds < SHORT.cpu_seconds + 1.5


def test_too_much_output_is_ole(plain: Shared) -> None:
    flood = "import sys\nwhile True: sys.stdout.write('y' * 5000)"
    silent = "import sys\ntry:\n    while True: print('y' * 5000)\nexcept OSError: import os; os._exit(0)"
    for source in (flood, silent):
        outcome = plain.run_one(python(source), limits=SHORT)
        assert outcome.ending == "OLE"
        assert outcome.output_bytes == SHORT.output_bytes + 1
        assert len(outcome.output) == 65_536


def test_output_up_to_the_limit_is_right(plain: Shared) -> None:
    outcome = plain.run_one(python("print('y' * 99_999)"), limits=SHORT)
    assert (outcome.ending, outcome.output_bytes) == ("OK", SHORT.output_bytes)


def test_a_flood_of_errors_is_harmless(plain: Shared) -> None:
    outcome = plain.run_one(python("import sys\nwhile True: print('e' * 99, file=sys.stderr)"), limits=SHORT)
    assert outcome.ending == "RE"
    assert len(outcome.error) <= 4096


@linux_only
@pytest.mark.parametrize(
    "source",
    ["x = bytearray(10**10)", "x = []\nwhile True: x.append(bytearray(2**22))", "x = b'1' * (200 * 2**20)"],
    ids=["at once", "bit by bit", "and a clean end"],
)
def test_too_much_memory_is_mle(plain: Shared, source: str) -> None:
    limits = Limits(cpu_seconds=5, memory_bytes=128 * MEBIBYTE)
    assert plain.run_one(python(source), limits=limits).ending == "MLE"


@linux_only
def test_nothing_is_left_running(tmp_path: Path) -> None:
    marker = f"marker-{os.getpid()}"
    sleeper = f"[{sys.executable!r}, '-c', 'import time; time.sleep(60)', {marker!r}]"
    child = f"import subprocess; subprocess.Popen({sleeper})"
    daemon = f"import subprocess; subprocess.Popen({sleeper}, start_new_session=True)"
    ignorant = child + "; import signal; signal.signal(15, signal.SIG_IGN); print(1)"

    async def main() -> None:
        async with opened(tmp_path) as executor:
            for source in (child, daemon, ignorant):
                (outcome,) = await outcomes(executor, python(source), "", limits=ROOMY)
                assert outcome.ending == "OK"
            assert settles(lambda: not alive(marker))

    asyncio.run(main())


def test_the_environment_is_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSTAR_MARKER_KEY", "secret")
    source = (
        "import os, sys\nprint(*sorted(os.environ))\nprint(os.listdir('.'), os.getcwd() == os.environ['HOME'])\n"
        "print([f for f in range(3, 256) if os.path.exists(f'/dev/fd/{f}')])"
    )
    (outcome,) = run(tmp_path, python(source))
    names, folder, files = outcome.output.splitlines()
    assert "SSTAR_MARKER_KEY" not in outcome.output
    assert set(names.split()) <= {
        *("HOME", "LANG", "LC_CTYPE", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PATH", "PYTHONHASHSEED"),
        *("TMPDIR", "__CF_USER_TEXT_ENCODING"),
    }
    assert folder == "[] True"
    assert files in {"[]", "[3]"}  # 3 is the listing of /dev/fd, where that is a folder


def test_no_state_goes_from_one_run_to_the_next(plain: Shared) -> None:
    source = "import os\nprint(os.listdir('.'), {'a', 'b', 'c', 'd'})\nopen('left', 'w').write('x')\nos.makedirs('d/e')"
    first, *others = plain.run(python(source), *"1234")
    assert first.output.startswith("[] ")
    assert {outcome.output for outcome in others} == {first.output}, "a set has the same order each time"


def test_files_of_a_program_find_each_other(plain: Shared) -> None:
    helper = SourceFile("helper.py", "def twice(n): return 2 * n")
    data = SourceFile("data/words.txt", "word")
    source = (
        "import helper, pathlib\nprint(helper.twice(int(input())))\n"
        "print((pathlib.Path(__file__).parent / 'data/words.txt').read_text())"
    )
    outcome = plain.run_one(python(source, helper, data), "21")
    assert outcome.output.split() == ["42", "word"]


@pytest.mark.parametrize("name", ["../out.py", "/tmp/out.py", "main.py"])
def test_file_names_cannot_lead_out(plain: Shared, name: str) -> None:
    outcome = plain.run_one(python("print(1)", SourceFile(name, "")))
    assert outcome.ending == "CE"
    assert name in outcome.error


@pytest.mark.parametrize("source", ["print((", "x = '\0'", "if 1:\nprint(1)", "x = '\udcff'"])
def test_a_syntax_error_is_ce_for_every_input(plain: Shared, source: str) -> None:
    found = plain.run(python(source), "1", "2")
    assert [outcome.ending for outcome in found] == ["CE", "CE"]
    assert "Error" in found[0].error
    assert str(plain.folder) not in found[0].error


@linux_only
def test_cancelling_ends_the_processes(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as executor:
            program = python("import time; n = int(input()); print(n); time.sleep(60 * n)")
            job = Job(program, ("0", *("1",) * 5), ROOMY)
            async with aclosing(executor.run(job)) as found:
                assert (await anext(found)).output == "0\n"
            assert not list(executor._workplace.scratch.glob("run-*")), "closed means ended, not ending"
            consumer = asyncio.create_task(outcomes(executor, program, "1", "1", limits=ROOMY))
            assert await asyncio.to_thread(settles, lambda: alive(f"{executor._workplace.scratch}/programs"))
            consumer.cancel()
            with pytest.raises(asyncio.CancelledError):
                await consumer
            assert not alive(f"{executor._workplace.scratch}/programs")
            assert not list(executor._workplace.scratch.glob("run-*"))
            (after,) = await outcomes(executor, program, "0", limits=ROOMY)
            assert after.clean

    asyncio.run(main())


def test_a_small_job_is_not_held_up_by_a_large_one(tmp_path: Path) -> None:
    async def main() -> list[str]:
        ended: list[str] = []

        async def consume(name: str, count: int) -> None:
            job = Job(python(f"print({name!r})"), tuple(map(str, range(count))), ROOMY)
            ended.extend([name async for _ in executor.run(job)])

        async with opened(tmp_path, workers=1) as executor:
            await asyncio.gather(consume("large", 30), consume("small", 3))
        return ended

    assert asyncio.run(main())[0] == "small"


@linux_only
def test_an_application_that_dies_leaves_nothing(tmp_path: Path) -> None:
    source = (
        "import asyncio, os, pathlib, sys\nfrom engine.execution import *\n"
        "from engine.problem.model import *\n"
        "async def main():\n"
        "    executor = SubprocessExecutor(2, pathlib.Path(sys.argv[1]))\n"
        "    program = Program('python', (SourceFile('', 'import time; time.sleep(60)'),))\n"
        "    task = asyncio.create_task(anext(executor.run(Job(program, ('',) * 3, Limits()))))\n"
        "    while not list(executor._workplace.scratch.glob('run-*/out')): await asyncio.sleep(0.01)\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    subprocess.run([sys.executable, "-c", source, str(tmp_path)], check=False, cwd=Path.cwd())
    assert settles(lambda: not alive(str(tmp_path)) and empty(tmp_path))


@linux_only
def test_a_fault_of_ours_is_not_blamed_on_the_program(tmp_path: Path) -> None:
    async def main() -> list[Outcome]:
        async with opened(tmp_path) as executor:
            killer = python("import os, signal; os.kill(os.getppid(), signal.SIGKILL)")
            found = await outcomes(executor, killer, "", limits=ROOMY)
            return found + await outcomes(executor, python("print(1)"), "", limits=ROOMY)

    found = asyncio.run(main())
    assert [outcome.ending for outcome in found] == ["IE", "OK"]
    assert "launcher" in found[0].error


def test_a_program_that_cannot_be_started_is_our_fault(tmp_path: Path) -> None:
    async def main() -> list[Outcome]:
        async with opened(tmp_path) as executor:
            program = python("print(1)")
            found = await outcomes(executor, program, "", limits=ROOMY)
            (executor._workplace.scratch / "toolchains/python/bin/python").unlink()
            return found + await outcomes(executor, program, "", limits=ROOMY)

    found = asyncio.run(main())
    assert [outcome.ending for outcome in found] == ["OK", "IE"]
    assert "could not be started" in found[1].error


def test_a_closed_executor_says_so(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as executor:
            pass
        with pytest.raises(ExecutorError, match="closed"):
            await outcomes(executor, python("print(1)"), "", limits=ROOMY)

    asyncio.run(main())


def test_closing_ends_what_runs(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tmp_path) as executor:
            running = asyncio.create_task(
                outcomes(executor, python("input()\nimport time; time.sleep(60)"), "", "x", limits=ROOMY)
            )
            await asyncio.sleep(0.2)
        with pytest.raises(ExecutorError):
            await running

    asyncio.run(main())


def test_an_unknown_language_and_a_missing_compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ExecutorError, match="Known: c, cpp, go"):
        run(tmp_path, Program("cobol", (SourceFile("x", "x"),)))
    monkeypatch.setenv("SSTAR_CXX", "no-such-compiler")
    with pytest.raises(ExecutorError, match="apt install"):
        run(tmp_path, cpp("int main() {}"))
    assert LANGUAGES["cpp"].version() is None


@needs_compiler
def test_languages_have_versions(tmp_path: Path) -> None:
    async def main() -> list[bool]:
        async with opened(tmp_path) as executor:
            return [executor.can_run(name) for name in ("cpp", "python", "cobol")]

    assert asyncio.run(main()) == [True, True, False]
    version = LANGUAGES["python"].version()
    assert version
    assert version.startswith("Python 3.")


@needs_compiler
def test_cpp_endings(plain: Shared) -> None:
    right = '#include "help.h"\n#include <iostream>\nint main() { int n; std::cin >> n; std::cout << twice(n); }'
    header = SourceFile("help.h", "int twice(int);")
    other = SourceFile("help.cc", '#include "help.h"\nint twice(int n) { return 2 * n; }')
    depth = (
        "#include <cstdio>\nint f(volatile int n) { volatile char room[64]; room[0] = 1; "
        'return n ? room[0] + f(n - 1) : 0; }\nint main() { printf("%d", f(1000000)); }'
    )
    programs = {
        "OK": cpp(right, header, other),
        "CE": cpp("int main() { return x; }"),
        "RE": cpp("int main() { *(volatile int*)0 = 1; }"),
        "TLE": cpp("int main() { for (volatile int i = 0;; i = i + 1); }"),
        "MLE": cpp("#include <vector>\nint main() { std::vector<char> v(1LL << 34, 1); return v[7] - 1; }"),
        "depth": cpp(depth),
    }
    found = plain.run_all(programs, "21", Limits(cpu_seconds=0.5))
    assert {name: outcome.ending for name, outcome in found.items()} == {
        **{ending: ending for ending in ("OK", "CE", "RE", "TLE")},
        "MLE": "MLE" if sys.platform == "linux" else found["MLE"].ending,
        "depth": "OK" if sys.platform == "linux" else found["depth"].ending,
    }
    assert found["OK"].output == "42"
    assert found["CE"].error.startswith("main.cpp:")
    assert "SIGSEGV" in found["RE"].error
    assert found["RE"].exit_code is None


def test_a_program_is_built_once(tmp_path: Path) -> None:
    async def main() -> int:
        async with opened(tmp_path) as executor:
            built = []
            build = executor._builds._build

            async def counted(program, folder):
                built.append(program)
                return await build(program, folder)

            executor._builds._build = counted
            program = python("print(input())")
            await asyncio.gather(*(outcomes(executor, program, *"123", limits=ROOMY) for _ in range(3)))
            await outcomes(executor, program, "4", limits=ROOMY)
            return len(built)

    assert asyncio.run(main()) == 1
