"""Parameters of a task, from what a client sent: checked, completed, or explained.

Errors are texts by field, as api.md shows them: `{"url": ["this field is required"]}`.
"""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import Any

import orjson
from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from dragonet.engine.spec import Task, TaskParams
from dragonet.urls import mask_url

Errors = dict[str, list[str]]

SHOWN = 80
"""Characters of a wrong value that an error repeats."""


class ParametersError(Exception):
    """The parameters do not validate; `errors` has texts by field."""

    def __init__(self, errors: Errors) -> None:
        super().__init__(errors)
        self.errors = errors


def validate(
    task: Task, given: Mapping[str, Any], version: int = 2, *, local: bool = False
) -> dict[str, Any]:
    """Every parameter of the task, defaults filled in, as JSON values.

    A null counts as not given. `local` admits paths where URLs are asked for. Raises
    ParametersError.
    """
    defaults = task.v2_defaults if version == 2 else {}
    return check(task.params, given, defaults, local=local)


def check(
    model: type[TaskParams],
    given: Mapping[str, Any],
    defaults: Mapping[str, Any] = MappingProxyType({}),
    *,
    local: bool = False,
) -> dict[str, Any]:
    """The same for the parameters of anything else; `defaults` go before those of the model."""
    values = {name: value for name, value in given.items() if value is not None}
    errors = _booleans(model, values)
    try:
        context = {"local": local, "given": frozenset(values)}
        params = model.model_validate({**defaults, **values}, context=context)
    except ValidationError as error:
        for detail in error.errors():
            field, texts = _explain(model, detail)
            known = errors.setdefault(field, [])
            known += [text for text in texts if text not in known]
    if errors:
        raise ParametersError(errors)
    return params.model_dump(mode="json")


@cache
def secret_fields(model: type[TaskParams]) -> frozenset[str]:
    """The parameters that nobody may read again."""
    properties = model.model_json_schema().get("properties", {})
    return frozenset(name for name, schema in properties.items() if schema.get("writeOnly"))


def without_secrets(model: type[TaskParams], params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters with `***` for each secret that is given."""
    secret = secret_fields(model)
    return {
        name: "***" if name in secret and value is not None else value
        for name, value in params.items()
    }


def from_query(task: Task, query: list[tuple[str, str]]) -> dict[str, Any]:
    """Parameters from a query string: repeated names become lists where a list is asked for."""
    types = _types(task.params)
    values: dict[str, Any] = {}
    for name, value in query:
        if "array" in types.get(name, ()):
            values.setdefault(name, []).extend(_json_or(value, [value]))
        elif "object" in types.get(name, ()):
            values[name] = _json_or(value, value)
        elif value != "" or "string" in types.get(name, ("string",)):
            values[name] = value
    return values


def _json_or(value: str, otherwise: Any) -> Any:
    if value.lstrip()[:1] in ("[", "{"):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            pass
    return otherwise


@cache
def _types(params: type[TaskParams]) -> dict[str, tuple[str, ...]]:
    """The JSON types that each parameter takes."""

    def types(schema: dict[str, Any]) -> list[str]:
        branches = schema.get("anyOf", [schema])
        return [branch["type"] for branch in branches if "type" in branch]

    properties = params.model_json_schema().get("properties", {})
    return {name: tuple(types(schema)) for name, schema in properties.items()}


def _booleans(model: type[TaskParams], values: dict[str, Any]) -> Errors:
    """Booleans where numbers are asked for; pydantic would take them as 0 and 1."""
    types = _types(model)
    errors: Errors = {}
    for name, value in list(values.items()):
        if isinstance(value, bool) and {"integer", "number"} & set(types.get(name, ())):
            kind = "an integer" if "integer" in types[name] else "a number"
            errors[name] = [f"{shown(value)} is not {kind}"]
            del values[name]
    return errors


def shown(value: Any) -> str:
    """A value as an error repeats it: a quoted text or JSON, cut to a bearable length."""
    try:
        text = f"'{value}'" if isinstance(value, str) else orjson.dumps(value).decode()
    except TypeError:
        text = repr(value)
    text = mask_url(text)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


_TEXTS: dict[str, Callable[[Any, dict[str, Any]], str]] = {
    "missing": lambda v, c: "this field is required",
    "literal_error": lambda v, c: f"{shown(v)} is not allowed, choose one of: {c['expected']}",
    "int_type": lambda v, c: f"{shown(v)} is not an integer",
    "int_parsing": lambda v, c: f"{shown(v)} is not an integer",
    "int_from_float": lambda v, c: f"{shown(v)} is not an integer",
    "int_parsing_size": lambda v, c: f"{shown(v)} is too large",
    "float_type": lambda v, c: f"{shown(v)} is not a number",
    "float_parsing": lambda v, c: f"{shown(v)} is not a number",
    "finite_number": lambda v, c: f"{shown(v)} is not a finite number",
    "bool_type": lambda v, c: f"{shown(v)} is not a boolean, use true or false",
    "bool_parsing": lambda v, c: f"{shown(v)} is not a boolean, use true or false",
    "string_type": lambda v, c: f"{shown(v)} is not a string",
    "list_type": lambda v, c: f"{shown(v)} is not a list",
    "dict_type": lambda v, c: f"{shown(v)} is not an object",
    "string_too_short": lambda v, c: (
        "this field must not be empty"
        if c["min_length"] == 1
        else f"{shown(v)} is too short, at least {c['min_length']} characters"
    ),
    "string_too_long": lambda v, c: f"too long: at most {c['max_length']} characters are allowed",
    "string_pattern_mismatch": lambda v, c: f"{shown(v)} does not match {c['pattern']}",
    "too_short": lambda v, c: f"at least {c['min_length']} items are required",
    "too_long": lambda v, c: f"at most {c['max_length']} items are allowed",
    "greater_than": lambda v, c: f"{shown(v)} is not allowed, must be more than {c['gt']:g}",
    "greater_than_equal": lambda v, c: f"{shown(v)} is not allowed, must be at least {c['ge']:g}",
    "less_than": lambda v, c: f"{shown(v)} is not allowed, must be less than {c['lt']:g}",
    "less_than_equal": lambda v, c: f"{shown(v)} is not allowed, must be at most {c['le']:g}",
    "value_error": lambda v, c: f"{shown(v)}: {c['error']}",
}


def faults(texts: Sequence[str]) -> PydanticCustomError:
    """What a validator raises if it finds several things wrong with one parameter."""
    return PydanticCustomError("faults", "several faults", {"texts": [*texts]})


def _explain(model: type[TaskParams], detail: ErrorDetails) -> tuple[str, list[str]]:
    """The field of a validation error and its texts."""
    location, value = detail["loc"], detail["input"]
    field = str(location[0]) if location else "parameters"
    if detail["type"] == "extra_forbidden":
        return field, [_unknown(model, field)]
    if detail["type"] == "faults":
        return field, detail["ctx"]["texts"]
    if field in secret_fields(model):
        value = "***"
    make = _TEXTS.get(detail["type"])
    text = make(value, detail.get("ctx", {})) if make else f"{shown(value)}: {detail['msg']}"
    inside = [str(part) for part in location[1:] if isinstance(part, int)]
    return field, [f"item {inside[0]}: {text}" if inside else text]


def _unknown(model: type[TaskParams], field: str) -> str:
    known = list(model.model_fields)
    near = get_close_matches(field, known, 1)
    if near:
        return f"unknown parameter, did you mean '{near[0]}'?"
    return "unknown parameter, choose one of: " + ", ".join(f"'{name}'" for name in known)
