"""What it costs to listen to many models at once: N streams at a steady pace, from a server process on this machine.

For each wire: CPU of this process a piece, pieces lost, how late the event loop runs, memory and file descriptors.
`--sdk` measures the SDKs' own streams beside ours, on the same bytes.

    python tests/benchmarks/streams.py [--streams 256] [--rate 80] [--seconds 20] [--json] [--smoke] [--sdk]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib.util
import json
import resource
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

from engine.models.endpoint import Limits
from engine.models.protocol import Message, Request
from engine.models.providers import open_model

WIRES = ("messages", "responses", "chat")
_PIECE = "token "
_LAST_OF_LINE = "token\n"
_LINE = 12
"""Pieces in a line."""
_SHORT = "short please"


def speech():
    """tests/servers/speech.py."""
    path = Path(__file__).parents[1] / "servers" / "speech.py"
    spec = importlib.util.spec_from_file_location("sstar_bench_speech", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


# -------------------------------------------------------------------- the server's process


async def _serve(port, rate, pieces):
    wires = {wire.path: wire for wire in speech().WIRES.values()}

    async def answer(reader, writer):
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(line for line in head.lower().split("\r\n") if line.startswith("content-length"))
            short = _SHORT.encode() in await reader.readexactly(int(length.partition(":")[2]))
            wire = wires[head.split()[1].partition("?")[0]]
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
            piece, last = _chunk(wire.text(_PIECE)), _chunk(wire.text(_LAST_OF_LINE))
            writer.write(_chunk("".join(wire.start())))
            await asyncio.sleep(_until_next_second())  # all streams flow at the same time
            due = time.monotonic()
            for number in range(1, 1 + (3 if short else pieces)):
                writer.write(piece if number % _LINE else last)
                due += 1 / rate
                await asyncio.sleep(max(0.0, due - time.monotonic()))
            writer.write(_chunk("".join(wire.end())) + b"0\r\n\r\n")
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port, backlog=4096)
    print("ready", flush=True)
    await server.serve_forever()


def _chunk(text):
    return b"%x\r\n%s\r\n" % (len(text.encode()), text.encode())


def _until_next_second():
    return 1.0 - time.time() % 1.0


# -------------------------------------------------------------------- listening


async def _ours(model, number):
    text = 0
    async for chunk in model.stream(Request("solver", (Message("user", f"{number}"),), ("s", number), 1)):
        text += len(chunk.text)
    return text // len(_PIECE)


async def _sdk(client, wire, number):
    """The SDK's own typed stream of the same bytes."""
    message = [{"role": "user", "content": f"{number}"}]
    count = 0
    if wire == "messages":
        async for event in await client.messages.create(model="m", max_tokens=9, messages=message, stream=True):
            count += event.type == "content_block_delta"
    elif wire == "responses":
        async for event in await client.responses.create(model="m", input=message, stream=True):
            count += event.type == "response.output_text.delta"
    else:
        async for event in await client.chat.completions.create(model="m", messages=message, stream=True):
            count += bool(event.choices and event.choices[0].delta.content)
    return count


async def _lateness(lags):
    while True:
        due = time.monotonic() + 0.01
        await asyncio.sleep(0.01)
        lags.append(1000 * (time.monotonic() - due))


async def _measure(wire, url, options, *, sdk):
    model = open_model(wire.model, _environment(url), Limits(silent_seconds=60))
    client = await model._connected()
    await asyncio.gather(*(_listen(model, client, wire, _SHORT, sdk=sdk) for _ in range(2)))  # what is made once
    lags = []
    watch = asyncio.create_task(_lateness(lags))
    began, cpu, memory = time.monotonic(), time.process_time(), _memory_mebibytes()
    tasks = [asyncio.create_task(_listen(model, client, wire, n, sdk=sdk)) for n in range(options.streams)]
    await asyncio.sleep(min(2.0, options.seconds / 2))
    descriptors = _open_files()
    got = await asyncio.gather(*tasks)
    seconds, cpu = time.monotonic() - began, time.process_time() - cpu
    watch.cancel()
    await model.close()
    wanted = options.streams * options.pieces
    return {
        "wire": wire.model.partition("/")[0],
        "reader": "sdk" if sdk else "ours",
        "streams": options.streams,
        "pieces": sum(got),
        "pieces_lost": wanted - sum(got),
        "seconds": round(seconds, 2),
        "pieces_per_second": round(sum(got) / seconds),
        "cpu_microseconds_per_piece": round(1e6 * cpu / max(1, sum(got)), 1),
        "cores": round(cpu / seconds, 2),
        "loop_late_ms_median": round(statistics.median(lags), 1),
        "loop_late_ms_p99": round(sorted(lags)[int(0.99 * len(lags))], 1),
        "memory_growth_mebibytes": round(_memory_mebibytes() - memory, 1),
        "peak_mebibytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "open_files": descriptors,
    }


async def _listen(model, client, wire, number, *, sdk):
    if sdk:
        kind = next(name for name, known in speech_module.WIRES.items() if known.path == wire.path)
        return await _sdk(client, kind, number)
    return await _ours(model, number)


def _environment(url):
    addresses = {"ANTHROPIC_BASE_URL": url, "OPENAI_BASE_URL": f"{url}/v1", "SSTAR_BASE_URL": f"{url}/v1"}
    return addresses | {"ANTHROPIC_API_KEY": "none", "OPENAI_API_KEY": "none"}


def _open_files():
    try:
        return len(list(Path("/proc/self/fd").iterdir()))
    except OSError:
        return None


def _memory_mebibytes():
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * resource.getpagesize() / 2**20


speech_module = speech()


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--streams", type=int, default=256)
    parser.add_argument("--rate", type=float, default=80.0, help="pieces a second, of each stream")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--wires", nargs="+", choices=WIRES, default=WIRES)
    parser.add_argument("--sdk", action="store_true", help="measure the SDKs' own streams as well")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--smoke", action="store_true", help="small and short, and fail when something is lost")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.smoke:
        options.streams, options.seconds = 16, 1.0
    options.pieces = int(options.rate * options.seconds)
    if options.serve is not None:
        asyncio.run(_serve(options.serve, options.rate, options.pieces))
        return 0
    rows = _rows(options)
    print(json.dumps(rows) if options.json else "\n".join(_line(row) for row in rows))
    return int(options.smoke and any(row["pieces_lost"] for row in rows))


def _rows(options):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    command = [sys.executable, __file__, "--serve", str(port), "--rate", str(options.rate)]
    with subprocess.Popen([*command, "--seconds", str(options.seconds)], stdout=subprocess.PIPE) as server:
        try:
            server.stdout.readline()
            return [
                asyncio.run(_measure(speech_module.WIRES[name], f"http://127.0.0.1:{port}", options, sdk=sdk))
                for name in options.wires
                for sdk in (False, True)[: 1 + options.sdk]
            ]
        finally:
            server.terminate()


def _line(row):
    return "  ".join(f"{name} {value}" for name, value in row.items())


if __name__ == "__main__":
    sys.exit(main())
