"""What the headers of an answer say: type, validators, how long it holds."""

import re
import time
from collections.abc import Mapping
from dataclasses import replace
from email.utils import parsedate_to_datetime

from dragonet.fetch.cache import Entry
from dragonet.fetch.urls import Target

MAX_AGE = 60.0
"""Longest time that a server is believed without being asked again, seconds."""

_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([\w.:+-]{1,40})""", re.IGNORECASE)


def new_entry(headers: Mapping[str, str], file: str, size: int, hop: Target) -> Entry:
    """The cache entry of a body that has arrived from `hop`."""
    max_age, no_store = _caching(headers)
    content_type = headers.get("Content-Type", "")
    charset = _CHARSET.search(content_type)
    return Entry(
        file=file,
        size=size,
        checked_at=time.time(),
        max_age=max_age,
        resource=hop.key,
        location=str(hop.url).partition("?")[0],
        content_type=content_type.split(";")[0].strip().lower() or None,
        charset=charset[1].lower() if charset else None,
        etag=headers.get("ETag"),
        last_modified=headers.get("Last-Modified"),
        no_store=no_store,
    )


def vouched(entry: Entry, headers: Mapping[str, str]) -> Entry:
    """The entry after a 304: its bytes hold from now on, as the new headers say."""
    max_age, no_store = _caching(headers)
    return replace(
        entry,
        checked_at=time.time(),
        max_age=max_age,
        no_store=no_store,
        etag=headers.get("ETag", entry.etag),
        last_modified=headers.get("Last-Modified", entry.last_modified),
    )


def conditions(entry: Entry | None, resource: str) -> dict[str, str]:
    """Headers that ask for `resource` only if it is not the entry's any more."""
    if entry is None or entry.no_store or entry.resource != resource:
        return {}
    headers = {"If-None-Match": entry.etag, "If-Modified-Since": entry.last_modified}
    return {name: value for name, value in headers.items() if value}


def seconds(text: str | None) -> float:
    """A whole number of seconds in a header; 0 if it is none."""
    return float(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0.0


def retry_after(value: str | None, now: float) -> float:
    """Seconds that a `Retry-After` header asks for (RFC 9110, 10.2.3); 0 if it says nothing."""
    if value is None:
        return 0.0
    if value.strip().isdigit():
        return float(value)
    try:
        return max(parsedate_to_datetime(value).timestamp() - now, 0.0)
    except (ValueError, TypeError):
        return 0.0


def _caching(headers: Mapping[str, str]) -> tuple[float, bool]:
    """Seconds that an answer holds, and whether it may not be kept."""
    parts = [part.partition("=") for part in headers.get("Cache-Control", "").lower().split(",")]
    directives = {name.strip(): value.strip(' "') for name, _, value in parts}
    age = seconds(directives.get("max-age")) - seconds(headers.get("Age"))
    if "no-cache" in directives or "no-store" in directives:
        age = 0.0
    return min(max(age, 0.0), MAX_AGE), "no-store" in directives
