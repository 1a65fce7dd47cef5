"""What the OpenAPI document says of methods that have no task: storage and uploads."""

from collections.abc import Mapping, Sequence
from typing import Any

Schema = dict[str, Any]

_FAILURE: Schema = {
    "description": "Refused.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Failure"}}},
}
_SECURITY: list[dict[str, list[str]]] = [{"key": []}]


def described(
    answer: Schema,
    parameters: Sequence[Schema] = (),
    body: Schema | None = None,
    failures: Sequence[int] = (),
) -> dict[str, Any]:
    """The options of a route: its JSON answer, parameters and body, and how it may fail.

    Any method may fail with 400, 401, 404 or 503; `failures` are further statuses.
    """
    extra: dict[str, Any] = {
        "parameters": [*parameters],
        "responses": {
            "200": {"description": "Done.", "content": {"application/json": {"schema": answer}}},
            **{str(status): _FAILURE for status in (400, 401, 404, 503, *failures)},
        },
        "security": _SECURITY,
    }
    if body is not None:
        extra["requestBody"] = {"content": {"application/json": {"schema": body}}}
    return {"openapi_extra": extra}


def query(name: str, schema: Schema) -> Schema:
    """A parameter in the query."""
    return {"name": name, "in": "query", "schema": schema}


def in_path(name: str, schema: Schema) -> Schema:
    """A parameter in the path."""
    return {"name": name, "in": "path", "required": True, "schema": schema}


def an_object(properties: Mapping[str, Schema], required: Sequence[str] = ()) -> Schema:
    """The schema of an object."""
    return {"type": "object", "properties": dict(properties), "required": [*required]}


def exactly(properties: Mapping[str, Schema]) -> Schema:
    """The schema of an object that has all of these."""
    return an_object(properties, [*properties])
