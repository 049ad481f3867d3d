"""The closed executor in every tier of this machine: right programs are never failed, wrong ones end as they should."""

from __future__ import annotations

import asyncio
import shutil
import sys
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from engine.errors import ExecutorError
from engine.execution import Job
from engine.problem.model import MEBIBYTE, Limits, Program, SourceFile, digest

if sys.platform != "linux":
    pytest.skip("the sandbox is made of parts of Linux", allow_module_level=True)

from engine.execution.sandbox import SandboxExecutor, canaries, choose_tier, self_test

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from shared import Shared

    from engine.events.executions import Outcome

ARGUMENTS = """#include <cstdio>
int main(int n, char **words) { for (int i = 1; i < n; i++) printf("%s,", words[i]); }
"""
SHORT = Limits(cpu_seconds=0.25, memory_bytes=128 * MEBIBYTE, output_bytes=100_000)
ROOMY = Limits(cpu_seconds=8.0)

needs_compiler = pytest.mark.skipif(not (shutil.which("g++") or shutil.which("clang++")), reason="no C++ compiler")


def python(source: str, *others: SourceFile) -> Program:
    return Program("python", (SourceFile("solution.py", source), *others))


def cpp(source: str, *others: SourceFile) -> Program:
    return Program("cpp", (SourceFile("solution.cpp", source), *others))


@asynccontextmanager
async def opened(tier: str, folder: Path, workers: int = 2) -> AsyncIterator[SandboxExecutor]:
    executor = SandboxExecutor(tier, workers, folder)
    try:
        yield executor
    finally:
        await executor.close()
        assert empty(folder), "close removes everything"


def empty(folder: Path) -> bool:
    return not any(folder.iterdir())


async def outcomes(executor: SandboxExecutor, program: Program, *inputs: str, limits: Limits = ROOMY) -> list[Outcome]:
    return [outcome async for outcome in executor.run(Job(program, inputs, limits))]


