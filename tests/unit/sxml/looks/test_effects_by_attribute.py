"""Every attribute of every effect: it is seen, and wrong values are told what is allowed."""

from itertools import combinations

import numpy as np
import pytest

from dragonet.sxml.attributes import ADAPTERS, SIDES
from dragonet.sxml.look import Look
from dragonet.sxml.looks.effects import EFFECTS
from dragonet.sxml.parse import parse
from dragonet.sxml.problems import SxmlError
from support.frames import Album, Pixels, noise

VALUES = {
    "adapter": ADAPTERS,
    "cameramove": SIDES,
    "color": ("#ff0000", "#00ff0080"),
    "direction": ("positive", "negative"),
    "filterType": ("grow",),
    "transWidth": ("0", "0.1"),
    "width": ("0.03", "0.15"),
}
"""Of each attribute of a type, values of which any two show different pictures."""

SIDED = ("panel", "slice")
"""Types whose `direction` is a side."""

WRONG = {
    "adapter": ("wide", ADAPTERS),
    "cameramove": ("around", SIDES),
    "color": ("red", ("#rrggbb",)),
    "direction": ("static", ("positive", "negative")),
    "filterType": ("blur", ("grow",)),
    "transWidth": ("0.51", ("a number from 0 to 0.5",)),
    "width": ("2", ("a number from",)),
    "timeOffset": ("-1", ()),
    "duration": ("long", ()),
}
"""A value that is not allowed, and words of what is."""

MOMENTS = (0.3, 0.9, 3.4, 5.2)
PAIRS = [(look, attribute.name) for look in EFFECTS for attribute in look.attributes]
NAMES = [f"{look.name} {name}" for look, name in PAIRS]


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Album:
    made = Album(tmp_path_factory.mktemp("album"))
    for seed, size in enumerate(((120, 80), (60, 90), (160, 60))):
        made.add(f"noise{seed}", noise(*size, seed))
    return made


def body(album: Album, look: Look, more: str = "") -> str:
    count = 3 if look.children[1] > 1 else 1
    inside = "".join(album.image(f"noise{seed + 1 - count // 3}") for seed in range(count))
    return f'<effect type="{look.name}" duration="6" {more}>{inside}</effect>'


def seen(album: Album, inside: str, times: tuple[float, ...] = MOMENTS) -> Pixels:
    return np.stack(album.frames(inside, *times, size=(64, 36)))


@pytest.mark.parametrize(("look", "name"), PAIRS, ids=NAMES)
def test_it_is_seen(album: Album, look: Look, name: str) -> None:
    values = SIDES if name == "direction" and look.name in SIDED else VALUES[name]
    below = '<effect type="none"><image color="#0000ff"/></effect>'
    drawn = {
        each: seen(album, f"<stack>{below}{body(album, look, f'{name}={each!r}')}</stack>")
        for each in values
    }
    for one, other in combinations(values, 2):
        differ = np.abs(drawn[one].astype(int) - drawn[other]).mean(axis=(1, 2, 3))
        assert differ.max() > 1, (one, other)


@pytest.mark.parametrize("look", EFFECTS, ids=lambda look: look.name)
def test_the_offset_starts_within_the_movement(album: Album, look: Look) -> None:
    """What is shown is what would be shown so much later."""
    moved = body(album, look, 'timeOffset="0.75"')
    times = (0.0, 0.2, 2.5, 4.0)
    later = tuple(time + 0.75 for time in times)
    assert np.array_equal(seen(album, moved, times), seen(album, body(album, look), later))


@pytest.mark.parametrize("look", EFFECTS, ids=lambda look: look.name)
def test_a_moment_is_the_same_whatever_was_drawn_before(album: Album, look: Look) -> None:
    inside = body(album, look)
    forth = seen(album, inside)
    assert np.array_equal(seen(album, inside, MOMENTS[::-1])[::-1], forth)
    assert np.array_equal(seen(album, inside, MOMENTS[2:3])[0], forth[2])


@pytest.mark.parametrize("look", EFFECTS, ids=lambda look: look.name)
@pytest.mark.parametrize("duration", [0.2, 60])
def test_short_and_long_ones_show_their_pictures(album: Album, look: Look, duration: float) -> None:
    inside = body(album, look).replace('duration="6"', f'duration="{duration}"')
    times = tuple(duration * share for share in (0.0, 0.5, 0.999))
    assert seen(album, inside, times).mean(axis=(1, 2, 3)).max() > 40


COMMON = [(look.name, name) for look in EFFECTS for name in ("timeOffset", "duration")]
OWN = [(look.name, name) for look, name in PAIRS]


@pytest.mark.parametrize(("kind", "name"), [*OWN, *COMMON])
def test_wrong_values_are_told_what_is_allowed(kind: str, name: str) -> None:
    value, allowed = WRONG[name]
    if name == "direction" and kind in SIDED:
        allowed = SIDES
    inside = f'\n<effect type="{kind}"\n {name}="{value}"><image color="#ffffff"/></effect>'
    with pytest.raises(SxmlError) as error:
        parse(f'<movie service="craftsman-1.0"><body>{inside}</body></movie>')
    text = str(error.value)
    assert all(part in text for part in ("line 2, <effect>", name, value, *allowed))
    assert len(text) > len(f"line 2, <effect>: {name}='{value}'") + 8


@pytest.mark.parametrize("look", EFFECTS, ids=lambda look: look.name)
def test_attributes_of_other_effects_are_warnings(look: Look) -> None:
    own = {attribute.name for attribute in look.attributes}
    for name in VALUES.keys() - own:
        inside = f'<effect type="{look.name}" {name}="{VALUES[name][0]}">'
        movie = parse(f'{inside}<image color="#ffffff"/></effect>')
        said = [warning.text for warning in movie.warnings]
        assert said == [f"line 1, <effect>: {name} has no effect on type '{look.name}'"]
