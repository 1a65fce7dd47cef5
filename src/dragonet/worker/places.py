"""Output files in buckets of the account's own."""

from collections.abc import Mapping
from pathlib import Path

from dragonet.engine.places import KINDS, Places
from dragonet.engine.records import Definition
from dragonet.errors import StoreError, TargetError
from dragonet.storage.content_types import content_type
from dragonet.storage.objects import ObjectFiles
from dragonet.worker.context import Context


def is_place(store: Mapping[str, str]) -> bool:
    """Whether a `task_store` is a bucket of the account's own."""
    return store["type"] in KINDS


async def put_in_place(
    context: Context, definition: Definition, files: Mapping[str, str]
) -> dict[str, str]:
    """Store files by output name; their URLs. A second run replaces them by the same paths.

    Raises TargetError if there is no such bucket, StoreError if it cannot be written to.
    """
    name, prefix = definition.store["name"], definition.store["path"]
    place = await Places(context.engine).find(definition.account, name)
    if place is None:
        raise TargetError(f"task_store: the account has no store '{name}'")
    urls = {}
    try:
        bucket = ObjectFiles(place.url, place.options)
        for output, local in files.items():
            path = f"{prefix}{definition.key}/{Path(local).name}"
            await bucket.put(path, Path(local), content_type(local), given=True)
            urls[output] = place.address(path)
    except ValueError as error:
        raise TargetError(f"task_store '{name}' is not set up right") from error
    except StoreError as error:
        raise StoreError(f"task_store '{name}': {error.text}") from error
    return urls
