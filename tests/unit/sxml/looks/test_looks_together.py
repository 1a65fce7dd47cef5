"""Any looks inside each other draw whole pictures, of the same kind at every size of the screen."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from support.frames import Album, noise

EFFECTS = ("none", "kenburns", "sliding")
TRANSITIONS = ("crossfade", "move", "over", "under")
ADAPTERS = ("zoomAdapter", "fixedAdapter", "panoramicAdapter", "kenburnsAdapter", "fitAdapter")
AMOUNTS = {
    **dict.fromkeys(("blur", "hblur", "vblur", "dof", "glow"), 'diameter="{0}"'),
    **dict.fromkeys(("flick", "noise", "tv", "flashback"), 'rate="{0}"'),
    "quad": 'width="{0}" center="0.3,{0}"',
    "grow": 'zoomStart="{0}" center="{0},0"',
}
"""Filters whose parameters may have any amount."""

CHOICES = {
    "alpha": ('alphaStart="0"', 'alphaStart="0.5"', 'alphaStart="1"'),
    "frame": tuple(f'width="{width}" color="#00ff0080"' for width in ("0", "0.1", "0.5")),
    "colormap": ('preset="sepia"',),
    "tint": ("",),
    "distancemap": tuple(f'distanceWidth="{width}"' for width in ("0.001", "7", "1000000000")),
    "distancecolor": (
        'strokeWidth="0.4"',
        'dropShadowBlurWidth="1" dropShadowPosition="9,-1000000"',
        'innerGlowBlurWidth="0.6"',
        'outerGlowWidth="1"',
    ),
    "identity": ("",),
    "antialias": ("",),
    "subRender": ("", 'height="5"'),
    "borderBlur": ('margin="0"', 'margin="10" direction="up"', 'margin="0.001"', 'margin="0.5"'),
    "cornerCut": ('width="0"', 'width="0" diameter="1"', 'width="0.5" diameter="0.2"'),
    "key": ('color="#ff8000"', 'color="#808080"', 'width="0" transWidth="0"'),
    "makeTransparent": ("", 'width="1" transWidth="1"', 'width="0" transWidth="0"'),
}
HOLDING = ("mask", "combine")
FILTERS = (*AMOUNTS, *CHOICES, *HOLDING, *ADAPTERS)
EXTREMES = st.sampled_from(["0", "0.001", "0.3", "1", "7", "1000000000"])
SIZES = st.sampled_from([(64, 36), (36, 64), (48, 48), (64, 37)])
ROTATIONS = ["0,0,0,1", "33,0,0,1", "70,1,0,0", "120,0,1,0", "180,0,0,1", "89,1,1,0"]


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Album]:
    made = Album(tmp_path_factory.mktemp("pictures"))
    made.add("wide", noise(96, 40))
    made.add("tall", noise(30, 80, 2))
    clear = np.dstack([noise(40, 40, 3), noise(40, 40, 4)[..., 0]])
    made.add("clear", clear)
    yield made


PICTURES = st.sampled_from(
    [f'filename="http://pictures/{name}"' for name in ("wide", "tall", "clear")]
    + ['color="#ff8000"', 'color="#00800040"']
)


@st.composite
def filters(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(FILTERS))
    more, inside = "", ""
    if kind in AMOUNTS:
        more = AMOUNTS[kind].format(draw(EXTREMES))
    elif kind in CHOICES:
        more = draw(st.sampled_from(CHOICES[kind]))
    elif kind in HOLDING:
        inside = f"<image {draw(PICTURES)}/>"
    else:
        amount = draw(st.sampled_from(["0.01", "0.3", "1", "7", "100"]))
        end = draw(st.sampled_from(["0.01", "1", "5"]))
        more = f'zoomStart="{amount}" zoomEnd="{end}" centerEnd="{amount},-2"'
    return f'<filter type="{kind}" {more}>{inside}</filter>'


@st.composite
def chains(draw: st.DrawFn) -> str:
    return "".join(draw(st.lists(filters(), max_size=3)))


@st.composite
def nodes(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from([*EFFECTS, "overlay", "text"]))
    turn = draw(st.sampled_from(ROTATIONS))
    animator = f'<animator type="custom"><key time="0" rot="{turn}"/></animator>'
    more = animator if draw(st.booleans()) else ""
    image = f"<image {draw(PICTURES)}>{draw(chains())}</image>"
    if kind == "text":
        return f'<text type="zone" duration="2">Word{draw(chains())}{more}</text>'
    if kind == "overlay":
        return f'<overlay duration="2" width="0.6">{image}{draw(chains())}{more}</overlay>'
    count = draw(st.integers(1, 3)) if kind == "sliding" else 1
    return f'<effect type="{kind}" duration="2">{image * count}{draw(chains())}{more}</effect>'


@st.composite
def films(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(TRANSITIONS))
    way = draw(st.sampled_from(["left", "down", "static", "1,-1", "0,0", "1e-300,5", "0,-1e9"]))
    if kind in ("iris", "zoom"):
        way = "negative"
    direction = f'direction="{way}"' if kind != "crossfade" else ""
    first, second = draw(nodes()), draw(nodes())
    inside = f'{first}<transition type="{kind}" {direction}/>{second}{draw(chains())}'
    behind = '<effect type="none"><image color="#204060"/></effect>'
    return f"<stack>{behind}<sequence>{inside}</sequence>{draw(chains())}</stack>"


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(films(), SIZES, st.sampled_from([1, 4]), st.floats(0, 3))
def test_any_looks_draw_something(
    album: Album, body: str, size: tuple[int, int], antialias: int, time: float
) -> None:
    scene = album.scene(body, size, antialias)
    for moment in (0, int(time * 705_600_000)):
        assert (scene.picture(moment)[..., 3] == 255).all()
    scene.close()


def smaller(picture: NDArray[Any], size: tuple[int, int]) -> NDArray[Any]:
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX)).astype(float)


IMAGE = '<image filename="http://pictures/wide"/>'
LOOKS = [
    *(f'<effect type="{name}" duration="2">{IMAGE}</effect>' for name in EFFECTS),
    *(
        f'<effect type="none" duration="2"><image color="#ff8000"/></effect>'
        f'<transition type="{name}"/><effect type="none" duration="2">{IMAGE}</effect>'
        for name in TRANSITIONS
    ),
    *(
        f'<overlay duration="2" width="0.7">{IMAGE}<filter type="{kind}" {more}/></overlay>'
        for kind, more in (
            ("alpha", 'alphaStart="0"'),
            ("blur", 'diameter="12"'),
            ("blur", 'diameter="60"'),
            ("hblur", 'diameter="30"'),
            ("frame", 'width="0.1"'),
            ("colormap", 'preset="sepia"'),
            ("tint", 'whiteColor="#ff8000"'),
            ("kenburnsAdapter", ""),
            ("distancecolor", 'strokeWidth="0.3" dropShadowBlurWidth="0.8"'),
        )
    ),
]


@pytest.mark.parametrize("body", LOOKS)
def test_the_size_of_the_screen_changes_nothing_else(album: Album, body: str) -> None:
    for time in (0.4, 1.4):
        small, large = (album.frame(body, time, size=size) for size in ((160, 90), (480, 270)))
        apart = np.abs(small - smaller(large, (160, 90)))
        assert apart.mean() < 3
        assert np.percentile(apart, 98) < 30
