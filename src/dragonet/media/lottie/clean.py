"""A whole document of Lottie, rebuilt of what is known; see `form`."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dragonet.media.lottie.form import FormError, Reader, array, number, read, string, table
from dragonet.media.lottie.layers import IMAGE, PRECOMP, layers
from dragonet.media.lottie.shapes import SHAPES

_MOST_DRAWN = 20_000
"""Layers, those counted that a composition draws each time it is used."""

_DEEPEST = 50
"""Compositions inside of compositions."""


def _whole(reader: Reader, *needed: str) -> Reader:
    """None instead of an object that lacks something."""

    def found(value: Any) -> Any:
        made = reader(value)
        return made if all(name in made for name in needed) else None

    return found


_FONT = table({"fName": string, "fFamily": string, "fStyle": string, "ascent": number(-1000, 1000)})
_CHAR = table(
    {
        "ch": string,
        "size": number(0.1, 1e4),
        "style": string,
        "w": number(-1e4, 1e4),
        "fFamily": string,
        "data": table({"shapes": SHAPES}),
    }
)
_ROOT = table(
    {
        "fr": number(),
        "ip": number(),
        "op": number(),
        "w": number(),
        "h": number(),
        "fonts": table({"list": array(_whole(_FONT, "fName"), 1000)}),
        "chars": array(_whole(_CHAR, "ch", "fFamily", "style"), 20_000),
        "layers": layers,
    }
)
_PICTURE = table({"id": string, "w": number(0, 65500), "h": number(0, 65500), "p": string})
_COMPOSITION = table({"id": string, "layers": layers})


def clean(given: Any) -> dict[str, Any]:
    """The document without what is not known; the sources of its pictures, `p`, are as they were.

    Raises FormError, which names the place.
    """
    found: dict[str, Any] = _ROOT(given)
    version = given.get("v")
    if isinstance(version, str) and re.fullmatch(r"[\d.]{1,20}", version):
        found["v"] = version
    assets = read(array(_asset), given.get("assets") or [], ".assets")
    used = set(_used(found["layers"], {one["id"]: one for one in assets}, 0, [0]))
    found["assets"] = [one for one in assets if one["id"] in used]
    return found


def _asset(value: Any) -> Any:
    """A composition or a picture; sounds and data are none."""
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        raise FormError("it has no 'id'")
    if "layers" in value:
        return _COMPOSITION(value)
    if isinstance(value.get("p"), str) and "w" in value and "h" in value:
        return {**_PICTURE(value), "p": value["p"], "u": value.get("u", "")}
    return None


def _used(
    parts: list[dict[str, Any]], assets: Mapping[str, Any], depth: int, drawn: list[int]
) -> Iterator[str]:
    """The assets that are seen. Raises FormError if they hold each other, or are too many."""
    drawn[0] += len(parts)
    if depth > _DEEPEST:
        raise FormError(f"there are more than {_DEEPEST} compositions inside of each other")
    if drawn[0] > _MOST_DRAWN:
        raise FormError(f"its compositions have more than {_MOST_DRAWN} layers together")
    for part in parts:
        if part["ty"] not in (IMAGE, PRECOMP):
            continue
        asset, name = assets.get(part["refId"]), part["refId"][:50]
        if asset is None or ("layers" in asset) != (part["ty"] == PRECOMP):
            what = "picture" if part["ty"] == IMAGE else "composition"
            raise FormError(f"its {what} '{name}' is not among its assets")
        yield asset["id"]
        if part["ty"] == PRECOMP:
            yield from _used(asset["layers"], assets, depth + 1, drawn)
