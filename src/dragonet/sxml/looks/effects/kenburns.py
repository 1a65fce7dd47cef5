"""The slow movement over a still picture that Ken Burns made known."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dragonet.sxml.look import Look
from dragonet.sxml.looks.effects.shared import ADAPTER, WAY

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import EffectCall
    from dragonet.sxml.render.pen import Pen


def _moves(values: Mapping[str, Any]) -> bool:
    return values["adapter"] in ("kenburnsAdapter", "panoramicAdapter")


def _draw(pen: "Pen", call: "EffectCall") -> None:
    from dragonet.sxml.render.single import picture

    picture(call, back=call.values["direction"] == "negative")(pen)


KENBURNS = Look(
    "effect",
    "kenburns",
    "A slow zoom with a pan.",
    (ADAPTER, WAY.but(summary="`positive` moves in, `negative` moves out.")),
    children=(1, 1),
    render=_draw,
    cost=3,
    moves=_moves,
    covers=lambda values: values["adapter"] != "fitAdapter",
)
