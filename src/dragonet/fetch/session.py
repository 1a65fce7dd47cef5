"""HTTP sessions that connect to allowed addresses only."""

from collections.abc import Mapping

import aiohttp
from aiohttp.abc import AbstractResolver

from dragonet import __version__
from dragonet.fetch.body import BUFFER
from dragonet.fetch.guard import Guard
from dragonet.fetch.problem import explain
from dragonet.fetch.resolver import GuardedResolver, SocketFactory, vetted_request
from dragonet.settings import Settings


def guarded_session(
    settings: Settings,
    headers: Mapping[str, str] | None = None,
    resolver: AbstractResolver | None = None,
) -> aiohttp.ClientSession:
    """A session without proxies and cookies, every address vetted. Needs a running loop.

    What goes wrong before an answer's headers are read is raised as a Problem. aiohttp's own
    retries do not happen. `resolver` looks names up, the system's by default.
    """

    async def explained(
        request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        try:
            return await handler(request)
        except (aiohttp.ClientError, OSError) as error:
            raise explain(error, settings) from error

    guard = Guard(settings.fetch_allow)
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            resolver=GuardedResolver(guard, resolver),
            socket_factory=SocketFactory(guard),
            limit=0,
            # aiohttp counts the silence of an idle connection on, and fails what uses it next
            keepalive_timeout=min(15.0, settings.fetch_stall / 2),
        ),
        request_class=vetted_request(guard),
        middlewares=[explained],
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": f"Dragonet/{__version__}", **(headers or {})},
        timeout=aiohttp.ClientTimeout(
            connect=settings.fetch_connect_timeout, sock_read=settings.fetch_stall
        ),
        read_bufsize=BUFFER,
        trust_env=False,
    )
