"""Tiles of maps: which ones, where they go, from which server."""

import math
from pathlib import Path

import pytest
from PIL import Image

from dragonet.engine.spec import Spare
from dragonet.errors import SourceError
from dragonet.job import SourceFile
from dragonet.sxml.assets import sources
from dragonet.sxml.gather import gather
from dragonet.sxml.parse import parse
from dragonet.sxml.problems import SxmlError
from dragonet.sxml.tiles import OPEN_STREET_MAP, Servers, grid, tiles
from dragonet.sxml.tree import Node

PARIS = (48.8566, 2.3522)


def the_map(**attributes: object) -> Node:
    given = {"center": f"{PARIS[0]},{PARIS[1]}", **attributes}
    inside = " ".join(f'{name}="{value}"' for name, value in given.items())
    movie = parse(f'<effect type="none"><image type="map" {inside}/></effect>')
    return next(node for node in movie.body.walk() if node.element == "image")


def by_the_wiki(latitude: float, longitude: float, zoom: int) -> tuple[int, int]:
    """The tile of a place, as OpenStreetMap's wiki ("Slippy map tilenames") gives it."""
    radians = math.radians(latitude)
    y = (1 - math.log(math.tan(radians) + 1 / math.cos(radians)) / math.pi) / 2
    return int((longitude + 180) / 360 * 2**zoom), int(y * 2**zoom)


@pytest.mark.parametrize("zoom", [0, 1, 5, 12, 19])
@pytest.mark.parametrize("place", [PARIS, (-33.86, 151.21), (64.15, -21.94), (0.5, -0.5)])
def test_the_middle_is_on_the_tile_that_the_wiki_names(
    zoom: int, place: tuple[float, float]
) -> None:
    node = the_map(center=f"{place[0]},{place[1]}", zoom=zoom, size="2x2")
    shown = grid(node, OPEN_STREET_MAP)
    if zoom > 1:
        assert shown.point(*place) == pytest.approx((1, 1), abs=1e-6)
    x, y = by_the_wiki(*place, zoom)
    assert (
        f"https://tile.openstreetmap.org/{zoom}/{x}/{y}.png"
        in tiles(node, OPEN_STREET_MAP).values()
    )


@pytest.mark.parametrize("zoom", [0, 0.4, 2.5, 9, 12.49, 12.5, 20.3, 22])
@pytest.mark.parametrize("size", ["640x640", "1x1", "300x200", "257x1000"])
def test_tiles_cover_the_map_and_none_is_unseen(zoom: float, size: str) -> None:
    node = the_map(zoom=zoom, size=size)
    shown = grid(node, OPEN_STREET_MAP)
    assert shown.level <= 19
    side = 256 * shown.scale
    corners = [shown.corner(cell) for cell in shown.cells]
    assert len(corners) == len(set(corners)) <= 60
    for x, y in corners:
        assert -side < x < shown.width
        assert -side < y < shown.height
    covered = sum(
        max(0, min(x + side, shown.width) - max(x, 0))
        * max(0, min(y + side, shown.height) - max(y, 0))
        for x, y in corners
    )
    high = min(shown.height, 256 * 2**shown.level * shown.scale)
    assert covered == pytest.approx(shown.width * high, rel=1e-9)


def test_the_world_goes_round() -> None:
    node = the_map(center="0,179.99", zoom=3, size="512x256")
    xs = {url.split("/")[-2] for url in tiles(node, OPEN_STREET_MAP).values()}
    assert xs >= {"7", "0"}
    shown = grid(node, OPEN_STREET_MAP)
    (west, _), (east, _) = shown.point(0, 179), shown.point(0, -179)
    assert east - west == pytest.approx(2 / 360 * 8 * 256)


def test_the_world_ends_at_the_poles() -> None:
    node = the_map(center="89,10", zoom=3, size="256x512")
    shown = grid(node, OPEN_STREET_MAP)
    assert shown.top == 0
    assert min(row for _, row in shown.cells) == 0
    small = grid(the_map(center="60,0", zoom=0, size="640x640"), OPEN_STREET_MAP)
    assert {row for _, row in small.cells} == {0}
    assert small.corner((0, 0))[1] == pytest.approx(192)


def test_deeper_than_the_server_is_enlarged() -> None:
    shown = grid(the_map(zoom=21, size="600x400"), Servers(deepest=17))
    assert (shown.level, shown.scale) == (17, 16)


def test_servers_by_the_options_of_a_job() -> None:
    options = {
        "tiles": "https://a.test/{z}/{x}/{y}.png?key={key}",
        "tiles_satellite": "https://b.test/{z}-{x}-{y}",
        "tiles_hybrid": "",
        "tiles_attribution": "A",
        "tiles_satellite_attribution": "B",
        "tiles_deepest": 12,
    }
    servers = Servers.of(options)
    plain = the_map(zoom=1, size="1x1", mapkey="a/b c")
    assert list(tiles(plain, servers).values()) == ["https://a.test/1/1/0.png?key=a%2Fb%20c"]
    aerial = the_map(zoom=1, size="1x1", maptype="satellite")
    assert list(tiles(aerial, servers).values()) == ["https://b.test/1-1-0"]
    for attributes, said in (
        (
            {"maptype": "hybrid"},
            "maptype='hybrid' needs a tile server, which DRAGONET_TILES_HYBRID",
        ),
        ({}, "maptype='map' needs a mapkey"),
    ):
        with pytest.raises(SxmlError, match=f"line 1, <image>: {said}"):
            tiles(the_map(**attributes), servers)
    assert Servers.of({}) is OPEN_STREET_MAP


def test_a_map_among_the_files_of_a_movie(tmp_path: Path) -> None:
    movie = parse(
        f'<effect type="none"><image type="map" center="{PARIS[0]},{PARIS[1]}" size="300x200" '
        'zoom="12"/></effect>'
    )
    Image.new("RGB", (256, 256), "red").save(tmp_path / "tile.png")
    asked = sources(movie)
    found = gather(movie, lambda url: SourceFile(tmp_path / "tile.png", url), tmp_path)
    (asset,) = found.by_node.values()
    assert (asset.kind, asset.width, asset.height) == ("image", 300, 200)
    assert asset.tiles is not None
    assert set(asset.tiles.files) == set(asset.tiles.grid.cells)
    assert len(asked) == len(asset.tiles.files)
    assert asset.tiles.attribution == "© OpenStreetMap contributors"
    assert all(isinstance(where, Spare) for where in asked.values())
    there = {url: SourceFile(tmp_path / "tile.png", url) for url in list(asked)[1:]}
    fewer = gather(movie, there.__getitem__, tmp_path)
    (warning,) = fewer.gaps(movie)
    said = f"the server does not have 1 of its {len(asked)} tiles"
    assert warning.text == f"line 1, <image>: {said}; it is blank there"
    assert not list(found.gaps(movie))
    with pytest.raises(SourceError, match="line 1, <image>: none of the tiles of this map is on"):
        gather(movie, dict[str, SourceFile]().__getitem__, tmp_path)
    (tmp_path / "tile.png").write_text("<html>busy</html>")
    with pytest.raises(SourceError, match=r"line 1, <image>: File 'https://tile\.open.*is HTML"):
        gather(movie, lambda url: SourceFile(tmp_path / "tile.png", url), tmp_path)
