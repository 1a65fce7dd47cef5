"""What a pre-signed S3 URL says of itself: until when it holds, which headers it signs."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self
from urllib.parse import parse_qsl, urlsplit

LARGEST = 5 << 30
"""Bytes that one PUT to S3 takes."""

LONGEST = 604_800
"""Seconds that a signature of version 4 may hold."""


@dataclass(frozen=True)
class SignedUrl:
    """A pre-signed URL.

    Attributes:
        bare: the address without the signature.
        expires: Unix time after which it is refused.
        signed: names of the headers that are part of the signature, lower case.
    """

    bare: str
    expires: float
    signed: frozenset[str]

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read a URL signed by version 4 or 2. Raises ValueError if it is no such URL."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("not an http or https URL")
        query = {name.lower(): value for name, value in parse_qsl(parts.query)}
        bare = parts._replace(query="", fragment="", netloc=parts.netloc.rpartition("@")[2])
        if "x-amz-signature" in query:
            return cls(bare.geturl(), _end(query), _headers(query))
        if {"signature", "expires"} <= query.keys() and query["expires"].isdigit():
            return cls(bare.geturl(), float(query["expires"]), frozenset({"host"}))
        raise ValueError("not a pre-signed S3 URL: it has no X-Amz-Signature")

    def over(self) -> str | None:
        """Why the URL is of no use any more; None as long as it is."""
        if time.time() < self.expires:
            return None
        date = datetime.fromtimestamp(self.expires, UTC).isoformat(timespec="seconds")
        return f"the signature of the URL expired at {date}; sign a new one"


def _end(query: dict[str, str]) -> float:
    try:
        signed = datetime.strptime(query["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        life = int(query["x-amz-expires"])
    except (KeyError, ValueError):
        raise ValueError("X-Amz-Date or X-Amz-Expires is missing or malformed") from None
    if not 1 <= life <= LONGEST:
        raise ValueError(f"X-Amz-Expires is {life}, must be 1 to {LONGEST} seconds")
    return signed.timestamp() + life


def _headers(query: dict[str, str]) -> frozenset[str]:
    return frozenset(filter(None, query.get("x-amz-signedheaders", "").lower().split(";")))
