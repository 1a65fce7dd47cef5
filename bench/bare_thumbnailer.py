"""The limit of image_thumb_http.py: uvicorn, aiohttp and libvips, and nothing else.

GET /HOST:PORT/photo.jpg answers the picture fit into 400x300: no queue, no limits, no checks, no
files. Runs as `uvicorn bare_thumbnailer:app`.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
import pyvips

pyvips.cache_set_max(0)
pool = ThreadPoolExecutor(1)
session: list[aiohttp.ClientSession] = []


def thumbnail(data: bytes) -> bytes:
    image = pyvips.Image.thumbnail_buffer(data, 400, height=300, size="down")
    return bytes(image.jpegsave_buffer(Q=85, keep="none"))


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    if not session:
        session.append(aiohttp.ClientSession())
    url = f"http:/{scope['path']}?{scope['query_string'].decode()}"
    async with session[0].get(url) as answer:
        data = await answer.read()
    body = await asyncio.get_running_loop().run_in_executor(pool, thumbnail, data)
    headers = [(b"content-type", b"image/jpeg"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
