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


@dataclass(frozen=True)
class Cargo:
    """A file to upload.

    Attributes:
        name: the output of the task that it is; None for an input.
        path: the local file.
        content_type: its media type.
    """

    name: str | None
    path: Path
    content_type: str


@dataclass
class Sending:
    """The upload of one task.

    Attributes:
        target: what `targets.send` is told.
        url: the input that is uploaded; None for what the task makes.
        state: how far it has come.
        revision: that of the state in its bucket.
    """

    context: Context
    key: str
    target: Mapping[str, Any]
    url: str | None
    state: dict[str, Any]
    revision: int

    @classmethod
    async def of(cls, context: Context, task: Task, definition: Definition) -> "Sending | None":
        """The upload that concludes a task; None if none does."""
        target, url = definition.store, None
        if task.sends:
            params = task.params.model_validate(definition.params, context={"local": True})
            target, url = dict(task.sends(params)), definition.params["url"]
        elif target["type"] not in STORES:
            return None
        found = await context.engine.get(TARGETS, definition.key)
        state, revision = (orjson.loads(found[0]), found[1]) if found else ({}, 0)
        return cls(context, definition.key, target, url, state, revision)

    @property
    def done(self) -> dict[str, Any] | None:
        """What the task succeeded in, if it was uploaded before."""
        return self.state.get("done")

    def cargo(self, files: dict[str, str], sources: Mapping[str, SourceFile]) -> Cargo:
        """What is to be uploaded; of the files that the task made, it is taken from them.

        Raises TargetError if there is none that fits.
        """
        if self.url is not None:
            source = sources[self.url]
            said = source.content_type or ""
            return Cargo(None, source.path, said if said.startswith("video/") else OCTETS)
        named = [name for name in MAIN if name in files]
        for name in named or files:
            if self._fits(files[name]):
                path = Path(files.pop(name))
                return Cargo(name, path, content_type(path.name))
        made = "video" if self.target["type"] == "youtube" else "file"
        raise TargetError(f"task_store: the task made no {made} to upload")

    async def upload(self, cargo: Cargo, report: Callable[[float], None]) -> dict[str, Any]:
        """Upload it; the output values that come of it."""
        if cargo.name is None:
            return await self._send(cargo, report)
        sent = await self._send(cargo, lambda done: report(50 + done / 2))
        return {cargo.name: sent["output"]}

    def made(self, progress: Any) -> Any:
        """The progress of the task when that of making the file is known: half of it."""
        return progress / 2 if isinstance(progress, int | float) else progress

    def _fits(self, path: str) -> bool:
        return self.target["type"] != "youtube" or content_type(path).startswith("video/")

    async def _send(self, cargo: Cargo, report: Callable[[float], None]) -> dict[str, Any]:
        settings = self.context.settings
        try:
            async with asyncio.timeout(settings.target_timeout):
                return await send(
                    settings,
                    self.target,
                    cargo.path,
                    cargo.content_type,
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