CACHED_CALLS = {11: 15_000, 12: 300}.get(sys.version_info.minor, 3_000)
"""Calls within each other by way of C code, which an interpreter from 3.12 on counts apart: so few are always right."""
SUM = "print(sum(map(int, input().split())))"
RIGHT_PROGRAMS = {
    "input": SUM,
    "sys.exit": f"import sys\n{SUM}\nsys.exit()",
    "sys.exit zero": f"import sys\n{SUM}\nsys.exit(0)",
    "exit": f"{SUM}\nexit()",
    "quit": f"{SUM}\nquit()",
    "raise SystemExit": f"{SUM}\nraise SystemExit",
    "stdin.read": "import sys\nprint(sum(map(int, sys.stdin.read().split())))",
    "stdin.readline": f"import sys\ninput = sys.stdin.readline\n{SUM}",
    "stdin.readlines": "import sys\nprint(sum(map(int, sys.stdin.readlines()[0].split())))",
    "stdin lines": "import sys\nfor line in sys.stdin: print(sum(map(int, line.split())))",
    "stdin.buffer": "import sys\nprint(sum(map(int, sys.stdin.buffer.read().split())))",
    "open(0)": "print(sum(map(int, open(0).read().split())))",
    "os.read": "import os\nprint(sum(map(int, os.read(0, 100).split())))",
    "/dev/stdin": "print(sum(map(int, open('/dev/stdin').read().split())))",
    "fileinput": "import fileinput\nfor line in fileinput.input(): print(sum(map(int, line.split())))",
    "mmap": "import mmap\nprint(sum(map(int, mmap.mmap(0, 0, access=mmap.ACCESS_READ)[:].split())))",
    "os._exit": "import os\nprint(sum(map(int, input().split())), flush=True)\nos._exit(0)",
    "main guard": f"def main():\n    {SUM}\nif __name__ == '__main__':\n    main()",
    "globals": "n = 0\ndef f():\n    global n\n    n = sum(map(int, input().split()))\nf()\nprint(n)",
    "no final newline": "print(sum(map(int, input().split())), end='')",
    "recursion limit": (
        "import sys\nsys.setrecursionlimit(10**6)\nf = lambda n: n and 1 + f(n - 1)\nassert f(50000) == 50000\n" + SUM
    ),
    "up to the default recursion limit": f"f = lambda n: n and 1 + f(n - 1)\nassert f(998) == 998\n{SUM}",
    "a tiny recursion limit": f"import sys\nsys.setrecursionlimit(5)\nassert sys.getrecursionlimit() == 5\n{SUM}",
    "the highest recursion limit": f"import sys\nsys.setrecursionlimit(2**31 - 1)\n{SUM}",
    "recursion of a million": (
        "import sys, threading\nsys.setrecursionlimit(10**6 + 99)\nthreading.stack_size(2**29)\n"
        "def f(n): return n and 1 + f(n - 1)\n"
        f"def main():\n    assert f(10**6)\n    {SUM}\n"
        "t = threading.Thread(target=main)\nt.start()\nt.join()"
    ),
    "cached recursion": (
        "import sys, functools\nsys.setrecursionlimit(10**6)\n"
        f"f = functools.lru_cache(None)(lambda n: n and 1 + f(n - 1))\nassert f({CACHED_CALLS})\n{SUM}"
    ),
    "thread that is not joined": (
        f"import threading, time\ndef main():\n    time.sleep(0.05)\n    {SUM}\nthreading.Thread(target=main).start()"
    ),
    "threads": (
        "import threading\nfound = []\nwords = input().split()\n"
        "ts = [threading.Thread(target=lambda w=w: found.append(int(w))) for w in words]\n"
        "[t.start() for t in ts]\n[t.join() for t in ts]\nprint(sum(found))"
    ),
    "thread pool": (
        "from concurrent.futures import ThreadPoolExecutor as Pool\nwith Pool(4) as pool:\n"
        "    print(sum(pool.map(int, input().split())))"
    ),
    "asyncio": f"import asyncio\nasync def main():\n    await asyncio.sleep(0.01)\n    {SUM}\nasyncio.run(main())",
    "atexit": "import atexit\natexit.register(lambda: print(sum(map(int, input().split()))))",
    "debug output": f"import sys\nprint('x' * 50_000, file=sys.stderr)\n{SUM}",
    "closed stdout": f"import sys\n{SUM}\nsys.stdout.close()",
    "write": "import sys\nsys.stdout.write(str(sum(map(int, input().split()))))",
    "writelines": "import sys\nsys.stdout.writelines([str(sum(map(int, input().split())))])",
    "open(1)": "out = open(1, 'w')\nout.write(str(sum(map(int, input().split()))))",
    "stdout.buffer": "import sys\nsys.stdout.buffer.write(str(sum(map(int, input().split()))).encode())",
    "reconfigured": (
        f"import sys\nsys.stdout.reconfigure(line_buffering=True)\nsys.stdin.reconfigure(encoding='ascii')\n{SUM}"
    ),
    "replaced stdout": (
        "import io, os, sys, atexit\nsys.stdout = io.StringIO()\n"
        f"atexit.register(lambda: os.write(1, sys.__stdout__.encoding and sys.stdout.getvalue().encode()))\n{SUM}"
    ),
    "replaced stdin": f"import io, os, sys\nsys.stdin = io.StringIO(os.read(0, 100).decode())\n{SUM}",
    "class": "class Solution:\n    def f(self, a): return sum(a)\nprint(Solution().f(map(int, input().split())))",
    "dataclass": f"from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int\nassert A(3).x == 3\n{SUM}",
    "pickle": f"import pickle\nclass A: pass\nassert type(pickle.loads(pickle.dumps(A()))) is A\n{SUM}",
    "future": f"from __future__ import annotations\ndef f(x: Nothing): pass\n{SUM}",
    "import of itself": f"import __main__\nx = 3\nassert __main__.x == 3\n{SUM}",
    "annotations": f"x: int = 3\nassert __annotations__ == {{'x': int}}\n{SUM}",
    "clean namespace": (
        f"assert set(globals()) <= {{'__name__', '__doc__', '__package__', '__loader__', '__spec__', '__file__', "
        f"'__builtins__', '__annotations__', '__cached__'}}, globals()\n{SUM}"
    ),
    "arguments": f"import sys\nassert len(sys.argv) == 1\n{SUM}",
    "stack limit": f"import resource as r\nr.setrlimit(r.RLIMIT_STACK, (r.RLIM_INFINITY, r.RLIM_INFINITY))\n{SUM}",
    "alarm": f"import signal\nsignal.signal(signal.SIGALRM, lambda *a: None)\nsignal.alarm(5)\n{SUM}",
    "garbage": f"import gc\nassert gc.isenabled()\na = [[i] for i in range(100000)]\ngc.collect()\n{SUM}",
    "windows line ends": SUM.replace("\n", "\r\n") + "\r\n",
    "byte order mark": f"\ufeff{SUM}",
    "declared encoding": f"# -*- coding: utf-8 -*-\nassert 'é' > 'e'\n{SUM}",
    "rare modules": (
        "import json, csv, logging, inspect, pprint, struct, secrets, uuid, zoneinfo, locale, datetime, calendar, "
        f"hashlib, textwrap, queue, timeit, unittest, pathlib, tempfile, subprocess, platform, ctypes\n{SUM}"
    ),
    "random": f"import random\nrandom.seed(4)\nassert random.randint(1, 9)\nrandom.shuffle([1, 2])\n{SUM}",
    "sets": f"assert list({{'a', 'b', 'c'}})\n{SUM}",
}


