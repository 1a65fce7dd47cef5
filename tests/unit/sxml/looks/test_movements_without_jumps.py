"""At 240 pictures a second no step is much larger than the others."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from support.frames import Album

RATE = 240


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Album:
    made = Album(tmp_path_factory.mktemp("pictures"))
    photo: NDArray[np.uint8] = data.astronaut()  # type: ignore[no-untyped-call]
    made.add("photo", photo[::2, ::2])
    disc = np.hypot(*(np.mgrid[:128, :128] - 63.5)) < 50
    made.add("disc", np.dstack([photo[:128, 128:256], (disc * 255).astype(np.uint8)]))
    return made


def keys(name: str, low: str, high: str) -> str:
    ends = f'<key time="0" {name}="{low}"/><key time="2" {name}="{high}"/>'
    return f'<animator type="custom">{ends}</animator>'


def item(kind: str, more: str = "", inside: str = "") -> str:
    return f'<filter type="{kind}" {more}>{inside}</filter>'


STROKE = 'strokeColor="#00ff00"'
WIDE = 'zoomStart="1.5" zoomEnd="1.5"'
PAN = WIDE + ' centerStart="0.2,0.3" centerEnd="0.8,0.6"'
MOVES = {
    "panoramicAdapter": item("panoramicAdapter"),
    "kenburnsAdapter": item("kenburnsAdapter"),
    "zoomAdapter": item("zoomAdapter", PAN),
    "fixedAdapter": item("fixedAdapter", PAN),
    "fitAdapter by keys": item("fitAdapter", WIDE, keys("centerEnd", "0.2,0.2", "0.9,0.8")),
    "quad": item("quad", 'height="0.6"', keys("center", "0.3,0.4", "0.7,0.6")),
    "subRender": item("subRender", "", keys("height", "10", "40")),
    "borderBlur": item("borderBlur", "", keys("margin", "0.05", "0.4")),
    "cornerCut": item("cornerCut", "", keys("width", "0.05", "0.4")),
    "grow": item("grow", 'zoomStart="1" zoomEnd="1.6"'),
}
AROUND = {
    "stroke": item("distancecolor", STROKE, keys("strokeWidth", "0.1", "0.9")),
    "shadow": item(
        "distancecolor", 'dropShadowDistance="0.1"', keys("dropShadowAngle", "0", "300")
    ),
    "inside": item("distancecolor", "", keys("innerShadowPosition", "0.02,-0.02", "0.3,-0.2")),
    "glow": item("glow", "", keys("diameter", "20", "80")),
    "blur": item("blur", "", keys("diameter", "5", "60")),
}


def steps(album: Album, body: str, start: float, seconds: float = 0.3) -> NDArray[Any]:
    times = start + np.arange(round(seconds * RATE)) / RATE
    frames = album.frames(body, *times, size=(144, 81))
    return np.array([np.abs(one.astype(int) - two).mean() for one, two in pairwise(frames)])


def body_of(album: Album, name: str) -> str:
    if name in MOVES:
        return f'<effect type="none" duration="4">{album.image("photo", MOVES[name])}</effect>'
    box = f'<overlay height="0.7" duration="4">{album.image("disc")}{AROUND[name]}</overlay>'
    return f'<stack><effect type="none"><image color="#404040"/></effect>{box}</stack>'


@pytest.mark.parametrize("name", [*MOVES, *AROUND])
def test_a_filter_moves_without_jumps(album: Album, name: str) -> None:
    found = steps(album, body_of(album, name), 0.9)
    assert found.max() > 0
    assert found.max() < 2.5 * max(np.median(found), 0.06)


@pytest.mark.parametrize("words", ["Hello big world", "\u05e9\u05dc\u05d5\u05dd \u05d2\u05d3"])
def test_a_word_that_is_sung_is_taken_over_without_a_jump(album: Album, words: str) -> None:
    animator = '<animator type="karaoke"/>'
    text = f'<text type="zone" width="0.9" height="0.8" duration="1">{words}{animator}</text>'
    body = f'<stack><effect type="none"><image color="#204060"/></effect>{text}</stack>'
    found = steps(album, body, 0.05, 0.9)
    assert found.max() < 0.35
