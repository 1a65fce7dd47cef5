"""The files of a movie: which there are, and what each is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from dragonet.engine.spec import Spare
from dragonet.sxml.captions.cue import Cue
from dragonet.sxml.captions.node import is_caption
from dragonet.sxml.problems import Problem, SxmlError, problem
from dragonet.sxml.pulse import Rhythm
from dragonet.sxml.tiles import OPEN_STREET_MAP, MapTiles, Servers, tiles
from dragonet.sxml.tree import Movie, Node

Kind = Literal["image", "video", "audio", "beats", "captions"]
KINDS: tuple[Kind, ...] = get_args(Kind)
TIMED: tuple[Kind, ...] = ("video", "audio", "beats", "captions")
"""Those that times follow from."""

HEARD: tuple[Kind, ...] = ("audio", "beats")
"""Those that nothing is drawn of."""

USES: Mapping[str, tuple[Kind, str]] = {
    "image": ("image", "filename"),
    "video": ("video", "filename"),
    "audio": ("audio", "filename"),
    "body": ("beats", "audio"),
    "sequence": ("beats", "audio"),
    "text": ("captions", "filename"),
}
"""What each element uses a file as, and the attribute that names it."""

MOST_FILES = 2000
"""Different files, tiles of maps among them, that one movie may use."""


@dataclass(frozen=True)
class Asset:
    """The file that a node uses, or the speech of one audio.

    Attributes:
        path: the local file; of a map that of one of its tiles.
        url: what errors call it.
        kind: what it is used as.
        width: as shown: upright, with square pixels; 0 for sound.
        height: as shown.
        duration: of the whole file or speech, seconds; 0 for images.
        alpha: whether it may have transparent parts.
        sound: whether there is sound in it.
        lottie: whether it is a Lottie animation, which has no pixels of its own.
        scripts: of such a one, its expressions, which are not run.
        rhythm: of music whose beats count.
        cues: of captions, in order of their start; `duration` is where the last one ends.
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
    lottie: bool = False
    scripts: int = 0
    rhythm: Rhythm | None = None
    cues: tuple[Cue, ...] = ()
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
        """Seconds of each file with a duration, for `timing.resolve`."""
        return {
            index: asset.duration for index, asset in self.by_node.items() if asset.kind in TIMED
        }

    @property
    def rhythms(self) -> dict[int, Rhythm]:
        """Of each music whose beats count, for `timing.resolve`."""
        return {index: asset.rhythm for index, asset in self.by_node.items() if asset.rhythm}

    def gaps(self, movie: Movie) -> Iterator[Problem]:
        """A warning of each map that lacks tiles, and each Lottie file with expressions."""
        told = set[str]()
        for node in movie.body.walk():
            asset = self.get(node)
            if asset and asset.scripts and asset.url not in told:
                told.add(asset.url)
                text = f"File '{asset.url}' has expressions that are not run ({asset.scripts})"
                where = "what they would move follows its keyframes alone"
                yield problem(node.line, node.element, f"{text}; {where}")
            if asset and asset.tiles and (lacking := asset.tiles.lacking):
                count = len(asset.tiles.grid.cells)
                text = f"the server does not have {lacking} of its {count} tiles"
                yield problem(node.line, node.element, f"{text}; it is blank there")

    @property
    def known(self) -> dict[str, Any]:
        """What is only reckoned with where no sound is made, as JSON for `gather` there.

        Files by number, and the number of the file of each node.
        """
        heard = {index: item for index, item in self.by_node.items() if item.kind in HEARD}
        numbers = {item: number for number, item in enumerate(dict.fromkeys(heard.values()))}
        return {
            "files": [_told(item) for item in numbers],
            "nodes": {str(index): numbers[item] for index, item in heard.items()},
        }


def _told(item: Asset) -> dict[str, Any]:
    told = {"kind": item.kind, "duration": item.duration}
    return told | ({"rhythm": [list(times) for times in item.rhythm]} if item.rhythm else {})


def untold(told: Mapping[str, Any]) -> Asset:
    """A file of `Assets.known`."""
    rhythm = Rhythm(*map(tuple, told["rhythm"])) if "rhythm" in told else None
    return Asset(Path(), "", told["kind"], duration=told["duration"], rhythm=rhythm)


def sources(
    movie: Movie, servers: Servers = OPEN_STREET_MAP, *, only: tuple[Kind, ...] = KINDS
) -> dict[str, str]:
    """Every URL that a movie needs, and where it stands: `line 7, <image>`; each once. Tiles of
    maps are spare.

    `only` leaves out other kinds; times alone need no images.

    Raises SxmlError if there are too many, or maps for which there is no server.
    """
    found: dict[str, str] = {}
    for node in users(movie, only):
        for url in _urls(node, servers):
            where = f"line {node.line}, <{node.element}>"
            if isinstance(found.get(url, Spare()), Spare):
                found[url] = Spare(where) if is_map(node) else where
            if len(found) > MOST_FILES:
                text = f"the movie needs more than {MOST_FILES} files; at most that many"
                raise SxmlError([problem(node.line, node.element, text)])
    return found


def users(movie: Movie, only: tuple[Kind, ...]) -> Iterator[Node]:
    """The nodes whose element uses files as one of some kinds."""
    return (node for node in movie.body.walk() if _uses(node) and kind_of(node) in only)


def _uses(node: Node) -> bool:
    return node.element in USES and (node.element != "text" or is_caption(node))


def kind_of(node: Node) -> Kind:
    """What a node whose element is in `USES` uses its file as."""
    return USES[node.element][0]


def url_of(node: Node) -> str | None:
    """The URL of such a node's file, if it names one."""
    return node.values.get(USES[node.element][1])


def _urls(node: Node, servers: Servers) -> list[str]:
    if is_map(node):
        return list(tiles(node, servers).values())
    url = url_of(node)
    return [url] if url else []


def is_map(node: Node) -> bool:
    """Whether a node is an image of tiles."""
    return node.element == "image" and node.look is not None and node.look.name == "map"
