"""What the declarations of tasks say, for programs: the catalog and the OpenAPI document."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from dragonet import __version__
from dragonet.api.errors import Json
from dragonet.engine.spec import Task


def entry(task: Task) -> dict[str, Any]:
    """A task as the catalog shows it; schemas are JSON Schema 2020-12."""
    return {
        "task_name": task.name,
        "summary": task.summary,
        "lane": task.lane,
        "parameters": task.params.model_json_schema(),
        "v2_defaults": dict(task.v2_defaults),
        "result": task.result.model_json_schema(mode="serialization"),
        "files": {output.name: output.description for output in task.outputs},
    }


def router(catalog: Mapping[str, Task]) -> APIRouter:
    """`GET /v1/tasks` and `/v2/tasks`."""
    routes = APIRouter(tags=["catalog"])
    tasks = [entry(catalog[name]) for name in sorted(catalog)]

    @routes.get("/v1/tasks")
    @routes.get("/v2/tasks")
    async def catalog_of_tasks(request: Request) -> Response:
        """All tasks with the JSON Schemas of their parameters and results."""
        return Json(tasks)

    return routes


STATUS: dict[str, Any] = {
    "type": "object",
    "description": "Status of a task. /v1 has an error's details in `result`, /v2 in `error`.",
    "required": ["status", "key", "progress", "events"],
    "properties": {
        "status": {"enum": ["queued", "executing", "success", "error"]},
        "key": {"type": "string", "pattern": "^[A-Z2-7]{26}$"},
        "progress": {"description": "Per cent, or any JSON value, or null."},
        "events": {
            "type": "object",
            "properties": {
                name: {"type": "string", "format": "date-time"}
                for name in ("queued", "started", "completed")
            },
            "required": ["queued"],
        },
        "result": {"description": "Output values and URLs of output files, by name."},
        "error": {"description": "A text, or texts by parameter (/v2)."},
    },
}

FAILURE: dict[str, Any] = {
    "type": "object",
    "required": ["status"],
    "properties": {
        "status": {"const": "error"},
        "message": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "location", "description"],
                "properties": {
                    "name": {"type": "string"},
                    "location": {"enum": ["body", "querystring", "path", "header"]},
                    "description": {"type": "string"},
                },
            },
        },
    },
}


REFERENCE = "#/components/schemas/{model}"
"""Where the document has the schemas of nested models."""


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: dict[str, Any], kind: str = "application/json") -> dict[str, Any]:
    return {kind: {"schema": schema}}


def _definition(task: Task, components: dict[str, Any]) -> dict[str, Any]:
    """Schema of a definition of this task; its nested models go to the components."""
    for model in (task.params, task.result):
        components.update(model.model_json_schema(ref_template=REFERENCE).get("$defs", {}))
    schema = task.params.model_json_schema(ref_template=REFERENCE)
    schema.pop("$defs", None)
    common = {
        "task_name": {"const": task.name},
        "task_store": _ref("TaskStore"),
        "task_metas": {"type": ["object", "null"]},
        "url_callback": {"type": ["string", "null"], "format": "uri"},
        "url_errback": {"type": ["string", "null"], "format": "uri"},
    }
    schema["title"], schema["description"] = task.name, task.summary
    schema["properties"] = {**common, **schema.get("properties", {})}
    schema["required"] = ["task_name", *schema.get("required", [])]
    return schema


def components(catalog: Mapping[str, Task]) -> dict[str, Any]:
    """The schemas of the OpenAPI document, from the declarations."""
    schemas: dict[str, Any] = {
        "Status": STATUS,
        "Statuses": {"type": "array", "items": _ref("Status")},
        "Failure": FAILURE,
        "TaskStore": {
            "type": ["object", "null"],
            "properties": {"type": {"enum": ["persistent", "volatile"]}},
            "required": ["type"],
        },
        "Keys": {
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}, "minItems": 1},
            ]
        },
    }
    names = [task.name for task in catalog.values()]
    for task in catalog.values():
        schemas[task.name] = _definition(task, schemas)
    schemas["Definition"] = {
        "oneOf": [_ref(name) for name in names],
        "discriminator": {
            "propertyName": "task_name",
            "mapping": {name: f"#/components/schemas/{name}" for name in names},
        },
    }
    return schemas


def _body(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": required}
    return {"required": True, "content": _json(schema)}


def _responses(method: str) -> dict[str, Any]:
    failure = {"description": "Refused.", "content": _json(_ref("Failure"))}
    answers: dict[str, Any] = dict.fromkeys(("400", "401", "404", "503"), failure)
    if method in ("create", "create_stream"):
        answers["409"] = failure
    if "file" in method:
        answers["302"] = {"description": "Redirect to the output file."}
        answers["400"] = {
            "description": "The request is wrong, or the task failed: its status.",
            "content": _json({"anyOf": [_ref("Failure"), _ref("Status")]}),
        }
    elif "stream" in method:
        content = {"application/x-ndjson": {"schema": {"type": "string"}}}
        answers["200"] = {"description": "One JSON value a line.", "content": content}
    else:
        answers["200"] = {"description": "Statuses.", "content": _json(_ref("Statuses"))}
    return answers


def document(app: FastAPI, catalog: Mapping[str, Task]) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the service."""
    from fastapi.openapi.utils import get_openapi

    api = get_openapi(
        title="Dragonet", version=__version__, routes=app.routes, summary="Media tasks over HTTP"
    )
    tasks = {"anyOf": [{"type": "array", "items": _ref("Definition")}, _ref("Definition")]}
    flag = {"type": "boolean", "default": False}
    for path, item in api["paths"].items():
        method = path.split("/")[2] if path.startswith("/v") and path.count("/") > 1 else ""
        if method not in (
            "create",
            "create_stream",
            "status",
            "status_stream",
            "stream",
            "cancel",
            "file",
            "create_file",
        ):
            continue
        for verb, operation in item.items():
            operation["responses"] = _responses(method)
            changes = method.startswith("create") or method == "cancel" or verb == "delete"
            operation["security"] = SECURITY if changes else []
            if verb == "post":
                operation["requestBody"] = _request_body(method, tasks, flag)
            else:
                operation["parameters"] = _parameters(method, "{filename}" in path)
    schemas = api.setdefault("components", {})
    schemas["schemas"] = components(catalog)
    schemas["securitySchemes"] = {
        "key": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Secret <key>`, or `Api-Key <key>` from a listed Referer.",
        }
    }
    return api


SECURITY: list[dict[str, list[str]]] = [{"key": []}]


def _request_body(method: str, tasks: dict[str, Any], flag: dict[str, Any]) -> dict[str, Any]:
    if method == "create_file":
        return {"required": True, "content": _json(_ref("Definition"))}
    if method == "create":
        return _body({"tasks": tasks, "block": flag}, ["tasks"])
    if method == "create_stream":
        return _body({"tasks": tasks}, ["tasks"])
    if method == "cancel":
        return _body({"tasks": _ref("Keys")}, ["tasks"])
    return _body({"tasks": _ref("Keys"), "block": flag, "details": flag}, ["tasks"])


def _parameters(method: str, filename: bool) -> list[dict[str, Any]]:
    def query(name: str, schema: dict[str, Any], required: bool = False) -> dict[str, Any]:
        return {"name": name, "in": "query", "required": required, "schema": schema}

    text: dict[str, Any] = {"type": "string"}
    listed: dict[str, list[dict[str, Any]]] = {
        "file": [query("task", text, True)],
        "create_file": [query("task_name", text, True)],
        "status": [
            query("tasks", {"type": "array", "items": text}, True),
            query("block", {"type": "boolean"}),
            query("details", {"type": "boolean"}),
        ],
    }
    found = listed.get(method, [query("tasks", {"type": "array", "items": text}, True)])
    path = {"name": "filename", "in": "path", "required": True, "schema": text}
    return [path, *found] if filename else found
