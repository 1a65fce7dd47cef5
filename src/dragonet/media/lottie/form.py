"""What values of Lottie's JSON are taken, and in which form they are passed on.

ThorVG trusts the documents that it reads: numbers where it expects lists, lists that are too
short, or gradients that go on beyond their end make it read and write where it must not. It also
opens files that a document names, and runs the expressions in it. So it is given nothing that has
not been rebuilt here, key by key: what is not known is left out, what is known has its type.
"""

from collections.abc import Callable, Mapping
from typing import Any

Reader = Callable[[Any], Any]
"""From a value of a document to that value as it is passed on. Raises FormError."""

FAR = 1e6
"""Largest number that is passed on; larger ones are nowhere near the picture."""

_LONGEST = 5000
"""Characters of a string."""


class FormError(Exception):
    """A value that is not what its place asks for.

    Attributes:
        place: where it is: keys and indices, the outermost first.
        text: what is wrong.
    """

    def __init__(self, text: str, place: str = "") -> None:
        super().__init__(text)
        self.text, self.place = text, place

    def inside(self, place: str) -> "FormError":
        """The same, seen from outside."""
        return FormError(self.text, place + self.place)


def read(reader: Reader, value: Any, place: str) -> Any:
    """A value at a place. Raises FormError, which names the place."""
    try:
        return reader(value)
    except FormError as fault:
        raise fault.inside(place) from None


def number(low: float = -FAR, high: float = FAR) -> Reader:
    """A number; one that is beyond the limits is brought to them."""

    def reader(value: Any) -> float:
        if not isinstance(value, int | float):
            raise FormError("it is no number")
        return min(max(float(value), low), high)

    return reader


def whole(low: int, high: int) -> Reader:
    """A whole number; one that is beyond the limits is brought to them."""
    within = number(low, high)
    return lambda value: int(within(value))


def flag(value: Any) -> int:
    """A truth value, which many documents write as 0 or 1."""
    if not isinstance(value, int | float):
        raise FormError("it is neither true nor false")
    return int(bool(value))


def truth(value: Any) -> bool:
    """A truth value that ThorVG takes as true or false only."""
    return bool(flag(value))


def string(value: Any) -> str:
    """A string that is not too long."""
    if not isinstance(value, str):
        raise FormError("it is no string")
    return value[:_LONGEST].replace("\0", "")


def one_of(*names: str) -> Reader:
    """One of some names; the first instead of another."""
    return lambda value: value if value in names else names[0]


def array(reader: Reader, most: int = 100_000) -> Reader:
    """A list; items that are None when read are left out."""

    def items(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise FormError("it is no list")
        if len(value) > most:
            raise FormError(f"it has {len(value)} items, at most {most} are allowed")
        found = (read(reader, item, f"[{place}]") for place, item in enumerate(value))
        return [item for item in found if item is not None]

    return items


def vector(least: int, most: int, each: Reader | None = None) -> Reader:
    """A list of numbers: zeros are added, what is too much is left out."""
    items = array(each or number())

    def reader(value: Any) -> list[float]:
        found: list[float] = items(value if isinstance(value, list) else [value])[:most]
        return found + [0.0] * (least - len(found))

    return reader


def table(fields: Mapping[str, Reader], always: Mapping[str, Any] | None = None) -> Reader:
    """An object of some keys, all of which may be missing; `always` comes first."""

    def reader(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise FormError("it is no object")
        found = dict(always or {})
        for name, field in fields.items():
            if value.get(name) is not None:
                found[name] = read(field, value[name], f".{name}")
        return found

    return reader


def typed(tables: Mapping[Any, Reader]) -> Reader:
    """An object that says in `ty` what it is; None if that is not known."""

    def reader(value: Any) -> Any:
        kind = value.get("ty") if isinstance(value, dict) else None
        if not isinstance(kind, str | int):
            raise FormError("it has no type 'ty'")
        return tables[kind](value) if kind in tables else None

    return reader
