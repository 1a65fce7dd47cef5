"""A Lottie animation: a badge whose ring and tick are drawn, with a burst and a word."""

import json
from typing import Any

Json = dict[str, Any]

_SIZE, _RATE, _FRAMES = 400, 30, 90
_GREEN, _LIGHT, _WHITE = [0.05, 0.58, 0.47], [0.36, 0.9, 0.69], [1.0, 1.0, 1.0]
_SMOOTH = ([0.33, 0.0], [0.2, 1.0])
_SPRING = ([0.3, 0.0], [0.3, 1.5])
"""Where the curve of an easing leaves, and where it arrives from: beyond 1 it swings over."""


def delivered() -> bytes:
    """The document, JSON."""
    layers = [_word(), _tick(), *_ring(), _burst(), _disc()]
    head = {"v": "5.7.0", "fr": _RATE, "ip": 0, "op": _FRAMES, "w": _SIZE, "h": _SIZE}
    fonts = {"list": [{"fName": "Nunito-Bold", "fFamily": "Nunito", "fStyle": "Bold"}]}
    return json.dumps({**head, "assets": [], "fonts": fonts, "layers": layers}).encode()


def _still(value: Any) -> Json:
    return {"a": 0, "k": value}


def _eased(start: int, first: Any, end: int, last: Any, ease: Any = _SMOOTH) -> Json:
    """From one value to another between two frames."""
    (out_x, out_y), (in_x, in_y) = ease
    first, last = ([one] if isinstance(one, int | float) else one for one in (first, last))
    bend = {"o": {"x": [out_x], "y": [out_y]}, "i": {"x": [in_x], "y": [in_y]}}
    return {"a": 1, "k": [{"t": start, "s": first, **bend}, {"t": end, "s": last}]}


def _transform(**more: Json) -> Json:
    middle = [_SIZE / 2, _SIZE * 0.42]
    still = {"p": middle, "a": [0, 0], "s": [100, 100], "r": 0, "o": 100}
    return {name: more.get(name) or _still(value) for name, value in still.items()}


def _layer(shapes: list[Json], **more: Json) -> Json:
    group = {"ty": "gr", "it": [*shapes, {"ty": "tr", **_transform(p=_still([0, 0]))}]}
    made = {"ty": 4, "ip": 0, "op": _FRAMES, "st": 0, "ks": _transform(**more)}
    return {**made, "shapes": [group]}


def _stroke(colour: list[float], width: Json) -> Json:
    return {"ty": "st", "c": _still([*colour, 1]), "o": _still(100), "w": width, "lc": 2, "lj": 2}


def _trim(start: Json, end: Json) -> Json:
    return {"ty": "tm", "s": start, "e": end, "o": _still(0), "m": 1}


def _path(*points: list[float]) -> Json:
    still = [[0.0, 0.0]] * len(points)
    return {"ty": "sh", "ks": _still({"c": False, "v": list(points), "i": still, "o": still})}


def _disc() -> Json:
    colours = [0, *_LIGHT, 1, *_GREEN]
    ends = {"s": _still([-60, -90]), "e": _still([70, 100])}
    gradient = {"ty": "gf", "o": _still(100), "r": 1, "t": 1, "g": {"p": 2, "k": _still(colours)}}
    circle = {"ty": "el", "p": _still([0, 0]), "s": _still([190, 190])}
    return _layer([circle, {**gradient, **ends}], s=_eased(2, [0, 0], 24, [100, 100], _SPRING))


def _ring() -> list[Json]:
    """Two arcs that chase each other around the disc."""
    circle = {"ty": "el", "p": _still([0, 0]), "s": _still([226, 226])}
    width = _eased(8, 12, 50, 5)
    made = []
    for late, turn, colour in ((0, -90, _WHITE), (5, 90, _LIGHT)):
        trim = _trim(_still(0), _eased(8 + late, 0, 40 + late, 50))
        spin = _eased(8 + late, turn - 160, 52 + late, turn)
        made.append(_layer([circle, trim, _stroke(colour, width)], r=spin))
    return made


def _burst() -> Json:
    """Sparks that fly out as the tick is done."""
    spark = _path([0, -122], [0, -152])
    trim = _trim(_eased(34, 0, 52, 100), _eased(30, 0, 46, 100))
    turn = {**_transform(p=_still([0, 0])), "r": _still(30)}
    copies = {"ty": "rp", "c": _still(12), "o": _still(0), "m": 1}
    around = {"ty": "tr", **turn, "so": _still(100), "eo": _still(100)}
    line = _stroke(_WHITE, _still(7))
    return _layer([spark, trim, line, {**copies, "tr": around}], r=_still(15))


def _tick() -> Json:
    corners = _path([-46, 4], [-14, 36], [48, -30])
    trim = _trim(_still(0), _eased(18, 0, 36, 100))
    swing = _eased(34, [112, 112], 50, [100, 100], _SPRING)
    return _layer([corners, trim, _stroke(_WHITE, _still(22))], s=swing)


def _word() -> Json:
    style = {
        "s": 52,
        "f": "Nunito-Bold",
        "t": "Delivered",
        "j": 2,
        "tr": 10,
        "lh": 60,
        "fc": _WHITE,
    }
    whole = {"xe": 0, "ne": 0, "a": 100, "s": 0, "e": 100, "o": 0}
    span = {name: _still(value) for name, value in whole.items()}
    span["s"] = _eased(32, 0, 58, 100)
    comes = {"o": _still(0), "p": _still([0, 30])}
    animator = {"s": {"t": 0, "b": 1, "sh": 1, "r": 1, **span}, "a": comes}
    text = {"d": {"k": [{"t": 0, "s": style}]}, "a": [animator], "m": {"g": 1, "a": _still([0, 0])}}
    at = _transform(p=_still([_SIZE / 2, _SIZE * 0.93]))
    return {"ty": 5, "ip": 0, "op": _FRAMES, "st": 0, "ks": at, "t": text}
