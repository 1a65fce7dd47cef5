"""The task methods of /v1 and /v2 (api.md, "Methods")."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from dragonet.accounts import Account
from dragonet.api.aside import aside
from dragonet.api.auth import authenticate
from dragonet.api.chaining import chained
from dragonet.api.definitions import Prepared, definitions_of, prepare, task_of
from dragonet.api.errors import Json, Location, RequestError
from dragonet.api.face import Face
from dragonet.api.idempotency import Repetition, key_of
from dragonet.api.live import Last, LiveResponse
from dragonet.api.places import placed
from dragonet.api.requests import boolean, parse_body, read_body, task_keys, unknown_key
from dragonet.api.wire import Version, status_json
from dragonet.engine.records import Status
from dragonet.engine.statuses import Changes

Known = dict[str, tuple[int, Status]]


class TaskMethods:
    """The methods of one version."""

    def __init__(self, face: Face, version: Version) -> None:
        self.face = face
        self.version: Version = version

    async def body(self, request: Request) -> dict[str, Any]:
        """The JSON body of a POST."""
        body = await read_body(request, self.face.settings.max_body)
        request.state.body_size = len(body)
        return parse_body(body)

    async def caller(self, request: Request, body: Mapping[str, Any]) -> Account:
        """The account that creates tasks, its body limit checked."""
        account = authenticate(self.face.accounts, request, body, "body")
        most = account.limits.body
        if most is not None and request.state.body_size > most:
            text = f"account limit reached: a body has at most {most} bytes"
            raise RequestError("body", "body", text, 401)
        return account

    async def prepared(self, request: Request, body: dict[str, Any]) -> list[Prepared]:
        """The checked definitions of a request, limits included."""
        account = await self.caller(request, body)
        settings = self.face.settings
        items = definitions_of(body.get("tasks"), settings.max_tasks)
        tasks = [
            task_of(self.face.catalog, item, "body", f"item {index}: " if len(items) > 1 else "")
            for index, item in enumerate(items)
        ]
        base = self.face.base(request)
        most, size = settings.max_definition, request.state.body_size

        def each() -> list[Prepared]:
            pairs = zip(tasks, items, strict=True)
            return [prepare(*pair, account, self.version, most, base=base) for pair in pairs]

        prepared = await aside(size, each)
        prepared = await placed(self.face, account, prepared)
        prepared = await chained(self.face, account, prepared)
        key = key_of(request)
        if key is None:
            await self.face.check_limits(account, len(prepared))
            return prepared
        repetition = Repetition(self.face.engine, account, key, [self.version, items])
        return await self._once(account, repetition, prepared)

    async def _once(
        self, account: Account, repetition: Repetition, prepared: list[Prepared]
    ) -> list[Prepared]:
        """The tasks of the first request with this idempotency key, be it this or another."""
        before = await repetition.of(prepared)
        if before is None:
            await self.face.check_limits(account, len(prepared))
            if not await repetition.remember(prepared):
                before = await repetition.of(prepared)
        return before or prepared

    def render(self, request: Request, status: Status) -> dict[str, Any]:
        """A status in this version's shape."""
        return status_json(status, self.version, self.face.base(request))

    async def create(self, request: Request) -> Response:
        """Queue tasks; answer their statuses at once, or when all are final."""
        body = await self.body(request)
        block = boolean(body.get("block"), "block", "body")
        prepared = await self.prepared(request, body)
        if not block:
            statuses = await self.face.submit(prepared)
            return Json([self.render(request, status) for status in statuses])
        return LiveResponse(self._create_block(request, prepared), Json.media_type)

    async def _create_block(
        self, request: Request, prepared: list[Prepared]
    ) -> AsyncIterator[bytes]:
        keys = [item.definition.key for item in prepared]
        async with self.face.statuses.watching(keys) as queue:
            first = {status.key: (0, status) for status in await self.face.submit(prepared)}
            async for chunk in self._when_final(request, queue, first):
                yield chunk

    async def _when_final(
        self,
        request: Request,
        queue: Changes,
        first: Known,
        details: Mapping[str, dict[str, Any]] | None = None,
    ) -> AsyncIterator[bytes]:
        """White space while tasks run, so that proxies keep the connection; then the answer."""
        last = {key: status for key, (_, status) in first.items()}
        keepalive = self.face.settings.keepalive
        async for status in self.face.statuses.changes(queue, first, keepalive):
            if status is None:
                yield b" "
            else:
                last[status.key] = status
        more = details or {}
        answer = [{**self.render(request, last[key]), **more.get(key, {})} for key in first]
        yield Last(orjson.dumps(answer))

    async def create_stream(self, request: Request) -> Response:
        """Queue tasks and stream their changes as lines of JSON."""
        prepared = await self.prepared(request, await self.body(request))
        return LiveResponse(self._create_lines(request, prepared), "application/x-ndjson")

    async def _create_lines(
        self, request: Request, prepared: list[Prepared]
    ) -> AsyncIterator[bytes]:
        keys = [item.definition.key for item in prepared]
        async with self.face.statuses.watching(keys) as queue:
            first = {status.key: (0, status) for status in await self.face.submit(prepared)}
            async for line in self._lines(request, queue, first):
                yield line

    async def _lines(self, request: Request, queue: Changes, first: Known) -> AsyncIterator[bytes]:
        """The list of present statuses, then each change; an empty line as a sign of life."""
        yield self._line([self.render(request, status) for _, status in first.values()])
        keepalive = self.face.settings.keepalive
        async for status in self.face.statuses.changes(queue, first, keepalive):
            yield b"\n" if status is None else self._line(self.render(request, status))

    @staticmethod
    def _line(value: Any) -> bytes:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)

    async def status(self, request: Request) -> Response:
        """Statuses at once, or when all are final."""
        keys, given, location = await self._asked(request)
        block = boolean(given.get("block"), "block", location)
        details = self.version == 2 and boolean(given.get("details"), "details", location)
        more = await self._details(keys, location) if details else {}
        if block:
            first = await self.known(keys, location)
            if not all(status.final for _, status in first.values()):
                return LiveResponse(self._status_block(request, keys, more), Json.media_type)
        else:
            first = await self.known(keys, location)
        return Json([{**self.render(request, first[k][1]), **more.get(k, {})} for k in keys])

    async def _asked(self, request: Request) -> tuple[list[str], Mapping[str, Any], Location]:
        """Task keys, the other arguments, and where they came from."""
        most = self.face.settings.max_tasks
        query = request.method == "GET" or "tasks" in request.query_params
        if request.method == "POST" or not query:
            body = await self.body(request)
            return task_keys(body.get("tasks"), "body", most), body, "body"
        keys = [key for item in request.query_params.getlist("tasks") for key in item.split(",")]
        return task_keys(keys, "querystring", most), request.query_params, "querystring"

    async def known(self, keys: list[str], location: Location) -> Known:
        """The present statuses. Raises RequestError with 404 for a key that is not there."""
        found = await asyncio.gather(*map(self.face.statuses.present, keys))
        for key, status in zip(keys, found, strict=True):
            if status is None:
                raise unknown_key(key, location)
        return {key: item for key, item in zip(keys, found, strict=True) if item is not None}

    async def _details(self, keys: list[str], location: Location) -> dict[str, dict[str, Any]]:
        found = await asyncio.gather(*map(self.face.details, keys))
        return {key: more for key, more in zip(keys, found, strict=True) if more is not None}

    async def _status_block(
        self, request: Request, keys: list[str], more: Mapping[str, dict[str, Any]]
    ) -> AsyncIterator[bytes]:
        async with self.face.statuses.watching(keys) as queue:
            first = await self.known(keys, "body")
            async for chunk in self._when_final(request, queue, first, more):
                yield chunk

    async def status_stream(self, request: Request) -> Response:
        """Stream the changes of existing tasks as lines of JSON."""
        keys, _, location = await self._asked(request)
        await self.known(keys, location)
        return LiveResponse(self._status_lines(request, keys), "application/x-ndjson")

    async def _status_lines(self, request: Request, keys: list[str]) -> AsyncIterator[bytes]:
        async with self.face.statuses.watching(keys) as queue:
            first = await self.known(keys, "body")
            async for line in self._lines(request, queue, first):
                yield line

    async def cancel(self, request: Request) -> Response:
        """End tasks of the caller's account that are queued or executing; their statuses."""
        keys, given, location = await self._asked(request)
        account = authenticate(self.face.accounts, request, given, location)
        known = await self.known(keys, location)
        for key, (_, status) in known.items():
            if status.account != account.name:
                raise unknown_key(key, location)
        ended = await asyncio.gather(*map(self.face.cancel, keys))
        return Json([self.render(request, status) for status in ended if status])


def router(face: Face, version: Version) -> APIRouter:
    """The routes of one version."""
    methods = TaskMethods(face, version)
    routes = APIRouter(prefix=f"/v{version}", tags=[f"v{version}"])
    add = routes.add_api_route
    add("/create", methods.create, methods=["POST"])
    add("/create_stream", methods.create_stream, methods=["POST"])
    for verb in ("GET", "POST"):
        add("/status", methods.status, methods=[verb])
        for path in ("/status_stream", "/stream"):
            add(path, methods.status_stream, methods=[verb])
    if version == 2:
        add("/cancel", methods.cancel, methods=["POST"])
        add("/status", methods.cancel, methods=["DELETE"])
    return routes
