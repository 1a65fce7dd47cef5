"""Long work beside the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

LARGE = 1 << 16
"""Bytes of JSON from which on it takes longer to read than a thread takes to wake."""

_THREAD = ThreadPoolExecutor(1, "api-aside")

T = TypeVar("T")


async def aside(size: int, work: Callable[[], T]) -> T:
    """What `work` makes of so many bytes, in a thread if they are many: others are answered
    meanwhile. One is at work at a time, as several would only take the loop's turns."""
    if size < LARGE:
        return work()
    return await asyncio.get_running_loop().run_in_executor(_THREAD, work)
