"""Fields of a pydantic model in words: type, range, default."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode

from dragonet.engine.spec import Source
from reference_pages.markdown import code

_BOUNDS = (
    ("minimum", "maximum", "{}"),
    ("minLength", "maxLength", "{} characters"),
    ("minItems", "maxItems", "{} items"),
)
_MORE = (
    ("exclusiveMinimum", "more than {}"),
    ("exclusiveMaximum", "less than {}"),
    ("pattern", "matches `{}`"),
)


@dataclass(frozen=True)
class Field:
    """One field, as a page shows it.

    Attributes:
        schema: its JSON Schema.
        type: its type in words.
        allowed: its range or its choices, empty if any value of the type will do.
        required: whether it has no default.
    """

    name: str
    schema: dict[str, Any]
    type: str
    allowed: str
    required: bool

    @property
    def description(self) -> str:
        """Its description."""
        return str(self.schema.get("description", ""))


def fields(model: type[BaseModel], mode: JsonSchemaMode = "validation") -> Iterator[Field]:
    """The fields of a model, in order."""
    whole = model.model_json_schema(mode=mode)
    models = whole.get("$defs", {})
    for name, info in model.model_fields.items():
        schema = whole["properties"][name]
        branches = [_resolved(item, models) for item in schema.get("anyOf", [schema])]
        kinds = [_kind(item, models) for item in branches]
        if Source in {info.annotation, *getattr(info.annotation, "__args__", ())}:
            kinds = ["list of URLs" if kind.startswith("list") else "URL" for kind in kinds]
            branches = []
        allowed = "; ".join(filter(None, (_allowed(item) for item in branches)))
        yield Field(name, schema, " or ".join(kinds), allowed, info.is_required())


def _resolved(schema: dict[str, Any], models: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return models[name] if name else schema


def _kind(schema: dict[str, Any], models: dict[str, Any]) -> str:
    """The type: `integer`, `list of number`, `object with x, y`."""
    schema = _resolved(schema, models)
    if schema.get("type") == "array" and "items" in schema:
        return f"list of {_kind(schema['items'], models)}"
    if properties := schema.get("properties"):
        return "object with " + ", ".join(f"`{name}`" for name in properties)
    return str(schema.get("type", "any"))


def _allowed(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(code(value) for value in schema["enum"])
    if "const" in schema:
        return code(schema["const"])
    ranges = [
        text.format(_range(schema.get(low), schema.get(high)))
        for low, high, text in _BOUNDS
        if low in schema or high in schema
    ]
    return ", ".join([*ranges, *(text.format(schema[key]) for key, text in _MORE if key in schema)])


def _range(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"at least {low}" if high is None else f"at most {high}"
    return f"{low} to {high}"
