"""The files of a movie: which there are, and what each is."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dragonet.errors import SourceError, TaskError
from dragonet.job import SourceFile
from dragonet.sxml.problems import MOST, SxmlError, problem
from dragonet.sxml.tiles import OPEN_STREET_MAP, MapTiles, Servers, grid, tiles
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
    for node in _users(movie, only):
        for url in _urls(node, servers):
            found.setdefault(url, f"line {node.line}, <{node.element}>")
            if len(found) > MOST_FILES:
                text = f"the movie needs more than {MOST_FILES} files; at most that many"
                raise SxmlError([problem(node.line, node.element, text)])
    return found


def _users(movie: Movie, only: tuple[Kind, ...]) -> Iterator[Node]:
    return (node for node in movie.body.walk() if node.element in only)


def _urls(node: Node, servers: Servers) -> list[str]:
    if _is_map(node):
        return list(tiles(node, servers).values())
    return [str(node["filename"])] if node.values.get("filename") else []


def _is_map(node: Node) -> bool:
    return node.element == "image" and node.look is not None and node.look.name == "map"


def gather(
    movie: Movie,
    source: Callable[[str], SourceFile],
    scratch: Path,
    servers: Servers = OPEN_STREET_MAP,
    *,
    only: tuple[Kind, ...] = KINDS,
    heard: Mapping[int, float] | None = None,
) -> Assets:
    """Find out what every file is, each once, and speak what `<audio voice>` says.

    `source` gives the local file of a URL that `sources` names; speech becomes WAV files in
    `scratch`. `only` leaves out other kinds; `heard` has seconds by `Node.index` of audio that is
    only to be reckoned with, since its sound is made elsewhere.

    Raises SourceError naming each file that cannot be used as what it is asked for, and SxmlError
    naming each text that cannot be spoken.
    """
    gatherer = _Gatherer(source, scratch, servers, heard or {})
    found: dict[int, Asset] = {}
    faults: list[TaskError] = []
    for node in _users(movie, only):
        try:
            if asset := gatherer.asset(node):
                found[node.index] = asset
        except TaskError as error:
            faults.append(error)
    _raise(faults)
    return Assets(found)


def _raise(faults: list[TaskError]) -> None:
    """One error of all: the author's faults before those of files."""
    texts = [found for fault in faults if isinstance(fault, SxmlError) for found in fault.errors]
    if texts:
        raise SxmlError(texts[:MOST], more=len(texts) > MOST)
    if faults:
        more = ["and more"] if len(faults) > MOST else []
        raise SourceError("\n".join([*dict.fromkeys(fault.text for fault in faults[:MOST]), *more]))


class _Gatherer:
    def __init__(
        self,
        source: Callable[[str], SourceFile],
        scratch: Path,
        servers: Servers,
        heard: Mapping[int, float],
    ) -> None:
        self._source, self._scratch, self._servers = source, scratch, servers
        self._heard = heard
        self._spoken: dict[tuple[str, str], Asset] = {}

    def asset(self, node: Node) -> Asset | None:
        """The file of a node; None if it needs none."""
        if node.index in self._heard:
            return Asset(Path(), "", "audio", duration=self._heard[node.index], sound=True)
        if _is_map(node):
            return self._map(node)
        if node.values.get("voice"):
            return self._speech(node)
        return self._file(node) if node.values.get("filename") else None

    def _file(self, node: Node) -> Asset:
        from dragonet.sxml.probes import probe

        file = self._source(str(node["filename"]))
        with _naming(node):
            return probe(node.element, file.path, file.url)

    def _speech(self, node: Node) -> Asset:
        from dragonet.sxml.speech import spoken

        key = node["voice"], node.text
        if key not in self._spoken:
            path = self._scratch / f"speech{len(self._spoken)}.wav"
            seconds = spoken(node, path)
            self._spoken[key] = Asset(path, "speech", "audio", duration=seconds, sound=True)
        return self._spoken[key]

    def _map(self, node: Node) -> Asset:
        shown = grid(node, self._servers)
        files = {cell: self._source(url) for cell, url in tiles(node, self._servers).items()}
        attribution = self._servers.attributions.get(node["maptype"], "")
        paths = {cell: file.path for cell, file in files.items()}
        one = next(iter(files.values()))
        self._check(node, list(files.values()))
        drawn = MapTiles(shown, paths, attribution)
        return Asset(one.path, one.url, "image", shown.width, shown.height, tiles=drawn)

    def _check(self, node: Node, files: list[SourceFile]) -> None:
        """See that every tile is a picture: a server in trouble may answer with a page."""
        from dragonet.sxml.probes import probe

        for file in files:
            with _naming(node):
                probe("image", file.path, file.url)


@contextmanager
def _naming(node: Node) -> Iterator[None]:
    """Put the place in the document before what is wrong with a file."""
    try:
        yield
    except SourceError as error:
        raise SourceError(problem(node.line, node.element, error.text).text) from error
