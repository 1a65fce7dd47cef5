"""A camera passes a picture whose parts are at different distances."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.effects.shared import ADAPTER, WAY

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import EffectCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", call: "EffectCall") -> None:
    from dataclasses import replace

    from dragonet.sxml.render import single
    from dragonet.sxml.render.depth import Deep

    back = call.values["direction"] == "negative"
    deep = Deep.of(call, 1 - call.progress if back else call.progress, pen.time)
    single.picture(replace(call, children=(deep,)), back=back)(pen)


PARALLAX = Look(
    "effect",
    "parallax",
    "A camera passes a photo in which what is in front moves more than what is behind.",
    (ADAPTER, WAY.but(summary="`positive` moves in, `negative` moves out.")),
    children=(1, 1),
    render=_draw,
    cost=33,
    moves=lambda _: True,
    covers=lambda values: values["adapter"] != "fitAdapter",
)
