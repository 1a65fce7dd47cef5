"""Where the files of a task go: `task_store`, checked when the task is created."""

import re
from typing import Any

from pydantic import Field

from dragonet.api.wire import Version
from dragonet.engine.parameters import ParametersError, check, shown
from dragonet.engine.places import KINDS
from dragonet.engine.spec import Task, TaskParams
from dragonet.storage.content_types import content_type
from dragonet.targets import options


class Named(TaskParams):
    """A bucket or server of the account's own, see `dragonet stores`."""

    name: str = Field(description="Its name.", pattern="^[a-z0-9][a-z0-9-]{0,31}$")
    path: str = Field(
        "",
        description="Folder in it, `films/2026/`.",
        pattern="^([A-Za-z0-9_-][A-Za-z0-9._-]*/)*$",
        max_length=512,
    )


STORES: dict[str, type[TaskParams]] = {
    "persistent": TaskParams,
    "volatile": TaskParams,
    "youtube": options.YouTube,
    "s3_signed": options.S3Signed,
    **dict.fromkeys(KINDS, Named),
}


def store_of(task: Task, given: Any, version: Version) -> dict[str, Any]:
    """The store that a definition asks for, its options validated.

    Raises ParametersError, whose texts hold no secret.
    """
    if given is None:
        return {"type": "persistent" if version == 2 else "volatile"}
    kind = given.get("type") if isinstance(given, dict) else None
    if not isinstance(kind, str) or kind not in STORES:
        choices = ", ".join(f"'{name}'" for name in STORES)
        raise _wrong(f"not a store, must be an object with a type of: {choices}")
    model = STORES[kind]
    given = {name: value for name, value in given.items() if name != "type"}
    if model is TaskParams and given:
        raise _wrong(f"unknown key {shown(min(given))}")
    if kind == "youtube" and not _makes_videos(task):
        raise _wrong(f"{task.name} makes no video that YouTube could take")
    if kind in ("s3_signed", *KINDS) and not task.outputs:
        raise _wrong(f"{task.name} makes no file")
    try:
        return {"type": kind, **check(model, given)}
    except ParametersError as error:
        texts = [f"{name}: {text}" for name, texts in error.errors.items() for text in texts]
        raise _wrong(*texts) from None


def _makes_videos(task: Task) -> bool:
    """Whether an output's description names the extension of a video."""
    named = (
        name for output in task.outputs for name in re.findall(r"`\.(\w+)`", output.description)
    )
    return any(content_type(f"x.{name}").startswith("video/") for name in named)


def _wrong(*texts: str) -> ParametersError:
    return ParametersError({"task_store": [*texts]})
