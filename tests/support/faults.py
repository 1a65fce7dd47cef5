"""The paths of `support.internet` that misbehave, each in its own way.

Every handler answers one request and says whether the connection stays open.
"""

from __future__ import annotations

import asyncio
import base64
import functools
import struct
import zlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support.internet import Exchange

Handler = Callable[["Exchange"], Awaitable[bool]]
TYPE = {"Content-Type": "image/jpeg"}
SIZE = 100_000
HTML = b"<!doctype html><title>Not a picture</title><p>Please log in."
USER, PASSWORD = "cat", "s3cret"


def retry_after(exchange: Exchange) -> dict[str, str]:
    """The header that the query asks for."""
    asked = exchange.request.query.get("retry-after")
    return {"Retry-After": asked} if asked else {}


async def status(exchange: Exchange) -> bool:
    """`/status/404?retry-after=3`: that status, a short text body."""
    code = int(exchange.request.path.rsplit("/", 1)[1])
    headers = {"Content-Type": "text/plain", **retry_after(exchange)}
    if code in (204, 304):
        exchange.head(code, headers)
    else:
        await exchange.answer(code, headers, b"as asked\n")
    return True


async def flaky(exchange: Exchange) -> bool:
    """`/flaky/2?retry-after=3`: 503 for the first 2 requests, then some bytes."""
    if exchange.visits >= int(exchange.request.path.rsplit("/", 1)[1]):
        await exchange.answer(200, TYPE, b"at last")
    else:
        await exchange.answer(503, retry_after(exchange))
    return True


async def redirect_loop(exchange: Exchange) -> bool:
    """`/redirect/loop`: redirects to itself by way of `/redirect/loop/back`."""
    end = "" if exchange.request.path.endswith("/back") else "/back"
    await exchange.answer(302, {"Location": "/redirect/loop" + end})
    return True


async def redirect_n(exchange: Exchange) -> bool:
    """`/redirect/n/5`: five relative redirects, then 200."""
    left = int(exchange.request.path.rsplit("/", 1)[1])
    status = 302 if left else 200
    await exchange.answer(status, {**TYPE, "Location": str(left - 1)}, b"arrived")
    return True


async def redirect_endless(exchange: Exchange) -> bool:
    """`/redirect/endless/0`: each redirect leads to a URL not seen before."""
    step = int(exchange.request.path.rsplit("/", 1)[1])
    await exchange.answer(302, {"Location": f"/redirect/endless/{step + 1}"})
    return True


async def redirect_to(exchange: Exchange) -> bool:
    """`/redirect-to?url=…&status=302`; without `url` there is no Location."""
    query = exchange.request.query
    location = {"Location": query["url"]} if "url" in query else {}
    await exchange.answer(int(query.get("status", "302")), location)
    return True


async def trickle(exchange: Exchange) -> bool:
    """`/trickle`: declares 100 kB and sends a byte every 50 ms."""
    exchange.head(200, {**TYPE, "Content-Length": str(SIZE)})
    for _ in range(SIZE):
        await exchange.send(b"x")
        await asyncio.sleep(0.05)
    return False