def test_right_programs_are_not_failed(closed: Shared) -> None:
    found = closed.run_all({name: python(source) for name, source in RIGHT_PROGRAMS.items()}, "3 4\n")
    wrong = {name: got for name, got in found.items() if not got.clean or got.output.split() != ["7"]}
    assert not wrong
    assert {got.output_digest for got in found.values()} == {digest("7")}


@pytest.mark.parametrize(
    "reading",
    [
        "import sys\nprint(sum(map(int, sys.stdin.read().split())))",
        "import sys\nprint(sum(int(line) for line in sys.stdin))",
        "import os\nprint(sum(map(int, os.read(0, os.fstat(0).st_size).split())))",
        "n = 0\ntry:\n    while True: n += int(input())\nexcept EOFError: print(n)",
    ],
    ids=["read", "lines", "os.read", "input"],
)
def test_a_million_tokens(closed: Shared, reading: str) -> None:
    outcome = closed.run_one(python(reading), "7\n" * 1_000_000)
    assert (outcome.ending, outcome.output) == ("OK", "7000000\n")


def test_numpy_is_there_when_the_machine_has_it(closed: Shared) -> None:
    outcome = closed.run_one(python("import numpy as np\nprint(np.arange(5).sum())"))
    assert outcome.output.strip() == "10" if outcome.clean else "ModuleNotFoundError" in outcome.error


def test_files_in_its_folder(closed: Shared) -> None:
    if closed.way != "full":
        pytest.skip("only a file system of its own can be written to")
    source = "import os\nprint(os.listdir('.'))\nopen('left', 'w').write('x')\nos.makedirs('d/e')"
    assert [outcome.output for outcome in closed.run(python(source), *"123")] == ["[]\n"] * 3


def test_a_clean_end_tells_everything(closed: Shared) -> None:
    outcome = closed.run_one(python("print(input())"), "hello\n")
    assert outcome.ending == "OK"
    assert (outcome.output, outcome.output_bytes, outcome.exit_code, outcome.error) == ("hello\n", 6, 0, "")
    assert outcome.output_digest == digest("hello")
    assert 0 < outcome.cpu_seconds < 1
    assert outcome.wall_seconds > 0
    assert MEBIBYTE < outcome.memory_bytes < 60 * MEBIBYTE, "not that of this process"


def test_input_past_the_end_names_the_line(closed: Shared) -> None:
    outcome = closed.run_one(python("input()\ninput()\n"), "only\n")
    assert (outcome.ending, outcome.exit_code) == ("RE", 1)
    assert outcome.error.splitlines()[:3] == [
        "Traceback (most recent call last):",
        '  File "main.py", line 2, in <module>',
        "    input()",
    ]
    assert outcome.error.endswith("EOFError: EOF when reading a line")


