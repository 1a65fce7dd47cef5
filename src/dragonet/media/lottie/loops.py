"""The one expression of Lottie that nearly every player and author uses: `loopOut`.

Expressions are JavaScript, which is not run; keyframes that repeat say the same.
"""

import re
from collections.abc import Iterator
from typing import Any

_LOOP = re.compile(
    r"(?:var \$bm_rt;)?\s*\$bm_rt\s*=\s*(?:thisProperty\.)?"
    r"loopOut\(\s*(?:['\"](cycle|pingpong)['\"]\s*(?:,\s*(\d{1,4})\s*)?)?\);?\s*"
)
_MOST = 100_000
"""Keyframes that are added to a document."""

_JUST = 0.001
"""Frames before a loop begins anew at which its last value is still there."""

Frame = dict[str, Any]


def unroll(given: dict[str, Any]) -> int:
    """Put keyframes in the place of `loopOut` in a document as it was read, as far as it is shown.

    Its modes `cycle` and `pingpong` are known, with or without a number of keyframes. Returns how
    many other expressions there are.
    """
    values, found, end = [given], list[tuple[dict[str, Any], re.Match[str]]](), 0.0
    others = 0
    while values:
        value: Any = values.pop()
        if isinstance(value, dict):
            values.extend(value.values())
            end = max(end, _number(value.get("op")))
            script = value.get("x") if "k" in value else None
            loop = _LOOP.fullmatch(script) if isinstance(script, str) else None
            if loop and isinstance(value["k"], list):
                found.append((value, loop))
            others += isinstance(script, str) and bool(script.strip()) and not loop
        elif isinstance(value, list):
            values.extend(value)
    left = _MOST
    for value, loop in found:
        frames = [dict(one) for one in value["k"] if isinstance(one, dict) and "t" in one]
        if len(frames) > 1 and len(frames) == len(value["k"]):
            added = list(_repeated(frames, loop[1] or "cycle", int(loop[2] or 0), end, left))
            value["k"] = [*frames[:-1], *added]
            left -= len(added)
    return others


def _repeated(
    frames: list[Frame], mode: str, segments: int, end: float, most: int
) -> Iterator[Frame]:
    """What follows all but the last of some keyframes."""
    last = frames[-1]
    last.setdefault("s", frames[-2].get("e"))
    loop = frames[-1 - segments :] if segments else frames
    times = [_number(one["t"]) for one in loop]
    period = times[-1] - times[0]
    forth = [{**one, "t": time - times[0]} for one, time in zip(loop, times, strict=True)]
    back = _reversed(forth, period)
    count = 1
    while period > 0 and times[0] + period * count < end and count * len(loop) < most:
        start = times[0] + period * count
        if mode == "cycle" and last["s"] != loop[0].get("s"):
            yield {"t": start - _JUST, "s": last["s"], "h": 1}
        turn = back if mode == "pingpong" and count % 2 else forth
        yield from ({**one, "t": one["t"] + start} for one in turn[:-1])
        count += 1
    value = loop[0].get("s") if mode == "pingpong" and count % 2 == 0 else last["s"]
    yield {"t": times[0] + period * count, "s": value}


def _reversed(frames: list[Frame], period: float) -> list[Frame]:
    """The same movement backwards; an easing goes from its other end."""
    found: list[Frame] = []
    for one, after in zip(frames[-2::-1], frames[:0:-1], strict=True):
        turned: Frame = {"t": period - after["t"], "s": after.get("s")}
        for here, there in (("o", "i"), ("i", "o")):
            if isinstance(one.get(there), dict):
                turned[here] = {axis: _other(one[there].get(axis)) for axis in ("x", "y")}
        turned |= {here: one[there] for here, there in (("to", "ti"), ("ti", "to")) if there in one}
        found.append(turned | ({"h": one["h"]} if "h" in one else {}))
    return [*found, {"t": period, "s": frames[0].get("s")}]


def _other(value: Any) -> Any:
    """One less a number, or each of a list."""
    if isinstance(value, list):
        return [_other(one) for one in value]
    return 1 - _number(value)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
