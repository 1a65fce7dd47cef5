"""The two records of a task: its definition, written once, and its status, replaced on change."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

import orjson

from dragonet.engine.spec import Lane

State = Literal["queued", "executing", "success", "error"]


def new_key() -> str:
    """A task key: 128 random bits as 26 characters of upper-case base32 (api.md)."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")


def now() -> str:
    """The present as api.md writes dates: ISO 8601, microseconds, offset."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class Definition:
    """What a client asked for.

    Attributes:
        key: the task's key.
        name: the task's name.
        params: its parameters, validated, defaults filled in.
        version: API version it was created through, 1 or 2.
        account: id of the account.
        lane: queue lane.
        store: where its files go, `{"type": "volatile"}`.
        queued: date of creation.
        metas: the client's own data.
        url_callback: where the final status is posted on success.
        url_errback: where it is posted on error.
        base: public address of the service as the client called it, for the URLs in callbacks.
        after: keys of the tasks whose files it takes; it waits for them.
    """

    key: str
    name: str
    params: dict[str, Any]
    version: int
    account: str
    lane: Lane
    store: dict[str, Any]
    queued: str
    metas: dict[str, Any] | None = None
    url_callback: str | None = None
    url_errback: str | None = None
    base: str = ""
    after: list[str] = field(default_factory=list[str])

    def renamed(self, names: Mapping[str, str]) -> "Definition":
        """The same under another key, and with other keys of tasks that it waits for."""
        data = self.dump()
        for name in (self.key, *self.after):
            data = data.replace(name.encode(), names.get(name, name).encode())
        return self.load(data)

    def dump(self) -> bytes:
        """As JSON."""
        return orjson.dumps(self)

    @classmethod
    def load(cls, data: bytes) -> "Definition":
        """From JSON."""
        return cls(**orjson.loads(data))


@dataclass(frozen=True, slots=True)
class Status:
    """Where a task stands.

    Attributes:
        key: the task's key.
        state: step in the pipeline.
        name: the task's name.
        account: id of the account.
        events: dates of `queued`, `started`, `completed`, as far as they happened.
        progress: per cent, or any JSON value, or None.
        values: output values; some of them while it executes, all on success.
        files: stored output files by name, as paths in the file store.
        error: a text or `{"parameters": {field: [text]}}`.
        expires: Unix time after which volatile files are gone; None if they stay.
    """

    key: str
    state: State
    name: str
    account: str
    events: dict[str, str]
    progress: Any = None
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    files: dict[str, str] = field(default_factory=dict[str, str])
    error: Any = None
    expires: float | None = None

    @property
    def final(self) -> bool:
        """Whether it will not change any more."""
        return self.state in ("success", "error")

    @classmethod
    def queued(cls, definition: Definition) -> "Status":
        """The first status of a task."""
        return cls(
            definition.key,
            "queued",
            definition.name,
            definition.account,
            {"queued": definition.queued},
        )

    def executing(self) -> "Status":
        """The status when a worker takes the task; a second worker keeps the first's date."""
        events = {**self.events, "started": self.events.get("started", now())}
        return replace(self, state="executing", events=events)

    def failed(self, error: Any) -> "Status":
        """The final status of a task that did not succeed."""
        events = {**self.events, "completed": now()}
        return replace(self, state="error", error=error, values={}, files={}, events=events)

    def succeeded(
        self, values: dict[str, Any], files: dict[str, str], expires: float | None
    ) -> "Status":
        """The final status of a task that succeeded."""
        events = {**self.events, "completed": now()}
        return replace(
            self, state="success", values=values, files=files, events=events, expires=expires
        )

    def before_end(self) -> "Status":
        """The status that a final one followed, as far as it tells."""
        events = {name: date for name, date in self.events.items() if name != "completed"}
        return Status(self.key, "executing", self.name, self.account, events)

    def dump(self) -> bytes:
        """As JSON."""
        return orjson.dumps(self)

    @classmethod
    def load(cls, data: bytes) -> "Status":
        """From JSON."""
        return cls(**orjson.loads(data))
