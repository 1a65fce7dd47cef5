"""The record of an upload."""

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message

import orjson


@dataclass(frozen=True)
class Upload:
    """An upload's record.

    Attributes:
        key: 128 random bits, like a task's key.
        account: who sent it; nobody else can use it.
        expires: Unix time at which it is gone.
        length: bytes of the whole file; None as long as the client has not said.
        content_type: what the client says it is; empty if it says nothing.
        metadata: the header Upload-Metadata as it came.
        parts: names of the stored parts, and their bytes.
        revision: of the record; 0 before it is stored.
    """

    key: str
    account: str
    expires: float
    length: int | None = None
    content_type: str = ""
    metadata: str = ""
    parts: tuple[tuple[str, int], ...] = ()
    revision: int = 0

    @property
    def source(self) -> str:
        """What names it in a task."""
        return f"upload:{self.key}"

    @property
    def offset(self) -> int:
        """Bytes stored so far."""
        return sum(size for _, size in self.parts)

    @property
    def complete(self) -> bool:
        """Whether all bytes are there."""
        return self.offset == self.length

    @property
    def expired(self) -> bool:
        """Whether its time is over."""
        return time.time() >= self.expires

    @property
    def expires_at(self) -> datetime:
        """When it is gone."""
        return datetime.fromtimestamp(self.expires, UTC)

    @property
    def media_type(self) -> str | None:
        """The content type in lower case, without parameters."""
        return self._header.get_content_type() if self.content_type else None

    @property
    def charset(self) -> str | None:
        """The charset parameter of the content type."""
        return self._header.get_content_charset() if self.content_type else None

    @property
    def _header(self) -> Message:
        header = Message()
        header["content-type"] = self.content_type
        return header

    def dump(self) -> bytes:
        """As JSON."""
        return orjson.dumps(self)

    @classmethod
    def load(cls, data: bytes, revision: int) -> "Upload":
        """From JSON, and the revision that it has."""
        values = orjson.loads(data)
        parts = tuple((name, size) for name, size in values.pop("parts"))
        return replace(cls(**values), parts=parts, revision=revision)
