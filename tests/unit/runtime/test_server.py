"""The engine's end of a view's connection, over a real Unix socket, on a loop whose clock jumps."""

# ruff: noqa: ARG001  every scenario is given the same three things

from __future__ import annotations

import asyncio

import pytest

from engine.events.calls import CallFinished, CallInterrupted, CallStarted, Delta, TextStored
from engine.events.codec import Entry, decode_from_engine, encode
from engine.events.commands import Acknowledged, Command, Refused, Subscribe
from engine.journal import MemoryJournal
from engine.runtime.server import Server
from engine.testing import simulate


class View:
    """A view that reads what it is sent."""

    @classmethod
    async def open(cls, address, since=0):
        view = cls()
        view.reader, view.writer = await asyncio.open_unix_connection(address)
        view.send(Subscribe(since))
        assert await view.next() == Acknowledged(0)
        return view

    def send(self, message):
        self.writer.write(encode(message))

    async def next(self):
        line = await asyncio.wait_for(self.reader.readline(), 20)
        return decode_from_engine(line) if line else None

    async def take(self, count):
        return [await self.next() for _ in range(count)]

    async def rest(self):
        messages = []
        while (message := await self.next()) is not None:
            messages.append(message)
        return messages

    async def leave(self):
        self.writer.close()
        await self.writer.wait_closed()


async def obey(command):
    return "it is paused already" if command.act == "pause" else None


def serving(test, tmp_path, entries=5):
    """Run `test(server, journal, address)` while a server serves."""

    async def main():
        journal = MemoryJournal()
        add(journal, entries)
        server = Server(journal.entries, obey)
        address = tmp_path / "engine.sock"
        await server.listen(address)
        try:
            return await test(server, journal, address)
        finally:
            await server.close()

    return simulate(main)


def add(journal, count, length=10):
    for _ in range(count):
        journal.append(TextStored(f"{len(journal.entries)}", "x" * length))


def test_a_late_view_gets_everything_then_what_follows(tmp_path):
    async def test(server, journal, address):
        view = await View.open(address)
        before = await view.take(5)
        add(journal, 3)
        after = await view.take(3)
        await view.leave()
        return before + after == journal.entries

    assert serving(test, tmp_path)


@pytest.mark.parametrize("since", [0, 2, 5])
def test_a_view_says_from_where_it_wants_to_hear(tmp_path, since):
    async def test(server, journal, address):
        view = await View.open(address, since)
        add(journal, 1)
        seen = await view.take(6 - since)
        await view.leave()
        return seen == journal.entries[since:]

    assert serving(test, tmp_path)


def test_two_views_see_the_same(tmp_path):
    async def test(server, journal, address):
        views = [await View.open(address), await View.open(address, 4)]
        add(journal, 50)
        full, late = await views[0].take(55), await views[1].take(51)
        for view in views:
            await view.leave()
        return full == journal.entries and late == journal.entries[4:]

    assert serving(test, tmp_path)


def test_pieces_between_two_ticks_travel_as_one(tmp_path):
    async def test(server, journal, address):
        view = await View.open(address)
        await view.take(5)
        text = "".join(f"{number} " for number in range(1000))
        offset = 0
        for number in range(1000):
            piece = f"{number} "
            server.publish(Delta("key", offset, piece))
            offset += len(piece)
        first = await view.next()
        server.publish(Delta("key", offset, "end"))
        second = await view.next()
        await view.leave()
        return (first, second) == (Delta("key", 0, text), Delta("key", len(text), "end"))

    assert serving(test, tmp_path)


def test_an_answer_that_begins_again_is_told_from_its_beginning(tmp_path):
    async def test(server, journal, address):
        view = await View.open(address)
        await view.take(5)
        server.publish(Delta("key", 0, "a long beginning"))
        first = await view.next()
        server.publish(Delta("key", 0, "anew"))
        second = await view.next()
        await view.leave()
        return first.text, second == Delta("key", 0, "anew")

    assert serving(test, tmp_path) == ("a long beginning", True)


def test_a_view_that_comes_late_gets_the_answer_so_far_as_one_piece(tmp_path):
    async def test(server, journal, address):
        server.publish(Delta("key", 0, "hello "))
        server.publish(Delta("key", 6, "world"))
        view = await View.open(address, since=5)
        piece = await view.next()
        await view.leave()
        return piece

    assert serving(test, tmp_path) == Delta("key", 0, "hello world")


@pytest.mark.parametrize("end", [CallFinished("key", "whole"), CallInterrupted("key", "who")])
def test_an_answer_that_ended_is_forgotten(tmp_path, end):
    async def test(server, journal, address):
        server.publish(Delta("key", 0, "who"))
        journal.append(end)
        early = await View.open(address, since=5)
        assert (await early.next()).event == end
        late = await View.open(address, since=6)
        add(journal, 1)
        message = await late.next()
        for view in (early, late):
            await view.leave()
        return isinstance(message, Entry)

    assert serving(test, tmp_path)


