"""The letters of Lottie's texts: what a document does not bring is drawn with our own fonts.

ThorVG would read a font of the document, or of the machine where the document says. Letters are
put into the document as outlines instead, as exporters do that embed them.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import skia

from dragonet.sxml.render.text import catalog
from dragonet.sxml.render.text.fallback import Fonts, graphemes
from dragonet.sxml.render.text.names import DEFAULT, Named
from dragonet.sxml.render.text.scripts import script

_TEXT = 5
"""Type of a layer."""

_SIZE = 100.0
"""Of the outlines."""

_MOST = 5000
"""Letters that are added; further ones are not seen."""


def lettered(document: dict[str, Any]) -> dict[str, Any]:
    """The document with outlines of all letters that its texts need."""
    fonts = {one.get("fName"): one for one in document.get("fonts", {}).get("list", [])}
    chars: list[dict[str, Any]] = list(document.get("chars", []))
    there = {(one.get("ch"), one.get("fFamily"), one.get("style")) for one in chars}
    for name, text in _texts(document):
        font = fonts.setdefault(name, {"fName": name, "fFamily": name, "fStyle": "Regular"})
        family, style = font.setdefault("fFamily", name), font.setdefault("fStyle", "Regular")
        for letter in _clusters(text):
            if (letter, family, style) not in there and len(there) < _MOST:
                there.add((letter, family, style))
                chars.append(_char(letter, family, style))
    if not fonts:
        return document
    # the first one that a text begins with is taken
    chars.sort(key=lambda one: -len(one.get("ch", "")))
    return {**document, "fonts": {"list": list(fonts.values())}, "chars": chars}


def _texts(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Names of fonts and what is set with them, in capitals, too."""
    compositions = [document, *(one for one in document["assets"] if "layers" in one)]
    for composition in compositions:
        for layer in composition["layers"]:
            if layer["ty"] == _TEXT:
                for one in layer["t"]["d"]["k"]:
                    yield one["s"]["f"], one["s"]["t"] + one["s"]["t"].upper()


def _clusters(text: str) -> Iterator[str]:
    ends = graphemes(text)
    return (text[a:b] for a, b in pairwise(ends) if text[a:b].isprintable())


def _char(letter: str, family: str, style: str) -> dict[str, Any]:
    """A letter as Lottie has them; an empty one if no font has it."""
    named = catalog.named(f"{family} {style}") or catalog.named(family)
    named = named or catalog.named(f"{DEFAULT} {style}") or Named(DEFAULT)
    font = Fonts(named, letter).of(letter)
    width, paths = 0.0, list[dict[str, Any]]()
    points = [ord(char) for char in letter]
    for glyph in font.shape(points, 0, len(points), script(letter[0]), False) if font else ():
        assert font is not None
        paths += _contours(font.outline(glyph.number), width + glyph.x, glyph.y)
        width += glyph.advance
    shapes = [{"ty": "sh", "ks": {"a": 0, "k": path}} for path in paths]
    return {
        "ch": letter,
        "size": _SIZE,
        "style": style,
        "w": width * _SIZE,
        "fFamily": family,
        "data": {"shapes": [{"ty": "gr", "it": shapes}] if shapes else []},
    }


def _contours(outline: skia.Path, left: float, up: float) -> Iterator[dict[str, Any]]:
    """The closed curves of an outline, y down."""
    contour: dict[str, Any] = {}
    for verb, points in skia.Path.Iter(outline, False):
        ends = [[(p.x() + left) * _SIZE, -(p.y() + up) * _SIZE] for p in points]
        if verb == skia.Path.kMove_Verb:
            contour = {"c": True, "v": [ends[0]], "i": [[0.0, 0.0]], "o": [[0.0, 0.0]]}
        elif verb == skia.Path.kClose_Verb:
            yield contour
        else:
            _extend(contour, *_cubic(ends))


def _cubic(ends: list[list[float]]) -> tuple[list[float], list[float], list[float]]:
    """The control points and the end of a line, or of a curve of either degree."""
    start, *controls, end = ends
    if len(controls) == 2:
        return controls[0], controls[1], end
    if not controls:
        return start, end, end
    first, second = (
        [side + 2 / 3 * (middle - side) for side, middle in zip(at, controls[0], strict=True)]
        for at in (start, end)
    )
    return first, second, end


def _extend(
    contour: dict[str, Any], first: list[float], second: list[float], end: list[float]
) -> None:
    """Tangents are relative to their points."""
    start = contour["v"][-1]
    contour["o"][-1] = [first[0] - start[0], first[1] - start[1]]
    contour["v"].append(end)
    contour["i"].append([second[0] - end[0], second[1] - end[1]])
    contour["o"].append([0.0, 0.0])
