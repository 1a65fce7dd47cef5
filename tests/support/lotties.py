"""Lottie documents that a test draws, with keyframes whose values between can be told by hand."""

import base64
import io
from pathlib import Path
from typing import Any

import orjson
from numpy.typing import NDArray
from PIL import Image

Json = dict[str, Any]


def fixed(value: Any) -> Json:
    """A value that stays."""
    return {"a": 0, "k": value}


def moving(*keys: tuple[float, Any]) -> Json:
    """Values at frames, linear between."""
    ease = {"o": {"x": [0], "y": [0]}, "i": {"x": [1], "y": [1]}}
    found = [{"t": t, "s": v if isinstance(v, list) else [v], **ease} for t, v in keys]
    return {"a": 1, "k": found}


def transform(**more: Json) -> Json:
    """Where a layer or group is: nowhere else, unless `p`, `a`, `s`, `r` or `o` say so."""
    still = {"p": fixed([0, 0]), "a": fixed([0, 0]), "s": fixed([100, 100])}
    return {**still, "r": fixed(0), "o": fixed(100), **more}


def box(width: float, height: float, colour: tuple[float, float, float] = (1, 0, 0)) -> Json:
    """A filled rectangle around the origin; colours from 0 to 1."""
    shape = {"ty": "rc", "p": fixed([0, 0]), "s": fixed([width, height]), "r": fixed(0)}
    fill = {"ty": "fl", "c": fixed([*colour, 1]), "o": fixed(100), "r": 1}
    return {"ty": "gr", "it": [shape, fill, {"ty": "tr", **transform()}]}


def layer(*shapes: Json, frames: float = 60, **more: Any) -> Json:
    """A layer of shapes, or whatever `more` makes of it."""
    made = {"ty": 4, "ks": transform(), "ip": 0, "op": frames, "st": 0, "shapes": list(shapes)}
    return {**made, **more}


def document(*layers: Json, size: tuple[float, float] = (160, 90), **more: Any) -> Json:
    """A document of 60 frames in two seconds."""
    width, height = size
    head = {"v": "5.7.0", "fr": 30, "ip": 0, "op": 60, "w": width, "h": height}
    return {**head, "assets": [], "layers": list(layers), **more}


def text(letters: str, size: float = 40, font: str = "Arimo-Bold", **more: Any) -> Json:
    """A layer of red text."""
    style = {"s": size, "f": font, "t": letters, "j": 0, "tr": 0, "lh": size, "fc": [1, 0, 0]}
    found = {"d": {"k": [{"t": 0, "s": style}]}, "a": [], "m": {"g": 1, "a": fixed([0, 0])}}
    return {**layer(), "ty": 5, "t": found, **more}


def picture(pixels: NDArray[Any], **more: Any) -> Json:
    """An asset `picture` that is embedded."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    url = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    height, width = pixels.shape[:2]
    return {"id": "picture", "w": width, "h": height, "u": "", "p": url, "e": 1, **more}


def shows(asset: str, **more: Any) -> Json:
    """A layer that shows an asset."""
    return {**layer(), "ty": 2, "refId": asset, **more}


def crossing(**more: Any) -> Json:
    """A red square of 20 units whose middle goes from 20, 45 to 140, 45: two units a frame."""
    ks = transform(p=moving((0, [20, 45]), (60, [140, 45])))
    return document(layer(box(20, 20), ks=ks), **more)


def write(path: Path, content: Json | bytes) -> Path:
    """Write a document, or the bytes that shall be one."""
    path.write_bytes(content if isinstance(content, bytes) else orjson.dumps(content))
    return path
