"""Help a run with its parts: claim one, do it in a child process, deliver, until none is left."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from dragonet.errors import LimitError, OutputError, StoreError
from dragonet.parts import Parts
from dragonet.worker.children import ChildDiedError, Report, Request
from dragonet.worker.pool import Children

BEAT = 1.0
"""Seconds between two signs of life of a helper; so soon it notes that a run has ended."""


class Claims(Protocol):
    """The parts of a run as one helper sees them."""

    async def claim(self) -> tuple[int, Any] | None:
        """Index and value of a part to do; None if there is none."""

    async def working(self, index: int, progress: Any) -> bool:
        """Keep a part; false if it is not ours any more."""

    async def deliver(self, index: int, file: Path) -> None:
        """Bring the file of a part. Raises StoreError."""

    async def give_back(self, index: int, lost: bool) -> None:
        """Free a part; `lost` if doing it went wrong through no fault of the task."""

    async def fail(self, index: int, error: Any) -> None:
        """Say that a part ended in an error of the task."""


class LocalClaims:
    """The parts of a run whose worker is this process."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._by = secrets.token_hex(4)

    async def claim(self) -> tuple[int, Any] | None:
        """See `Claims`; the same for the others."""
        index = self._parts.claim(self._by)
        return None if index is None else (index, self._parts[index])

    async def working(self, index: int, progress: Any) -> bool:
        """Keep a part."""
        return self._parts.working(index, self._by, progress)

    async def deliver(self, index: int, file: Path) -> None:
        """Say where the file is."""
        self._parts.done(index, file)

    async def give_back(self, index: int, lost: bool) -> None:
        """Free a part."""
        self._parts.give_back(index, self._by, lost)

    async def fail(self, index: int, error: Any) -> None:
        """End the run."""
        self._parts.fail(error)


RunPart = Callable[[Any, Report], Awaitable[dict[str, Any]]]
"""Runs a part, given its value, in a child; see `Child.run`."""


def in_child(children: Children, request: Request, folder: Path) -> RunPart:
    """Run parts of what `request` asks for, each in a scratch folder of its own in `folder`."""

    async def run(value: Any, report: Report) -> dict[str, Any]:
        scratch = folder / secrets.token_hex(8)
        return await children.run(replace(request, part=(value,), scratch=scratch), report)

    return run


async def help_here(parts: Parts, children: Children, request: Request, folder: Path) -> None:
    """Do parts in one child until none is left, then end it."""
    await children.warm_up()
    await do_parts(LocalClaims(parts), in_child(children, request, folder), _stay)
    await children.close()


async def _stay() -> bool:
    return False


async def do_parts(claims: Claims, run: RunPart, leave: Callable[[], Awaitable[bool]]) -> None:
    """Do parts until none is left, one goes wrong, or `leave` says so before the next."""
    while not await leave():
        claimed = await claims.claim()
        if claimed is None or not await _do(claims, *claimed, run):
            return


async def _do(claims: Claims, index: int, value: Any, run: RunPart) -> bool:
    """Do one part; false if it did not end well."""
    progress: Any = None

    async def report(message: dict[str, Any]) -> None:
        nonlocal progress
        progress = message.get("progress", progress)

    working = asyncio.ensure_future(_work(claims, index, run(value, report)))
    well: bool | None = None
    lost = False
    try:
        while not (await asyncio.wait([working], timeout=BEAT))[0]:
            if not await claims.working(index, progress):
                return False
        well = working.result()
        return well
    except (ChildDiedError, LimitError, OutputError, StoreError):
        lost = True
        return False
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        if well is None:
            await claims.give_back(index, lost)


async def _work(claims: Claims, index: int, running: Awaitable[dict[str, Any]]) -> bool:
    answer = await running
    if answer.get("retryable"):
        raise OutputError(answer["error"])
    if "error" in answer:
        await claims.fail(index, answer["error"])
        return False
    await claims.deliver(index, Path(answer["files"]["part"]))
    return True
