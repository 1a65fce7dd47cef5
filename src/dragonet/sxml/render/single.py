"""Effects of one picture: how it fills the screen, and how long it takes to come or to go."""

import skia

from dragonet.sxml.render import adapters
from dragonet.sxml.render.bars import barred
from dragonet.sxml.render.calls import Content, EffectCall
from dragonet.sxml.render.colours import colour
from dragonet.sxml.render.pen import Pen, rect

_PART = 0.5
"""Of an effect's time that coming or going takes at most."""


def picture(call: EffectCall, *, back: bool = False) -> Content:
    """The picture of an effect brought to the screen by its adapter; `back`: moving backwards."""
    (child,) = call.children
    name, box, aspect = call.values["adapter"], call.box, child.aspect

    def bare(pen: Pen) -> None:
        adapters.still(name, box, aspect).draw(pen, child.draw, 0)

    def moving(pen: Pen) -> None:
        shot = adapters.moving(name, box, aspect, call.duration, call.seed)
        shot.draw(pen, child.draw, 1 - call.progress if back else call.progress)

    if name == "fixedAdapter":
        return lambda pen: barred(pen, bare, box)
    return moving


def opaque(call: EffectCall) -> bool:
    """Whether nothing behind the picture on the screen can be seen."""
    return call.values["adapter"] != "fitAdapter" and call.children[0].opaque


def settled(pen: Pen, call: EffectCall, content: Content) -> None:
    """Draw the picture while nothing comes or goes, over the colour behind if that is seen."""
    if opaque(call):
        content(pen)
        return
    with pen.together() as all_:
        behind(all_, call)
        content(all_)


def coming(call: EffectCall, seconds: float) -> float:
    """How far a movement is that takes some seconds at the start; 1 once it is over."""
    length = min(seconds, _PART * call.duration)
    return min(max(call.seconds / length, 0.0), 1.0) if length > 0 else 1.0


def opening(call: EffectCall, seconds: float, part: float) -> float:
    """How far a movement is that takes some seconds, but at most a part of the first picture's
    turn; 1 once it is over."""
    return coming(call, min(seconds, part * call.duration / len(call.children)))


def going(call: EffectCall, seconds: float) -> float:
    """How much is left of a movement that takes some seconds at the end; 1 before it starts."""
    length = min(seconds, _PART * call.duration)
    return min(max((call.duration - call.seconds) / length, 0.0), 1.0) if length > 0 else 1.0


def there(call: EffectCall, seconds: float, *, goes: bool) -> float:
    """How much of a picture that comes, or `goes`, is there: 0 to 1."""
    return going(call, seconds) if goes else coming(call, seconds)


def behind(pen: Pen, call: EffectCall) -> None:
    """Draw the colour behind the pictures of an effect, if it has one."""
    if call.values["color"] is not None:
        paint = skia.Paint(AntiAlias=pen.screen.smooth)
        paint.setColor4f(colour(call.values["color"], pen.alpha))
        pen.canvas.drawRect(rect(call.box), paint)
