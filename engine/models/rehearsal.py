"""The offline model: no language model, but an actor that rehearses with the programs of a problem package.

It answers from the package's submissions, right and wrong ones, and from seeded variations of them, so that
everything after the model's answer is the real thing: execution, debug rounds, inputs, clusters, the bracket.
It says so in every answer, and its `notice` is shown on every screen.

* solver: a submission, renamed here and there, sometimes with a small fault put in;
* debugger: with a set chance an accepted submission, else another faulty one: what the public tests reveal is
  repaired sooner or later, what they do not reveal survives, as in life;
* input writer: mutations of the public inputs; as a validator the package's own, if it has one in Python;
* judge: the side that prints what an accepted submission prints, with a set accuracy; where many outputs may be
  right, the sides that the package's checker accepts, measured by an accepted submission's output.
"""

from __future__ import annotations

import asyncio
import json
import re
from random import Random
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.errors import UsageError
from engine.events.calls import Usage
from engine.inputs import mutations
from engine.models.protocol import ANY, Ability, Chunk
from engine.models.variation import faulty, renamed
from engine.problem.compare import same_output
from engine.problem.model import Problem, Program

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

    from engine.events.capabilities import Capability
    from engine.models.protocol import Request

    Oracle = Callable[[str], Awaitable[str | None]]
    """From an input to what an accepted submission prints on it; None when that cannot be known."""
    Acceptance = Callable[[str, str, str], Awaitable[bool | None]]
    """From input, accepted output and another output to whether the checker accepts that, too; None: it failed."""

_TOKENS = re.compile(r"\s*\S{1,6}|\s+$")
_TOKENS_PER_SECOND = 110.0
_FIRST_TOKEN_SECONDS = (0.2, 1.4)
_GULP = 64
"""Tokens in one chunk when there is no pace."""

_CUT = re.compile(r"^\[\.\.\. \d+ characters left out \.\.\.\]$", re.MULTILINE)
"""How a prompt marks that it does not show a text as a whole."""
_SECTION = r"^# {}\n\n```[^\n]*\n(.*?)\n?```$"


class Temperament(Struct, frozen=True):
    """How well the actor plays; each number is a chance from 0 to 1."""

    right: float = 0.3
    """A first program is a variation of an accepted submission."""
    slip: float = 0.2
    """A small fault is put into a first program."""
    repair: float = 0.45
    """A debug round brings an accepted submission."""
    judgement: float = 0.9
    """A vote is right."""


class Submission(Struct, frozen=True):
    """A program that the actor knows, and whether its author says that it is right."""

    program: Program
    accepted: bool


