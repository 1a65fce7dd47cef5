"""The files of a movie: which there are, and what each is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dragonet.sxml.problems import SxmlError, problem
from dragonet.sxml.tiles import OPEN_STREET_MAP, MapTiles, Servers, tiles
from dragonet.sxml.tree import Movie, Node

Kind = Literal["image", "video", "audio"]
KINDS: tuple[Kind, ...] = ("image", "video", "audio")

MOST_FILES = 2000
"""Different files, tiles of maps among them, that one movie may use."""


@dataclass(frozen=True)
class Asset:
    """The file of one image, video or audio, or the speech of one audio.

    Attributes:
        path: the local file; of a map that of one of its tiles.
        url: what errors call it.
        kind: what it is used as.
        width: as shown: upright, with square pixels; 0 for sound.
        height: as shown.
        duration: of the whole file or speech, seconds; 0 for images.
        alpha: whether it may have transparent parts.
        sound: whether there is sound in it.
        tiles: of a map; its `path` and `url` are one of them then.
    """

    path: Path
    url: str
    kind: Kind
    width: int = 0
    height: int = 0
    duration: float = 0.0
    alpha: bool = False
    sound: bool = False
    tiles: MapTiles | None = None


@dataclass(frozen=True)
class Assets:
    """The files of a movie by the `Node.index` of what uses them.

    Nodes without a file, such as images of one colour, have none.
    """

    by_node: Mapping[int, Asset]

    def __getitem__(self, node: Node) -> Asset:
        return self.by_node[node.index]

    def get(self, node: Node) -> Asset | None:
        """The file of a node, if it has one."""
        return self.by_node.get(node.index)

    @property
    def lengths(self) -> dict[int, float]:
        """Seconds of each video and audio, for `timing.resolve`."""
        return {
            index: asset.duration for index, asset in self.by_node.items() if asset.kind != "image"
        }

    @property
    def heard(self) -> dict[int, float]:
        """Seconds of each audio, for `gather` in another process."""
        return {
            index: item.duration for index, item in self.by_node.items() if item.kind == "audio"
        }


def sources(
    movie: Movie, servers: Servers = OPEN_STREET_MAP, *, only: tuple[Kind, ...] = KINDS
) -> dict[str, str]:
    """Every URL that a movie needs, and where it stands: `line 7, <image>`; each once.

    `only` leaves out other kinds; times alone need no images.

    Raises SxmlError if there are too many, or maps for which there is no server.
    """
    found: dict[str, str] = {}
    for node in users(movie, only):
        for url in _urls(node, servers):
            found.setdefault(url, f"line {node.line}, <{node.element}>")
            if len(found) > MOST_FILES:
                text = f"the movie needs more than {MOST_FILES} files; at most that many"
                raise SxmlError([problem(node.line, node.element, text)])
    return found


def users(movie: Movie, only: tuple[Kind, ...]) -> Iterator[Node]:
    """The nodes of some kinds."""
    return (node for node in movie.body.walk() if node.element in only)


def _urls(node: Node, servers: Servers) -> list[str]:
    if is_map(node):
        return list(tiles(node, servers).values())
    return [str(node["filename"])] if node.values.get("filename") else []


def is_map(node: Node) -> bool:
    """Whether a node is an image of tiles."""
    return node.element == "image" and node.look is not None and node.look.name == "map"
