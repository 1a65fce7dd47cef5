"""The files that a task's parameters name."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from dragonet.engine.spec import Source, Spare, Task
from dragonet.errors import FetchError
from dragonet.job import SourceFile

T = TypeVar("T")


def sources_of(
    task: Task, params: dict[str, Any], options: Mapping[str, Any] | None = None
) -> dict[str, str]:
    """The URLs that validated parameters name, each once, in order; and where each stands, empty
    if a parameter is the URL itself. Raises ParameterError."""
    model = task.params.model_validate(params, context={"local": True})
    found: dict[str, str] = {}

    def walk(value: Any) -> None:
        if isinstance(value, Source):
            found[str(value)] = ""
        elif isinstance(value, list | tuple):
            for item in value:
                walk(item)

    for name in type(model).model_fields:
        walk(getattr(model, name))
    inside = task.sources(model, options or {}) if task.sources else {}
    return {str(url): where for url, where in inside.items()} | found


async def side_by_side(
    urls: Mapping[str, str], fetch: Callable[[str], Awaitable[SourceFile]]
) -> dict[str, SourceFile]:
    """The file of each URL, which `urls` names with its place; the first failure ends the others.

    Spare ones that are missing are left out. Raises FetchError, with the place before its text.
    """
    fetches = [asyncio.ensure_future(_one(where, fetch(url))) for url, where in urls.items()]
    try:
        found = zip(urls, await asyncio.gather(*fetches), strict=True)
        return {url: file for url, file in found if file}
    finally:
        for one in fetches:
            one.cancel()
        await asyncio.gather(*fetches, return_exceptions=True)


async def _one(where: str, fetching: Awaitable[SourceFile]) -> SourceFile | None:
    try:
        return await naming(where, fetching)
    except FetchError as error:
        if error.missing and isinstance(where, Spare):
            return None
        raise


async def naming(where: str, fetching: Awaitable[T]) -> T:
    """Put the place in the parameters before what is wrong with a fetch."""
    try:
        return await fetching
    except FetchError as error:
        if not where:
            raise
        raise FetchError(f"{where}: {error.text}", error.missing) from error
