"""A child process as the worker sees it: start, run a task within limits, kill."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import psutil

from dragonet.engine.spec import Lane, Limits
from dragonet.errors import LimitError
from dragonet.job import SourceFile
from dragonet.processes import send_signal

log = logging.getLogger(__name__)

CHECK = 0.2
"""Seconds between checks of a running child's limits."""

LARGEST = 4 << 20
"""Largest result, progress or partial result of a task, bytes of JSON."""

PRIVATE = ("AWS_", "GOOGLE_", "AZURE_", "DRAGONET_")
"""Beginnings of the names of environment variables that children do not get."""

Report = Callable[[dict[str, Any]], Awaitable[dict[str, Any] | None]]
"""Takes what a child says of its task; what it gives is sent to the child as an answer."""


class ChildDiedError(Exception):
    """The child ended in the middle of a task."""


@dataclass(frozen=True)
class Request:
    """What a child is asked to run."""

    task: str
    params: dict[str, Any]
    sources: dict[str, SourceFile]
    scratch: Path
    limits: Limits
    options: Mapping[str, Any]
    part: tuple[Any, ...] = ()
    """The value of the part to do; empty for the whole task."""

    def dump(self) -> bytes:
        """As one JSON line."""
        body = {
            "task": self.task,
            "params": self.params,
            "sources": self.sources,
            "scratch": str(self.scratch),
            "memory": self.limits.memory,
            "scratch_limit": self.limits.scratch,
            "options": self.options,
            **({"part": self.part[0]} if self.part else {}),
        }
        return orjson.dumps(body, default=str) + b"\n"


class Child:
    """One warm child process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._info = psutil.Process(process.pid)
        self.tasks = 0
        self.first_size = 0
        self._printing = asyncio.create_task(self._relay())

    @classmethod
    async def start(cls, lane: Lane, preload: Sequence[str]) -> "Child":
        """Start a process and wait until it can take a task."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "dragonet.worker.child",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LARGEST,
            start_new_session=True,
            env=_environment(),
        )
        child = cls(process)
        try:
            if lane == "heavy":  # a thumbnail goes before a movie
                with contextlib.suppress(psutil.Error, OSError):
                    child._info.nice(10)
            await child._receive()
            await child._send(orjson.dumps({"preload": list(preload)}) + b"\n")
            await child._receive()
        except BaseException:
            await child.kill()
            raise
        return child

    async def _relay(self) -> None:
        """Pass the child's log lines on, and log what libraries print."""
        assert self._process.stderr is not None
        while True:
            try:
                line = await self._process.stderr.readline()
            except ValueError:  # a line without end: its beginning is dropped
                continue
            if not line:
                return
            if line.startswith(b'{"time":'):
                sys.stderr.write(line.decode("utf-8", "replace"))
            elif text := line.decode("utf-8", "replace").strip():
                log.warning("child: %s", text, extra={"pid": self._process.pid})

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.returncode is None

    @property
    def size(self) -> int:
        """Resident bytes; 0 once it has ended."""
        try:
            return int(self._info.memory_info().rss)
        except psutil.Error:
            return 0

    async def run(self, request: Request, report: Report) -> dict[str, Any]:
        """Run a task; `report` gets progress and partial results.

        Returns `{"values": …, "files": …}` or `{"error": …}`. Raises LimitError if a limit was
        exceeded and ChildDiedError if the process ended by itself; it is dead after both, and
        after a cancellation.
        """
        self.tasks += 1
        self.first_size = self.first_size or self.size
        try:
            await self._send(request.dump())
            return await self._follow(request, report)
        except BaseException:
            await self.kill()
            raise

    async def _follow(self, request: Request, report: Report) -> dict[str, Any]:
        limits, started = request.limits, time.monotonic()
        heard = checked = started
        while True:
            if time.monotonic() > checked + CHECK:  # also of a child that reports all the time
                checked = time.monotonic()
                self._check(request, started, heard)
            try:
                async with asyncio.timeout(CHECK):
                    message = await self._receive()
            except TimeoutError:
                continue
            if "done" in message:
                _check_scratch(request.scratch, limits)
                return dict(message["done"])
            if message.get("limit"):
                raise LimitError(message["error"])
            if "error" in message:
                return message
            answer = await report(message)
            heard = time.monotonic()
            if answer is not None:
                await self._send(orjson.dumps(answer) + b"\n")

    def _check(self, request: Request, started: float, heard: float) -> None:
        limits, time_now = request.limits, time.monotonic()
        if time_now - started > limits.wall:
            raise LimitError(f"the task took longer than its limit of {limits.wall:g} seconds")
        if time_now - heard > limits.stall:
            raise LimitError(f"the task made no progress for {limits.stall:g} seconds")
        if self.size > limits.memory:
            raise LimitError(f"the task used more memory than its limit of {limits.memory} bytes")
        _check_scratch(request.scratch, limits)

    async def _send(self, line: bytes) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line)
            await self._process.stdin.drain()
        except (ConnectionError, RuntimeError) as error:
            raise await self._died() from error

    async def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        try:
            line = await self._process.stdout.readline()
        except ValueError as error:
            text = f"the task's result is larger than the limit of {LARGEST} bytes"
            raise LimitError(text) from error
        if not line.endswith(b"\n"):
            raise await self._died()
        return dict(orjson.loads(line))

    async def _died(self) -> ChildDiedError:
        code = await self._process.wait()
        if code >= 0:
            return ChildDiedError(f"exit code {code}")
        with contextlib.suppress(ValueError):
            return ChildDiedError(signal.Signals(-code).name)
        return ChildDiedError(f"signal {-code}")

    def end(self) -> None:
        """Kill the process, if it runs."""
        send_signal(self._process, signal.SIGKILL)

    async def kill(self) -> None:
        """Kill the process, and wait until it is gone and its last words are passed on."""
        self.end()
        await asyncio.shield(self._process.wait())
        await asyncio.wait([self._printing], timeout=1)  # what it started may live, and print
        self._printing.cancel()


def _environment() -> dict[str, str]:
    """The environment without keys of the store and the queue: a decoder has no use for them."""
    return {name: value for name, value in os.environ.items() if not name.startswith(PRIVATE)}


def _check_scratch(folder: Path, limits: Limits) -> None:
    used = 0
    for root, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                used += Path(root, name).lstat().st_size
    if used > limits.scratch:
        raise LimitError(f"the task wrote more than its limit of {limits.scratch} bytes")