class RehearsalModel:
    """Plays all four roles from one package."""

    name = "rehearsal"
    notice = "offline rehearsal, no language model"
    terms = ANY

    def __init__(
        self,
        problem: Problem,
        submissions: Sequence[Submission],
        oracle: Oracle,
        language: str,
        pace: float = 1.0,
        temperament: Temperament | None = None,
        acceptance: Acceptance | None = None,
    ) -> None:
        """Learn the part.

        Args:
            problem: what is rehearsed.
            submissions: the package's programs, in any language.
            oracle: tells the judge what an accepted submission prints.
            language: the only language that the programs are taken from.
            pace: speed of the stream, 1 for about 110 tokens a second; 0 waits for nothing.
            temperament: how well it plays.
            acceptance: asks the package's checker; without one the judge compares outputs.

        Raises:
            UsageError: there is no submission in this language, so nothing can be rehearsed.
        """
        known = [item for item in submissions if item.program.language == language and len(item.program.files) == 1]
        self._right = [item.program.source for item in known if item.accepted]
        self._wrong = [item.program.source for item in known if not item.accepted]
        if not known:
            raise UsageError(
                f"The package of “{problem.title}” brings no {language} submission, and the offline model can only "
                "rehearse programs that a package brings. Choose another language or problem, or a real model."
            )
        self._problem = problem
        self._oracle = oracle
        self._language = language
        self._pace = pace
        self._temperament = temperament or Temperament()
        self._acceptance = acceptance

    async def stream(self, request: Request) -> AsyncGenerator[Chunk]:
        """Play one answer; it depends on the request's seed and messages alone."""
        chance = Random(request.seed)
        match request.role:
            case "solver" | "debugger" if request.path[0] not in _PROGRAMS:
                answer = self._opinion(chance)
            case "solver":
                answer = self._solve(chance)
            case "debugger":
                answer = self._debug(request, chance)
            case "input writer" if request.path[0] == "tests":
                answer = await self._write_tests(request, chance)
            case "input writer" if request.path[0] == "validator":
                answer = self._validator()
            case "input writer" if request.path[0] == "generators":
                answer = f"{_HONESTY} I write no programs that generate inputs.\n\n{json.dumps({'generators': []})}"
            case "input writer" if request.path[0] == "reader":
                answer = f"{_HONESTY} I cannot read a statement, so I say nothing of it.\n\n{json.dumps({'rules': []})}"
            case "judge" | "scorer" if request.path[0] != "match":
                answer = self._opinion(chance)
            case "input writer":
                answer = self._write_inputs(request, chance)
            case "judge":
                answer = await self._judge(request, chance)
        async for chunk in self._streamed(answer, chance):
            yield chunk
        words = sum(len(message.text.split()) for message in request.messages)
        yield Chunk(finish_reason="stop", usage=Usage(words, len(_TOKENS.findall(answer))))

    async def ability(self, _: Capability) -> Ability:
        """It offers nothing but answers."""
        return Ability(offered=False, how="it plays programs that came with the problem")

    async def close(self) -> None:
        """Nothing to free."""

    async def _streamed(self, answer: str, chance: Random) -> AsyncGenerator[Chunk]:
        tokens = _TOKENS.findall(answer)
        assert "".join(tokens) == answer
        if not self._pace:
            for start in range(0, len(tokens), _GULP):
                yield Chunk("".join(tokens[start : start + _GULP]))
            return
        await asyncio.sleep(chance.uniform(*_FIRST_TOKEN_SECONDS) / self._pace)
        speed = _TOKENS_PER_SECOND * chance.uniform(0.6, 1.3) * self._pace
        loop = asyncio.get_running_loop()
        due = loop.time()
        for token in tokens:
            yield Chunk(token)
            due += 1 / speed
            # Sleeping for each token would cost more than the token; a few at a time look the same.
            if due - loop.time() > 0.02:
                await asyncio.sleep(due - loop.time())

    # ---------------------------------------------------------------- the roles

    def _solve(self, chance: Random) -> str:
        mood = self._temperament
        source = self._pick(accepted=chance.random() < mood.right, chance=chance)
        if self._language == "python":
            source = renamed(source, chance)
            if chance.random() < mood.slip:
                source = faulty(source, chance) or source
        return self._as_answer(source, "I play a first attempt from this package's submissions.")

    def _debug(self, request: Request, chance: Random) -> str:
        source = self._pick(accepted=chance.random() < self._temperament.repair, chance=chance)
        earlier = {message.text for message in request.messages if message.author == "assistant"}
        for _ in range(5):
            if not any(source in text for text in earlier):
                break
            source = self._pick(accepted=False, chance=chance)
        if self._language == "python":
            source = renamed(source, chance)
        return self._as_answer(source, "The tests show a fault, so I play another of this package's submissions.")

    def _write_inputs(self, request: Request, chance: Random) -> str:
        public = [test.input for test in self._problem.tests]
        wanted = re.search(r"holds (?:up to )?(\d+)", request.messages[0].text)
        count = int(wanted.group(1)) if wanted else 5
        stream = mutations(public, chance.getrandbits(32))
        inputs = [item.text for _, item in zip(range(count), stream, strict=False)]
        return f"{_HONESTY} I mutate the public inputs.\n\n{json.dumps({'inputs': inputs})}"

    def _validator(self) -> str:
        """The package's validator, which is no invention of ours; or the plain word that there is none."""
        own = self._problem.input_validators
        if len(own) == 1 and own[0].language == "python" and len(own[0].files) == 1:
            return f"{_HONESTY} I play this package's own validator.\n\n```python\n{own[0].source.rstrip()}\n```\n"
        return f"{_HONESTY} This package brings no validator that I could play, so I write none."

    async def _write_tests(self, request: Request, chance: Random) -> str:
        """Mutated inputs with what an accepted submission prints, or, now and then, with a slip in it."""
        wanted = re.search(r"holds (?:up to )?(\d+)", request.messages[0].text)
        count = int(wanted.group(1)) if wanted else 5
        stream = mutations([test.input for test in self._problem.tests], chance.getrandbits(32))
        tests = []
        for text in [item.text for _, item in zip(range(count), stream, strict=False)]:
            output = await self._oracle(text)
            if output is not None and chance.random() >= self._temperament.judgement:
                output = _slipped(output)
            if output is not None:
                tests.append({"input": text, "output": output})
        what = "I mutate the public inputs and ask an accepted submission."
        return f"{_HONESTY} {what}\n\n{json.dumps({'tests': tests})}"

    def _opinion(self, chance: Random) -> str:
        """Anything that a method asks besides: plans, critiques, ratings. It is no opinion, and says so."""
        views = {
            "score": round(chance.random(), 2),
            "choice": 1,
            "passed": chance.random() < 0.5,
            "plans": ["the first way", "the second way"],
            "criteria": [f"The program is fine in respect {number}." for number in range(1, 6)],
            "holds": [chance.random() < 0.5 for _ in range(5)],
            "order": chance.sample(range(1, 65), 64),
            "action": chance.choice(("code", "test", "done")),
        }
        return f"{_HONESTY} I have no opinion, so these are random.\n\n{json.dumps(views)}"

    async def _judge(self, request: Request, chance: Random) -> str:
        prompt = request.messages[0].text
        text, *outputs = (_section(prompt, title) for title in ("The input to decide on", "Output A", "Output B"))
        # A text that the prompt does not show as a whole cannot be judged by anybody.
        expected = None if any(map(_CUT.search, (text, *outputs))) else await self._oracle(text + "\n")
        right = [await self._is_right(text + "\n", expected, f"{output}\n") for output in outputs] if expected else []
        if expected is None or None in right:
            choice, reason = chance.choice("AB"), "no accepted submission could be asked about this input, so I guess"
        else:
            choice, reason = self._choice(right), self._reason(expected)
            if choice in {"A", "B"} and chance.random() >= self._temperament.judgement:
                choice = "B" if choice == "A" else "A"
                reason = "I misread the statement (the rehearsal errs at times, as judges do)"
        return f"{_HONESTY} I play the judge.\n\n{json.dumps({'choice': choice, 'reason': reason})}"

    def _choice(self, right: Sequence[bool | None]) -> str:
        if all(right):
            return "both" if self._acceptance else "A"  # without a checker the two would be the same output
        return "A" if right[0] else "B" if right[1] else "neither"

    async def _is_right(self, text: str, expected: str, output: str) -> bool | None:
        if self._acceptance is None:
            return same_output(expected, output, self._problem.output_rules)
        return await self._acceptance(text, expected, output)

    def _reason(self, expected: str) -> str:
        shown = " ".join(expected.split())[:60]
        if self._acceptance is None:
            return f"an accepted submission of the package prints {shown}"
        return f"I asked the package's checker, by the output of an accepted submission: {shown}"

    def _pick(self, *, accepted: bool, chance: Random) -> str:
        wanted, other = (self._right, self._wrong) if accepted else (self._wrong, self._right)
        return chance.choice(wanted or other)

    def _as_answer(self, source: str, what: str) -> str:
        return f"{_HONESTY} {what}\n\n```{self._language}\n{source.rstrip()}\n```\n"


_HONESTY = "This is a rehearsal: a script answers, not a language model."


_PROGRAMS = ("sample",)
"""Beginnings of the paths where a program is asked for."""


def _slipped(output: str) -> str:
    """The output with its last number one off; as it is without one."""
    return re.sub(r"(\d+)(?=\D*$)", lambda found: str(int(found[1]) + 1), output, count=1)


def _section(prompt: str, title: str) -> str:
    """The fenced text under a heading of the judge's prompt."""
    found = re.search(_SECTION.format(title), prompt, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else ""
