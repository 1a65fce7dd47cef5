"""Blurs: of the size that is asked for, even, keeping the light, with the right edges."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from support.frames import Album, Pixels, noise, plain

WHITE = (255, 255, 255)
SIZE = (320, 180)


@pytest.fixture
def album(tmp_path: Path) -> Album:
    return Album(tmp_path)


def full(image: str, more: str = "") -> str:
    return f'<effect type="none" duration="4">{image}{more}</effect>'


def blur(diameter: float, kind: str = "blur") -> str:
    return f'<filter type="{kind}" diameter="{diameter}"/>'


def square(album: Album, inside: str = "", side: int = 40) -> str:
    """A white square in the middle, its filters on the node."""
    album.add("white", plain(WHITE, 40, 40))
    share = side / SIZE[1]
    return f'<overlay height="{share}">{album.image("white")}{inside}</overlay>'


def light(album: Album, body: str) -> NDArray[Any]:
    return album.frame(body, size=SIZE)[..., 0].astype(float)


@pytest.mark.parametrize("diameter", [4, 12, 30, 80])
def test_a_blur_is_the_bell_curve_of_its_diameter(album: Album, diameter: float) -> None:
    """A quarter of the diameter is the standard deviation, in pixels of a screen 360 high."""
    pixels = noise(*SIZE)
    image = album.add("noise", pixels)
    seen = album.frame(full(image, blur(diameter)), size=SIZE)
    sigma = diameter / 4 * SIZE[1] / 360
    expected = gaussian_filter(pixels.astype(float), (sigma, sigma, 0), mode="nearest")
    assert np.abs(seen - expected).max() <= 6
    assert np.abs(seen - expected).mean() <= 1.2


@pytest.mark.parametrize("diameter", [6, 24, 64])
def test_what_is_transparent_around_spreads_and_keeps_its_light(
    album: Album, diameter: float
) -> None:
    sharp, soft = light(album, square(album)), light(album, square(album, blur(diameter)))
    assert soft.sum() == pytest.approx(sharp.sum(), rel=0.02)
    assert (soft > 0).sum() > (sharp > 0).sum() * 1.1
    assert np.abs(soft - soft[::-1]).max() <= 3
    assert np.abs(soft - soft[:, ::-1]).max() <= 3
    assert np.abs(soft[10:-10, 80:-80] - soft.T[80:-80, 10:-10]).max() <= 3


@pytest.mark.parametrize("diameter", [3, 10, 40, 200])
@pytest.mark.parametrize("kind", ["blur", "hblur", "vblur"])
def test_an_opaque_picture_has_no_border(album: Album, kind: str, diameter: float) -> None:
    image = album.add("white", plain(WHITE, 90, 90))
    on_node = full(image, blur(diameter, kind))
    on_picture = full(album.image("white", blur(diameter, kind)))
    for body in (on_node, on_picture):
        assert (album.frame(body, size=SIZE) == 255).all()


@pytest.mark.parametrize("place", [0.1, 0.1037, 0.2511])
def test_an_opaque_picture_in_a_box_keeps_its_sides(album: Album, place: float) -> None:
    album.add("white", plain(WHITE, 40, 40))
    box = '<overlay left="{0}" top="{0}" height="0.3">{1}</overlay>'
    sharp = light(album, box.format(place, album.image("white")))
    soft = light(album, box.format(place, album.image("white", blur(20))))
    assert np.abs(sharp - soft).max() <= 24  # a clip has steps of a sixteenth


def test_one_direction_leaves_the_other(album: Album) -> None:
    sharp = light(album, square(album))
    rows = light(album, square(album, blur(24, "hblur")))
    columns = light(album, square(album, blur(24, "vblur")))
    outside = sharp.max(axis=1) == 0
    assert (rows[outside] == 0).all() and ((rows > 0) & (rows < 255)).any()
    outside = sharp.max(axis=0) == 0
    assert (columns[:, outside] == 0).all() and ((columns > 0) & (columns < 255)).any()


def test_a_growing_blur_has_no_steps(album: Album) -> None:
    """Also where it goes on with fewer pixels."""
    keys = '<key time="0" diameter="0"/><key time="4" diameter="100"/>'
    grows = f'<filter type="blur"><animator type="custom">{keys}</animator></filter>'
    image = album.add("noise", noise(*SIZE))
    times = [0.04 * step for step in range(100)]
    seen = [made.astype(float) for made in album.frames(full(image, grows), *times, size=SIZE)]
    steps = [np.abs(one - two).mean() for one, two in itertools.pairwise(seen)]
    assert all(step < 3 * max(before, 0.4) for before, step in itertools.pairwise(steps))


def test_blur_is_of_the_same_size_at_every_resolution(album: Album) -> None:
    album.add("white", plain(WHITE, 40, 40))
    body = f'<overlay height="0.3">{album.image("white")}{blur(30)}</overlay>'
    small, large = (album.frame(body, size=size)[..., 0] for size in ((160, 90), (640, 360)))
    averaged = large.reshape(90, 4, 160, 4).mean(axis=(1, 3))
    assert np.abs(small - averaged).max() < 12


def tilted(image: str, inside: str, keys: str) -> str:
    animator = f'<animator type="custom"><key time="0" {keys}/></animator>'
    return f'<overlay width="0.5">{image}{inside}{animator}</overlay>'


@pytest.mark.parametrize("keys", ['rot="30,0,0,1"', 'rot="50,0,1,0"', 'rot="40,1,1,0"'])
def test_a_blur_lies_in_the_plane_of_its_picture(album: Album, keys: str) -> None:
    """Hardly any blur leaves a turned or tilted picture where it was; more keeps its light."""
    image = album.add("noise", noise(160, 90))
    plainly, hardly, much = (
        album.frame(tilted(image, inside, keys), size=SIZE).astype(float)
        for inside in ("", blur(2), blur(20))
    )
    assert np.abs(plainly - hardly).mean() < 2
    assert much.sum() == pytest.approx(plainly.sum(), rel=0.03)
    assert _roughness(much) < 0.7 * _roughness(plainly)


def _roughness(picture: NDArray[Any]) -> float:
    """In the middle of the screen."""
    return float(np.abs(np.diff(picture[75:105, 130:190], n=2, axis=1)).mean())


def test_a_blurred_picture_is_opaque_again_for_what_follows(album: Album) -> None:
    """A tint of a blurred picture, faded: each works on what the one before made."""
    pixels: Pixels = noise(*SIZE)
    image = album.add("noise", pixels)
    chain = blur(20) + '<filter type="colormap" preset="grayscale"/>'
    seen = album.frame(full(image, chain), size=SIZE)
    alone = album.frame(full(image, blur(20)), size=SIZE)
    grey = alone @ np.array([0.2126, 0.7152, 0.0722])
    assert np.abs(seen - grey[..., None]).max() <= 1


@pytest.mark.parametrize("corner", ['right="0" bottom="0"', 'left="0" top="0"'])
def test_texts_at_the_border_are_blurred_whole(album: Album, corner: str) -> None:
    """A blur is drawn on more than the screen; texts that keep their pixels are not cut there."""
    text = f'<text type="zone" width="0.4" height="0.4" {corner}>MMM</text>'
    moving = '<animator type="custom"><key time="0" pos="0,0,0.001"/></animator>'
    kept, drawn = (
        album.frame(f"<stack>{made}{blur(24)}</stack>", 1.0, size=SIZE).astype(int)
        for made in (text, text.replace("</text>", f"{moving}</text>"))
    )
    assert kept.max() > 60
    assert np.abs(kept - drawn).max() <= 3


WHITE_SCREEN = '<effect type="none"><image color="#ffffff"/></effect>'
MOVING = '<animator type="custom"><key time="0" pos="0,0,0"/></animator>'


@pytest.mark.parametrize("kind", ["crossfade", "move", "over", "under"])
def test_what_fills_the_screen_is_blurred_without_a_border_also_in_transitions(
    album: Album, kind: str
) -> None:
    logo = f'<overlay width="0.2"><image color="#ffffff"/>{MOVING}</overlay>'
    pile = f'<stack duration="2">{WHITE_SCREEN}{logo}</stack>'
    row = f'{pile}<transition type="{kind}"/>{pile}{blur(40)}'
    darkest = 150 if kind in ("over", "under") else 254  # they cast a shadow
    for seen in album.frames(f"<sequence>{row}</sequence>", 0.5, 1.3, 1.8, 2.5, size=SIZE):
        assert seen.min() >= darkest
        assert seen[0].max() == 255
