"""A document with its files and times: all that rendering needs."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragonet.errors import SourceError
from dragonet.job import SourceFile
from dragonet.sxml.assets import KINDS, Assets, Kind
from dragonet.sxml.gather import gather
from dragonet.sxml.parse import parse
from dragonet.sxml.problems import problem
from dragonet.sxml.tiles import Servers
from dragonet.sxml.timing import LIMIT, Timing, resolve
from dragonet.sxml.tree import Movie


@dataclass(frozen=True)
class Composition:
    """A movie that is ready to be rendered."""

    movie: Movie
    assets: Assets
    timing: Timing

    @property
    def warnings(self) -> list[str]:
        """What has no effect, is never seen or lacks a part, as texts with lines."""
        gaps = self.assets.gaps(self.movie)
        return [found.text for found in (*self.movie.warnings, *self.timing.warnings, *gaps)]

    @contextmanager
    def locating(self) -> Iterator[None]:
        """Put the place in the document before what is wrong with a file, as it is found late."""
        try:
            yield
        except SourceError as error:
            for node in self.movie.body.walk():
                asset = self.assets.get(node)
                if asset and f"'{asset.url}'" in error.text and not error.text.startswith("line "):
                    said = problem(node.line, node.element, error.text)
                    raise SourceError(said.text) from error
            raise


def compose(
    definition: str,
    source: Callable[[str], SourceFile],
    scratch: Path,
    options: Mapping[str, Any],
    *,
    only: tuple[Kind, ...] = KINDS,
    known: Mapping[str, Any] | None = None,
) -> Composition:
    """Parse a document that was checked before, look at its fonts and files, and set its times.

    Nothing is drawn where images are left out, so fonts do not matter there.

    `source`, `scratch`, `only` and `known` as for `gather`; `options` are those of the
    job. Raises SxmlError and SourceError.
    """
    movie = parse(definition, local=True)
    if "image" in only:
        from dragonet.sxml.render.text.words import check  # Skia takes a while to load

        check(movie)
    servers = Servers.of(options)
    assets = gather(movie, source, scratch, servers, only=only, known=known)
    limit = min(LIMIT, options.get("movie_seconds", LIMIT))
    timing = resolve(movie, assets.lengths, assets.rhythms, limit=limit)
    return Composition(movie, assets, timing)