@pytest.mark.parametrize(
    ("end", "status", "said"),
    [
        ("import sys; sys.exit(42)", 42, ""),
        ("exit('bad luck')", 1, "bad luck"),
        ("exit(-1)", 255, ""),
        ("import os; os._exit(7)", 7, ""),
        ("raise KeyError(3)", 1, "KeyError: 3"),
        ("def f(): return f()\nf()", 1, "RecursionError"),
        ("assert False, 'wrong'", 1, "AssertionError: wrong"),
        ("import threading\nthreading._shutdown = 3\nx", 1, "NameError"),
    ],
)
def test_exit_status_is_kept(closed: Shared, end: str, status: int, said: str) -> None:
    outcome = closed.run_one(python(end))
    assert (outcome.ending, outcome.exit_code) == ("RE", status)
    assert said in outcome.error


def test_a_signal_is_named(closed: Shared) -> None:
    outcome = closed.run_one(python("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"))
    assert (outcome.ending, outcome.exit_code) == ("RE", None)
    assert "SIGSEGV" in outcome.error


def test_arguments_of_a_job(closed: Shared) -> None:
    told = python("import sys; print(sys.argv[1:])"), cpp(ARGUMENTS)
    found = closed.do(*(Job(program, ("",), ROOMY, arguments=("n=5", "a b")) for program in told))
    assert [outcome.output for outcome in found] == ["['n=5', 'a b']\n", "n=5,a b,"]


def test_texts_go_through_unchanged(closed: Shared) -> None:
    echo = python("import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())")
    texts = ["a\r\nb\r\n", "grüße 数 🎈\n", "", "\n\n x \t\n", "no end", "x" * 200_000]
    found = closed.run(echo, *texts)
    assert [outcome.output for outcome in found] == [text[:65_536] for text in texts]
    assert [outcome.output_bytes for outcome in found] == [len(text.encode()) for text in texts]
    shown = closed.run_one(python("print('数', input())"), "é\r\n")
    assert shown.output in {"数 é\n", "数 é\r\n"}


def test_bytes_that_are_no_text_are_replaced(closed: Shared) -> None:
    outcome = closed.run_one(python("import os; os.write(1, b'\\xff a')"))
    assert (outcome.ending, outcome.output, outcome.output_bytes) == ("OK", "\ufffd a", 3)


def test_a_long_output_is_cut_but_named_whole(closed: Shared) -> None:
    words = " ".join(f"é{number}" for number in range(100_000))
    text = " ".join(str(number) for number in range(100_000))
    outcome = closed.run_one(python("print(*('é' + w for w in input().split()), sep='\\n')"), text)
    assert outcome.output_digest == digest(words)
    assert not outcome.whole
    assert outcome.output_bytes == len(words.encode()) + 1


def test_many_inputs_come_in_order(closed: Shared) -> None:
    program = python("import time; n = int(input()); time.sleep(n % 3 / 100); print(n)")
    found = closed.run(program, *map(str, range(150)))
    assert [int(outcome.output) for outcome in found] == list(range(150))


def test_sleeping_is_stopped_by_the_clock(closed: Shared) -> None:
    limits = Limits(cpu_seconds=0.1)
    outcome = closed.run_one(python("import time; print(1, flush=True); time.sleep(60)"), limits=limits)
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
def test_computing_too_long_is_tle(closed: Shared, source: str) -> None:
    outcome = closed.run_one(python(source), limits=SHORT)
    assert (outcome.ending, outcome.exit_code) == ("TLE", None)
    assert outcome.cpu_seconds < SHORT.cpu_seconds + 1, "nothing but the clock, which lets it last longer, stopped it"


def test_a_run_that_is_a_little_too_slow_is_repeated_alone(tier: str, tmp_path: Path) -> None:
    async def main() -> tuple[Outcome, int]:
        async with opened(tier, tmp_path) as executor:
            portions = []
            serve = executor._pool._serve

            async def counted(worker, portion):
                portions.append(portion)
                await serve(worker, portion)

            executor._pool._serve = counted
            slow = "import time\nwhile time.process_time() < 0.32: pass\nprint(1)"
            (outcome,) = await outcomes(executor, python(slow), "", limits=SHORT)
            return outcome, [portion.alone for portion in portions]

    outcome, alone = asyncio.run(main())
    assert (outcome.ending, alone) == ("TLE", [False, True])


