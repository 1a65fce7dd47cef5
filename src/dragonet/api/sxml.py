"""What movies look like and how long they last, without making them: /v2/sxml."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from dragonet.accounts import Account
from dragonet.api.auth import authenticate
from dragonet.api.catalog import REFERENCE
from dragonet.api.described import query
from dragonet.api.errors import Json, Location
from dragonet.api.face import Face
from dragonet.api.live import ClientGoneError, while_connected
from dragonet.api.outputs import CREDENTIALS, FileMethods
from dragonet.engine.parameters import from_query
from dragonet.engine.records import Status
from dragonet.engine.spec import Task

FRAME, TIMING = "sxml.frame", "sxml.timing"
"""The tasks that do the work."""

_XML = "application/xml"


class MovieMethods(FileMethods):
    """The methods on movies."""

    async def frame(self, request: Request) -> Response:
        """Draw one frame of a movie and redirect to it."""
        account, given, location = await self._given(request)
        found = await self._done(request, account, self.face.catalog[FRAME], given, location)
        return found if isinstance(found, Response) else await self.to_file(request, found)

    async def timing(self, request: Request) -> Response:
        """The movie with the start and end of every node: XML, or JSON if the client accepts
        no XML but that."""
        account, given, location = await self._given(request)
        found = await self._done(request, account, self.face.catalog[TIMING], given, location)
        if isinstance(found, Response):
            return found
        if "application/json" in request.headers.get("accept", ""):
            return Json(found.values)
        return Response(found.values["document"], media_type=_XML)

    async def _given(self, request: Request) -> tuple[Account, dict[str, Any], Location]:
        """Who asks, the parameters, and where they came from."""
        if request.method == "POST":
            body = await self.body(request)
            account = await self.caller(request, body)
            given = {name: value for name, value in body.items() if name not in CREDENTIALS}
            return account, given, "body"
        account = authenticate(self.face.accounts, request, request.query_params, "querystring")
        pairs = [pair for pair in request.query_params.multi_items() if pair[0] not in CREDENTIALS]
        task = self.face.catalog[FRAME if request.url.path.endswith("frame") else TIMING]
        return account, from_query(task, pairs), "querystring"

    async def _done(
        self,
        request: Request,
        account: Account,
        task: Task,
        given: Mapping[str, Any],
        location: Location,
    ) -> Status | Response:
        """The status of a task that succeeded, or the answer if it did not."""
        item = {**given, "task_store": {"type": "volatile"}}
        prepared = await self.prepare(request, account, task, item)
        if prepared.errors is not None:
            return _refused({"parameters": prepared.errors}, location)
        try:
            end = await self.started(request, account, prepared)
            status = await while_connected(request.receive, end)
        except ClientGoneError:
            return Response(status_code=499)
        return _refused(status.error, location) if status.state == "error" else status


def _refused(error: Any, location: Location) -> Response:
    """Every fault as an error of its own."""
    by_name = error["parameters"] if isinstance(error, dict) else {"definition": [error]}
    errors = [
        {"name": name, "location": location, "description": text}
        for name, texts in by_name.items()
        for text in texts
    ]
    return Json({"status": "error", "errors": errors}, 400)


def router(face: Face) -> APIRouter:
    """The routes."""
    methods = MovieMethods(face, 2)
    routes = APIRouter(prefix="/v2/sxml", tags=["v2"])
    frame = {"302": {"description": "Redirect to the frame."}}
    text = {"schema": {"type": "string"}}
    values = face.catalog[TIMING].result.model_json_schema(ref_template=REFERENCE)
    values.pop("$defs", None)
    times = {"200": {"description": "The times.", "content": {_XML: text, **_json(values)}}}
    for path, method, name, answers in (
        ("/frame", methods.frame, FRAME, frame),
        ("/timing", methods.timing, TIMING, times),
    ):
        for verb in ("GET", "POST"):
            extra = _extra(face.catalog[name], verb, answers)
            routes.add_api_route(path, method, methods=[verb], openapi_extra=extra)
    return routes


def _json(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _extra(task: Task, verb: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the OpenAPI document says of a method, from the declaration of its task."""
    schema = task.params.model_json_schema()
    failure = {"$ref": "#/components/schemas/Failure"}
    refused = {"description": "Refused.", "content": _json(failure)}
    extra: dict[str, Any] = {
        "responses": {**answers, **dict.fromkeys(("400", "401", "404", "503"), refused)},
        "security": [{"key": []}],
    }
    if verb == "POST":
        return {**extra, "requestBody": {"required": True, "content": _json(schema)}}
    required = schema.get("required", [])
    fields = schema["properties"].items()
    parameters = [{**query(name, item), "required": name in required} for name, item in fields]
    return {**extra, "parameters": parameters}
