"""Movements from one picture of several to the next, with a stop at each."""

from dragonet.sxml.render.calls import EffectCall
from dragonet.sxml.render.easing import swift

_PART = 0.6
"""Of a picture's turn that a movement takes at most."""

_DRIFT = 0.05
"""Of the way that is slow and even, so that nothing is ever quite at rest."""


def place(call: EffectCall, seconds: float = 1.1) -> float:
    """Which picture is in the middle; between two of them during a movement of some seconds."""
    count = len(call.children)
    turn = call.progress * count
    part = min(_PART, seconds * count / call.duration) if call.duration else _PART
    nearest = min(max(round(turn), 1), count - 1)
    stop = nearest - 1 + swift((turn - nearest) / part + 0.5) if count > 1 else 0.0
    return stop + _DRIFT * (turn - 0.5 - stop)
