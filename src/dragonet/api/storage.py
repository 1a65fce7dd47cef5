"""The storage methods of /v2: an account's persistent files and how long they live (api.md)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from dragonet.accounts import MAX_DAYS, Account, AccountError, Accounts
from dragonet.api.auth import authenticate_secret
from dragonet.api.errors import Json, RequestError
from dragonet.api.face import Face
from dragonet.api.live import Last, LiveResponse
from dragonet.api.requests import parse_body, read_body
from dragonet.api.selection import (
    Arguments,
    selection_of,
    selection_of_urls,
    unknown_path,
)
from dragonet.api.storage_schema import of_delete, of_expiration, of_list, of_set_expiration
from dragonet.engine.parameters import shown
from dragonet.errors import UnavailableError
from dragonet.storage.account_files import AccountFiles, Selection, shown_moment
from dragonet.storage.backend import StoredFile

_FILTERS = ("recursive", "from", "to", "max_age")
_PACKED = 64 * 1024
"""Bytes of an answer that are sent at once."""


class StorageMethods:
    """The methods; all of them need the secret."""

    def __init__(self, face: Face) -> None:
        self.face = face

    async def list(self, request: Request) -> Response:
        """List the account's persistent files, and what they use."""
        arguments = Arguments(request.query_params, "querystring")
        account = authenticate_secret(self.face.accounts, request, arguments.given, "querystring")
        arguments.check_names(_FILTERS)
        selection = selection_of(_path(request), arguments)
        files = await self._files(account, selection)
        by_task = not selection.path and not arguments.flag("recursive")
        answer = _directories(files, selection) if by_task else _listing(files, selection)
        return LiveResponse(_packed(answer), Json.media_type)

    async def delete(self, request: Request) -> Response:
        """Delete some of the account's persistent files, or all."""
        arguments = await self._arguments(request)
        account = authenticate_secret(
            self.face.accounts, request, arguments.given, arguments.location
        )
        arguments.check_names((*_FILTERS, "urls", "dry_run"))
        dry_run = arguments.flag("dry_run")
        if "urls" in arguments.given:
            base, most = self.face.base(request), self.face.settings.max_tasks
            selection = selection_of_urls(base, account.name, arguments, most)
        else:
            selection = selection_of(_path(request), arguments)
            if not selection.path and not arguments.flag("recursive", default=True):
                selection = Selection(names=frozenset())  # all files are in folders
        files = await self._files(account, selection)
        return LiveResponse(_packed(_deletion(files, selection, dry_run)), Json.media_type)

    async def expiration(self, request: Request) -> Response:
        """Answer the days that the account's persistent files live; 0 is for ever."""
        arguments = Arguments(request.query_params, "querystring")
        account = authenticate_secret(self.face.accounts, request, arguments.given, "querystring")
        arguments.check_names(())
        return Json(account.expiration_days)

    async def set_expiration(self, request: Request) -> Response:
        """Set the days that the account's persistent files live; 0 is for ever."""
        arguments = await self._arguments(request)
        account = authenticate_secret(
            self.face.accounts, request, arguments.given, arguments.location
        )
        arguments.check_names(("days",))
        days = _days(arguments)
        accounts = Accounts(self.face.settings.accounts_file)
        try:
            await asyncio.to_thread(accounts.expire_after, account.name, days)
        except (AccountError, OSError) as error:
            raise UnavailableError("the account cannot be changed now, try again later") from error
        return Json(days)

    async def _arguments(self, request: Request) -> Arguments:
        """The JSON body; without one, the query."""
        body = await read_body(request, self.face.settings.max_body)
        if not body.strip() and (request.method == "DELETE" or request.query_params):
            given: dict[str, Any] = dict(request.query_params)
            if "urls" in given:
                given["urls"] = request.query_params.getlist("urls")
            return Arguments(given, "querystring")
        if request.query_params:
            name = next(iter(request.query_params))
            text = "arguments are in the body or in the query, not in both"
            raise RequestError(name[:64], "querystring", text)
        return Arguments(parse_body(body), "body")

    async def _files(self, account: Account, selection: Selection) -> AccountFiles:
        files = AccountFiles(self.face.store, account.name)
        if not await files.has(selection.path):
            raise unknown_path(selection.path)
        return files


def _path(request: Request) -> str:
    path: str = request.path_params.get("path", "")
    if b"%" in request.scope.get("raw_path", b""):  # No path of a file needs encoding.
        raise unknown_path(path)
    return path


def _days(arguments: Arguments) -> int:
    if "days" not in arguments.given:
        raise arguments.wrong("days", "days is missing")
    value = arguments.given["days"]
    whole = str(value).isascii() and str(value).isdigit()
    if not whole or (isinstance(value, str) and arguments.location == "body"):
        allowed = f"must be a whole number from 0, for ever, to {MAX_DAYS}"
        raise arguments.wrong("days", f"{shown(value)} is not allowed, {allowed}")
    if int(value) > MAX_DAYS:
        raise arguments.wrong("days", f"{shown(value)} is not allowed, at most {MAX_DAYS} days")
    return int(value)


async def _listing(files: AccountFiles, selection: Selection) -> AsyncIterator[bytes]:
    comma = b'{"files":['
    async for name, file in files.listed(selection):
        yield comma + orjson.dumps(_shown(name, file))
        comma = b","
    start = comma if comma != b"," else b""
    yield start + b'],"directories":[],"usage":%d}' % files.usage


async def _directories(files: AccountFiles, selection: Selection) -> AsyncIterator[bytes]:
    comma, last = b'{"files":[],"directories":[', ""
    async for name, _ in files.listed(selection):
        key = name.partition("/")[0]
        if key != last:
            yield comma + b'"%s/"' % key.encode()
            comma, last = b",", key
    start = comma if comma != b"," else b""
    yield start + b'],"usage":%d}' % files.usage


async def _deletion(
    files: AccountFiles, selection: Selection, dry_run: bool
) -> AsyncIterator[bytes]:
    comma = b'{"deleted":['
    async for names in files.deleted(selection, dry_run):
        if names:
            yield comma + orjson.dumps(names)[1:-1]
            comma = b","
    start = comma if comma != b"," else b""
    yield start + b'],"freed":%d,"usage":%d}' % (files.freed, files.usage)


def _shown(name: str, file: StoredFile) -> dict[str, Any]:
    moment = shown_moment(file.last_modified).astimezone(UTC).replace(tzinfo=None)
    date = moment.isoformat(timespec="milliseconds") + "Z"
    return {"name": name, "size": file.size, "last_modified": date}


async def _packed(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes in fewer chunks; nothing is sent before the store has answered."""
    chunk = bytearray()
    async for part in parts:
        chunk += part
        if len(chunk) >= _PACKED:
            yield bytes(chunk)
            chunk.clear()
    yield Last(chunk)


def router(face: Face) -> APIRouter:
    """The routes."""
    methods = StorageMethods(face)
    routes = APIRouter(prefix="/v2/storage", tags=["v2"])
    add = routes.add_api_route
    for path in ("/files", "/files/", "/files/{path:path}"):
        listed, has_path = path != "/files/", path.endswith("}")
        get, delete = of_list(has_path), of_delete(has_path)
        add(path, methods.list, methods=["GET"], include_in_schema=listed, **get)
        add(path, methods.delete, methods=["DELETE"], include_in_schema=listed, **delete)
    add("/expiration", methods.expiration, methods=["GET"], **of_expiration())
    add("/expiration", methods.set_expiration, methods=["POST"], **of_set_expiration())
    return routes
