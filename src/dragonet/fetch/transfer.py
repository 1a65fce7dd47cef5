"""One attempt at a download: requests, redirects, the answer."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from http import HTTPStatus
from weakref import WeakValueDictionary

import aiohttp
from aiohttp.abc import AbstractResolver

from dragonet.fetch.answer import conditions, new_entry, seconds, vouched
from dragonet.fetch.body import Body, Order
from dragonet.fetch.cache import Entry
from dragonet.fetch.problem import Problem
from dragonet.fetch.session import guarded_session
from dragonet.fetch.urls import Target
from dragonet.settings import Settings
from dragonet.urls import show_url

_REDIRECTS = (301, 302, 303, 307, 308)
# Servers that compress although they are asked not to are understood, within limits.
_HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity"}


class Transfer:
    """A guarded HTTP client: no proxies, no cookies, every address vetted. Needs a running loop.

    Args:
        settings: networks, limits.
        disk: the threads that write.
        resolver: looks names up; the system's by default.
    """

    def __init__(
        self, settings: Settings, disk: Executor, resolver: AbstractResolver | None = None
    ) -> None:
        self._settings = settings
        self._disk = disk
        self._hosts: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._session = guarded_session(settings, _HEADERS, resolver)

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()

    async def run(self, target: Target, stale: Entry | None, order: Order) -> Entry:
        """Download `target`, unless the server says that `stale` still holds.

        Returns the new entry, or `stale` renewed (then `order.path` is not written). Raises
        Problem, and OSError of the disk.
        """
        hop, seen = target, [target.url]
        for _ in range(self._settings.fetch_max_redirects + 1):
            try:
                found = await self._ask(hop, stale, order)
                if isinstance(found, Entry):
                    return found
                if found.url in seen:
                    raise Problem(f"redirects in a loop, back to '{show_url(str(found.url))}'")
            except Problem as problem:
                problem.where = show_url(str(hop.url)) if hop is not target else None
                raise
            hop = found
            seen.append(hop.url)
        raise Problem(f"more than {self._settings.fetch_max_redirects} redirects")

    async def _ask(self, hop: Target, stale: Entry | None, order: Order) -> Entry | Target:
        """One request: an entry, or where the server redirects to."""
        asked = conditions(stale, hop.key)
        async with self._request(hop, asked) as answer:
            if answer.status in _REDIRECTS:
                return hop.follow(_location(answer))
            if answer.status == HTTPStatus.NOT_MODIFIED and stale and asked:
                return vouched(stale, answer.headers)
            if answer.status not in (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION):
                raise _refused(answer)
            size = await Body(answer, order, self._settings, self._disk).save()
            return new_entry(answer.headers, order.path.name, size, hop)

    @asynccontextmanager
    async def _request(
        self, hop: Target, headers: dict[str, str]
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        if hop.authorization:
            headers = {**headers, "Authorization": hop.authorization}
        host = hop.url.raw_host or ""
        slots = self._hosts.setdefault(host, asyncio.Semaphore(self._settings.fetch_per_host))
        patience = self._settings.fetch_connect_timeout + self._settings.fetch_stall
        async with slots:
            try:
                async with asyncio.timeout(patience):
                    answer = await self._session.get(
                        hop.url, headers=headers, allow_redirects=False
                    )
            except TimeoutError:
                raise Problem(f"no answer within {patience:g} s") from None
            async with answer:
                yield answer


def _location(answer: aiohttp.ClientResponse) -> str:
    location = answer.headers.get("Location")
    if not location:
        raise Problem(f"{answer.status} redirect without a Location")
    return location


def _refused(answer: aiohttp.ClientResponse) -> Problem:
    """The problem of a status that is no success; the server's own words are not trusted."""
    try:
        phrase = " " + HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = ""
    retry = answer.status == HTTPStatus.TOO_MANY_REQUESTS or answer.status >= 500
    after = seconds(answer.headers.get("Retry-After"))
    missing = answer.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
    return Problem(f"{answer.status}{phrase}", retry=retry, after=after, missing=missing)
