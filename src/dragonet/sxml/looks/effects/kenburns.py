"""The slow movement over a still picture that Ken Burns made known."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dragonet.sxml.attributes import ADAPTERS, Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.types import choice

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import EffectCall
    from dragonet.sxml.render.pen import Pen

ADAPTER = Attribute(
    "adapter",
    choice(*ADAPTERS),
    "How the picture is brought to the screen's shape: `kenburnsAdapter` zooms and pans, "
    "`panoramicAdapter` pans; `zoomAdapter` cuts it, `fixedAdapter` shows the whole of it with "
    "black bars, `fitAdapter` without them, `none` stretches it.",
    "kenburnsAdapter",
)


def _moves(values: Mapping[str, Any]) -> bool:
    return values["adapter"] in ("kenburnsAdapter", "panoramicAdapter")


def _draw(pen: "Pen", call: "EffectCall") -> None:
    from dragonet.sxml.render import adapters
    from dragonet.sxml.render.bars import barred

    (child,) = call.children
    name, box, aspect = call.values["adapter"], call.box, child.aspect
    if name == "fixedAdapter":
        barred(pen, lambda bare: adapters.still(name, box, aspect).draw(bare, child.draw, 0), box)
        return
    shot = adapters.moving(name, box, aspect, call.duration, call.seed)
    back = call.values["direction"] == "negative"
    shot.draw(pen, child.draw, 1 - call.progress if back else call.progress)


KENBURNS = Look(
    "effect",
    "kenburns",
    "A slow zoom with a pan.",
    (
        ADAPTER,
        Attribute(
            "direction",
            choice("positive", "negative"),
            "`positive` moves in, `negative` moves out.",
            "positive",
        ),
    ),
    children=(1, 1),
    render=_draw,
    moves=_moves,
    covers=lambda values: values["adapter"] != "fitAdapter",
)