async def stall(exchange: Exchange) -> bool:
    """`/stall`: half of the declared bytes, then silence."""
    exchange.head(200, {**TYPE, "Content-Length": str(SIZE)})
    await exchange.send(bytes(SIZE // 2))
    await asyncio.sleep(3600)
    return False


async def stall_once(exchange: Exchange) -> bool:
    """`/stall-once`: like `/stall` for the first request, sound for the others."""
    if exchange.visits == 0:
        return await stall(exchange)
    await exchange.answer(200, TYPE, bytes(SIZE))
    return True


async def silent(exchange: Exchange) -> bool:
    """`/silent`: never answers."""
    await asyncio.sleep(3600)
    return False


async def slow_start(exchange: Exchange) -> bool:
    """`/slow-start?seconds=1`: sound, but the first byte comes late."""
    await asyncio.sleep(float(exchange.request.query.get("seconds", "1")))
    await exchange.answer(200, TYPE, b"late but whole")
    return True


async def cut(exchange: Exchange) -> bool:
    """`/cut`: half of the declared length, then the connection is reset."""
    exchange.head(200, {**TYPE, "Content-Length": str(SIZE)})
    await exchange.send(bytes(SIZE // 2))
    await asyncio.sleep(0.05)
    exchange.abort()
    return False


async def short_length(exchange: Exchange) -> bool:
    """`/short-length`: ten bytes less than declared, then an orderly end."""
    exchange.head(200, {**TYPE, "Content-Length": str(SIZE)})
    await exchange.send(bytes(SIZE - 10))
    return False


async def long_length(exchange: Exchange) -> bool:
    """`/long-length`: ten bytes more than declared."""
    exchange.head(200, {**TYPE, "Content-Length": str(SIZE)})
    await exchange.send(bytes(SIZE + 10))
    return False


async def chunked_cut(exchange: Exchange) -> bool:
    """`/chunked-cut`: chunked, ends without the last chunk."""
    exchange.head(200, {**TYPE, "Transfer-Encoding": "chunked"})
    await exchange.send(b"3e8\r\n" + bytes(1000) + b"\r\n3e8\r\n" + bytes(500))
    return False


async def chunked_bad(exchange: Exchange) -> bool:
    """`/chunked-bad`: a chunk length that is no number."""
    exchange.head(200, {**TYPE, "Transfer-Encoding": "chunked"})
    await exchange.send(b"3e8\r\n" + bytes(1000) + b"\r\n")
    await asyncio.sleep(0.05)
    await exchange.send(b"cat\r\n")
    return False


async def no_length(exchange: Exchange) -> bool:
    """`/no-length`: no length at all; the end of the connection is the end of the file."""
    exchange.head(200, {**TYPE, "Connection": "close"})
    await exchange.send(b"until the end")
    return False


async def reset(exchange: Exchange) -> bool:
    """`/reset`: the connection is reset before any answer."""
    exchange.abort()
    return False


async def empty(exchange: Exchange) -> bool:
    """`/empty`: 200 with no bytes."""
    await exchange.answer(200, TYPE)
    return True


async def huge(exchange: Exchange) -> bool:
    """`/huge`: declares 10 GB and would send them."""
    exchange.head(200, {**TYPE, "Content-Length": "10000000000"})
    while True:
        await exchange.send(bytes(1_000_000))


async def huge_chunked(exchange: Exchange) -> bool:
    """`/huge-chunked`: declares nothing and sends without end."""
    exchange.head(200, {**TYPE, "Transfer-Encoding": "chunked"})
    while True:
        await exchange.send(b"f4240\r\n" + bytes(1_000_000) + b"\r\n")


@functools.cache
def bomb() -> bytes:
    """A sound gzip file of 1 MB that holds 1 GiB of zeros."""
    zeros, times = bytes(1 << 22), 256
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    body = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    crc = 0x5B64C2B0  # of 1 GiB of zeros
    return head + body * times + struct.pack("<HII", 3, crc, len(zeros) * times)


async def gzip_bomb(exchange: Exchange) -> bool:
    """`/gzip-bomb`: 1 MB that decode to 1 GiB, whatever encoding was asked for."""
    await exchange.answer(200, {**TYPE, "Content-Encoding": "gzip"}, bomb())
    return True


async def gzip(exchange: Exchange) -> bool:
    """`/gzip`: a small file, gzip-encoded without being asked."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = packer.compress(b"unpacked " * 1000) + packer.flush()
    await exchange.answer(200, {**TYPE, "Content-Encoding": "gzip"}, body)
    return True


async def encoding(exchange: Exchange) -> bool:
    """`/encoding/br`: says that encoding, the body is noise."""
    name = exchange.request.path.rsplit("/", 1)[1]
    await exchange.answer(200, {**TYPE, "Content-Encoding": name}, b"\xff\x00noise" * 10)
    return True


async def html(exchange: Exchange) -> bool:
    """`/html`: a page; `/html?as=image/jpeg` says it is a picture."""
    kind = exchange.request.query.get("as", "text/html; charset=utf-8")
    await exchange.answer(200, {"Content-Type": kind}, HTML)
    return True


async def auth(exchange: Exchange) -> bool:
    """`/auth`: for `cat:s3cret` only; a `WWW-Authenticate` for others."""
    pair = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    if exchange.request.headers.get("authorization") == f"Basic {pair}":
        await exchange.answer(200, TYPE, b"for cats only")
    else:
        await exchange.answer(401, {"WWW-Authenticate": 'Basic realm="cats"'}, b"no\n")
    return True


async def huge_header(exchange: Exchange) -> bool:
    """`/huge-header`: one header line of 10 MB."""
    exchange.writer.write(b"HTTP/1.1 200 OK\r\nX-Cat: ")
    for _ in range(100):
        await exchange.send(b"m" * 100_000)
    await exchange.send(b"\r\nContent-Length: 2\r\n\r\nhi")
    return False


async def many_headers(exchange: Exchange) -> bool:
    """`/many-headers`: header lines without end."""
    exchange.writer.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(1_000_000):
        await exchange.send(b"X-Cat-%d: miaow\r\n" % number)
    return False


async def garbage(exchange: Exchange) -> bool:
    """`/garbage`: an answer that is not HTTP."""
    await exchange.send(b"220 cat.example ESMTP ready\r\n")
    return False


FAULTS: dict[str, Handler] = {
    "/status/": status,
    "/flaky/": flaky,
    "/redirect/loop": redirect_loop,
    "/redirect/n/": redirect_n,
    "/redirect/endless/": redirect_endless,
    "/redirect-to": redirect_to,
    "/trickle": trickle,
    "/stall": stall,
    "/stall-once": stall_once,
    "/silent": silent,
    "/slow-start": slow_start,
    "/cut": cut,
    "/short-length": short_length,
    "/long-length": long_length,
    "/chunked-cut": chunked_cut,
    "/chunked-bad": chunked_bad,
    "/no-length": no_length,
    "/reset": reset,
    "/empty": empty,
    "/huge-chunked": huge_chunked,
    "/huge-header": huge_header,
    "/huge": huge,
    "/gzip-bomb": gzip_bomb,
    "/gzip": gzip,
    "/encoding/": encoding,
    "/html": html,
    "/auth": auth,
    "/many-headers": many_headers,
    "/garbage": garbage,
}


def fault(path: str) -> Handler | None:
    """The handler of a path: the longest name that it begins with."""
    return FAULTS.get(max(filter(path.startswith, FAULTS), key=len, default=""))
