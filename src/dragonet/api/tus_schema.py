"""Uploads in the OpenAPI document."""

from typing import Any

from dragonet.api.described import Schema, described, exactly, in_path

_KEY = in_path("key", {"type": "string", "pattern": "^[A-Z2-7]{26}$"})
_BYTES: Schema = {"type": "string", "pattern": "^[0-9]{1,18}$", "description": "Bytes."}
_VERSION: Schema = {"type": "string", "const": "1.0.0"}
_BINARY: Schema = {"schema": {"type": "string", "format": "binary"}}

_UPLOAD: dict[str, Schema] = {
    "source": {"type": "string", "description": "What names it in tasks: `upload:KEY`."},
    "size": {"type": ["integer", "null"], "description": "Bytes; null if not known yet."},
    "content_type": {"type": "string"},
    "expires": {"type": "string", "format": "date-time"},
}
_SHOWN = exactly({**_UPLOAD, "offset": {"type": "integer", "description": "Bytes so far."}})
_FORM = {"type": "object", "properties": {"file": _BINARY["schema"]}, "required": ["file"]}


def of_create() -> dict[str, Any]:
    """`POST upload`."""
    headers = [_header("Upload-Length", _BYTES), _header("Tus-Resumable", _VERSION)]
    found = described(exactly(_UPLOAD), headers, failures=(412, 413))
    extra = found["openapi_extra"]
    extra["responses"]["201"] = {
        "description": "A resumable upload has begun; its URL is in `Location`.",
        "content": {"application/json": {"schema": exactly(_UPLOAD)}},
    }
    content = {"application/octet-stream": _BINARY, "multipart/form-data": {"schema": _FORM}}
    extra["requestBody"] = {"content": content}
    return found


def of_show() -> dict[str, Any]:
    """`GET upload/KEY`."""
    return described(_SHOWN, [_KEY])


def of_tus(*headers: str, failures: tuple[int, ...] = ()) -> dict[str, Any]:
    """A method of the protocol on `upload/KEY`, which answers with headers only."""
    parameters = [_KEY, _header("Tus-Resumable", _VERSION)]
    parameters += [_header(name, _BYTES) for name in headers]
    found = described({}, parameters, failures=(412, *failures))
    responses = found["openapi_extra"]["responses"]
    responses["200"] = responses["204"] = {"description": "Done."}
    return found


def _header(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "header", "required": False, "schema": schema}
