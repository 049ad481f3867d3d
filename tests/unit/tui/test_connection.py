"""Live and followed sources, and the law that all sources tell the same."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import JournalError, RunError
from engine.events.calls import CallFinished, Delta, TextStored
from engine.events.codec import Entry, decode_to_engine, encode
from engine.events.commands import Acknowledged, Command, Refused, Subscribe
from engine.events.run import RunStarted
from engine.projections.board import Board, fold
from tui.connection import Batch, FollowSource, Lines, LiveSource, ReplaySource, Source, take_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def collected(source: Source) -> list[Batch]:
    return [batch async for batch in source.batches()]


def board_of(batches: Sequence[Batch]) -> Board:
    board = Board()
    for batch in batches:
        board = take_in(board, batch)
    return board


def entries_of(batches: Sequence[Batch]) -> list[Entry]:
    return [entry for batch in batches for entry in batch.entries]


@asynccontextmanager
async def engine(serve: Serve) -> AsyncIterator[Path]:
    """A socket that speaks as an engine does; the connection is closed after `serve`."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        finally:
            writer.close()

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s"
        server = await asyncio.start_unix_server(answer, str(path))
        async with server:
            yield path


def frames(entries: Sequence[Entry]) -> list[bytes]:
    """A journal as an engine sends it, with the answers streaming before they are finished."""
    lines = []
    for entry in entries:
        if isinstance(entry.event, CallFinished):
            text = entry.event.text
            lines += [encode(Delta(entry.event.key, i, text[i : i + 3])) for i in range(0, len(text), 3)]
        lines.append(encode(entry))
    return lines


def sending(lines: Sequence[bytes]) -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        for line in lines:
            writer.write(line)
            await writer.drain()

    return serve


async def no_wait(_seconds: float) -> None:
    await asyncio.sleep(0)


# -------------------------------------------------------------------- the law


def test_every_source_tells_the_same(scripted: Any, tmp_path: Path) -> None:
    entries = scripted.story().entries
    journal = tmp_path / "journal.jsonl"
    journal.write_bytes(b"".join(map(encode, entries)))

    class Clock:
        time = 0.0

        async def sleep(self, seconds: float) -> None:
            self.time += seconds

    async def live() -> list[Batch]:
        async with engine(sending(frames(entries))) as path:
            source = LiveSource(path, sleep=no_wait)
            batches = await collected(source)
            await source.close()
            return batches

    clock = Clock()
    told = [
        asyncio.run(live()),
        asyncio.run(collected(FollowSource(journal, finish_at_end=True))),
        asyncio.run(collected(ReplaySource(entries, now=lambda: clock.time, sleep=clock.sleep))),
    ]
    for batches in told:
        assert entries_of(batches) == entries
        board = scripted.without_version(board_of(batches))
        assert board == scripted.without_version(fold(entries))


# -------------------------------------------------------------------- live


def test_it_says_from_where_it_wants_to_hear() -> None:
    heard = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(decode_to_engine(await reader.readline()))
        writer.write(encode(Entry(8, 0.0, TextStored("a", "b"))))

    async def run() -> None:
        async with engine(serve) as path:
            source = LiveSource(path, since=7)
            await collected(source)
            assert source.seq == 8
            await source.close()

    asyncio.run(run())
    assert heard == [Subscribe(7)]


def test_lines_of_many_megabytes(scripted: Any) -> None:
    entries = [*scripted.story().entries, Entry(999, 2000.0, TextStored("big", "x" * 8_000_000))]

    async def run() -> list[Batch]:
        async with engine(sending(list(map(encode, entries)))) as path:
            source = LiveSource(path)
            batches = await collected(source)
            await source.close()
            return batches

    assert entries_of(asyncio.run(run())) == entries


def test_tokens_do_not_wake_the_consumer_one_by_one(scripted: Any) -> None:
    script = scripted.Script()
    script.start()
    script.call("k", ("sample", 1), "solver", "answer")
    *before, last = script.entries
    text = "word " * 2000
    pieces = [encode(Delta("k", i, text[i : i + 5])) for i in range(0, len(text), 5)]
    release = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.writelines([*map(encode, before), *pieces])
        await writer.drain()
        await release.wait()
        writer.write(encode(last))

    async def run() -> int:
        async with engine(serve) as path:
            source, board, count = LiveSource(path), Board(), 0
            async for batch in source.batches():
                count += 1
                board = take_in(board, batch)
                if "k" in board.calls and board.calls["k"].text == text:
                    release.set()
            await source.close()
            assert board.calls["k"].text == "answer"
            return count

    assert asyncio.run(run()) < 20


def test_commands_are_answered() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        while line := await reader.readline():
            command = decode_to_engine(line)
            assert isinstance(command, Command)
            if command.act == "drain":
                return
            answers = {"pause": Acknowledged(command.id), "resume": Refused(command.id, "not paused")}
            writer.write(encode(answers[command.act]))

    async def run() -> None:
        async with engine(serve) as path:
            source = LiveSource(path)
            assert source.live
            pause, resume = await asyncio.gather(source.command("pause"), source.command("resume"))
            assert isinstance(pause, Acknowledged)
            assert resume == Refused(2, "not paused")
            left = await source.command("drain")
            assert isinstance(left, Refused)
            assert "has left" in left.reason
            assert await collected(source) == []
            assert isinstance(await source.command("pause"), Refused)
            await source.close()

    asyncio.run(run())


def test_closing_ends_the_batches_and_refuses_what_is_open() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(encode(Entry(1, 0.0, TextStored("a", "b"))))
        await reader.read()

    async def run() -> None:
        async with engine(serve) as path:
            source = LiveSource(path, sleep=no_wait)
            pump = asyncio.create_task(collected(source))
            asked = asyncio.create_task(source.command("pause"))
            while source.seq == 0:  # noqa: ASYNC110 the test plays the clock
                await asyncio.sleep(0)
            await source.close()
            assert len(entries_of(await pump)) == 1
            assert isinstance(await asked, Refused)

    asyncio.run(run())


