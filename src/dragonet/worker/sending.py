"""Uploads that conclude tasks: to where the task itself, or its store, says.

They run in the worker, since children have no credentials and no network. What another worker
needs to go on is kept under the task's key; each write of it names the one before, so that of two
workers with the same task one gives way.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from dragonet.engine.nats import TARGETS, ConflictError
from dragonet.engine.records import Definition, Status
from dragonet.engine.spec import Task
from dragonet.errors import LimitError, TargetError, UnavailableError
from dragonet.job import SourceFile
from dragonet.storage.content_types import OCTETS, content_type
from dragonet.targets.send import send
from dragonet.worker.context import Context
from dragonet.worker.progress import LeaseLostError

STORES = ("youtube", "s3_signed")
"""Types of `task_store` that are uploads."""

MAIN = ("output", "export")
"""The output of a task with several files that is uploaded."""


@dataclass
class Sending:
    """The upload of one task.

    Attributes:
        target: what `targets.send` is told.
        state: how far it has come.
        revision: that of the state in its bucket.
    """

    context: Context
    key: str
    target: Mapping[str, Any]
    state: dict[str, Any]
    revision: int

    @classmethod
    async def of(cls, context: Context, task: Task, definition: Definition) -> "Sending | None":
        """The upload that concludes a task; None if none does."""
        target: Mapping[str, Any] | None = None
        if task.sends:
            target = task.sends(
                task.params.model_validate(definition.params, context={"local": True})
            )
        elif definition.store["type"] in STORES:
            target = definition.store
        if target is None:
            return None
        found = await context.engine.get(TARGETS, definition.key)
        state, revision = (orjson.loads(found[0]), found[1]) if found else ({}, 0)
        return cls(context, definition.key, target, state, revision)

    @property
    def done(self) -> dict[str, Any] | None:
        """What the task succeeded in, if it was uploaded before."""
        return self.state.get("done")

    async def source(self, source: SourceFile, report: Callable[[float], None]) -> dict[str, Any]:
        """Upload an input of the task; the output values that come of it."""
        said = source.content_type or ""
        kind = said if said.startswith("video/") else OCTETS
        return await self._send(source.path, kind, report)

    async def output(
        self, name: str, file: Path, report: Callable[[float], None]
    ) -> dict[str, Any]:
        """Upload a file that the task made; its URL as the output value of that name."""
        sent = await self._send(file, content_type(file.name), report)
        return {name: sent["output"]}

    def main(self, files: Mapping[str, str]) -> str:
        """Which of the files that the task made is uploaded. Raises TargetError if none fits."""
        named = [name for name in MAIN if name in files]
        for name in named or files:
            if self._fits(files[name]):
                return name
        made = "video" if self.target["type"] == "youtube" else "file"
        raise TargetError(f"task_store: the task made no {made} to upload")

    def _fits(self, path: str) -> bool:
        return self.target["type"] != "youtube" or content_type(path).startswith("video/")

    async def _send(self, file: Path, kind: str, report: Callable[[float], None]) -> dict[str, Any]:
        settings = self.context.settings
        try:
            async with asyncio.timeout(settings.target_timeout):
                return await send(
                    settings,
                    self.target,
                    file,
                    kind,
                    state=self.state,
                    keep=self._keep,
                    progress=report,
                )
        except ConflictError:
            raise LeaseLostError from None
        except TimeoutError:
            text = f"the upload took longer than its limit of {settings.target_timeout:g} seconds"
            raise LimitError(text) from None

    async def conclude(self, status: Status) -> Status:
        """Remember the final status: whoever runs the task again uploads nothing."""
        self.state.clear()
        self.state["done"] = {
            "values": status.values,
            "files": status.files,
            "expires": status.expires,
        }
        try:
            await self._keep()
        except ConflictError:
            raise LeaseLostError from None
        return status

    async def _keep(self) -> None:
        """Make the state durable; waits for a NATS that is away. Raises ConflictError."""
        engine, data = self.context.engine, orjson.dumps(self.state)
        while True:
            try:
                self.revision = await engine.put(TARGETS, self.key, data, self.revision)
                return
            except UnavailableError:
                await asyncio.sleep(0.5)
            except ConflictError:
                found = await engine.get(TARGETS, self.key)
                if found is None or found[0] != data:  # an own write without answer is fine
                    raise
                self.revision = found[1]
                return
