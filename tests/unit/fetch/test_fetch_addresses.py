"""The guard at work: literal addresses, names, redirects, kept connections, proxies."""

import socket
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from dragonet.errors import FetchError
from dragonet.fetch import Fetcher
from dragonet.fetch.guard import AddressRefusedError, Guard
from dragonet.fetch.resolver import GuardedResolver, SocketFactory, vetted_request
from dragonet.settings import Settings
from support.internet import Internet

MakeSettings = Callable[..., Settings]
LOOPBACK = ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001"]
LOOPBACK += [
    "127.0.0.1.",
    "127.255.255.254",
    "0",
    "0.0.0.0",
    "localhost",
    "LOCALHOST",
    "localhost.",
]
LOOPBACK += ["[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[::]"]
LOOPBACK += ["[::1]", "[0:0:0:0:0:0:0:1]", "①②⑦.⓪.⓪.①", "127。0。0。1", "１２７.0.0.1"]


class Names(AbstractResolver):
    """A name server: each look-up of a name gives its next list of addresses."""

    def __init__(self, **names: list[list[str]]) -> None:
        self.names = {name.replace("_", "."): iter(lists) for name, lists in names.items()}
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        if host not in self.names:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [
            ResolveResult(hostname=host, host=at, port=port, family=kind, proto=0, flags=0)
            for at in next(self.names[host])
            for kind in [socket.AF_INET6 if ":" in at else socket.AF_INET]
        ]

    async def close(self) -> None:
        pass


@pytest.mark.parametrize("host", LOOPBACK)
async def test_no_spelling_of_loopback_is_connected_to(
    net: Internet, make_settings: MakeSettings, into: Path, host: str
) -> None:
    net.add("/cat", b"cat")
    async with Fetcher(make_settings(fetch_allow="")) as fetcher:
        with pytest.raises(FetchError, match=r"is not (public|valid)|was not found"):
            await fetcher.fetch(net.url("/cat", host=host), into)
    assert net.requests == []


async def test_the_refusal_names_the_address_and_the_setting(
    net: Internet, make_settings: MakeSettings, into: Path
) -> None:
    async with Fetcher(make_settings(fetch_allow="10.0.0.0/8")) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(net.url("/cat"), into)
    assert caught.value.text == (
        f"File '{net.url('/cat')}' could not be fetched: refused: address 127.0.0.1 is not public "
        "(loopback); the setting DRAGONET_FETCH_ALLOW can allow its network"
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "0x7f000001", "localhost"])
async def test_an_allowed_network_is_reached(
    net: Internet, fetcher: Fetcher, into: Path, host: str
) -> None:
    net.add("/cat", b"cat")
    found = await fetcher.fetch(net.url("/cat", host=host), into)
    assert found.path.read_bytes() == b"cat"


async def test_the_public_address_of_a_name_is_used_and_the_private_one_is_not() -> None:
    names = Names(mixed_example=[["10.0.0.1", "93.184.215.14", "::1", "2606:4700::1"]])
    found = await GuardedResolver(Guard(), names).resolve("mixed.example", 80)
    assert [result["host"] for result in found] == ["93.184.215.14", "2606:4700::1"]


async def test_a_name_with_private_addresses_only_is_refused(
    make_settings: MakeSettings, into: Path
) -> None:
    names = Names(inner_example=[["10.0.0.1", "::1", "fe80::1%2"]])
    async with Fetcher(make_settings(), names) as fetcher:
        with pytest.raises(FetchError, match=r"refused: address 10\.0\.0\.1 is not public"):
            await fetcher.fetch("http://inner.example/cat", into)


async def test_a_name_without_addresses_is_not_found(
    make_settings: MakeSettings, into: Path
) -> None:
    async with Fetcher(make_settings(), Names(bare_example=[[]])) as fetcher:
        for name in ("bare.example", "no.example"):
            with pytest.raises(FetchError, match=f"host '{name}' was not found"):
                await fetcher.fetch(f"http://{name}/cat", into)


async def test_a_name_is_looked_up_once_for_check_and_connection(
    net: Internet, make_settings: MakeSettings, into: Path
) -> None:
    net.add("/cat", b"cat")
    names = Names(cat_example=[["10.0.0.1", "127.0.0.1"], ["10.0.0.1"]])
    async with Fetcher(make_settings(), names) as fetcher:
        await fetcher.fetch(net.url("/cat", host="cat.example"), into)
    assert names.asked == ["cat.example"]
    assert net.count("/cat") == 1


@pytest.mark.parametrize(
    "to",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://0x0a000001/",
        "//192.168.0.1/x",
        "http://[::ffff:10.0.0.1]/",
        "http://inner.example/",
    ],
)
async def test_each_redirect_is_vetted(
    net: Internet, make_settings: MakeSettings, into: Path, to: str
) -> None:
    names = Names(inner_example=[["10.0.0.1"]])
    async with Fetcher(make_settings(), names) as fetcher:
        with pytest.raises(FetchError, match=r"refused: address .* is not public.*redirected to"):
            await fetcher.fetch(net.url("/redirect-to?url=" + quote(to)), into)


def test_no_socket_is_made_for_a_private_address() -> None:
    factory = SocketFactory(Guard([ip_network("127.0.0.0/8")]))
    kind = socket.SOCK_STREAM
    factory((socket.AF_INET, kind, 0, "", ("127.0.0.1", 80))).close()
    for address in ("10.0.0.1", "0x7f.1", "localhost"):
        with pytest.raises(AddressRefusedError):
            factory((socket.AF_INET, kind, 0, "", (address, 80)))


async def test_the_peer_is_vetted_before_a_byte_is_sent(net: Internet) -> None:
    net.add("/cat", b"cat")
    async with aiohttp.ClientSession(request_class=vetted_request(Guard())) as session:
        with pytest.raises(aiohttp.ClientOSError, match="is not public"):
            await session.get(net.url("/cat"))
    assert net.requests == []


async def test_connections_are_kept_and_vetted_again(
    net: Internet, fetcher: Fetcher, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        await fetcher.fetch(net.add(f"/cat/{number}", b"cat"), into)
    assert len({request.peer for request in net.requests}) == 1
    monkeypatch.setattr(Guard, "_allowed", lambda guard, address: False)
    with pytest.raises(FetchError, match="is not public"):
        await fetcher.fetch(net.add("/dog", b"dog"), into)
    assert net.count("/dog") == 0


async def test_no_proxy_of_the_environment_is_used(
    net: Internet, make_settings: MakeSettings, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with Fetcher(make_settings()) as fetcher:
        await fetcher.fetch(net.add("/cat", b"cat"), into)
    assert net.count("/cat") == 1
