"""What a child needs to run a task or a part of one: its inputs, fetched, and its limits."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from dragonet.engine.parameters import without_secrets
from dragonet.engine.records import Definition
from dragonet.engine.spec import Limits, Task
from dragonet.job import SourceFile
from dragonet.settings import LimitSettings
from dragonet.uploads import Uploads
from dragonet.urls import task_output, upload_key
from dragonet.worker.chained import fetch_output, see_parents
from dragonet.worker.children import Request
from dragonet.worker.context import Context
from dragonet.worker.sources import side_by_side, sources_of


async def prepare(context: Context, task: Task, definition: Definition, folder: Path) -> Request:
    """Fetch whatever the parameters name into `folder`, and say what is to be run there."""
    await see_parents(context, definition)
    return Request(
        task.name,
        _params(task, definition),
        await _fetch_all(context, task, definition, folder),
        folder / "out",
        effective_limits(task, context.settings.limits.get(task.name)),
        context.settings.options,
    )


def _params(task: Task, definition: Definition) -> dict[str, Any]:
    """The parameters; a task whose upload the worker does needs none of its secrets."""
    params = definition.params
    return without_secrets(task.params, params) if task.sends else params


async def _fetch_all(
    context: Context, task: Task, definition: Definition, folder: Path
) -> dict[str, SourceFile]:
    """Side by side."""
    urls = sources_of(task, definition.params, context.settings.options)
    if not urls:
        return {}
    folder.mkdir(parents=True)  # noqa: ASYNC240
    queued = datetime.fromisoformat(definition.queued)
    account = definition.account
    return await side_by_side(urls, lambda url: _fetch(context, url, folder, queued, account))


async def _fetch(
    context: Context, url: str, folder: Path, queued: datetime, account: str
) -> SourceFile:
    if upload_key(url):
        uploads = Uploads(context.engine, context.store, context.settings)
        path, upload = await uploads.fetch(url, account, folder)
        return SourceFile(path, url, upload.media_type, upload.charset)
    if task_output(url):
        return await fetch_output(context, url, account, folder)
    return SourceFile(**vars(await context.fetcher.fetch(url, folder, queued_at=queued)))


def effective_limits(task: Task, override: LimitSettings | None) -> Limits:
    """The declared limits of a task with those of the settings put over them."""
    changed = override.model_dump(exclude_none=True) if override else {}
    return replace(task.limits, **changed)