def test_too_much_output_is_ole(closed: Shared) -> None:
    flood = "import sys\nwhile True: sys.stdout.write('y' * 5000)"
    silent = "import sys\ntry:\n    while True: print('y' * 5000)\nexcept OSError: import os; os._exit(0)"
    for source in (flood, silent):
        outcome = closed.run_one(python(source), limits=SHORT)
        assert outcome.ending == "OLE"
        assert outcome.output_bytes == SHORT.output_bytes + 1
        assert len(outcome.output) == 65_536


def test_output_up_to_the_limit_is_right(closed: Shared) -> None:
    outcome = closed.run_one(python("print('y' * 99_999)"), limits=SHORT)
    assert (outcome.ending, outcome.output_bytes) == ("OK", SHORT.output_bytes)


def test_a_flood_of_errors_is_harmless(closed: Shared) -> None:
    flood = python("import sys\nwhile True: print('e' * 99, file=sys.stderr)")
    outcome = closed.run_one(flood, limits=SHORT)
    assert outcome.ending == "RE"
    assert len(outcome.error) <= 4096


@pytest.mark.parametrize(
    "source",
    ["x = bytearray(10**10)", "x = []\nwhile True: x.append(bytearray(2**22))", "x = b'1' * (200 * 2**20)"],
    ids=["at once", "bit by bit", "and a clean end"],
)
def test_too_much_memory_is_mle(closed: Shared, source: str) -> None:
    limits = Limits(cpu_seconds=5, memory_bytes=128 * MEBIBYTE)
    assert closed.run_one(python(source), limits=limits).ending == "MLE"


