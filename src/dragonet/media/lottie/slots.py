"""Slots of Lottie: values that are in one place of a document and named in others, so that whoever
plays it may change them."""

from typing import Any

import orjson

from dragonet.media.lottie.form import FormError

MOST = 32 << 20
"""Bytes that values of slots may become of a document."""


def fill(given: dict[str, Any]) -> None:
    """Put the values of its slots into a document as it was read.

    Raises FormError if it becomes too large by that.
    """
    slots = given.get("slots")
    found = slots if isinstance(slots, dict) else {}
    known = {
        name: orjson.dumps(slot["p"])
        for name, slot in found.items()
        if isinstance(slot, dict) and isinstance(slot.get("p"), dict)
    }
    values: list[Any] = [given] if known else []
    left = MOST
    while values:
        value = values.pop()
        if isinstance(value, dict):
            values.extend(one for key, one in value.items() if key != "slots")
            name = value.get("sid")
            if isinstance(name, str) and name in known:
                left -= len(known[name])
                if left < 0:
                    raise FormError(f"its slots become more than {MOST >> 20} MiB")
                value.update(orjson.loads(known[name]))
        elif isinstance(value, list):
            values.extend(value)
