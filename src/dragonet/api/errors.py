"""Errors of requests, in the documented shape (api.md, "Status codes")."""

from typing import Any, Literal

import orjson
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from dragonet.errors import DragonetError

Location = Literal["body", "querystring", "path", "header"]


class Json(Response):
    """A JSON answer."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Encode."""
        return orjson.dumps(content)


class RequestError(Exception):
    """The request cannot be carried out.

    Attributes:
        status: HTTP status, 400 unless said otherwise.
    """

    def __init__(self, name: str, location: Location, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status
        self.body = {
            "status": "error",
            "errors": [{"name": name, "location": location, "description": text}],
        }


def install(app: FastAPI) -> None:
    """Answer every error in the documented shape."""

    async def request_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestError)
        return Json(error.body, error.status)

    async def dragonet_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, DragonetError)
        headers = {"Retry-After": "5"} if error.http_status == 503 else None
        body = {"status": "error", "message": error.text}
        return Json(body, error.http_status, headers)

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        what = f"{request.method} {request.url.path}"
        text = {404: f"unknown path: {what}", 405: f"method not allowed: {what}"}
        body = RequestError("path", "path", text.get(error.status_code, str(error.detail))).body
        return Json(body, error.status_code, error.headers)

    async def unexpected(request: Request, error: Exception) -> Response:
        return Json({"status": "error", "message": "the service failed unexpectedly"}, 500)

    app.add_exception_handler(RequestError, request_error)
    app.add_exception_handler(DragonetError, dragonet_error)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(Exception, unexpected)
