"""Every parameter of every filter and animator says what it can take when it is given else."""

from collections.abc import Iterator
from typing import Any

import pytest

from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks import ANIMATORS
from dragonet.sxml.looks.filters import FILTERS
from dragonet.sxml.parse import parse
from dragonet.sxml.problems import SxmlError
from dragonet.sxml.schema import animatable

OF = {"filter": FILTERS, "animator": ANIMATORS}
GOOD = {"angle": "1", "direction": "left", "growEnd": "1", "rate": "1", "zoomEnd": "1"}
"""Attributes of some types."""

NEVER = ("", "?", "nan", "1e999", "--1", "0x10", "1,2,3,4,5,6", "#12345", "wrong\u2028word")


def _wrong(item: Attribute) -> Iterator[str]:
    """Values of about the right kind, but beyond what is allowed."""
    json = item.type.json
    if "minimum" in json:
        yield f"{json['minimum'] - 0.001:g}"
    if "exclusiveMinimum" in json:
        yield f"{json['exclusiveMinimum']:g}"
    if "maximum" in json:
        yield f"{json['maximum'] + 0.001:g}"
    yield from (value for value in NEVER if not _taken(item, value))


def _taken(item: Attribute, value: str) -> bool:
    try:
        item.type.value(value)
    except ValueError:
        return False
    return True


def document(look: Look, given: dict[str, str], keys: str = "") -> str:
    """The look in line 3, and keys in line 4."""
    more = "".join(f' {name}="{value}"' for name, value in given.items())
    inside = '<image color="#ffffff"/>' * look.children[0] + keys
    tag = f'<{look.kind} type="{look.name}"{more}>\n{inside}</{look.kind}>'
    return f'<stack>\n<text type="zone">Words\n{tag}</text></stack>'


def errors(text: str) -> list[str]:
    with pytest.raises(SxmlError) as caught:
        parse(text)
    return [found for _, found in caught.value.errors]


def _attributes() -> Iterator[Any]:
    for look in (*FILTERS, *ANIMATORS):
        for item in look.attributes:
            yield pytest.param(look, item, id=f"{look.kind}-{look.name}-{item.name}")


def _says(text: str, line: int, element: str, name: str, value: str) -> bool:
    shown = repr(value.replace("\u2028", "\\u2028"))[1:-1] if "\u2028" not in value else ""
    return text.startswith(f"line {line}, <{element}>: {name}='{shown}")


@pytest.mark.parametrize(("look", "item"), list(_attributes()))
def test_a_wrong_value_is_refused_with_what_is_allowed(look: Look, item: Attribute) -> None:
    values = list(_wrong(item))
    assert len(values) >= 5
    for value in values:
        found = [text for text in errors(document(look, {item.name: value})) if item.name in text]
        assert len(found) == 1
        assert _says(found[0], 3, look.kind, item.name, value)
        said = found[0].rpartition("is not allowed; ")[2]
        words = item.type.json.get("enum")
        if words:
            assert all(word in said for word in words)
        else:
            assert said.startswith("use ") and item.type.allowed in said


@pytest.mark.parametrize("look", FILTERS, ids=lambda look: look.name)
def test_keys_of_a_filter_refuse_the_same_and_what_is_not_its_own(look: Look) -> None:
    for item in animatable(look):
        value = next(iter(_wrong(item)))
        keys = f'<animator type="custom"><key time="0" {item.name}="{value}"/></animator>'
        (found,) = [text for text in errors(document(look, {}, keys)) if "<key>" in text]
        assert _says(found, 4, "key", item.name, value) and item.type.allowed in found
    keys = '<animator type="custom"><key time="0" pos="1,2,3"/></animator>'
    found = next(text for text in errors(document(look, {}, keys)) if "<key>" in text)
    assert found.startswith("line 4, <key>: unknown attribute 'pos', ")
    assert all(item.name in found for item in animatable(look)) or "did you mean" in found


@pytest.mark.parametrize(
    "look", (*FILTERS, *ANIMATORS), ids=lambda look: f"{look.kind} {look.name}"
)
def test_what_belongs_to_other_types_is_a_warning_and_what_to_none_an_error(look: Look) -> None:
    own = {item.name for item in look.attributes}
    every = {item.name for known in OF[look.kind] for item in known.attributes}
    other = next(name for name in GOOD if name in every - own)
    given = {other: GOOD[other]}
    (unknown,) = [text for text in errors(document(look, {"sparkle": "1"})) if "sparkle" in text]
    assert unknown.startswith(f"line 3, <{look.kind}>: unknown attribute 'sparkle'")
    try:
        warnings = parse(document(look, given)).warnings
    except SxmlError as error:  # what it must have is missing
        assert all(other not in text for _, text in error.errors)
    else:
        assert f"{other} has no effect on type '{look.name}'" in " ".join(w.text for w in warnings)


@pytest.mark.parametrize(
    "look", [look for look in FILTERS if look.children == (0, 0)], ids=lambda look: look.name
)
def test_filters_without_pictures_inside_refuse_them(look: Look) -> None:
    text = document(look, {}).replace("\n</filter>", '\n<image color="#000000"/></filter>')
    assert any(f"type '{look.name}' takes no children" in found for found in errors(text))
