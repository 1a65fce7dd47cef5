"""The movies that `looks.py` measures: each look in its usual places, over photographs."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from dragonet.sxml import looks
from dragonet.sxml.look import Look

SECONDS = 4.0
PHOTOS = ("coffee", "astronaut", "rocket", "chelsea")
MANY = 6
WHOLE = '<effect type="none"><image color="#205070"/></effect>'

GIVEN = {
    "colormap": 'preset="vintage"',
    "key": 'color="#6b3a1e"',
    "makeTransparent": 'transparentColor="#c8c0b8"',
    "distancecolor": 'strokeWidth="0.2" dropShadowBlurWidth="0.5" outerGlowBlurWidth="0.5"',
}
"""Attributes of filters that do nothing, or are refused, without."""

INSIDE = {
    "mask": "<effect type='kenburns'><image filename='http://photos/rocket'/></effect>",
    "combine": "<effect type='sliding'><image filename='http://photos/rocket'/></effect>",
    "custom": '<key time="0" orient="0,60,20"/><key time="4" orient="0,-40,0"/>',
}


@dataclass(frozen=True)
class Case:
    """A look somewhere: the body of a movie of `SECONDS`.

    What it costs where it is turned is not what it states, as most of that is the turning.
    """

    look: Look
    place: str
    body: str
    turned: bool = False

    @property
    def name(self) -> str:
        return f"{self.look.kind} {self.look.name}"


def image(name: str = "coffee", inside: str = "") -> str:
    return f'<image filename="http://photos/{name}">{inside}</image>'


def cases() -> Iterator[Case]:
    """All, kind by kind."""
    for look in looks.EFFECTS:
        most = min(MANY, look.children[1])
        pictures = "".join(image(name) for name in islice(cycle(PHOTOS), most))
        yield Case(look, f"{most} pictures", _effect(look.name, pictures))
    for look in looks.TRANSITIONS:
        yield Case(look, "two films", _between(look))
    for look in looks.FILTERS:
        yield from _filtered(look)
    for look in looks.ANIMATORS:
        words = look in looks.LETTERS
        yield Case(look, "a text" if words else "an overlay", _animated(look, words=words))


def _effect(kind: str, inside: str) -> str:
    return f'<effect type="{kind}" duration="{SECONDS}">{inside}</effect>'


def _between(look: Look) -> str:
    """Two pictures that move, one becoming the other all the time."""
    one, two = (_effect("kenburns", image(name)) for name in ("coffee", "astronaut"))
    return f'{one}<transition type="{look.name}" duration="{SECONDS}"/>{two}'


def _filtered(look: Look) -> Iterator[Case]:
    given, inside = GIVEN.get(look.name, ""), INSIDE.get(look.name, "")
    item = f'<filter type="{look.name}" {given}>{inside}</filter>'
    yield Case(look, "a still picture", _effect("none", image(inside=item)))
    yield Case(look, "a moving node", _effect("kenburns", image() + item))
    box = f'<overlay width="0.5">{image("astronaut")}</overlay>'
    behind = _effect("kenburns", image())
    yield Case(look, "a stack", f"<stack>{behind}{box}{item}</stack>")
    turns = '<animator type="rot-in" angle="60" mode="linear"/>'
    box = f'<overlay width="0.8">{image(inside=item)}{turns}</overlay>'
    yield Case(look, "a turned picture", f'<stack duration="{SECONDS}">{WHOLE}{box}</stack>', True)


def _animated(look: Look, *, words: bool) -> str:
    item = f'<animator type="{look.name}">{INSIDE.get(look.name, "")}</animator>'
    moved = f'<overlay width="0.8">{image()}{item}</overlay>'
    if words:
        moved = f'<text type="zone" width="0.8" height="0.6">Dawn over the old town{item}</text>'
    return f'<stack duration="{SECONDS}">{WHOLE}{moved}</stack>'
