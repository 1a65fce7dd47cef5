"""What the files of a movie are: each is looked at once, and speech is made."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from dragonet.errors import SourceError, TaskError
from dragonet.job import SourceFile
from dragonet.sxml.assets import (
    KINDS,
    Asset,
    Assets,
    Kind,
    is_map,
    kind_of,
    untold,
    url_of,
    users,
)
from dragonet.sxml.captions.node import is_caption
from dragonet.sxml.captions.read import read_text
from dragonet.sxml.probes import captioned, probe
from dragonet.sxml.problems import MOST, SxmlError, problem
from dragonet.sxml.tiles import OPEN_STREET_MAP, MapTiles, Servers, grid, tiles
from dragonet.sxml.tree import Movie, Node


def gather(
    movie: Movie,
    source: Callable[[str], SourceFile],
    scratch: Path,
    servers: Servers = OPEN_STREET_MAP,
    *,
    only: tuple[Kind, ...] = KINDS,
    known: Mapping[str, Any] | None = None,
) -> Assets:
    """Find out what every file is, each once, and speak what `<audio voice>` says.

    `source` gives the local file of a URL that `sources` names, and raises KeyError for a spare
    one that is missing; speech becomes WAV files in `scratch`. `only` leaves out other kinds;
    `known` is `Assets.known` of another process, which makes the sound.

    Raises SourceError naming each file that cannot be used as what it is asked for, and SxmlError
    naming each text that cannot be spoken.
    """
    gatherer = _Gatherer(source, scratch, servers, known or {"files": [], "nodes": {}})
    found: dict[int, Asset] = {}
    faults: list[TaskError] = []
    for node in users(movie, only):
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
        known: Mapping[str, Any],
    ) -> None:
        self._source, self._scratch, self._servers = source, scratch, servers
        self._known = [untold(file) for file in known["files"]]
        self._numbers: Mapping[str, int] = known["nodes"]
        self._spoken: dict[tuple[str, str], Asset] = {}

    def asset(self, node: Node) -> Asset | None:
        """The file of a node; None if it needs none."""
        if (number := self._numbers.get(str(node.index))) is not None:
            return self._known[number]
        if is_map(node):
            return self._map(node)
        if node.values.get("voice"):
            return self._speech(node)
        url = url_of(node)
        if is_caption(node) and not url:
            return captioned(Path(), "captions", read_text(node.text))
        return self._file(node, url) if url else None

    def _file(self, node: Node, url: str) -> Asset:
        file = self._source(url)
        with _naming(node):
            found = probe(kind_of(node), file.path, file.url)
            if found.rhythm and len(getattr(found.rhythm, node["cut"])) < 2:
                advice = "use music with a pulse of 55 to 215 beats a minute"
                raise SourceError(f"File '{file.url}' has no {node['cut']} to cut on; {advice}")
            return found

    def _speech(self, node: Node) -> Asset:
        from dragonet.sxml.speech import spoken  # its voices take a while to load

        key = node["voice"], node.text
        if key not in self._spoken:
            path = self._scratch / f"speech{len(self._spoken)}.wav"
            seconds = spoken(node, path)
            self._spoken[key] = Asset(path, "speech", "audio", duration=seconds, sound=True)
        return self._spoken[key]

    def _map(self, node: Node) -> Asset:
        shown = grid(node, self._servers)
        files: dict[tuple[int, int], SourceFile] = {}
        for cell, url in tiles(node, self._servers).items():
            with suppress(KeyError):
                files[cell] = self._source(url)
        if not files:
            text = "none of the tiles of this map is on the server"
            raise SourceError(problem(node.line, node.element, text).text)
        attribution = self._servers.attributions.get(node["maptype"], "")
        paths = {cell: file.path for cell, file in files.items()}
        one = next(iter(files.values()))
        self._check(node, list(files.values()))
        drawn = MapTiles(shown, paths, attribution)
        return Asset(one.path, one.url, "image", shown.width, shown.height, tiles=drawn)

    def _check(self, node: Node, files: list[SourceFile]) -> None:
        """See that every tile is a picture: a server in trouble may answer with a page."""
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
