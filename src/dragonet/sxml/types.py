"""How types of attribute values are made: reading, what is allowed in words, JSON Schema."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dragonet.sxml.problems import advice, listed, shown

BLANK = " \t\r\n"
"""White space as XML has it; other kinds may be meant."""

LARGEST = 1e9
"""Largest number of a document, so that no arithmetic on them overflows."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


_ABOVE = 1e-6
"""How far above a limit a number is cut that has to be above it."""


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Type:
    """A type of values.

    Attributes:
        name: one or two words for the reference.
        allowed: what may be given, as a text says it after "use".
        read: the value of a text; raises ValueError, with a text of its own or none.
        json: JSON Schema of the text.
        animated: whether keys may animate it, which needs numbers.
        strip: whether white space around it means nothing.
        local: the type to use instead where local files are allowed.
        cut: the nearest value that is allowed, as those between keys may be beyond by their curve.
    """

    name: str
    allowed: str
    read: Callable[[str], Any]
    json: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"}, hash=False)
    animated: bool = False
    strip: bool = True
    local: "Type | None" = None
    cut: Callable[[Any], Any] = _as_it_is

    def value(self, text: str) -> Any:
        """The value of a text. Raises ValueError with a text for the author."""
        try:
            return self.read(text.strip(BLANK) if self.strip else text)
        except ValueError as error:
            said = str(error) if isinstance(error, AdviceError) else f"use {self.allowed}"
            raise ValueError(f"{shown(text)} is not allowed; {said}") from None


class AdviceError(ValueError):
    """A value is wrong, and the text says better than the type what to do."""


def decimal(text: str) -> float:
    """A finite number as people write it; raises ValueError."""
    if not _NUMBER.fullmatch(text) or abs(value := float(text)) > LARGEST:
        raise ValueError
    return value


def number(least: float | None = None, most: float | None = None, *, above: bool = False) -> Type:
    """A number, from `least` (or above it) to `most`."""

    def read(text: str) -> float:
        value = decimal(text)
        low = least is not None and (value <= least if above else value < least)
        if low or (most is not None and value > most):
            raise ValueError
        return value

    def cut(value: float) -> float:
        low = -LARGEST if least is None else least + _ABOVE * above
        return min(max(value, low), LARGEST if most is None else most)

    json: dict[str, Any] = {"type": "number"}
    words = "a number"
    if least is not None:
        json["exclusiveMinimum" if above else "minimum"] = least
        words += f" above {least:g}" if above else f" from {least:g}"
    if most is not None:
        json["maximum"] = most
        words += f" to {most:g}"
    elif least is not None and not above:
        words += " up"
    return Type("number", words, read, json, animated=True, cut=cut)


def integer(least: int, most: int) -> Type:
    """A whole number."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[+-]?[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError
        return int(text)

    json = {"type": "integer", "minimum": least, "maximum": most}
    return Type("integer", f"a whole number from {least} to {most}", read, json)


def vector(count: int, words: str, zeros: int = 0) -> Type:
    """Numbers with commas between; up to `zeros` further ones are let be if they are 0."""

    def read(text: str) -> tuple[float, ...]:
        values = tuple(decimal(part.strip(BLANK)) for part in text.split(","))
        if not count <= len(values) <= count + zeros or any(values[count:]):
            raise ValueError
        return values[:count]

    return Type("couple" if count == 2 else f"{count} numbers", words, read, animated=True)


def choice(*names: str) -> Type:
    """One of some words."""

    def read(text: str) -> str:
        if text not in names:
            raise AdviceError(advice(text, names))
        return text

    return Type("word", f"one of: {listed(names)}", read, {"enum": list(names)})


def pair(first: tuple[str, ...], second: tuple[str, ...]) -> Type:
    """Two words with a comma between."""

    def read(text: str) -> tuple[str, str]:
        one, _, two = text.partition(",")
        if one not in first or two not in second:
            raise ValueError
        return one, two

    words = f"two words with a comma between, of: {listed(dict.fromkeys(first + second))}"
    return Type("couple of words", words, read)


def either(one: Type, other: Type) -> Type:
    """A value of either type."""

    def read(text: str) -> Any:
        try:
            return one.read(text)
        except ValueError:
            pass
        try:
            return other.read(text)
        except ValueError:
            raise ValueError from None

    name, allowed = f"{one.name} or {other.name}", f"{one.allowed}, or {other.allowed}"
    return Type(name, allowed, read, {"anyOf": [dict(one.json), dict(other.json)]})
