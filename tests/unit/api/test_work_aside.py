"""Long work leaves the event loop to others."""

import asyncio
import threading

import pytest

from dragonet.api.aside import LARGE, aside


async def test_others_go_on_while_much_is_worked_on() -> None:
    enough = threading.Event()

    async def others() -> None:
        for _ in range(10):
            await asyncio.sleep(0)
        enough.set()

    task = asyncio.ensure_future(others())
    assert await aside(LARGE, lambda: enough.wait(20))
    await task


async def test_little_is_done_at_once() -> None:
    assert await aside(LARGE - 1, threading.get_ident) == threading.get_ident()
    assert await aside(LARGE, threading.get_ident) != threading.get_ident()


async def test_what_is_raised_is_raised() -> None:
    for size in (0, LARGE):
        with pytest.raises(ZeroDivisionError):
            await aside(size, lambda: 1 // 0)


async def test_one_at_a_time() -> None:
    idents = await asyncio.gather(*(aside(LARGE, threading.get_ident) for _ in range(4)))
    assert len(set(idents)) == 1
