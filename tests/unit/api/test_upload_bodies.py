"""Bodies as they come from the network: forms cut anywhere, clients that leave or fall silent."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import pytest
from requests import Request as Sent
from starlette.requests import Request

from dragonet.api import upload
from dragonet.api.errors import RequestError
from dragonet.api.multipart import file_of_form
from dragonet.api.upload import received, sent_type
from dragonet.uploads import BodyCutError

DATA = b"--x\r\n" + secrets.token_bytes(3000) + b"\r\n--" + b"\r" * 700 + b"\n\r\n"


def form(**options: Any) -> tuple[str, bytes]:
    """A form as another library writes it: its content type and its bytes."""
    prepared = Sent("POST", "http://x/", **options).prepare()
    assert isinstance(prepared.body, bytes)
    return str(prepared.headers["Content-Type"]), prepared.body


async def cut(body: bytes, most: int, random: Random) -> AsyncIterator[bytes]:
    while body:
        size = random.randint(1, most)
        await asyncio.sleep(0)
        yield body[:size]
        body = body[size:]


@pytest.mark.parametrize("most", [1, 3, 40, 500, 100_000])
async def test_a_form_in_pieces_of_any_size(most: int) -> None:
    kind, body = form(data={"a": "1", "b": "é"}, files={"f": ("ö.png", DATA, "image/png")})
    for seed in range(5):
        found = await file_of_form(kind, cut(body, most, Random(seed)))
        assert (found.fields, found.content_type) == ({"a": "1", "b": "é"}, "image/png")
        assert b"".join([chunk async for chunk in found.content]) == DATA


@pytest.mark.filterwarnings("ignore::aiohttp.BadContentDispositionHeader")
@pytest.mark.filterwarnings("ignore::aiohttp.BadContentDispositionParam")
async def test_a_form_that_ends_early_is_never_whole() -> None:
    kind, body = form(files={"f": ("x", DATA[:500], "image/png")})
    for end in range(0, len(body) - 4, 7):
        with pytest.raises(RequestError):
            found = await file_of_form(kind, cut(body[:end], 1000, Random(end)))
            async for _ in found.content:
                pass


def request(messages: list[dict[str, Any]], hang: bool = False) -> Request:
    async def receive() -> dict[str, Any]:
        if not messages and hang:
            await asyncio.sleep(60)
        return messages.pop(0)

    return Request({"type": "http", "method": "POST", "headers": []}, receive)


async def test_a_client_that_leaves_or_falls_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "STALL", 0.05)
    some = {"type": "http.request", "body": b"some", "more_body": True}
    for sent in (
        request([some, {"type": "http.disconnect"}]),
        request([dict(some)], hang=True),
    ):
        body = received(sent)
        assert await anext(body) == b"some"
        with pytest.raises(BodyCutError):
            await anext(body)
    whole = request([dict(some), {"type": "http.request", "body": b"", "more_body": False}])
    assert [chunk async for chunk in received(whole)] == [b"some"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("image/png", "image/png"),
        (" text/html; charset=utf-8 ", "text/html; charset=utf-8"),
        ("application/octet-stream", ""),
        ("application/x-www-form-urlencoded; charset=x", ""),
        ("image", ""),
        ("image/é", ""),
        ("image/png\x00", ""),
        ("a/" + "b" * 300, ""),
        ("", ""),
    ],
)
def test_content_types_worth_keeping(given: str, kept: str) -> None:
    assert sent_type(given) == kept
