"""Answers of real providers, recorded once by somebody who has a key, and played ever after without one.

    ANTHROPIC_API_KEY=... python tests/cassettes/cassettes.py anthropic/MODEL
    OPENAI_API_KEY=... python tests/cassettes/cassettes.py openai/MODEL

Each writes a file beside this one, to be committed: three requests through our client and the provider's SDK (a
program, a judge's answer by schema, the list of models), with every header left out that could tell who asked.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import vcr

from engine.models.protocol import Message, Request
from engine.models.providers import open_model
from engine.prompts import render
from engine.steps.asking import schema_of
from engine.steps.judging import JudgeAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent
_KEPT = {"content-type", "transfer-encoding", "retry-after"}
"""Headers of answers that the client reads; all others are left out."""
_PROGRAM = render(
    "solve",
    statement="The input is one integer from 1 to 100. Print it twice, with a blank between.",
    examples="Input 1:\n```\n7\n```\n\nOutput 1:\n```\n7 7\n```",
    form="a complete Python 3 program that reads standard input and writes standard output",
    cpu_seconds=1,
    memory_mebibytes=256,
    hint="start from the most direct solution.",
)
_JUDGE = render(
    "judge",
    statement="The input is one integer from 1 to 100. Print it twice, with a blank between.",
    examples="Input 1:\n```\n7\n```\n\nOutput 1:\n```\n7 7\n```",
    input="8",
    first="8 8",
    second="88",
    programs="",
)


def path_of(name: str) -> Path:
    """The cassette of `provider/model`."""
    return FOLDER / f"{name.replace('/', '--')}.yaml"


def name_of(path: Path) -> str:
    """The model of a cassette."""
    return path.stem.replace("--", "/", 1)


async def conversation(name: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """Ask for a program, for a judgement and for the list of models; what came of each."""
    model = open_model(name, environment)
    try:
        program = Request("solver", (Message("user", _PROGRAM),), ("sample", 1, "round", 0), 1)
        judge = Request("judge", (Message("user", _JUDGE),), ("match", "a"), 1, schema_of(JudgeAnswer), "low")
        return {
            "program": [chunk async for chunk in model.stream(program)],
            "judge": [chunk async for chunk in model.stream(judge)],
            "names": await model._wire.model_names(await model._connected()),
        }
    finally:
        await model.close()


def tape(path: Path, *, record: bool) -> Any:
    """The cassette, as a context: what is asked within is recorded, or played and never sent."""
    return vcr.VCR(
        record_mode="all" if record else "none",
        match_on=("method", "path"),  # in the order of the recording: prompts may change, what came remains
        before_record_request=_nameless,
        before_record_response=_bare,
        decode_compressed_response=True,
    ).use_cassette(str(path))


def _nameless(request: Any) -> Any:
    request.headers = {}
    return request


def _bare(response: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in response["headers"].items() if name.lower() in _KEPT}
    return {**response, "headers": kept}


def main() -> int:
    """Record."""
    if len(sys.argv) != 2 or "/" not in sys.argv[1]:
        sys.stderr.write(__doc__ or "")
        return 2
    path = path_of(sys.argv[1])
    path.unlink(missing_ok=True)
    with tape(path, record=True):
        came = asyncio.run(conversation(sys.argv[1], os.environ))
    sys.stdout.write(
        f"{path}: {path.stat().st_size} bytes, {len(came['names'])} models. Look it through, then commit.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
