"""The methods that redirect to an output file: `file` and `create_file` (api.md, "Methods")."""

import time
from collections.abc import Coroutine, Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dragonet.accounts import Account
from dragonet.api.aside import aside
from dragonet.api.auth import authenticate
from dragonet.api.chaining import chained
from dragonet.api.definitions import Prepared, prepare, task_of
from dragonet.api.errors import Json
from dragonet.api.face import Face
from dragonet.api.live import ClientGoneError, while_connected
from dragonet.api.places import placed
from dragonet.api.requests import task_keys, unknown_key
from dragonet.api.tasks import TaskMethods
from dragonet.api.wire import Version, file_url
from dragonet.engine.outputs import FilenameError, select
from dragonet.engine.parameters import from_query
from dragonet.engine.records import Status
from dragonet.engine.spec import Task
from dragonet.engine.statuses import Changes

CREDENTIALS = ("secret", "api_key")

LONGEST_CACHE = 86400
"""Seconds that a browser may keep a redirect to a result."""


class FileMethods(TaskMethods):
    """The methods of one version."""

    async def file(self, request: Request, filename: str = "") -> Response:
        """Wait for a task and redirect to its output."""
        keys = task_keys(request.query_params.getlist("task"), "querystring", 1, "task")
        return await self._redirect(request, self._final(keys[0]), filename)

    async def create_file(self, request: Request, filename: str = "") -> Response:
        """Create a task from a JSON body, wait, and redirect."""
        body = await self.body(request)
        account = await self.caller(request, body)
        item = _definition(body)
        task = task_of(self.face.catalog, item, "body")
        return await self._create(request, filename, account, task, item)

    async def create_file_get(self, request: Request, filename: str = "") -> Response:
        """Create a task from the query, or take one that did the same, wait, and redirect."""
        account = authenticate(self.face.accounts, request, request.query_params, "querystring")
        query = [pair for pair in request.query_params.multi_items() if pair[0] not in CREDENTIALS]
        task = task_of(self.face.catalog, dict(query), "querystring")
        return await self._create(request, filename, account, task, from_query(task, query))

    async def _create(
        self, request: Request, filename: str, account: Account, task: Task, item: dict[str, Any]
    ) -> Response:
        try:
            select({output.name for output in task.outputs if not output.optional}, filename)
        except FilenameError as error:
            return _not_found(error)
        prepared = await self.prepare(request, account, task, item)
        end = await self.started(request, account, prepared)
        return await self._redirect(request, end, filename)

    async def prepare(
        self, request: Request, account: Account, task: Task, item: Mapping[str, Any]
    ) -> Prepared:
        """Check a definition."""
        most = self.face.settings.max_definition
        size = getattr(request.state, "body_size", 0)  # queries are short
        base = self.face.base(request)
        return await aside(
            size, lambda: prepare(task, item, account, self.version, most, base=base)
        )

    async def started(
        self, request: Request, account: Account, prepared: Prepared
    ) -> Coroutine[Any, Any, Status]:
        """The end of a task that is created now; of a GET, maybe of one that did the same."""
        (prepared,) = await placed(self.face, account, [prepared])
        (prepared,) = await chained(self.face, account, [prepared])
        if request.method == "GET" and prepared.errors is None:
            return self._final(await self.face.reuse_or_submit(prepared, account))
        await self.face.check_limits(account, 1)
        return self._submitted(prepared)

    async def _redirect(
        self, request: Request, end: Coroutine[Any, Any, Status], filename: str
    ) -> Response:
        try:
            status = await while_connected(request.receive, end)
        except ClientGoneError:
            return Response(status_code=499)
        if status.state == "error":
            return Json(self.render(request, status), 400)
        return await self.to_file(request, status, filename)

    async def to_file(self, request: Request, status: Status, filename: str = "") -> Response:
        """The redirect to an output of a task that succeeded."""
        try:
            path = status.files[select(set(status.files), filename)]
        except FilenameError as error:
            return _not_found(error)
        await self.face.store.head(path)  # its owner may have deleted it
        url = file_url(self.face.base(request), path)
        return RedirectResponse(url, 302, {"Cache-Control": _cache_control(status)})

    async def _submitted(self, prepared: Prepared) -> Status:
        """Queue a task; its final status."""
        async with self.face.statuses.watching([prepared.definition.key]) as queue:
            (status,) = await self.face.submit([prepared])
            return await self._end(queue, 0, status)

    async def _final(self, key: str) -> Status:
        """The final status of a task. Raises RequestError with 404 if the key is unknown."""
        async with self.face.statuses.watching([key]) as queue:
            found = await self.face.statuses.present(key)
            if found is None:
                raise unknown_key(key, "querystring", "task")
            return await self._end(queue, *found)

    async def _end(self, queue: Changes, revision: int, status: Status) -> Status:
        first = {status.key: (revision, status)}
        keepalive = self.face.settings.keepalive
        async for change in self.face.statuses.changes(queue, first, keepalive):
            status = change or status
        return status


def _definition(body: dict[str, Any]) -> dict[str, Any]:
    """The definition in a body: under `task` or `tasks`, or the body itself."""
    for name in ("task", "tasks"):
        value = body.get(name)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, dict):
            return value
    rest = ("block", *CREDENTIALS)
    return {name: value for name, value in body.items() if name not in rest}


def _not_found(error: FilenameError) -> Response:
    return Json({"status": "error", "message": str(error)}, 404)


def _cache_control(status: Status) -> str:
    """How long the redirect may be kept: as long as the file is surely there, a day at most."""
    left = LONGEST_CACHE if status.expires is None else status.expires - time.time()
    return f"private, max-age={max(0, min(LONGEST_CACHE, int(left)))}"


def router(face: Face, version: Version) -> APIRouter:
    """The routes of one version."""
    methods = FileMethods(face, version)
    routes = APIRouter(prefix=f"/v{version}", tags=[f"v{version}"])
    for suffix in ("", "/", "/{filename:path}"):
        listed = suffix != "/"
        for path, method, verb in (
            ("/file", methods.file, "GET"),
            ("/create_file", methods.create_file, "POST"),
            ("/create_file", methods.create_file_get, "GET"),
        ):
            routes.add_api_route(path + suffix, method, methods=[verb], include_in_schema=listed)
    return routes
