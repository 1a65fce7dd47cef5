"""https: certificates are checked."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dragonet.errors import FetchError
from dragonet.fetch import Fetcher
from dragonet.settings import Settings
from support.internet import CERTIFICATE, Internet

MakeSettings = Callable[..., Settings]
FETCH = """
import asyncio, sys
from pathlib import Path
from dragonet.fetch import Fetcher
from dragonet.settings import Settings

async def main(data, url):
    async with Fetcher(Settings(data_dir=data, fetch_allow="127.0.0.0/8")) as fetcher:
        print((await fetcher.fetch(url, Path(data))).path.read_text())

asyncio.run(main(*sys.argv[1:]))
"""


async def test_an_unknown_certificate_is_refused(fetcher: Fetcher, into: Path) -> None:
    with Internet(tls=True) as net:
        with pytest.raises(FetchError, match="TLS certificate is not valid: self-signed"):
            await fetcher.fetch(net.url("/cat"), into)
        assert net.requests == []


async def test_https_to_a_server_without_it(
    net: Internet, make_settings: MakeSettings, into: Path
) -> None:
    async with Fetcher(make_settings(fetch_connect_timeout=0.5)) as fetcher:
        with pytest.raises(FetchError, match=r"no TLS connection|no connection within 0\.5 s"):
            await fetcher.fetch(f"https://127.0.0.1:{net.port}/cat", into)


@pytest.mark.parametrize("to", ["/cat", "plain"])
async def test_a_known_certificate_is_taken(net: Internet, tmp_path: Path, to: str) -> None:
    net.add("/cat", b"plain cat")
    with Internet(tls=True) as secure:
        secure.add("/cat", b"secure cat")
        location = net.url("/cat") if to == "plain" else to
        url = secure.url(f"/redirect-to?url={location}", host="localhost")
        run = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", FETCH, str(tmp_path), url],
            env={**os.environ, "SSL_CERT_FILE": str(CERTIFICATE)},
            capture_output=True,
            text=True,
            check=True,
        )
    assert run.stdout == ("plain cat\n" if to == "plain" else "secure cat\n")
