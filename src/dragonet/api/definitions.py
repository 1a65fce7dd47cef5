"""Task definitions, from what a client sent: checked before anything is queued."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import orjson

from dragonet.accounts import Account
from dragonet.api.errors import Location, RequestError
from dragonet.api.stores import store_of
from dragonet.api.wire import Version
from dragonet.engine.parameters import Errors, ParametersError, shown, validate
from dragonet.engine.records import Definition, new_key, now
from dragonet.engine.spec import Task
from dragonet.urls import is_web_url

COMMON = ("task_name", "task_store", "task_metas", "url_callback", "url_errback")
"""Keys of a definition that are not parameters of the task."""


@dataclass(frozen=True)
class Prepared:
    """A definition ready to queue, or the errors that its task ends with at once.

    `repeated` ones were asked for before, with the same Idempotency-Key.
    """

    definition: Definition
    errors: Errors | None = None
    repeated: bool = False


def definitions_of(given: Any, most: int) -> list[dict[str, Any]]:
    """`tasks` as a list of objects; a single object counts as a list of one."""
    if given is None:
        raise RequestError("tasks", "body", "tasks is missing")
    items = [given] if isinstance(given, dict) else given
    if not isinstance(items, list):
        text = f"tasks is {shown(given)}, must be a list of task definitions or one definition"
        raise RequestError("tasks", "body", text)
    if not items:
        raise RequestError("tasks", "body", "tasks is empty")
    if len(items) > most:
        text = f"tasks has {len(items)} items, at most {most} are allowed"
        raise RequestError("tasks", "body", text)
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            text = f"item {index} is {shown(item)}, must be an object"
            raise RequestError("tasks", "body", text)
    return items


def task_of(
    catalog: Mapping[str, Task], item: Mapping[str, Any], location: Location, place: str = ""
) -> Task:
    """The task that a definition names; `place` tells which definition, for the error."""
    name = item.get("task_name")
    if name is None or name == "":
        raise RequestError("task_name", location, f"{place}task_name is missing")
    task = catalog.get(name) if isinstance(name, str) else None
    if task is not None:
        return task
    near = get_close_matches(str(name), catalog, 1, 0.5)
    hint = f"did you mean '{near[0]}'?" if near else "choose one of: " + _quoted(catalog)
    raise RequestError("task_name", location, f"{place}unknown task {shown(name)}, {hint}")


def _quoted(names: Mapping[str, Task]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))


def prepare(
    task: Task,
    item: Mapping[str, Any],
    account: Account,
    version: Version,
    most_bytes: int,
    *,
    base: str,
) -> Prepared:
    """Check one definition."""
    given = {name: value for name, value in item.items() if name not in COMMON}
    errors, store = _common(task, item, version)
    params: dict[str, Any] = {}
    try:
        params = validate(task, given, version)
    except ParametersError as error:
        errors = {**error.errors, **errors}
        params = _presentable(given)
    definition = Definition(
        key=new_key(),
        name=task.name,
        params=params,
        version=version,
        account=account.name,
        lane=task.lane,
        store=store,
        queued=now(),
        metas=item.get("task_metas"),
        url_callback=item.get("url_callback"),
        url_errback=item.get("url_errback"),
        base=base,
    )
    if len(definition.dump()) > most_bytes:
        text = f"a task definition is larger than the limit of {most_bytes} bytes"
        raise RequestError("tasks", "body", text)
    return Prepared(definition, errors or None)


def _presentable(given: dict[str, Any]) -> dict[str, Any]:
    """Wrong parameters as `details` shows them; JSON came in, so JSON it is."""
    return orjson.loads(orjson.dumps(given)) if given else {}


def _common(task: Task, item: Mapping[str, Any], version: Version) -> tuple[Errors, dict[str, Any]]:
    errors: Errors = {}
    for name in ("url_callback", "url_errback"):
        value = item.get(name)
        if value is not None and not (isinstance(value, str) and is_web_url(value)):
            errors[name] = [f"{shown(value)}: not an http or https URL"]
    metas = item.get("task_metas")
    if metas is not None and not isinstance(metas, dict):
        errors["task_metas"] = [f"{shown(metas)} is not an object"]
    try:
        store = store_of(task, item.get("task_store"), version)
    except ParametersError as error:
        errors.update(error.errors)
        store = {"type": "volatile"}
    return errors, store


def fingerprint(definition: Definition) -> bytes:
    """What makes two definitions ask for the same: all but key, date and base."""
    parts = (
        definition.name,
        definition.params,
        definition.version,
        definition.account,
        definition.store,
        definition.metas,
        definition.url_callback,
        definition.url_errback,
    )
    return orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)
