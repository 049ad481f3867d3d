"""What both SDKs do with each fault of tests/servers/faults.py, beside what we say: source of assets/docs/faults.md.

The SDKs are used as their manuals show, with retries off: `messages.stream`, `responses.create(stream=True)` and
`chat.completions.create(stream=True)`.

    python tests/benchmarks/faults.py [--json]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "servers"))

import anthropic
import faults
import openai
import speech

from engine.errors import SStarError
from engine.models.endpoint import Limits
from engine.models.protocol import Message, Request
from engine.models.providers import open_model

_KEY = "sk-benchmark-0123456789"
_HELLO = [{"role": "user", "content": "hello"}]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args()
    for case in faults.CASES:
        row = {"case": case.name} | {name: asyncio.run(observed(case, name)) for name in speech.WIRES}
        row["ours"] = asyncio.run(ours(case))
        if options.json:
            print(json.dumps(row))
        else:
            print(f"{row.pop('case')}\n" + "".join(f"    {name:<10} {said}\n" for name, said in row.items()))


async def observed(case, name):
    """The exception that an SDK raises, or what it takes for an answer."""
    wire = speech.WIRES[name]
    async with speech.raw.RawServer(*case.plan(speech, wire)) as server:
        url, patience = server.url + wire.suffix, case.limits.get("silent_seconds", 5.0)
        kind = anthropic.AsyncAnthropic if name == "messages" else openai.AsyncOpenAI
        async with kind(api_key=_KEY, base_url=url, max_retries=0, timeout=patience) as client:
            try:
                text, end = await asyncio.wait_for(_SDKS[name](client), 10)
            except Exception as error:  # noqa: BLE001 - this is what is observed
                status = getattr(error, "status_code", None)
                return f"{type(error).__module__.partition('.')[0]}.{type(error).__name__}" + f" {status}" * bool(
                    status
                )
    return f"nothing; {len(text)} characters, end {end!r}"


async def _messages(client):
    async with client.messages.stream(model="claude-x", max_tokens=100, messages=_HELLO) as stream:
        text = "".join([piece async for piece in stream.text_stream])
        return text, (await stream.get_final_message()).stop_reason


async def _responses(client):
    text, end = "", None
    async for event in await client.responses.create(model="gpt-x", input="hello", stream=True):
        text += event.delta if event.type == "response.output_text.delta" else ""
        end = event.response.status if event.type in {"response.completed", "response.incomplete"} else end
    return text, end


async def _chat(client):
    text, end = "", None
    async for chunk in await client.chat.completions.create(model="m", messages=_HELLO, stream=True):
        for choice in chunk.choices or ():
            text += choice.delta.content or ""
            end = choice.finish_reason or end
    return text, end


_SDKS = {"messages": _messages, "responses": _responses, "chat": _chat}


async def ours(case):
    """What a person reads of it, by the chat wire."""
    wire = speech.WIRES["chat"]
    async with speech.raw.RawServer(*case.plan(speech, wire), names=["nope-2"]) as server:
        environment = {"SSTAR_BASE_URL": server.url + wire.suffix, "SSTAR_API_KEY": _KEY}
        model = open_model(wire.model, environment, Limits(**case.limits))
        end = None
        try:
            async for chunk in model.stream(Request("solver", (Message("user", "hello"),), ("s",), 1)):
                end = chunk.finish_reason or end
        except SStarError as error:
            return f"{type(error).__name__} {getattr(error, 'kind', '')}: {error}".replace(server.url, "URL")
        finally:
            await model.close()
    return f"{case.end}; end {end!r}"


if __name__ == "__main__":
    main()
