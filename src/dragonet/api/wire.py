"""Statuses as /v1 and /v2 write them; the only place that knows the difference."""

from typing import Any, Literal

from dragonet.engine.parameters import secret_fields
from dragonet.engine.records import Definition, Status
from dragonet.engine.spec import Task
from dragonet.urls import mask_url

Version = Literal[1, 2]


def status_json(status: Status, version: Version, base: str) -> dict[str, Any]:
    """A status as the API answers it (api.md, "Task status").

    `base` is the public address of the service, without a slash at its end.
    """
    body: dict[str, Any] = {
        "status": status.state,
        "key": status.key,
        "progress": status.progress,
        "events": status.events,
    }
    if status.state == "error":
        body["result" if version == 1 else "error"] = status.error
    elif status.state == "success" or status.values or status.files:
        urls = {name: file_url(base, path) for name, path in status.files.items()}
        body["result"] = {**status.values, **urls}
    return body


def file_url(base: str, path: str) -> str:
    """Where a stored file is served."""
    return f"{base}/files/{path}"


def details_json(definition: Definition, task: Task | None) -> dict[str, Any]:
    """What `details` adds to a status: parameters with secrets masked, store, metas."""
    return {
        "task_name": definition.name,
        "parameters": masked(definition.params, task),
        "task_store": {
            name: value if name == "type" else "***" for name, value in definition.store.items()
        },
        "task_metas": definition.metas,
        "url_callback": definition.url_callback and mask_url(definition.url_callback),
        "url_errback": definition.url_errback and mask_url(definition.url_errback),
    }


def masked(params: dict[str, Any], task: Task | None) -> dict[str, Any]:
    """Parameters without secrets: those declared `writeOnly`, unknown ones, credentials in URLs."""
    known = task.params.model_fields if task else {}
    secret = secret_fields(task.params) if task else frozenset()

    def mask(name: str, value: Any) -> Any:
        if name in secret or name not in known:  # a misspelt name may be that of a secret
            return value and "***"
        if isinstance(value, list):
            return [mask(name, item) for item in value]
        return mask_url(value) if isinstance(value, str) and "://" in value else value

    return {name: mask(name, value) for name, value in params.items()}
