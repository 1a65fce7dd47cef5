"""The storage methods in the OpenAPI document."""

from typing import Any

from dragonet.accounts import MAX_DAYS
from dragonet.api.described import Schema, an_object, described, exactly, in_path, query

_BYTES: Schema = {"type": "integer", "minimum": 0, "description": "Bytes."}
_DATE: Schema = {"type": "string", "description": "ISO 8601 date; without zone it is UTC."}
_DAYS: Schema = {"type": "number", "minimum": 0, "description": "Days."}
_FLAG: Schema = {"type": "boolean"}
_NAMES: Schema = {"type": "array", "items": {"type": "string"}}

_FILE = exactly({"name": {"type": "string"}, "size": _BYTES, "last_modified": _DATE})
_LISTED = exactly(
    {"files": {"type": "array", "items": _FILE}, "directories": _NAMES, "usage": _BYTES}
)
_DELETED = exactly({"deleted": _NAMES, "freed": _BYTES, "usage": _BYTES})
_FILTERS = {"recursive": _FLAG, "from": _DATE, "to": _DATE, "max_age": _DAYS}
_EXPIRATION: Schema = {
    "type": "integer",
    "minimum": 0,
    "maximum": MAX_DAYS,
    "description": "Days that files live; 0 is for ever.",
}


def of_list(has_path: bool) -> dict[str, Any]:
    """`GET files`."""
    filters = [query(name, schema) for name, schema in _FILTERS.items()]
    return described(_LISTED, [*_path(has_path), *filters])


def of_delete(has_path: bool) -> dict[str, Any]:
    """`DELETE files`."""
    body = an_object({**_FILTERS, "dry_run": _FLAG, "urls": _NAMES})
    return described(_DELETED, _path(has_path), body)


def of_expiration() -> dict[str, Any]:
    """`GET expiration`."""
    return described(_EXPIRATION)


def of_set_expiration() -> dict[str, Any]:
    """`POST expiration`."""
    return described(_EXPIRATION, body=an_object({"days": _EXPIRATION}, ["days"]))


def _path(has_path: bool) -> list[Schema]:
    return [in_path("path", {"type": "string"})] if has_path else []
