"""Values of Lottie that may move: fixed ones and keyframes."""

from typing import Any

from dragonet.media.lottie.form import (
    FormError,
    Reader,
    array,
    flag,
    number,
    read,
    table,
    vector,
    whole,
)

_MOST_STOPS = 256
"""Of a gradient."""

_BRIGHTEST = 2
"""Of a colour that counts to 1; those of documents before version 4.1.9 count to 255."""

_EASE = table({"x": vector(1, 3, number(0, 1)), "y": vector(1, 3, number(-100, 100))})
_LINEAR = {"o": {"x": [0.0], "y": [0.0]}, "i": {"x": [1.0], "y": [1.0]}}


def prop(value: Reader) -> Reader:
    """A property of such values, fixed or in keyframes. Expressions are left out."""
    frames = _keyframes(value)

    def reader(given: Any) -> dict[str, Any]:
        if not isinstance(given, dict):  # as old documents have it
            return {"a": 0, "k": value(given)}
        if "k" not in given:
            raise FormError("it has no value 'k'")
        k = given["k"]
        if isinstance(k, list) and k and isinstance(k[0], dict) and "t" in k[0]:
            return {"a": 1, "k": read(frames, k, ".k")}
        return {"a": 0, "k": read(value, k, ".k")}

    return reader


def _keyframes(value: Reader) -> Reader:
    frame = table(
        {
            "t": number(),
            "s": value,
            "e": value,
            "h": flag,
            "o": _EASE,
            "i": _EASE,
            "to": vector(2, 3),
            "ti": vector(2, 3),
        }
    )
    frames = array(frame)

    def reader(given: Any) -> list[dict[str, Any]]:
        found = sorted(frames(given), key=lambda one: float(one.get("t", 0)))
        last: Any = None
        for one in found:
            one.setdefault("t", 0.0)
            if "s" not in one:  # the last one of older documents ends where the one before does
                if last is None:
                    raise FormError("the first keyframe has no value 's'")
                one["s"] = last
            last = one.get("e", one["s"])
            _eased(one)
        return found

    return reader


def _eased(frame: dict[str, Any]) -> None:
    """See that both ends of an easing are there and whole, and both tangents."""
    if "i" in frame or "o" in frame:
        for side, straight in _LINEAR.items():
            frame[side] = {**straight, **frame.get(side, {})}
    if ("to" in frame) != ("ti" in frame):
        frame.pop("to", None), frame.pop("ti", None)


def _scalar(each: Reader) -> Reader:
    """A number, or a list that begins with it."""

    def reader(given: Any) -> Any:
        if isinstance(given, list):
            if not given:
                raise FormError("it is empty")
            return each(given[0])
        return each(given)

    return reader


def scalar(low: float = -1e6, high: float = 1e6) -> Reader:
    """A property that is one number."""
    return prop(_scalar(number(low, high)))


def _colour(given: Any) -> list[float]:
    if not isinstance(given, list) or len(given) < 3:
        raise FormError("it is no colour: a list of red, green and blue, from 0 to 1")
    found: list[float] = vector(3, 3)(given)
    most = 255 if max(found) > _BRIGHTEST else 1
    return [min(max(value / most, 0.0), 1.0) for value in found] + [1.0]


POINT = prop(vector(2, 3))
COLOUR = prop(_colour)


def position(given: Any) -> Any:
    """A point whose coordinates may be properties of their own."""
    if isinstance(given, dict) and given.get("s") and "k" not in given:
        apart = table({"x": scalar(), "y": scalar(), "z": scalar()}, {"s": True})(given)
        if "x" not in apart or "y" not in apart:
            raise FormError("it has no 'x' or no 'y'")
        return apart
    return POINT(given)


_POINTS = array(vector(2, 2))
_OUTLINE = table({"c": flag, "v": _POINTS, "i": _POINTS, "o": _POINTS})


def _outline(given: Any) -> dict[str, Any]:
    """A path: as many tangents as vertices."""
    if isinstance(given, list):
        if len(given) != 1:
            raise FormError("it is not one path")
        given = given[0]
    found: dict[str, Any] = _OUTLINE(given)
    points = found.get("v") or [[0.0, 0.0]]
    tangents = {
        side: [*found.get(side, []), *([[0.0, 0.0]] * len(points))][: len(points)]
        for side in ("i", "o")
    }
    return {"c": bool(found.get("c")), "v": points, **tangents}


_PATH = prop(_outline)


def closed(given: dict[str, Any], name: str, said: str) -> dict[str, Any]:
    """What holds a path; documents before version 4.4.18 say there by `said` that it is closed."""
    held = given.get(name)
    if said not in given or not isinstance(held, dict):
        return given
    closes = {"c": bool(given[said])}

    def ends(value: Any) -> Any:
        return {**closes, **value} if isinstance(value, dict) and "v" in value else value

    def moment(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        shapes = {end: value[end] for end in ("s", "e") if isinstance(value.get(end), list)}
        return value | {end: [ends(one) for one in shape] for end, shape in shapes.items()}

    k = held.get("k")
    k = [moment(one) for one in k] if isinstance(k, list) else ends(k)
    return {**given, name: {**held, "k": k}}


def path(given: Any) -> dict[str, Any]:
    """A path; where it has keyframes they have as many vertices."""
    found: dict[str, Any] = _PATH(given)
    if found["a"]:
        shapes = [one[end] for one in found["k"] for end in ("s", "e") if end in one]
        least = min(len(shape["v"]) for shape in shapes)
        for shape in shapes:
            shape.update({side: shape[side][:least] for side in ("v", "i", "o")})
        for one in found["k"]:
            one.update({end: [one[end]] for end in ("s", "e") if end in one})
    return found


_STOPS = table({"p": whole(0, _MOST_STOPS), "k": prop(array(number(0, 1), 6 * _MOST_STOPS))})


def gradient(given: Any) -> dict[str, Any]:
    """Stops of colour, four numbers each, then stops of opacity, two numbers each."""
    found: dict[str, Any] = _STOPS(given)
    stops = found.get("k", {"a": 0, "k": []})
    lists: list[list[float]] = (
        [one[end] for one in stops["k"] for end in ("s", "e") if end in one]
        if stops["a"]
        else [stops["k"]]
    )
    size = min(map(len, lists))
    count = min(found.get("p", size // 4), size // 4)
    if not count:
        raise FormError("it has no colours")
    size -= (size - 4 * count) % 2
    for one in lists:
        del one[size:]
        for step, part in ((4, range(0, 4 * count, 4)), (2, range(4 * count, size, 2))):
            for place in part[1:]:
                one[place] = max(one[place], one[place - step])
    return {"p": count, "k": stops}
