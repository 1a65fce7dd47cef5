"""Filters of looks and light: as they were judged by eye, and alike at every size and rate."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from support import fingerprints
from support.frames import Album

MOMENTS = (0.0, 1.0, 2.0, 3.0, 3.999)

FILTERS = {
    "alpha": '<filter type="alpha" alphaStart="0"/>',
    "blur": '<filter type="blur" diameter="40"/>',
    "hblur": '<filter type="hblur" diameter="80"/>',
    "vblur": '<filter type="vblur" diameter="80"/>',
    "frame": '<filter type="frame" width="0.1" color="#f0e0c0"/>',
    "mask": '<filter type="mask"><overlay width="0.5" height="0.8"><image color="#ffffff"/>'
    '<animator type="slide"/></overlay></filter>',
    "tint": '<filter type="tint" blackColor="#102040" whiteColor="#ffd0a0"/>',
    "fixedAdapter": '<filter type="fixedAdapter" color="#804020" zoomEnd="1.5"/>',
    "zoomAdapter": '<filter type="zoomAdapter" zoomEnd="2" centerEnd="0.3,0.2"/>',
    "panoramicAdapter": '<filter type="panoramicAdapter" zoomStart="1.5"/>',
    "kenburnsAdapter": '<filter type="kenburnsAdapter"/>',
    "fitAdapter": '<filter type="fitAdapter" zoomStart="0.6"/>',
    "distancecolor": '<filter type="distancemap" distanceWidth="60"/>'
    '<filter type="distancecolor" strokeWidth="0.1" strokeColor="#ffffff" outerGlowWidth="0.2" '
    'outerGlowBlurWidth="0.4" outerGlowColor="#00ffc0" innerShadowBlurWidth="0.5"/>',
    "colormap sepia": '<filter type="colormap" preset="sepia"/>',
    "colormap grayscale": '<filter type="colormap" preset="grayscale"/>',
    "colormap matrix": '<filter type="colormap" '
    'rgba-bias-matrix="#0080ff00,#ff400000,#00ff8000,#000000ff,#20000000"/>',
    "colormap vintage": '<filter type="colormap" preset="vintage"/>',
    "colormap cold": '<filter type="colormap" preset="cold"/>',
    "colormap warm": '<filter type="colormap" preset="warm"/>',
    "colormap contrast": '<filter type="colormap" preset="contrast"/>',
    "colormap negative": '<filter type="colormap" preset="negative"/>',
    "identity": '<filter type="identity"/>',
    "antialias": '<filter type="antialias"/>',
    "subRender": '<filter type="subRender" height="24"/>',
    "quad": '<filter type="quad" center="0.3,0.4" width="0.5" aspectRatio="1"/>',
    "flick": '<filter type="flick"/>',
    "grow": '<filter type="grow"/>',
    "glow": '<filter type="glow"/>',
    "noise": '<filter type="noise"/>',
    "borderBlur": '<filter type="borderBlur"/>',
    "cornerCut": '<filter type="cornerCut" diameter="0.1"/>',
    "dof": '<filter type="dof"/>',
    "tv": '<filter type="tv"/>',
    "flashback": '<filter type="flashback"/>',
    "key": '<filter type="key" color="#e05030"/>',
    "makeTransparent": '<filter type="makeTransparent" transparentColor="#c8c0b8"/>',
    "combine": '<filter type="combine" fillOpacity="0.5">'
    '<image filename="http://pictures/child"/></filter>',
}


ANIMATORS = {
    "slide": 'type="slide" direction="up"',
    "slide-in": 'type="slide-in" duration="3"',
    "slide-out": 'type="slide-out" direction="down" duration="3"',
    "rot-in": 'type="rot-in" duration="3" mode="ease-out"',
    "rot-out": 'type="rot-out" angle="-60" duration="3"',
    "grow": 'type="grow" growStart="-0.5" growEnd="0.8" mode="cubic-bezier(0.2,0.8,0.4,1.2)"',
    "custom": 'type="custom" mode="ease-in-out"',
}
KEYS = """<key time="0" pos="-0.8,0.2,0" orient="0,60,20" scale="0.6,0.6,1"/>
<key time="2" pos="0,0,0.4" orient="0,0,0" scale="1,1,1"/>
<key time="4" pos="0.8,-0.2,0" orient="40,-60,0" scale="1.2,0.8,1"/>"""


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Album]:
    made = Album(tmp_path_factory.mktemp("pictures"))
    photo: NDArray[np.uint8] = data.astronaut()  # type: ignore[no-untyped-call]
    made.add("photo", photo[:256])
    made.add("child", photo[256:])
    yield made


def filtered(album: Album, item: str, on: str = "medium") -> str:
    """A film of 4 s with a filter on a picture, a node, a stack, or a sequence."""
    behind = '<effect type="none"><image color="#205070"/></effect>'
    if on == "medium":
        box = f'<overlay width="0.75" duration="4">{album.image("photo", item)}</overlay>'
        return f"<stack>{behind}{box}</stack>"
    node = f'<effect type="none" duration="4">{album.image("photo")}%s</effect>'
    if on == "node":
        return node % item
    return f"<{on}>{node % ''}{item}</{on}>"


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_looks_as_it_was_judged(album: Album, name: str) -> None:
    frames = album.frames(filtered(album, FILTERS[name]), *MOMENTS)
    fingerprints.check("filters", name, MOMENTS, frames)


@pytest.mark.parametrize("name", ANIMATORS)
def test_an_animator_looks_as_it_was_judged(album: Album, name: str) -> None:
    keys = KEYS if name == "custom" else ""
    item = f"<animator {ANIMATORS[name]}>{keys}</animator>"
    behind = '<effect type="none" depthEnable="false"><image color="#205070"/></effect>'
    box = f'<overlay width="0.5" duration="4">{album.image("photo")}{item}</overlay>'
    frames = album.frames(f"<stack>{behind}{box}</stack>", *MOMENTS)
    fingerprints.check("animators", name, MOMENTS, frames)


def apart(one: NDArray[Any], two: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(np.abs(one.astype(np.float64) - two))


SEEDED = ("flick", "noise", "tv", "flashback", "kenburnsAdapter")
"""Those whose chance differs by where they are in the document."""


@pytest.mark.parametrize("name", [name for name in FILTERS if name not in SEEDED])
def test_a_filter_is_the_same_on_nodes_stacks_and_sequences(album: Album, name: str) -> None:
    node, stack, sequence = (
        album.frame(filtered(album, FILTERS[name], on), 1.5) for on in ("node", "stack", "sequence")
    )
    assert apart(node, stack).max() <= 2
    assert apart(stack, sequence).max() <= 2


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_is_the_same_at_every_size(album: Album, name: str) -> None:
    body = filtered(album, FILTERS[name])
    small, large = (album.frame(body, 1.5, size=size) for size in ((160, 90), (480, 270)))
    reduced = Image.fromarray(large).resize((160, 90), Image.Resampling.BOX)
    difference = apart(small, np.asarray(reduced))
    assert difference.mean() < 3
    assert np.percentile(difference, 98) < 30


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_is_the_same_whatever_was_drawn_before(album: Album, name: str) -> None:
    """A moment does not depend on the frames before it, so that any frame rate sees the same."""
    body = filtered(album, FILTERS[name])
    often = album.frames(body, *np.linspace(0, 2, 6))[-1]
    assert np.array_equal(often, album.frame(body, 2.0))
