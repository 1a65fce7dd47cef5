"""What must be the same, and what must not, when filters are turned off, mirrored or chained."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from support.frames import Album, plain

SIZE = (96, 54)
SAME = "#ff000000,#00ff0000,#0000ff00,#000000ff,#00000000"

Picture = NDArray[Any]


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Album:
    made = Album(tmp_path_factory.mktemp("pictures"))
    photo: NDArray[np.uint8] = data.astronaut()  # type: ignore[no-untyped-call]
    wide = photo[20:308:4, ::4][:72]
    made.add("photo", wide)
    made.add("mirrored", wide[:, ::-1])
    made.add("square", photo[::8, ::8])
    made.add("turned", photo[::8, ::8].transpose(1, 0, 2))
    made.add("white", plain((255, 255, 255), 8, 8))
    made.add("symmetric", np.minimum(wide, wide[:, ::-1]))
    return made


def item(kind: str, more: str = "", inside: str = "") -> str:
    return f'<filter type="{kind}" {more}>{inside}</filter>'


def full(image: str, more: str = "") -> str:
    return f'<effect type="none" duration="4">{image}{more}</effect>'


def seen(
    album: Album, chain: str, name: str = "photo", size: tuple[int, int] = SIZE, on: str = "node"
) -> Picture:
    """A picture in a box over blue, with filters."""
    box = '<overlay width="0.7" duration="4">{}{}</overlay>'
    if on == "medium":
        body = box.format(album.image(name, chain), "")
    elif on == "node":
        body = box.format(album.image(name), chain)
    else:
        body = f"<{on}>{box.format(album.image(name), '')}{chain}</{on}>"
    ground = full('<image color="#203060"/>')
    return album.frame(f"<stack>{ground}{body}</stack>", 1.0, size=size).astype(int)


WHITE = '<image filename="http://pictures/white"/>'
NOTHING = {
    "identity": item("identity"),
    "subRender": item("subRender"),
    "colormap": item("colormap", f'rgba-bias-matrix="{SAME}"'),
    "negative twice": 2 * item("colormap", 'preset="negative"'),
    "alpha": item("alpha"),
    "blur": item("blur", 'diameter="0"'),
    "hblur": item("hblur", 'diameter="0"'),
    "frame": item("frame", 'width="0"'),
    "mask": item("mask", "", WHITE),
    "mask of itself turned round": item(
        "mask", 'opaqueColor="#000000" transparentColor="#ffffff"', '<image color="#000000"/>'
    ),
    "quad": item("quad"),
    "grow": item("grow", 'zoomStart="1"'),
    "glow": item("glow", 'color="#ffffff00"'),
    "glow by nothing": item("glow", 'diameter="0"'),
    "borderBlur": item("borderBlur", 'margin="0"'),
    "cornerCut": item("cornerCut", 'width="0"'),
    "combine": item("combine", 'fillOpacity="0"', WHITE),
    "dof": item("dof", 'diameter="0"'),
    "noise": item("noise", 'alphaStart="0" alphaEnd="0"'),
    "flick": item("flick", 'alphaEnd="1"'),
    "key": item("key", 'color="#808080" width="0" transWidth="0"'),
    "makeTransparent": item("makeTransparent", 'transparentColor="#00ff00" transWidth="0.01"'),
    "distancecolor": item("distancecolor"),
    "zoomAdapter": item("zoomAdapter"),
    "fitAdapter": item("fitAdapter"),
}


@pytest.mark.parametrize("on", ["medium", "node", "stack", "sequence"])
@pytest.mark.parametrize("name", NOTHING)
def test_a_filter_that_is_off_changes_nothing(album: Album, name: str, on: str) -> None:
    if on == "medium" and name.endswith("Adapter"):
        return  # it fills what it is given, which is another box
    assert np.abs(seen(album, NOTHING[name], on=on) - seen(album, "", on=on)).max() <= 1


MIRRORED = {
    "blur": item("blur", 'diameter="20"'),
    "hblur": item("hblur", 'diameter="20"'),
    "vblur": item("vblur", 'diameter="20"'),
    "glow": item("glow"),
    "borderBlur": item("borderBlur"),
    "cornerCut": item("cornerCut", 'width="0.2" diameter="0.1"'),
    "frame": item("frame"),
    "quad": item("quad", 'width="0.5"'),
    "dof": item("dof", 'diameter="30" width="0.3"'),
    "grow": item("grow", 'zoomStart="0.5"'),
    "mask": item("mask", "", '<image filename="http://pictures/symmetric"/>'),
    "stroke": item("distancecolor", 'strokeWidth="0.4"'),
    "key": item("key", 'color="#e05030"'),
    "flashback": item("flashback", 'rate="0" transWidth="0"'),
}


@pytest.mark.parametrize("name", MIRRORED)
def test_a_mirrored_picture_is_filtered_mirrored(album: Album, name: str) -> None:
    one, two = (seen(album, MIRRORED[name], picture) for picture in ("photo", "mirrored"))
    apart = np.abs(one - two[:, ::-1])
    assert apart.mean() < 0.6
    assert np.percentile(apart, 99) <= 10


def test_a_blur_up_and_down_is_one_sideways_of_a_turned_picture(album: Album) -> None:
    chains = (item("hblur", 'diameter="40"'), item("vblur", 'diameter="40"'))
    one = seen(album, chains[0], "square", (64, 64))
    two = seen(album, chains[1], "turned", (64, 64))
    assert np.abs(one - two.transpose(1, 0, 2)).max() <= 3


def test_opacities_multiply(album: Album) -> None:
    half = item("alpha", 'alphaStart="0.5" alphaEnd="0.5"')
    quarter = item("alpha", 'alphaStart="0.25" alphaEnd="0.25"')
    assert np.abs(seen(album, half * 2) - seen(album, quarter)).max() <= 2


def test_one_blur_after_another_is_a_wider_one(album: Album) -> None:
    sharp = seen(album, "", on="stack")
    two = seen(album, item("blur", 'diameter="18"') + item("blur", 'diameter="24"'), on="stack")
    one = seen(album, item("blur", 'diameter="30"'), on="stack")
    assert np.abs(one - two).mean() < 0.05 * np.abs(one - sharp).mean() + 0.5


@pytest.mark.parametrize("preset", ["grayscale", "sepia", "vintage", "cold", "warm", "contrast"])
def test_presets_keep_the_order_of_greys(album: Album, preset: str) -> None:
    """No bands and no folds: a ramp of greys stays one in each channel."""
    ramp = np.tile(np.arange(256, dtype=np.uint8)[None, :, None], (16, 1, 3))
    image = album.add("ramp", ramp)
    got = album.frame(full(image, item("colormap", f'preset="{preset}"')), size=(256, 16))[8]
    rises = np.diff(got.astype(int), axis=0)
    assert rises.min() >= 0 and rises.max() <= 2
    assert np.ptp(got.astype(int), axis=0).min() > 100


CHAINS = {
    "frame, blur": (item("frame", 'width="0.1"'), item("blur", 'diameter="20"')),
    "negative, glow": (item("colormap", 'preset="negative"'), item("glow")),
    "cut, stroke": (item("cornerCut", 'width="0.3"'), item("distancecolor", 'strokeWidth="0.2"')),
    "quad, mask": (item("quad", 'width="0.5"'), item("mask", "", WHITE)),
    "grey, tv": (item("colormap", 'preset="grayscale"'), item("tv", 'offset="9"')),
}
SWAPS = ("quad, mask",)
"""Those whose order does not matter: what is masked by nothing."""


@pytest.mark.parametrize("on", ["medium", "node"])
@pytest.mark.parametrize("name", CHAINS)
def test_filters_work_in_the_order_of_the_document(album: Album, name: str, on: str) -> None:
    one, two = CHAINS[name]
    there, back = seen(album, one + two, on=on), seen(album, two + one, on=on)
    apart = np.abs(there - back).mean()
    assert apart < 0.5 if name in SWAPS else apart > 0.5
    behind = item("identity")
    assert np.array_equal(there, seen(album, one + behind + two, on=on))


def test_grain_differs_by_place_in_the_document_and_not_by_run(album: Album) -> None:
    grain = item("noise", 'alphaStart="1" alphaEnd="1" width="3"')
    one = seen(album, grain)
    assert np.array_equal(one, seen(album, grain))
    later = seen(album, item("identity") + grain)
    assert np.abs(one - later).mean() > 3


@pytest.mark.parametrize(
    ("kind", "more"),
    [("noise", 'alphaStart="1" alphaEnd="1" width="3"'), ("flick", 'rate="20" alphaEnd="0"')],
)
def test_a_seed_chooses_whatever_the_place(album: Album, kind: str, more: str) -> None:
    photo = album.image("photo")
    seven = item(kind, f'{more} seed="7"')
    there, later, other = (
        np.array(album.frames(full(photo, filters), 0.1, 0.4, 0.9, 1.6, size=SIZE))
        for filters in (seven, item("identity") + seven, item(kind, f'{more} seed="8"'))
    )
    assert np.array_equal(there, later)
    assert np.abs(there.astype(int) - other).mean() > 3