def test_a_call_sent_again_streams_again(tmp_path):
    """An interrupted call may be sent again in the same engine; its pieces begin at 0 again."""

    async def test(server, journal, address):
        view = await View.open(address, since=5)
        server.publish(Delta("key", 0, "first try"))
        first = await view.next()
        journal.append(CallInterrupted("key", "first try"))
        interrupted = await view.next()
        journal.append(CallStarted("key", ("sample", 1), "solver", "m", (), 2))
        await view.next()
        server.publish(Delta("key", 0, "again"))
        second = await view.next()
        await view.leave()
        return first, interrupted.event, second

    first, interrupted, second = serving(test, tmp_path)
    assert first == Delta("key", 0, "first try")
    assert isinstance(interrupted, CallInterrupted)
    assert second == Delta("key", 0, "again")


def test_commands_are_acknowledged_or_refused_with_the_reason(tmp_path):
    async def test(server, journal, address):
        view = await View.open(address, since=5)
        view.send(Command(7, "resume"))
        view.send(Command(8, "pause"))
        answers = await view.take(2)
        await view.leave()
        return answers

    assert serving(test, tmp_path) == [Acknowledged(7), Refused(8, "it is paused already")]


@pytest.mark.parametrize("line", [b"GET / HTTP/1.1\r\n\r\n", b"\n", b'{"type":"entry"}\n', b"\xff\n", b"x" * 3_000_000])
def test_a_stranger_is_hung_up_on_and_harms_nobody(tmp_path, line):
    async def test(server, journal, address):
        view = await View.open(address)
        reader, writer = await asyncio.open_unix_connection(address)
        writer.write(line)
        try:
            answer = await asyncio.wait_for(reader.read(), 20)
        except ConnectionError:
            answer = b""
        writer.close()
        seen = await view.take(5)
        await view.leave()
        return answer == b"" and seen == journal.entries

    assert serving(test, tmp_path)


def test_nonsense_after_the_subscription_ends_this_view_only(tmp_path):
    async def test(server, journal, address):
        first, second = await View.open(address), await View.open(address)
        await first.take(5)
        first.writer.write(b"nonsense\n")
        rest = await first.rest()
        add(journal, 1)
        seen = await second.take(6)
        for view in (first, second):
            await view.leave()
        return rest == [] and seen == journal.entries

    assert serving(test, tmp_path)


def test_a_slow_view_slows_nobody_down(tmp_path):
    async def test(server, journal, address):
        slow, quick = await View.open(address), await View.open(address)
        add(journal, 300, length=20_000)
        seen = await quick.take(305)
        published = len(seen)
        rest = await slow.take(305)
        for view in (slow, quick):
            await view.leave()
        return published == 305 and rest == journal.entries

    assert serving(test, tmp_path)


def test_goodbye_sends_everything_first(tmp_path):
    async def test(server, journal, address):
        view = await View.open(address)
        await view.take(5)
        add(journal, 200, length=1000)
        closing = asyncio.create_task(server.close())
        rest = await view.rest()
        await closing
        await view.leave()
        assert not address.exists()
        return [entry.event for entry in rest] == [entry.event for entry in journal.entries[5:]]

    assert serving(test, tmp_path)


def test_goodbye_sends_what_came_while_a_view_was_behind(tmp_path):
    """The engine's last words are appended while this view's buffer is full, and the engine leaves at once."""

    async def test(server, journal, address):
        view = await View.open(address)
        await view.take(5)
        add(journal, 100, length=40_000)
        await asyncio.sleep(0.5)
        add(journal, 1)
        closing = asyncio.create_task(server.close())
        await asyncio.sleep(0.1)
        rest = await view.rest()
        await closing
        await view.leave()
        return len(rest)

    assert serving(test, tmp_path) == 101


def test_goodbye_does_not_wait_for_a_view_that_reads_nothing(tmp_path):
    async def test(server, journal, address):
        view = await View.open(address)
        add(journal, 300, length=40_000)
        await asyncio.sleep(1)
        began = asyncio.get_running_loop().time()
        await server.close()
        waited = asyncio.get_running_loop().time() - began
        view.writer.transport.abort()
        await asyncio.sleep(1)
        return waited

    assert serving(test, tmp_path) == pytest.approx(5.0, abs=0.5)


def test_a_view_that_vanishes_is_forgotten(tmp_path):
    async def test(server, journal, address):
        view = await View.open(address)
        await view.take(5)
        view.writer.transport.abort()
        add(journal, 10, length=100_000)
        await asyncio.sleep(1)
        return len(server._views)

    assert serving(test, tmp_path) == 0


def test_a_stale_socket_is_replaced_and_the_folder_is_private(tmp_path):
    (tmp_path / "engine.sock").write_text("stale")

    async def main():
        server = Server([], obey)
        address = tmp_path / "new" / "engine.sock"
        await server.listen(address)
        await server.close()
        return address.parent.stat().st_mode & 0o777

    assert simulate(main) == 0o700
    assert serving(lambda *_: asyncio.sleep(0, result=True), tmp_path)
