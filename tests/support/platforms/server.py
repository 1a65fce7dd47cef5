"""All fakes behind one server on the loopback interface, in a thread of its own."""

import asyncio
import threading
from types import TracebackType
from typing import Self

from aiohttp import web

from support.platforms.facebook import Facebook
from support.platforms.s3 import S3
from support.platforms.vimeo import Vimeo
from support.platforms.youtube import YouTube


class Platforms:
    """The fakes; `settings` makes a Dragonet use them."""

    def __init__(self, port: int = 0) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._port = port
        self.url = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        self.youtube = YouTube(self.url + "/youtube")
        self.facebook = Facebook()
        self.vimeo = Vimeo(self.url + "/vimeo")
        self.s3 = S3(self.url + "/s3")
        self._apps = {
            "youtube": self.youtube.handle,
            "facebook": self.facebook.handle,
            "vimeo": self.vimeo.handle,
            "s3": self.s3.handle,
        }

    @property
    def settings(self) -> dict[str, str]:
        """Environment of a Dragonet that uploads here."""
        return {
            "DRAGONET_YOUTUBE_URL": self.url + "/youtube",
            "DRAGONET_FACEBOOK_URL": self.url + "/facebook",
            "DRAGONET_FACEBOOK_VIDEO_URL": self.url + "/facebook",
            "DRAGONET_VIMEO_URL": self.url + "/vimeo",
            "DRAGONET_TARGET_TRIES": "4",
            "DRAGONET_TARGET_STALL": "5",
        }

    async def _start(self) -> str:
        app = web.Application(client_max_size=1 << 30)
        app.router.add_route("*", "/{platform}/{rest:.*}", self._handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self._port)
        await site.start()
        self._runner = runner
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        handle = self._apps.get(request.match_info["platform"])
        if handle is None:
            raise web.HTTPNotFound
        return await handle(request, "/" + request.match_info["rest"])

    async def _stop(self) -> None:
        await self._runner.cleanup()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def close(self) -> None:
        """Stop the server."""
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
