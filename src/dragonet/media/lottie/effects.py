"""The effects of layers of Lottie."""

from typing import Any

from dragonet.media.lottie.form import FormError, Reader
from dragonet.media.lottie.properties import COLOUR, scalar

_NUMBER = scalar(-1e4, 1e4)
_EFFECTS = {
    20: (COLOUR, COLOUR, _NUMBER),
    21: (_NUMBER, _NUMBER, COLOUR, *[_NUMBER] * 4),
    22: (*[_NUMBER] * 3, COLOUR, *[_NUMBER] * 8),
    23: (COLOUR, COLOUR, COLOUR, _NUMBER),
    25: (COLOUR, *[_NUMBER] * 5),
    29: (scalar(0, 1000), _NUMBER, _NUMBER),
}
"""Tint, fill, stroke, tritone, drop shadow, blur: their parameters in order."""


def _effect(kind: int, parameters: tuple[Reader, ...]) -> Reader:
    def reader(value: Any) -> Any:
        given = value.get("ef")
        if not isinstance(given, list) or not isinstance(value.get("en", 1), int):
            raise FormError("an effect needs a list of parameters 'ef'")
        made = []
        for parameter, item in zip(parameters, given, strict=False):
            found = item.get("v") if isinstance(item, dict) else None
            if not isinstance(found, dict):
                break
            made.append({"ty": 2 if parameter is COLOUR else 0, "v": parameter(found)})
        return {"ty": kind, "en": int(value.get("en", 1)), "ef": made} if made else None

    return reader


_KINDS = {kind: _effect(kind, parameters) for kind, parameters in _EFFECTS.items()}


def effect(value: Any) -> Any:
    """An effect; None for one that ThorVG does not have, or that says not what it is."""
    kind = value.get("ty") if isinstance(value, dict) else None
    return _KINDS[kind](value) if isinstance(kind, int) and kind in _KINDS else None
