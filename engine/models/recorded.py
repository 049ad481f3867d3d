"""A model that gives the programs, tests and inputs that were recorded of others: selecting from them asks nobody."""

from __future__ import annotations

import json
import re
from itertools import chain, repeat
from random import Random
from typing import TYPE_CHECKING, TypeVar

from engine.errors import ModelError
from engine.events.calls import Usage
from engine.models.protocol import ANY, Ability, Chunk

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from engine.events.capabilities import Capability
    from engine.models.protocol import Request
    from engine.problem.datasets.recorded import Recording

T = TypeVar("T")

_INPUTS = 16
"""Of one answer: as many as are otherwise made by rule at a time."""


class RecordedModel:
    """Answers with the samples of a problem, drawn without putting back, with its written tests, and with their inputs.

    Whatever else is asked has no answer, and the run's journal says so: a debug round, an opinion.
    """

    name = "recorded"
    notice = "programs, written tests and their inputs were recorded; no model was asked for them"
    terms = ANY

    def __init__(self, recording: Recording, seed: int, language: str = "python") -> None:
        """Shuffle what was recorded.

        Args:
            recording: of one problem.
            seed: of the run: another seed draws other samples.
            language: that the programs are in.
        """
        self._language = language
        self._programs = _shuffled(recording.programs, seed)
        self._tests = _shuffled(recording.tests, seed)

    async def stream(self, request: Request) -> AsyncGenerator[Chunk]:
        """Give the program of a sample, or the tests of an answer."""
        match request.path:
            case ("sample", int(number), "round", 0):
                answer = self._program(number)
            case ("tests", int(number)):
                answer = self._some_tests(number, request.messages[0].text)
            case ("inputs" | "adaptive", *which):
                answer = self._some_inputs(next((number for number in which if isinstance(number, int)), 1))
            case _:
                raise ModelError("only first programs and written tests were recorded, and this is neither")
        yield Chunk(answer)
        yield Chunk(finish_reason="stop", usage=Usage(0, 0))

    async def ability(self, _: Capability) -> Ability:
        """It offers nothing but what was recorded."""
        return Ability(offered=False, how="it was not recorded")

    async def close(self) -> None:
        """Nothing to free."""

    def _some_inputs(self, number: int) -> str:
        """Inputs of the written tests: whoever wrote them was asked about the problem, and not about two programs."""
        texts = list(dict.fromkeys(text for text, _ in self._tests))
        return json.dumps({"inputs": texts[(number - 1) * _INPUTS : number * _INPUTS]})

    def _program(self, number: int) -> str:
        if number > len(self._programs):
            raise ModelError(f"only {len(self._programs)} samples of this problem were recorded")
        return f"```{self._language}\n{self._programs[number - 1].rstrip()}\n```\n"

    def _some_tests(self, number: int, prompt: str) -> str:
        wanted = re.search(r"holds (?:up to )?(\d+)", prompt)
        each = int(wanted.group(1)) if wanted else 5
        some = self._tests[(number - 1) * each : number * each]
        return json.dumps({"tests": [{"input": text, "output": output} for text, output in some]})


def _shuffled(counted: tuple[tuple[T, int], ...], seed: int) -> list[T]:
    """Every item as often as it was recorded, in an order that depends on the seed alone."""
    items = list(chain.from_iterable(repeat(item, count) for item, count in counted))
    Random(f"recorded:{seed}").shuffle(items)
    return items