def test_no_engine_at_all(tmp_path: Path) -> None:
    async def run() -> None:
        source = LiveSource(tmp_path / "nothing")
        with pytest.raises(RunError, match="No engine answers"):
            await collected(source)
        await source.close()

    asyncio.run(run())


def test_a_view_that_an_engine_never_let_in_is_told_so() -> None:
    async def leave(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.readline()

    async def run() -> None:
        async with engine(leave) as path:
            source = LiveSource(path)
            with pytest.raises(RunError, match="has left"):
                await source.connect()
            await source.close()

    asyncio.run(run())


def test_closed_before_it_was_used(tmp_path: Path) -> None:
    async def run() -> None:
        source = LiveSource(tmp_path / "nothing")
        await source.close()
        assert await collected(source) == []

    asyncio.run(run())


def test_an_engine_that_cannot_be_understood() -> None:
    async def run() -> None:
        entry = Entry(1, 0.0, TextStored("a", "b"))
        async with engine(sending([encode(entry), b'{"type":"novelty"}\n', encode(entry)])) as path:
            source = LiveSource(path)
            batches = source.batches()
            assert entries_of([await anext(batches)]) == [entry]
            with pytest.raises(RunError, match="another version"):
                await anext(batches)
            await source.close()

    asyncio.run(run())


@given(st.lists(st.binary(max_size=6).map(lambda b: b.replace(b"a", b"\n"))))
def test_lines_do_not_depend_on_the_chunks(chunks: list[bytes]) -> None:
    lines = Lines()
    assert [line for chunk in chunks for line in lines.feed(chunk)] == b"".join(chunks).split(b"\n")[:-1]


# -------------------------------------------------------------------- following


class Writer:
    """Sleeps for a source, and changes its file meanwhile."""

    def __init__(self, path: Path, *states: bytes) -> None:
        self.path, self.states = path, list(states)
        path.write_bytes(self.states.pop(0))
        self.source = FollowSource(path, sleep=self.sleep)

    async def sleep(self, _seconds: float) -> None:
        if not self.states:
            await self.source.close()
            return
        self.path.write_bytes(self.states.pop(0))


def test_a_journal_is_followed_as_it_grows(scripted: Any, tmp_path: Path) -> None:
    entries = scripted.story().entries
    data = b"".join(map(encode, entries))
    cuts = [*range(0, len(data), 997), len(data)]
    writer = Writer(tmp_path / "j", *(data[:cut] for cut in cuts))
    batches = asyncio.run(collected(writer.source))
    assert entries_of(batches) == entries
    assert len(batches) > 5
    assert all(not batch.deltas for batch in batches)


def test_a_torn_line_that_a_resume_replaces(tmp_path: Path) -> None:
    first, torn, other = (encode(Entry(n, 0.0, TextStored(f"{n}", "t" * 30))) for n in (1, 2, 2))
    third = encode(Entry(2, 5.0, TextStored("another", "longer than the torn one" * 9)))
    writer = Writer(tmp_path / "j", first + torn[:-9], first, first + third)
    assert [entry.seq for entry in entries_of(asyncio.run(collected(writer.source)))] == [1, 2]
    writer = Writer(tmp_path / "k", first + other[:-9], first + third)
    found = entries_of(asyncio.run(collected(writer.source)))
    assert found[1].at == 5.0


def test_a_torn_last_line_ends_a_finished_run(tmp_path: Path) -> None:
    whole = encode(Entry(1, 0.0, TextStored("a", "b")))
    for tail in (b'{"type":"ent', b'{"type":"ent\x00\x00\n'):
        path = tmp_path / "j"
        path.write_bytes(whole + tail)
        found = asyncio.run(collected(FollowSource(path, finish_at_end=True)))
        assert len(entries_of(found)) == 1


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    whole = encode(Entry(1, 0.0, TextStored("a", "b")))
    (tmp_path / "j").write_bytes(whole + b"rubbish\n" + whole)
    with pytest.raises(JournalError, match="after event 1 is damaged"):
        asyncio.run(collected(FollowSource(tmp_path / "j", finish_at_end=True)))


def test_a_missing_journal_and_one_of_a_newer_version(scripted: Any, tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="cannot be read"):
        asyncio.run(collected(FollowSource(tmp_path / "none", finish_at_end=True)))
    entry = scripted.story().entries[0]
    assert isinstance(entry.event, RunStarted)
    newer = msgspec.structs.replace(entry, event=msgspec.structs.replace(entry.event, schema=99))
    (tmp_path / "j").write_bytes(encode(newer))
    with pytest.raises(JournalError, match="newer version"):
        asyncio.run(collected(FollowSource(tmp_path / "j", finish_at_end=True)))


def test_a_long_journal_comes_in_several_batches(tmp_path: Path) -> None:
    entries = [Entry(n, 0.0, TextStored(str(n), "x" * 100_000)) for n in range(1, 12)]
    entries.append(Entry(12, 0.0, TextStored("big", "y" * 3_000_000)))
    (tmp_path / "j").write_bytes(b"".join(map(encode, entries)))
    batches = asyncio.run(collected(FollowSource(tmp_path / "j", finish_at_end=True)))
    assert entries_of(batches) == entries
    assert 1 < len(batches) <= len(entries)


def test_a_follower_refuses_commands(tmp_path: Path) -> None:
    source = FollowSource(tmp_path / "j")
    assert not source.live
    assert isinstance(asyncio.run(source.command("stop")), Refused)
