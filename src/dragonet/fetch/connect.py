"""Plain TCP connections to allowed addresses only, for protocols that are not HTTP."""

import asyncio
import socket

from aiohttp.abc import ResolveResult

from dragonet.fetch.guard import AddressRefusedError, Guard
from dragonet.fetch.problem import Problem
from dragonet.fetch.resolver import GuardedResolver, SocketFactory
from dragonet.settings import Settings


async def connected_socket(settings: Settings, host: str, port: int) -> socket.socket:
    """A socket connected to a host; its addresses are tried in turn. Raises Problem."""
    guard, limit = Guard(settings.fetch_allow), settings.fetch_connect_timeout
    try:
        async with asyncio.timeout(limit):
            found = await GuardedResolver(guard).resolve(host, port)
            return await _first(SocketFactory(guard), found)
    except AddressRefusedError as error:
        raise Problem(str(error)) from None
    except socket.gaierror as error:
        again = error.errno == socket.EAI_AGAIN
        text = "could not be looked up" if again else "was not found"
        raise Problem(f"host '{host}' {text}", retry=again) from None
    except TimeoutError:
        raise Problem(f"no connection within {limit:g} s", retry=True) from None
    except UnicodeError:
        raise Problem("the host name is not valid") from None
    except OSError as error:
        raise Problem((error.strerror or "no connection").lower(), retry=True) from None


async def _first(make: SocketFactory, found: list[ResolveResult]) -> socket.socket:
    """A connection to the first address that takes one; raises what the last one raised."""
    for left, address in enumerate(found, 1 - len(found)):
        there = (address["host"], address["port"])
        made = make((address["family"], socket.SOCK_STREAM, address["proto"], "", there))
        try:
            made.setblocking(False)
            await asyncio.get_running_loop().sock_connect(made, there)
        except BaseException as error:
            made.close()
            if not left or not isinstance(error, OSError):
                raise
        else:
            return made
    raise OSError("no addresses")
