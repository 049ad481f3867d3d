"""An engine without models: N samples stream made-up answers through the engine's own server and journal.

Started by `screen.py`. It says `ready` when a view may connect, works until a view commands `drain`, and then
prints what it published as one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.events.calls import CallFinished, CallStarted, Delta, TextStored, Usage
from engine.events.executions import ExecutionFinished, Outcome
from engine.events.run import EngineStarted, EngineStopped, ProblemReference, RunStarted
from engine.events.samples import (
    RevisionId,
    RevisionMade,
    RoundFinished,
    RoundStarted,
    SampleStarted,
    TestFinished,
)
from engine.events.selection import (
    BracketDrawn,
    Cluster,
    ClustersFormed,
    InputSynthesized,
    MatchDecided,
    MatchInput,
    MatchOpened,
    MatchPlan,
    SurvivorsFiltered,
    VoteCast,
)
from engine.events.settings import Settings
from engine.journal import FileJournal, RunLock
from engine.journal.runs import create_run
from engine.problem.kattis import read_package
from engine.problem.library import find
from engine.problem.model import digest
from engine.runtime.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.events.calls import Role
    from engine.events.codec import Event
    from engine.events.commands import Command

PROBLEM = "kilnqueue"
CLUSTERS = 32
MODEL = "benchmark/none"
TICK_SECONDS = 0.005
MATCH_SECONDS = 0.25
"""Time between two steps of the tournament."""
_PROSE = (
    "First sort the orders",
    "by deadline",
    "then a heap",
    "keeps the kilns",
    "that are free",
    "and the sum is small",
)
_CODE = (
    "import sys, heapq",
    "def solve(n, orders):",
    "    best, free = 0, [(0, k) for k in range(n)]",
    "    for start, length in sorted(orders):  # the earliest first",
    "        at, kiln = heapq.heappop(free)",
    "        if at > start and best < at - start:",
    "            best = max(best, at - start)",
    "        heapq.heappush(free, (max(at, start) + length, kiln))",
    '    return f"{best} minutes"',
    "n, *rest = map(int, sys.stdin.read().split())",
    "print(solve(n, list(zip(rest[::2], rest[1::2]))))",
)
_TOKEN = re.compile(r"\s?\w{1,6}|\s+|[^\w\s]{1,2}")


def answer(draw: random.Random) -> list[str]:
    """The tokens of an answer: a little prose, then 300 to 900 tokens of a program."""
    prose = " ".join(draw.choice(_PROSE) for _ in range(draw.randint(5, 15)))
    tokens = _TOKEN.findall(f"{prose}.\n\n```python\n")
    wanted = len(tokens) + draw.randint(300, 900)
    while len(tokens) < wanted:
        tokens += _TOKEN.findall(draw.choice(_CODE) + "\n")
    return [*tokens, "```\n"]


class Streams:
    """All samples, the tournament if there is one, and the count of what they published."""

    def __init__(self, journal: FileJournal, server: Server, tests: list[str], samples: int) -> None:
        self.published = 0
        self.tokens = 0
        self._journal = journal
        self._server = server
        self._tests = tests
        self._calls = itertools.count(1)
        self._samples = [self._sample(number) for number in range(1, samples + 1)]

    def advance(self, tokens: int) -> None:
        """Publish the next tokens of every sample."""
        for sample in self._samples:
            for _ in range(tokens):
                next(sample)
        self.tokens += tokens * len(self._samples)

    def _add(self, *events: Event) -> None:
        for event in events:
            self._journal.append(event)

    def _sample(self, number: int) -> Iterator[None]:
        """One sample, a token a step, with ever more rounds."""
        draw = random.Random(number)
        self._add(SampleStarted(number, "greedy"))
        for round_ in itertools.count():
            tokens = answer(draw)
            if round_ == 0:  # so that the samples do not finish together
                tokens = tokens[: draw.randint(20, len(tokens))]
            key = self._started("sample", number, "round", round_)
            self._add(RoundStarted(number, round_, key))
            offset = 0
            for token in tokens:
                self._server.publish(Delta(key, offset, token))
                offset += len(token)
                self.published += len(token)
                yield
            self._finished(RevisionId(number, round_), key, "".join(tokens))

    def _started(self, *path: str | int) -> str:
        key = f"{next(self._calls):064x}"  # as long as the digests of real calls
        role: Role = "judge" if path[0] == "match" else "solver"
        self._add(CallStarted(key, path, role, MODEL, (("user", digest("prompt")),)))
        return key

    def _finished(self, revision: RevisionId, key: str, text: str) -> None:
        program = digest(str(revision))
        self._add(
            CallFinished(key, text, usage=Usage(900, len(text) // 4)),
            TextStored(program, text.partition("```python\n")[2].removesuffix("```\n")),
            RevisionMade(revision, program, program, "python"),
        )
        for number, name in enumerate(self._tests):
            right = (revision.sample + revision.round + number) % 3 > 0
            execution = f"{revision} on {name}"
            output = "17\n" if right else "18\n"
            outcome = Outcome("OK", output, digest(output), len(output), cpu_seconds=0.02, memory_bytes=1 << 23)
            self._add(ExecutionFinished(execution, program, digest(name), outcome))
            self._add(TestFinished(revision, name, "AC" if right else "WA", execution))
        self._add(RoundFinished(revision, 1, len(self._tests)))

    def tournament(self) -> Iterator[None]:
        """A knockout of `CLUSTERS` clusters, a step at a time; the judge's answers stream."""
        members = [RevisionId(number, 0) for number in range(1, 2 * CLUSTERS + 1)]
        clusters = tuple(Cluster(f"C{n + 1:02d}", tuple(members[2 * n : 2 * n + 2])) for n in range(CLUSTERS))
        plans = _plans([cluster.name for cluster in clusters])
        self._add(
            SurvivorsFiltered(tuple(members)),
            ClustersFormed(1, 9, clusters),
            BracketDrawn("b", "knockout", clusters, plans),
        )
        winners = {cluster.name: cluster.name for cluster in clusters}
        for number, plan in enumerate(plans):
            left, right = winners[plan.left], winners[plan.right]
            name, text = f"I{number:02d}", f"5\n1 1 1 2 {number}\n"
            self._add(
                TextStored(digest(text), text),
                InputSynthesized(name, digest(text), "mutation", "public test 1: drop element 2", "valid"),
                MatchOpened("b", plan.match, left, right),
                ExecutionFinished(f"{left} {name}", left, digest(text), Outcome("OK", "17\n", "a", 3)),
                ExecutionFinished(f"{right} {name}", right, digest(text), Outcome("OK", "18\n", "b", 3)),
                MatchInput("b", plan.match, name, f"{left} {name}", f"{right} {name}"),
            )
            for first in (left, right):
                key, reason = self._started("match", "b", plan.match, first), ""
                for word in ("The second paragraph ", "counts equal heights once, ", "so the answer is 17."):
                    self._server.publish(Delta(key, len(reason), word))
                    reason += word
                    self.published += len(word)
                    yield
                self._add(CallFinished(key, reason), VoteCast("b", plan.match, name, first, left, reason, key))
            self._add(MatchDecided("b", plan.match, left, right, "judge", "2 of 2 votes", (2.0, 0.0)))
            winners[plan.match] = left


