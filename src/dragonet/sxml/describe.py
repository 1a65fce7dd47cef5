"""The language as JSON, for editors: elements, attributes, types, what may be where, and the cost
of each type in milliseconds of a core a frame of 1280 x 720, null for what draws nothing itself."""

from typing import Any

from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.schema import ELEMENTS, MANY, SERVICE, Element


def describe() -> dict[str, Any]:
    """The whole language; values of attributes are described by JSON Schema."""
    elements = {name: _element(element) for name, element in ELEMENTS.items()}
    return {"service": SERVICE, "root": "movie", "elements": elements}


def _element(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = {
        "summary": element.summary,
        "attributes": [_attribute(item) for item in element.attributes],
        "children": list(element.children),
        "text": element.text,
    }
    if element.holds:
        found["holds"] = _holds(*element.holds)
    if element.one_of:
        found["one_of"] = list(element.one_of)
    if element.looks:
        found["types"] = {look.name: _look(look) for look in element.looks}
        found["later"] = list(element.later)
        found["untyped"] = _look(element.look) if element.look else None
    return found


def _look(look: Look) -> dict[str, Any]:
    return {
        "summary": look.summary,
        "attributes": [_attribute(item) for item in look.attributes],
        "holds": _holds(*look.children),
        "one_of": list(look.one_of),
        "cost": look.cost,
    }


def _holds(least: int, most: int) -> dict[str, int | None]:
    return {"least": least, "most": None if most == MANY else most}


def _attribute(attribute: Attribute) -> dict[str, Any]:
    return {
        "name": attribute.name,
        "summary": attribute.summary,
        "type": attribute.type.name,
        "allowed": attribute.type.allowed,
        "schema": dict(attribute.type.json),
        "default": attribute.default,
        "required": attribute.required,
        "animated": attribute.type.animated,
    }
