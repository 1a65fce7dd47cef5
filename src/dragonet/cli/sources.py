"""The files that a command names, and where they go: as in a worker, local ones as they are."""

import asyncio
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dragonet.errors import StartupError
from dragonet.job import SourceFile
from dragonet.settings import Settings
from dragonet.storage.content_types import content_type
from dragonet.urls import is_web_url
from dragonet.worker.sources import side_by_side


def obtain(
    settings: Settings, wanted: Mapping[str, str], folder: Path, base: Path = Path()
) -> dict[str, SourceFile]:
    """The file of each path or URL, which `wanted` names with its place as `sources_of` does.

    URLs are fetched into `folder`, side by side; paths begin at `base`. Raises FetchError, and
    StartupError for what is neither.
    """
    urls = {url: where for url, where in wanted.items() if is_web_url(url)}
    found = {path: _local(path, where, base) for path, where in wanted.items() if path not in urls}
    return {**found, **(asyncio.run(_fetch(settings, urls, folder)) if urls else {})}


async def upload(
    settings: Settings, target: Mapping[str, Any], file: Path, report: Callable[[float], None]
) -> dict[str, Any]:
    """Upload a file as a worker would; what came of it. Raises TargetError."""
    from dragonet.targets.send import send

    async def keep() -> None:
        """Nobody goes on with the upload of a command that was ended."""

    return await send(
        settings, target, file, content_type(file.name), state={}, keep=keep, progress=report
    )


def _local(path: str, where: str, base: Path) -> SourceFile:
    if (base / path).is_file():
        return SourceFile(base / path, path)
    place = f"{where}: " if where else ""
    raise StartupError(f"{place}'{path}' is neither a file here nor an http or https URL")


async def _fetch(
    settings: Settings, urls: Mapping[str, str], folder: Path
) -> dict[str, SourceFile]:
    from dragonet.fetch import Fetcher

    settings = settings.model_copy(update={"data_dir": folder / "data"})

    async def one(url: str) -> SourceFile:
        into = tempfile.mkdtemp(prefix="in", dir=folder)
        return SourceFile(**vars(await fetcher.fetch(url, Path(into))))

    async with Fetcher(settings) as fetcher:
        return await side_by_side(urls, one)
