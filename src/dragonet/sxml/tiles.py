"""Which tiles make a map: Web Mercator (EPSG:3857), XYZ numbering, tiles of 256 pixels."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dragonet.sxml.problems import SxmlError, problem
from dragonet.sxml.tree import Node

SIDE = 256
"""Pixels of a tile, each way."""

NORTHMOST = 85.05112877980659
"""Latitude of the upper edge of the square world, degrees."""


@dataclass(frozen=True)
class Servers:
    """Where tiles come from.

    Attributes:
        templates: URL with `{z}`, `{x}`, `{y}`, maybe `{key}`, by `maptype`; empty: none.
        attributions: what must be written on the map, by `maptype`.
        deepest: zoom level beyond which tiles are enlarged.
    """

    templates: Mapping[str, str] = field(default_factory=dict[str, str])
    attributions: Mapping[str, str] = field(default_factory=dict[str, str])
    deepest: int = 19

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> "Servers":
        """The servers that the options of a job name; OpenStreetMap's if they say nothing."""
        if "tiles" not in options:
            return OPEN_STREET_MAP
        aerial = options["tiles_satellite_attribution"]
        return cls(
            {
                "map": options["tiles"],
                "satellite": options["tiles_satellite"],
                "hybrid": options["tiles_hybrid"],
            },
            {"map": options["tiles_attribution"], "satellite": aerial, "hybrid": aerial},
            options["tiles_deepest"],
        )

    def template(self, node: Node) -> str:
        """The template for a map. Raises SxmlError if there is none, or it needs a `mapkey`."""
        kind = node["maptype"]
        found = self.templates.get(kind, "")
        if not found:
            setting = "DRAGONET_TILES" + ("" if kind == "map" else f"_{kind.upper()}")
            text = f"maptype='{kind}' needs a tile server, which {setting} sets on this service"
            raise SxmlError([problem(node.line, node.element, text)])
        if "{key}" in found and not node["mapkey"]:
            text = f"maptype='{kind}' needs a mapkey for the server of the tiles"
            raise SxmlError([problem(node.line, node.element, text)])
        return found


OPEN_STREET_MAP = Servers(
    {"map": "https://tile.openstreetmap.org/{z}/{x}/{y}.png"},
    {"map": "© OpenStreetMap contributors"},
)


@dataclass(frozen=True)
class Grid:
    """The part of the world that a map shows.

    Attributes:
        level: zoom level of the tiles.
        scale: pixels of the map for each pixel of a tile.
        left: distance of the map's left edge from longitude -180, pixels of the level; columns
            go on beyond both edges of the world.
        top: distance of its upper edge from `NORTHMOST`, pixels of the level.
        width: of the map, pixels.
        height: of the map, pixels.
    """

    level: int
    scale: float
    left: float
    top: float
    width: int
    height: int

    @property
    def cells(self) -> list[tuple[int, int]]:
        """Column and row of every tile that is seen; beyond the poles there is none."""
        right = self.left + self.width / self.scale
        bottom = self.top + self.height / self.scale
        columns = range(math.floor(self.left / SIDE), math.ceil(right / SIDE))
        rows = range(max(0, math.floor(self.top / SIDE)), math.ceil(bottom / SIDE))
        return [(column, row) for row in rows if row < 2**self.level for column in columns]

    def corner(self, cell: tuple[int, int]) -> tuple[float, float]:
        """Where the upper left corner of a tile is: pixels from the map's upper left, y down."""
        return (
            (cell[0] * SIDE - self.left) * self.scale,
            (cell[1] * SIDE - self.top) * self.scale,
        )

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a place is: pixels from the map's upper left, y down; the copy nearest to the
        middle where the world is there several times."""
        world = SIDE * 2**self.level
        x, y = (part * world for part in mercator(latitude, longitude))
        middle = self.left + self.width / self.scale / 2
        x += round((middle - x) / world) * world
        return (x - self.left) * self.scale, (y - self.top) * self.scale


@dataclass(frozen=True)
class MapTiles:
    """The tiles of a map.

    Attributes:
        grid: where they go.
        files: by column and row, as `grid.cells` numbers them; those that there are.
        attribution: what must be written on the map.
    """

    grid: Grid
    files: Mapping[tuple[int, int], Path]
    attribution: str = ""

    @property
    def lacking(self) -> int:
        """How many tiles there are not."""
        return len(self.grid.cells) - len(self.files)


def mercator(latitude: float, longitude: float) -> tuple[float, float]:
    """A place as fractions of the square world, from its upper left."""
    bounded = math.radians(max(-NORTHMOST, min(NORTHMOST, latitude)))
    return (longitude + 180) / 360, (1 - math.asinh(math.tan(bounded)) / math.pi) / 2


def grid(node: Node, servers: Servers) -> Grid:
    """What a map shows; it does not leave the world at the poles if it fits in between."""
    zoom: float = node["zoom"]
    width, height = node["size"]
    level = min(math.floor(zoom + 0.5), servers.deepest)
    scale = 2 ** (zoom - level)
    world = SIDE * 2**level
    x, y = (part * world for part in mercator(*node["center"]))
    wide, high = width / scale, height / scale
    top = (world - high) / 2 if high >= world else max(0, min(world - high, y - high / 2))
    return Grid(level, scale, x - wide / 2, top, width, height)


def tiles(node: Node, servers: Servers) -> dict[tuple[int, int], str]:
    """The URLs of a map's tiles by column and row. Raises SxmlError if no server gives them."""
    template = servers.template(node)
    found = grid(node, servers)
    key = quote(node["mapkey"] or "", safe="")
    return {
        (column, row): template.replace("{z}", str(found.level))
        .replace("{x}", str(column % 2**found.level))
        .replace("{y}", str(row))
        .replace("{key}", key)
        for column, row in found.cells
    }
