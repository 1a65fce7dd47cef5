"""Where the guard stands: at the look-up, at each connect and before each request.

Nothing is looked up twice: the addresses that pass here are those that are connected to, so a
name whose answer changes between two look-ups (DNS rebinding) gains nothing.
"""

import socket

from aiohttp import AddrInfoType, ClientRequest, ClientResponse, ThreadedResolver
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import Connection

from dragonet.fetch.guard import Guard


class GuardedResolver(AbstractResolver):
    """Gives only the allowed addresses of a name.

    Args:
        guard: says which addresses are allowed.
        inner: looks names up; the system's resolver by default.
    """

    def __init__(self, guard: Guard, inner: AbstractResolver | None = None) -> None:
        self._guard = guard
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The allowed addresses of `host`; raises AddressRefusedError if there is none."""
        found = await self._inner.resolve(host, port, family)
        allowed = [result for result in found if self._guard.allows(result["host"])]
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "no addresses")
        if not allowed:
            self._guard.vet(found[0]["host"])
        return allowed

    async def close(self) -> None:
        """Close the inner resolver."""
        await self._inner.close()


class SocketFactory:
    """Makes a socket for an allowed address: the last gate before each `connect(2)`.

    aiohttp asks no resolver about a host that is an address; this sees them all.
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    def __call__(self, info: AddrInfoType) -> socket.socket:
        """A socket for `info`; raises AddressRefusedError."""
        family, kind, protocol, _, address = info
        self._guard.vet(str(address[0]))
        return socket.socket(family, kind, protocol)


def vetted_request(guard: Guard) -> type[ClientRequest]:
    """A request class that vets its connection's peer before a byte is sent, kept-alive or new."""

    class VettedRequest(ClientRequest):
        async def send(self, conn: Connection) -> ClientResponse:
            peer = conn.transport.get_extra_info("peername") if conn.transport else None
            if not peer:
                raise ConnectionResetError("the connection was lost")
            guard.vet(str(peer[0]))
            return await super().send(conn)

    return VettedRequest
