"""What a request says: its JSON body, its booleans, its task keys."""

import re
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

from dragonet.api.errors import Location, RequestError

KEY = re.compile(r"[A-Z2-7]{26}")

TRUE, FALSE = {"true", "1", "yes"}, {"false", "0", "no"}


async def read_body(request: Request, limit: int) -> bytes:
    """The body. Raises RequestError with 401, as for every limit, if it is too long."""
    text = f"the body is longer than the limit of {limit} bytes"
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise RequestError("body", "body", text, 401)
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise RequestError("body", "body", text, 401)
            chunks.append(chunk)
    except ClientDisconnect as error:
        raise RequestError("body", "body", "the body was cut short") from error
    return b"".join(chunks)


def parse_body(body: bytes) -> dict[str, Any]:
    """The body as a JSON object, whatever its Content-Type says."""
    if not body.strip():
        raise RequestError("body", "body", "the body is empty, a JSON object is needed")
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise RequestError("body", "body", f"the body is not valid JSON: {error}") from error
    if not isinstance(parsed, dict):
        raise RequestError("body", "body", "the body is not a JSON object")
    return parsed


def boolean(value: Any, name: str, location: Location) -> bool:
    """A boolean: true/false, 1/0, yes/no, any case; absent is false."""
    if value is None or isinstance(value, bool):
        return bool(value)
    text = str(value).strip().lower() if isinstance(value, str | int) else ""
    if text in TRUE:
        return True
    if text in FALSE or value == "":
        return False
    raise RequestError(name, location, f"{name} is not a boolean, use true or false")


def task_keys(value: Any, location: Location, most: int, name: str = "tasks") -> list[str]:
    """The task keys of an argument: one, or a list, without repetitions."""
    if value is None or value in ([], "", [""]):
        raise RequestError(name, location, f"{name} is missing")
    keys = [value] if isinstance(value, str) else value
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise RequestError(name, location, f"{name} is not a list of task keys")
    if len(keys) > most:
        raise RequestError(name, location, f"{name} has {len(keys)} keys, at most {most}")
    for key in keys:
        if not KEY.fullmatch(key):
            raise unknown_key(key, location, name)
    return list(dict.fromkeys(keys))


def unknown_key(key: str, location: Location, name: str = "tasks") -> RequestError:
    """The answer to a key that nobody knows, or knows no more."""
    return RequestError(name, location, f"unknown or expired task key '{key[:64]}'", 404)
