"""Every parameter that keys may set: at rest it is what an attribute says, between it moves."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from dragonet.sxml.attributes import Attribute
from dragonet.sxml.looks.filters import FILTERS
from dragonet.sxml.schema import animatable
from support.frames import Album, plain

SIZE = (64, 36)
PLAIN = "#ff000000,#00ff0000,#0000ff00,#000000ff,#00000000"

ENDS: dict[str, tuple[str, str]] = {
    "diameter": ("2", "40"),
    "width": ("0.1", "0.4"),
    "height": ("0.2", "0.8"),
    "color": ("#ff0000", "#2040c080"),
    "alphaStart": ("1", "0.2"),
    "alphaEnd": ("1", "0.2"),
    "fillOpacity": ("1", "0.2"),
    "zoomStart": ("1", "2"),
    "zoomEnd": ("1", "2"),
    "center": ("0.3,0.3", "0.7,0.6"),
    "centerStart": ("0.3,0.3", "0.7,0.6"),
    "centerEnd": ("0.3,0.3", "0.7,0.6"),
    "distanceWidth": ("20", "80"),
    "rate": ("2", "9"),
    "offset": ("0", "4"),
    "margin": ("0.05", "0.4"),
    "transWidth": ("0.1", "0.8"),
    "aspectRatio": ("0.5", "2"),
    "opaqueColor": ("#ffffff", "#808080"),
    "transparentColor": ("#000000", "#c06050"),
    "blackColor": ("#000000", "#402080"),
    "whiteColor": ("#ffffff", "#ffc080"),
    "rgba-bias-matrix": (PLAIN, "#0000ff00,#ff000000,#00ff0000,#000000ff,#20202000"),
    "Color": ("#ff0000", "#0040ff"),
    "Opacity": ("1", "0.2"),
    "Position": ("0.02,-0.02", "0.2,0.1"),
    "Angle": ("0", "250"),
    "Distance": ("0.02", "0.2"),
    "Width": ("0.1", "0.5"),
}
OWN = {
    ("tv", "height"): ("3", "30"),
    ("subRender", "height"): ("10", "60"),
    ("noise", "width"): ("8", "20"),
    ("flashback", "transWidth"): ("1", "4"),
    ("makeTransparent", "transWidth"): ("0.1", "1"),
    ("cornerCut", "diameter"): ("0.05", "0.8"),
    ("distancecolor", "innerShadowWidth"): ("0", "0.05"),
    ("distancecolor", "innerGlowWidth"): ("0", "0.3"),
}
BESIDE = {
    **{f"{name}Adapter": {"zoomEnd": "1.5"} for name in ("zoom", "panoramic", "kenburns")},
    "fitAdapter": {"zoomStart": "3", "zoomEnd": "3"},
    "fixedAdapter": {"zoomStart": "0.5", "zoomEnd": "3"},
    "distancecolor": {"strokeWidth": "0.3"},
    "grow": {"zoomStart": "0.6"},
    "key": {"color": "#e05030"},
    "makeTransparent": {"transparentColor": "#c8c0b8"},
    "noise": {"alphaStart": "1", "alphaEnd": "1", "width": "8", "rate": "1"},
    "cornerCut": {"width": "0.3"},
    "dof": {"diameter": "40"},
    "flashback": {"transWidth": "1"},
}
STYLES = {
    "dropShadow": "BlurWidth",
    "innerShadow": "BlurWidth",
    "outerGlow": "Width",
    "innerGlow": "BlurWidth",
}
SEEDED = ("flick", "noise", "tv", "flashback")


def _parameters() -> Iterator[Any]:
    for look in FILTERS:
        for item in animatable(look):
            yield pytest.param(look.name, item, id=f"{look.name}-{item.name}")


PARAMETERS = list(_parameters())


def ends(kind: str, item: Attribute) -> tuple[str, str]:
    if (kind, item.name) in OWN:
        return OWN[kind, item.name]
    tail = next((end for end in ENDS if item.name.endswith(end) and end.istitle()), "")
    return ENDS[item.name if item.name in ENDS else tail]


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Album:
    made = Album(tmp_path_factory.mktemp("pictures"))
    photo: NDArray[np.uint8] = data.astronaut()  # type: ignore[no-untyped-call]
    made.add("photo", photo[::4, ::4])
    disc = np.hypot(*(np.mgrid[:64, :64] - 31.5)) < 28
    made.add("disc", np.dstack([photo[:256:4, 128:384:4], (disc * 255).astype(np.uint8)]))
    made.add("white", plain((255, 255, 255), 8, 8))
    return made


def filtered(album: Album, kind: str, given: dict[str, str], keys: str = "") -> str:
    """A film with a filter: a style on letters, an adapter on a photo, others on a disc."""
    more = "".join(f' {name}="{value}"' for name, value in given.items())
    if kind in ("mask", "combine"):
        keys += album.image("photo")
    item = f'<filter type="{kind}"{more}>{keys}</filter>'
    if kind.startswith("distance"):
        if kind == "distancemap":
            item += '<filter type="distancecolor" strokeWidth="0.5" strokeColor="#00ff00"/>'
        text = f'<text type="zone" width="0.9" duration="4" fontcolor="#808080">H{item}</text>'
        return f'<stack><effect type="none"><image color="#305060"/></effect>{text}</stack>'
    if kind.endswith("Adapter") or kind == "cornerCut":
        return f'<effect type="none" duration="4">{album.image("photo", item)}</effect>'
    box = f'<overlay height="1" duration="4">{album.image("disc")}{item}</overlay>'
    return f'<stack><effect type="none"><image color="#305060"/></effect>{box}</stack>'


@pytest.mark.parametrize(("kind", "item"), PARAMETERS)
def test_keys_move_a_parameter_between_what_attributes_say(
    album: Album, kind: str, item: Attribute
) -> None:
    low, high = ends(kind, item)
    beside = {name: value for name, value in BESIDE.get(kind, {}).items() if name != item.name}
    if item.name.startswith(tuple(STYLES)):
        style = next(style for style in STYLES if item.name.startswith(style))
        asked = {f"{style}Color": "#ff0000", f"{style}{STYLES[style]}": "0.2"}
        beside |= {name: value for name, value in asked.items() if name != item.name}
    keys = "".join(
        f'<key time="{time}" {item.name}="{value}"/>' for time, value in ((1, low), (3, high))
    )
    moved = filtered(album, kind, beside, f'<animator type="custom">{keys}</animator>')
    before, start, middle, end, after = album.frames(moved, 0.5, 1.0, 2.0, 3.0, 3.5, size=SIZE)
    assert np.abs(start.astype(int) - end).max() > 4 or np.abs(middle.astype(int) - end).max() > 4
    if item.name == "rate":  # it is what has come round that counts, not the rate of the moment
        return
    for value, times, seen in ((low, (0.5, 1.0), (before, start)), (high, (3, 3.5), (end, after))):
        still = filtered(album, kind, {**beside, item.name: value})
        for one, two in zip(album.frames(still, *times, size=SIZE), seen, strict=True):
            assert np.abs(one.astype(int) - two).max() <= 3


@pytest.mark.parametrize(("kind", "item"), PARAMETERS)
def test_a_curve_may_go_beyond_its_keys(album: Album, kind: str, item: Attribute) -> None:
    """What is beyond what an attribute allows is cut: nothing fails."""
    low, high = ends(kind, item)
    keys = f'<key time="0" {item.name}="{low}"/><key time="2" {item.name}="{high}"/>'
    animator = f'<animator type="custom" mode="cubic-bezier(0.1,-9,0.2,9)">{keys}</animator>'
    for frame in album.frames(filtered(album, kind, {}, animator), 0.1, 0.7, 1.4, size=(32, 18)):
        assert frame.shape == (18, 32, 3)


def _rounds(album: Album, animator: str, *times: float, more: str = "") -> list[float]:
    body = filtered(album, "tv", {"rate": "1"}, animator)
    scene = album.scene(body.replace('rate="1"', f'rate="1" {more}'), SIZE)
    (item,) = scene._root.children[0].children[1].filters  # type: ignore[attr-defined]
    scene.close()
    return [item.rounds(round(time * 705_600_000)) for time in times]


def test_what_comes_round_never_jumps_while_its_rate_changes(album: Album) -> None:
    keys = '<key time="0" rate="2"/><key time="1" rate="6"/><key time="2" rate="0"/>'
    linear = f'<animator type="custom">{keys}</animator>'
    found = _rounds(album, linear, 0.0, 0.5, 1.0, 2.0, 4.0)
    assert found == pytest.approx([0.0, 1.5, 4.0, 7.0, 7.0])
    later = linear.replace("custom", 'custom" margin-start="1')
    assert _rounds(album, later, 1.0, 2.0, 4.0) == pytest.approx([2.0, 6.0, 9.0])
    eased = linear.replace("custom", 'custom" mode="quadratic')
    assert _rounds(album, eased, 1.0, 2.0) == pytest.approx([4.0, 7.0], abs=0.01)
    held = _rounds(album, "", 0.0, 1.0, 2.0, 4.0, more='margin-start="1" duration="1"')
    assert held == pytest.approx([0.0, 0.0, 1.0, 1.0])


@pytest.mark.parametrize("kind", SEEDED)
def test_a_rate_that_changes_is_smooth(album: Album, kind: str) -> None:
    """As smooth as the largest of its rates is by itself, however late in the film it is."""
    fast, change = '<key time="0" rate="6"/>', '<key time="0" rate="1"/><key time="4" rate="6"/>'
    if kind == "noise":
        keys = f'<animator type="custom">{change}</animator>'
        frames = album.frames(
            filtered(album, kind, BESIDE[kind], keys), *np.arange(3, 4, 1 / 60), size=SIZE
        )
        new = [not np.array_equal(one, two) for one, two in pairwise(frames)]
        assert 4 <= sum(new) <= 6
        return
    largest = []
    for keys in (fast, change):
        body = filtered(album, kind, {}, f'<animator type="custom">{keys}</animator>')
        frames = album.frames(body, *np.arange(3, 4, 1 / 120), size=(16, 9))
        pairs = pairwise(frames)
        largest.append(max(np.abs(one.astype(int) - two).mean() for one, two in pairs))
    assert largest[1] < 1.3 * largest[0] + 1


@pytest.mark.parametrize("rate", [24, 25, 30])
def test_grain_is_new_on_each_frame_of_its_rate(tmp_path: Path, rate: int) -> None:
    film = Album(tmp_path)
    body = (
        '<effect type="none" duration="7"><image color="#808080"/>'
        f'<filter type="noise" rate="{rate}" width="8"/></effect>'
    )
    scene = film.scene(body, (16, 9))
    frames = [scene.picture(place * 705_600_000 // rate).copy() for place in range(7 * rate)]
    scene.close()
    assert all(not np.array_equal(one, two) for one, two in pairwise(frames))


EXTREMES = ("-1000000000", "0", "1e-320", "0.01", "1", "100", "1000000000")


@pytest.mark.parametrize(("kind", "item"), PARAMETERS)
def test_whatever_is_allowed_is_drawn(album: Album, kind: str, item: Attribute) -> None:
    """Neither too little nor too much fails, warns, or takes memory without end."""
    for amount in EXTREMES:
        value = f"{amount},{amount}" if item.type.name == "couple" else amount
        try:
            item.type.value(value)
        except ValueError:
            continue
        body = filtered(album, kind, {item.name: value})
        assert album.frame(body, 1.0, size=(32, 18)).shape == (18, 32, 3)
