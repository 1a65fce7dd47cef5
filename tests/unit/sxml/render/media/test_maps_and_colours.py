"""Maps are put together without seams, marked and signed; colours and nodes fill their boxes."""

import re
from pathlib import Path

import numpy as np
import pytest
import skia
from numpy.typing import NDArray
from PIL import Image

from dragonet.errors import SourceError
from dragonet.sxml.assets import Asset
from dragonet.sxml.render import matrices
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.media import DrawnMedium, ImageCache
from dragonet.sxml.render.media.colour import ColourMedium
from dragonet.sxml.render.media.map import MapMedium
from dragonet.sxml.render.pen import Pen, rect
from dragonet.sxml.tiles import SIDE, Grid, MapTiles
from dragonet.sxml.values import Colour
from support.screens import URL, WHOLE, Pixels, shown

SIGN = "© The makers of this map"
GREEN = (120, 180, 90)


def tile(folder: Path, cell: tuple[int, int]) -> Path:
    path = folder / f"{cell[0]} {cell[1]}.png"
    Image.new("RGB", (SIDE, SIDE), GREEN).save(path)
    return path


def a_map(
    folder: Path, grid: Grid, markers: list[tuple[float, float]] | None = None, sign: str = SIGN
) -> MapMedium:
    tiles = MapTiles(grid, {cell: tile(folder, cell) for cell in grid.cells}, sign)
    asset = Asset(folder, URL, "image", grid.width, grid.height, tiles=tiles)
    return MapMedium(asset, tiles, markers or [], ImageCache())


@pytest.mark.parametrize("factor", [1.0, 1.0123, 0.7])
@pytest.mark.parametrize("scale", [1.0, 1.19, 0.84])
def test_tiles_join_without_a_seam(factor: float, scale: float, tmp_path: Path) -> None:
    seen = shown(
        a_map(tmp_path, Grid(10, scale, 3000.3, 5000.7, 640, 400), sign=""),
        (320, 200),
        Box.screen(1.6).scaled(factor),
        background=GREEN,
    )
    assert (seen == GREEN).all()


def test_where_there_is_no_tile_it_is_grey(tmp_path: Path) -> None:
    seen = shown(a_map(tmp_path, Grid(1, 1.0, 10.0, -100.0, 400, 300), sign=""), (400, 300))
    assert (seen[:99] == (0xDD, 0xDF, 0xE1)).all()
    assert (seen[102:] == GREEN).all()


def red(seen: Pixels) -> NDArray[np.bool_]:
    return (seen[..., 0] > 200) & (seen[..., 1] < 90)


@pytest.mark.parametrize("size", [(320, 320), (640, 640)])
def test_pins_point_at_their_places(size: tuple[int, int], tmp_path: Path) -> None:
    grid = Grid(8, 1.0, 128 * 256.0 - 320, 128 * 256.0 - 320, 640, 640)  # around 0, 0
    assert grid.point(0, 0) == pytest.approx((320, 320))
    seen = shown(a_map(tmp_path, grid, [(0.0, 0.0)]), size)
    rows, columns = np.nonzero(red(seen))
    unit = size[0] / 640
    assert rows.max() == pytest.approx(320 * unit, abs=4 * unit + 1)
    assert columns.mean() == pytest.approx(320 * unit, abs=1)
    assert rows.min() == pytest.approx((320 - 38) * unit, abs=3)


def signed(seen: Pixels) -> NDArray[np.bool_]:
    return np.asarray((seen.max(axis=2) < 100) | (seen.min(axis=2) > 190))


@pytest.mark.parametrize("height", [180, 360, 720])
def test_the_makers_name_is_at_the_corner_also_of_a_map_that_is_cut(
    height: int, tmp_path: Path
) -> None:
    made = a_map(tmp_path, Grid(10, 1.0, 3000.3, 5000.7, 640, 640))
    width = height * 16 // 9
    for box in (Box.screen(16 / 9).filled(1.0), Box.screen(16 / 9).filled(1.0).scaled(1.3)):
        seen = shown(made, (width, height), box, aspect=16 / 9)
        rows, columns = np.nonzero(signed(seen))
        letters = max(8, height / 40)
        assert rows.max() == height - 1 and columns.max() == width - 1
        assert height - rows.min() == pytest.approx(1.5 * letters, abs=1.5)
        ink = seen[int(height - 1.4 * letters) :, columns.min() :].max(axis=2) < 160
        assert ink.sum() > 20, "there are letters"
    tilted = shown(made, (width, height), matrix=matrices.rotate(15, 0, 1, 0), aspect=16 / 9)
    assert signed(tilted)[height // 2 :, width // 2 :].sum() > 100


def test_a_tile_that_is_damaged_is_named(tmp_path: Path) -> None:
    made = a_map(tmp_path, Grid(10, 1.0, 3000.3, 5000.7, 300, 200))
    for path in tmp_path.glob("*.png"):
        path.write_bytes(path.read_bytes()[:120])
    with pytest.raises(SourceError, match=re.escape(URL)):
        shown(made, (300, 200))


def test_a_colour_fills_its_box() -> None:
    plain = ColourMedium(Colour(10, 200, 30))
    assert plain.aspect is None and plain.opaque
    assert ColourMedium(Colour(1, 2, 3), 300, 100).aspect == 3.0
    for size in ((161, 91), (320, 180)):
        assert (shown(plain, size) == (10, 200, 30)).all()
    half = ColourMedium(Colour(255, 0, 0, 128))
    assert not half.opaque
    seen = shown(half, (60, 40), alpha=0.5, background=(0, 0, 255))
    assert np.abs(seen[20, 30].astype(int) - (64, 0, 191)).max() <= 2
    box = Box(-0.5, -0.25, 0.5, 0.25)
    inside = shown(plain, (200, 200), box)[..., 1] == 200
    assert inside.sum() == 100 * 50 and inside[75:125, 50:150].all()


class Disc:
    """A node that draws a white disc as high as the screen, and a red square beyond its edge."""

    span = WHOLE

    def draw(self, pen: Pen) -> None:
        paint = skia.Paint(AntiAlias=True, Color=skia.ColorWHITE)
        paint.setAlphaf(pen.alpha)
        pen.canvas.drawCircle(0, 0, 1, paint)
        pen.canvas.drawCircle(0, 0, 0.5, paint)
        pen.canvas.drawRect(rect(Box(1.5, -1, 3, 1)), skia.Paint(Color=skia.ColorRED))

    def state(self, time: int) -> int:
        return time // 7

    def covers(self, time: int) -> bool:
        return False


def test_a_node_as_a_picture() -> None:
    picture = DrawnMedium(Disc(), 1.5)
    assert picture.aspect == 1.5 and picture.state(15) == 2
    box = Box(0.0, 0.0, 0.6, 0.4)
    seen = shown(picture, (400, 400), box)
    white = seen[..., 1] > 127
    rows, columns = np.nonzero(white)
    assert (columns.min(), columns.max() + 1) == pytest.approx((220, 300), abs=1)
    assert (rows.min(), rows.max() + 1) == pytest.approx((120, 200), abs=1)
    assert not (seen[:, 321:].any() or seen[:, :199].any()), "nothing outside the box"
    faint = shown(picture, (400, 400), box, alpha=0.5)
    assert 125 <= faint[160, 260, 0] == faint[160, 225, 0] <= 129, "faded as a whole"