def test_the_environment_is_clean(tier: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSTAR_MARKER_KEY", "secret")
    source = (
        "import os, sys\nprint(*sorted(os.environ))\nprint(os.listdir('.'))\n"
        "for f in range(3, 999):\n    try: os.fstat(f); print(f)\n    except OSError: pass"
    )

    async def main() -> Outcome:
        async with opened(tier, tmp_path) as executor:
            (outcome,) = await outcomes(executor, python(source), "")
            return outcome

    names, folder = asyncio.run(main()).output.splitlines()
    assert set(names.split()) <= {
        *("HOME", "LANG", "LC_CTYPE", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PATH", "PWD", "PYTHONHASHSEED"),
        *("TMPDIR", "SHLVL", "_", "OLDPWD"),
    }
    assert folder == "[]"


def test_no_state_goes_from_one_run_to_the_next(closed: Shared) -> None:
    source = "import sys, builtins, math\nprint({'a', 'b'}, hasattr(sys, 'x'))\nsys.x = builtins.x = math.x = 1"
    first, *others = closed.run(python(source), *"1234")
    assert first.output.endswith(" False\n")
    assert {outcome.output for outcome in others} == {first.output}, "a set has the same order each time"


def test_random_numbers_differ_from_run_to_run(closed: Shared) -> None:
    found = closed.run(python("import random; print(random.random())"), *"1234")
    assert len({outcome.output for outcome in found}) == 4


def test_files_of_a_program_find_each_other(closed: Shared) -> None:
    helper = SourceFile("helper.py", "def twice(n): return 2 * n")
    data = SourceFile("data/words.txt", "word")
    source = (
        "import helper, pathlib\nprint(helper.twice(int(input())))\n"
        "print((pathlib.Path(__file__).parent / 'data/words.txt').read_text())\nx"
    )
    first, second = closed.run(python(source, helper, data), "21", "21")
    assert first.output.split() == second.output.split() == ["42", "word"]
    assert 'File "main.py", line 4' in first.error


@pytest.mark.parametrize("name", ["../out.py", "/tmp/out.py", "main.py", ".", ""])
def test_file_names_cannot_lead_out(closed: Shared, name: str) -> None:
    outcome = closed.run_one(python("print(1)", SourceFile(name, "")))
    assert outcome.ending == "CE"
    assert name in outcome.error


@pytest.mark.parametrize("source", ["print((", "x = '\0'", "if 1:\nprint(1)", "x = '\udcff'", "return"])
def test_a_syntax_error_is_ce_for_every_input(closed: Shared, source: str) -> None:
    found = closed.run(python(source), "1", "2")
    assert [outcome.ending for outcome in found] == ["CE", "CE"]
    assert "Error" in found[0].error


def test_cancelling_ends_the_processes(tier: str, tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tier, tmp_path) as executor:
            program = python("import time; n = int(input()); print(n); time.sleep(60 * n)")
            job = Job(program, ("0", *("1",) * 5), ROOMY)
            async with asyncio.timeout(50), aclosing(executor.run(job)) as found:
                assert (await anext(found)).output == "0\n"
            consumer = asyncio.create_task(outcomes(executor, program, "1", "1"))
            await asyncio.sleep(0.1)
            consumer.cancel()
            with pytest.raises(asyncio.CancelledError):
                await consumer
            async with asyncio.timeout(50):
                (after,) = await outcomes(executor, program, "0")
            assert after.clean

    asyncio.run(main())


def test_a_small_job_is_not_held_up_by_a_large_one(tier: str, tmp_path: Path) -> None:
    async def main() -> list[str]:
        ended: list[str] = []

        async def consume(name: str, count: int) -> None:
            job = Job(python(f"import time; time.sleep(0.05); print({name!r})"), ("",) * count, ROOMY)
            ended.extend([name async for _ in executor.run(job)])

        async with opened(tier, tmp_path, workers=1) as executor:
            await asyncio.gather(consume("large", 30), consume("small", 3))
        return ended

    assert asyncio.run(main())[0] == "small"


def test_a_closed_executor_says_so(tier: str, tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tier, tmp_path) as executor:
            running = asyncio.create_task(outcomes(executor, python("import time; time.sleep(60)"), "", "x"))
            await asyncio.sleep(0.2)
        with pytest.raises(ExecutorError):
            await running
        with pytest.raises(ExecutorError, match="closed"):
            await outcomes(executor, python("print(1)"), "")

    asyncio.run(main())


@needs_compiler
def test_closing_while_a_compiler_works(tier: str, tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(tier, tmp_path) as executor:
            slow = cpp('#include <bits/stdc++.h>\n#include <regex>\nint main() { std::regex r("a"); }')
            running = asyncio.create_task(outcomes(executor, slow, ""))
            await asyncio.sleep(0.3)
        with pytest.raises(ExecutorError, match="closed"):
            await running

    asyncio.run(main())


def test_an_unknown_language(closed: Shared) -> None:
    with pytest.raises(ExecutorError, match="Known: c, cpp, go"):
        closed.run(Program("cobol", (SourceFile("x", "x"),)), "")


@needs_compiler
def test_cpp_endings(closed: Shared) -> None:
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
    found = closed.run_all(programs, "21", Limits(cpu_seconds=0.5))
    assert {name: got.ending for name, got in found.items()} == {name: name for name in programs} | {"depth": "OK"}
    assert found["OK"].output == "42"
    assert found["CE"].error.startswith("main.cpp:")
    assert "SIGSEGV" in found["RE"].error
    assert found["RE"].exit_code is None


@needs_compiler
def test_a_program_is_built_once(tier: str, tmp_path: Path) -> None:
    async def main() -> int:
        async with opened(tier, tmp_path) as executor:
            built = []
            build = executor._builds._build

            async def counted(program, folder):
                built.append(program)
                return await build(program, folder)

            executor._builds._build = counted
            program = cpp("int main() {}")
            await asyncio.gather(*(outcomes(executor, program, *"123") for _ in range(3)))
            await outcomes(executor, program, "4")
            return len(built)

    assert asyncio.run(main()) == 1


def test_the_best_tier_is_chosen(tier: str) -> None:
    best = choose_tier()
    assert tier in {best.tier, "no-namespace"}, "what holds is not worse than what is chosen"
    assert {obstacle.tier for obstacle in best.obstacles} == ({"full"} if best.tier == "no-namespace" else set())


def test_a_tier_that_lets_something_out_is_not_chosen(tier: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tier
    open_program = "print('open: the network can be reached')\nprint('end 7')"
    monkeypatch.setattr(canaries, "_PROGRAM", open_program)
    obstacle = self_test(tier)
    assert obstacle is not None
    assert "network" in obstacle.why
    assert obstacle.remedy
