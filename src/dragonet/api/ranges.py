"""Ranges and conditions of HTTP requests for files (RFC 9110, sections 13 and 14)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

_RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})-(\d{0,18})\s*", re.IGNORECASE | re.ASCII)
_ETAG = re.compile(r'(?:W/)?"([^"]*)"')


class UnsatisfiableRangeError(ValueError):
    """The range asked for has no byte of the file."""


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """The bytes that a Range header asks for: the first, and the one after the last.

    None where the header is to be ignored and the whole file sent: another unit, several
    ranges, or not a range at all. Raises UnsatisfiableRangeError if no byte of a file of `size`
    bytes is in the range.
    """
    match = _RANGE.fullmatch(header)
    first, last = match.groups() if match else ("", "")
    if not first and not last:
        return None
    if not first:
        start, end = max(0, size - int(last)), size
    elif last and int(last) < int(first):
        return None
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    if start >= end:
        raise UnsatisfiableRangeError(header)
    return start, end


def not_modified(headers: Mapping[str, str], etag: str, modified: datetime) -> bool:
    """Whether the client has this file already, by If-None-Match or else If-Modified-Since."""
    tags = headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or etag in _ETAG.findall(tags)
    since = _date(headers.get("if-modified-since", ""))
    return since is not None and modified.replace(microsecond=0) <= since


def range_applies(headers: Mapping[str, str], etag: str, modified: datetime) -> bool:
    """Whether a range may be sent: If-Range is missing, or names this very file."""
    condition = headers.get("if-range")
    if condition is None:
        return True
    return condition == f'"{etag}"' or _date(condition) == modified.replace(microsecond=0)


def http_date(moment: datetime) -> str:
    """A date as HTTP writes it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