def _plans(names: list[str]) -> tuple[MatchPlan, ...]:
    plans: list[MatchPlan] = []
    for round_ in range(len(names).bit_length() - 1):
        pairs = list(zip(names[::2], names[1::2], strict=True))
        names = [f"M{len(plans) + place}" for place in range(1, len(pairs) + 1)]
        plans += [MatchPlan(name, round_, *pair) for name, pair in zip(names, pairs, strict=True)]
    return tuple(plans)


async def produce(runs: Path, samples: int, rate: float, *, tournament: bool) -> dict[str, float]:
    """Serve a new run until a view commands `drain`; how much was published."""
    folder = find(PROBLEM).resolve()
    problem = read_package(folder).problem
    reference = ProblemReference(problem.name, problem.title, str(folder), "")
    directory = create_run(runs, RunStarted("", reference, "s-star", Settings(samples=samples), {"solver": MODEL}))
    lock = RunLock(directory)  # by which a view knows that an engine is at work
    journal = FileJournal(directory.journal)
    left = asyncio.Event()

    async def obey(command: Command) -> str | None:
        if command.act != "drain":
            return "a benchmark only drains"
        left.set()
        return None

    server = Server(journal.entries, obey)
    await server.listen(directory.socket)
    journal.append(EngineStarted("namespaces", "a benchmark, no language model"))
    streams = Streams(journal, server, [test.name for test in problem.tests], samples)
    steps = streams.tournament() if tournament else iter(())
    print("ready", flush=True)
    clock = asyncio.get_running_loop().time
    began, sent, stepped = clock(), 0, 0
    while not left.is_set():
        if due := int((clock() - began) * rate) - sent:
            streams.advance(due)
            sent += due
        if (clock() - began) / MATCH_SECONDS > stepped:
            next(steps, None)
            stepped += 1
        await asyncio.sleep(TICK_SECONDS)
    seconds = clock() - began
    journal.append(EngineStopped("the benchmark is over"))
    await server.close()
    journal.close()
    lock.release()
    return {"characters": streams.published, "tokens_per_second": streams.tokens / seconds}


def main() -> None:
    """Produce, then say how much."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("runs", type=Path, help="folder for the run")
    options.add_argument("--samples", type=int, required=True)
    options.add_argument("--rate", type=float, required=True, help="tokens a second of each sample")
    options.add_argument("--tournament", action="store_true", help="play a bracket at the same time")
    chosen = options.parse_args()
    found = asyncio.run(produce(chosen.runs, chosen.samples, chosen.rate, tournament=chosen.tournament))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
