"""Tasks that take the files of others: `task:KEY/NAME`, or `task:#N/NAME` within one request."""

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from dragonet.accounts import Account
from dragonet.api.aside import aside
from dragonet.api.definitions import Prepared
from dragonet.api.face import Face
from dragonet.engine.outputs import FilenameError, select
from dragonet.engine.spec import Source, Task
from dragonet.errors import TaskError
from dragonet.urls import TASK_OUTPUT, task_output

SHOWN = 8
"""Tasks of a circle that an error names."""


async def chained(face: Face, account: Account, prepared: Sequence[Prepared]) -> list[Prepared]:
    """The tasks of a request, each with the keys of those that it waits for.

    Those that wait for what is not there, or for each other in a circle, get errors.
    """
    size = sum(len(item.definition.dump()) for item in prepared if _may_wait(item))
    if not size:
        return [*prepared]
    chain = await aside(size, lambda: _Chain(face, account, prepared))
    return (
        [await chain.linked(index) for index in range(len(prepared))] if chain.any else [*prepared]
    )


def _may_wait(item: Prepared) -> bool:
    return item.errors is None and b"task:" in orjson.dumps(item.definition.params)


class _Chain:
    """Who waits for whom in one request."""

    def __init__(self, face: Face, account: Account, prepared: Sequence[Prepared]) -> None:
        self._face = face
        self._account = account
        self._prepared = prepared
        options = face.settings.options
        self._named = [
            _sources(face.catalog[item.definition.name], item, options) for item in prepared
        ]
        self._circles = _circles([self._before(named) for named in self._named])

    @property
    def any(self) -> bool:
        """Whether any task waits for another."""
        return any(self._named)

    def _before(self, named: Mapping[str, Sequence[str]]) -> list[int]:
        """Which tasks of the request the sources are from."""
        indices = (self._index(source) for texts in named.values() for source in texts)
        return [index for index in indices if index is not None]

    def _index(self, source: str) -> int | None:
        key, _ = task_output(source) or ("", "")
        index = int(key[1:]) if key.startswith("#") else -1
        return index if 0 <= index < len(self._prepared) else None

    async def linked(self, index: int) -> Prepared:
        """One task with real keys in place of numbers."""
        item, named = self._prepared[index], self._named[index]
        if not named:
            return item
        keys: dict[str, str] = {}
        errors: dict[str, list[str]] = {}
        for field, sources in named.items():
            for source in sources:
                key, fault = await self._parent(source)
                if text := self._circles.get(index) or fault:
                    errors.setdefault(field, []).append(text)
                keys[source] = key
        definition = item.definition
        definition = replace(
            definition,
            params={**definition.params, **_renamed(definition.params, named, keys)},
            after=list(dict.fromkeys(keys.values())) if not errors else [],
        )
        return replace(item, definition=definition, errors=errors or item.errors)

    async def _parent(self, source: str) -> tuple[str, str | None]:
        """The key of the task whose file a source is, and what is wrong with it."""
        key, filename = task_output(source) or ("", "")
        if key.startswith("#"):
            index = self._index(source)
            if index is None:
                most = len(self._prepared) - 1
                return key, f"'{source}': the request has tasks #0 to #{most}"
            definition = self._prepared[index].definition
            key, name = definition.key, definition.name
        else:
            status = await self._face.statuses.get(key)
            if status is None or status.account != self._account.name:
                return key, f"'{source}': unknown or expired task"
            name = status.name
        return key, _fault(source, self._face.catalog.get(name), filename)


def _fault(source: str, task: Task | None, filename: str) -> str | None:
    """Why a task cannot have such a file."""
    if task is None:
        return None
    names = {output.name for output in task.outputs}
    try:
        if filename or not names:
            select(names, filename)
    except FilenameError as error:
        return f"'{source}': {error}" if names else f"'{source}': {task.name} makes no file"
    return None


def _sources(task: Task, item: Prepared, options: Mapping[str, Any]) -> dict[str, list[str]]:
    """The outputs of tasks that valid parameters name, by parameter."""
    if not _may_wait(item):
        return {}
    model = task.params.model_validate(item.definition.params)
    values = {name: _listed(getattr(model, name)) for name in task.params.model_fields}
    found = {
        name: [str(value) for value in listed if isinstance(value, Source) and task_output(value)]
        for name, listed in values.items()
    }
    for name, value in item.definition.params.items():
        if task.sources and isinstance(value, str) and "task:" in value:
            with contextlib.suppress(TaskError):  # the worker will tell
                inside = filter(task_output, task.sources(model, options))
                found[name] = [source for source in inside if source in value]
    return {name: sources for name, sources in found.items() if sources}


def _listed(value: Any) -> list[Any]:
    """The items of lists in lists; a single value is a list of one."""
    if isinstance(value, list | tuple):
        return [item for inner in value for item in _listed(inner)]
    return [value]


def _renamed(
    params: Mapping[str, Any], named: Mapping[str, Sequence[str]], keys: Mapping[str, str]
) -> dict[str, Any]:
    """The parameters that name outputs, with keys in place of numbers."""

    def rename(value: Any) -> Any:
        if isinstance(value, list):
            return [rename(item) for item in value]
        return TASK_OUTPUT.sub(new, value) if isinstance(value, str) else value

    def new(found: re.Match[str]) -> str:
        key = keys.get(found[0])
        return f"task:{key}" + (f"/{found[2]}" if found[2] else "") if key else found[0]

    return {name: rename(params[name]) for name in named}


def _circles(before: Sequence[Sequence[int]]) -> dict[int, str]:
    """The tasks that never could begin, and why; `before` is who each waits for."""
    left = {index: set(names) for index, names in enumerate(before) if names}
    after: dict[int, list[int]] = {}
    for index, names in left.items():
        for name in names:
            after.setdefault(name, []).append(index)
    free = [index for index in range(len(before)) if index not in left]
    while free:
        done = free.pop()
        for index in after.get(done, ()):
            left[index].discard(done)
            if not left[index]:
                del left[index]
                free.append(index)
    return {index: _circle(index, left) for index in left}


def _circle(index: int, left: Mapping[int, set[int]]) -> str:
    path = [index]
    while len(path) <= SHOWN and path.count(path[-1]) == 1:
        path.append(min(left[path[-1]]))
    way = " → ".join(f"#{step}" for step in path)
    return f"it would wait for itself or for tasks that do: {way}"
