"""Output files in buckets, and on servers, of the account's own."""

from collections.abc import Mapping
from pathlib import Path

from dragonet.engine.places import KINDS, Place, Places
from dragonet.engine.records import Definition
from dragonet.errors import StoreError, TargetError
from dragonet.storage.content_types import content_type
from dragonet.storage.objects import ObjectFiles
from dragonet.targets.servers import Server
from dragonet.worker.context import Context


def is_place(store: Mapping[str, str]) -> bool:
    """Whether a `task_store` is a place of the account's own."""
    return store["type"] in KINDS


async def put_in_place(
    context: Context, definition: Definition, files: Mapping[str, str]
) -> dict[str, str]:
    """Store files by output name; their URLs. A second run replaces them by the same paths.

    Raises TargetError if there is no such place or a server refuses the files, StoreError if a
    bucket cannot be written to.
    """
    name, prefix = definition.store["name"], definition.store["path"]
    place = await Places(context.engine).find(definition.account, name)
    if place is None:
        raise TargetError(f"task_store: the account has no store '{name}'")
    paths = {
        output: f"{prefix}{definition.key}/{Path(local).name}" for output, local in files.items()
    }
    try:
        await _put(context, place, {paths[output]: Path(files[output]) for output in files})
    except ValueError as error:
        raise TargetError(f"task_store '{name}' is not set up right") from error
    except TargetError as error:
        raise TargetError(f"task_store '{name}': {error.text}") from error
    except StoreError as error:
        raise StoreError(f"task_store '{name}': {error.text}") from error
    return {output: place.address(path) for output, path in paths.items()}


async def _put(context: Context, place: Place, files: Mapping[str, Path]) -> None:
    if place.is_server:
        await Server(place.url, place.options, context.settings).put(files)
        return
    bucket = ObjectFiles(place.url, place.options)
    for path, local in files.items():
        await bucket.put(path, local, content_type(local.name), given=True)
