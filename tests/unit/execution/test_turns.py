"""Places are handed out fairly, and none is lost."""

from __future__ import annotations

import asyncio
from collections import deque

from engine.execution.turns import Turns


def test_queues_take_turns() -> None:
    async def main() -> str:
        order: list[str] = []
        turns = Turns(1)

        async def work(name: str, queue) -> None:
            async with turns.place(queue):
                order.append(name)
                await asyncio.sleep(0)

        a, b = deque(), deque()
        await asyncio.gather(*(work("a", a) for _ in range(5)), *(work("b", b) for _ in range(3)))
        return "".join(order)

    assert asyncio.run(main()) == "aabababa"


def test_a_cancelled_wait_gives_its_place_on() -> None:
    async def main() -> None:
        turns = Turns(1)
        queue = deque()
        leave = asyncio.Event()

        async def hold() -> None:
            async with turns.place(queue):
                await leave.wait()

        first, second, third = (asyncio.create_task(hold()) for _ in range(3))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.sleep(0)
        leave.set()
        await asyncio.gather(first, third)
        assert second.cancelled()
        async with asyncio.timeout(60), turns.place(deque()):
            pass

    asyncio.run(main())


def test_a_place_given_at_the_moment_of_cancelling_is_given_on() -> None:
    async def main() -> None:
        turns = Turns(1)
        queue = deque()

        async def pass_through() -> None:
            async with turns.place(queue):
                pass

        async with turns.place(queue):
            second, third = (asyncio.create_task(pass_through()) for _ in range(2))
            await asyncio.sleep(0)
        second.cancel()  # it was given the place, and has not run since
        await third
        assert second.cancelled()

    asyncio.run(main())
