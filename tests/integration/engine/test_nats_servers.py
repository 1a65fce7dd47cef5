"""One server of a cluster dies: its clients go on with another, with the same credentials."""

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dragonet.engine.address import servers_of
from dragonet.engine.embedded import find_server, free_port
from dragonet.engine.nats import first_connection
from dragonet.errors import StartupError

CONFIG = """
listen: "127.0.0.1:{port}"
authorization {{ {rule} }}
cluster {{ name: "c", listen: "127.0.0.1:{cluster}", routes: [{routes}] }}
"""


@contextmanager
def cluster(folder: Path, rule: str) -> Iterator[list[tuple[int, subprocess.Popen[bytes]]]]:
    """Two servers that know each other, by port."""
    ports, clusters = [free_port(), free_port()], [free_port(), free_port()]
    routes = ", ".join(f'"nats://127.0.0.1:{port}"' for port in clusters)
    servers = []
    for port, own in zip(ports, clusters, strict=True):
        config = folder / f"{port}.conf"
        config.write_text(CONFIG.format(port=port, cluster=own, routes=routes, rule=rule))
        command = [find_server(), "-c", str(config), "-l", str(config.with_suffix(".log"))]
        servers.append((port, subprocess.Popen(command)))
    try:
        yield servers
    finally:
        for _, process in servers:
            process.kill()
            process.wait()


@pytest.mark.parametrize(
    ("rule", "userinfo"),
    [('token: "a/b"', "a%2Fb"), ('user: "me", password: "p@ss"', "me:p%40ss")],
    ids=["token", "password"],
)
async def test_clients_go_on_with_another_server(tmp_path: Path, rule: str, userinfo: str) -> None:
    with cluster(tmp_path, rule) as servers:
        (port, process), (other, _) = servers
        async with asyncio.timeout(20):
            while True:
                try:
                    client, shown = await first_connection(f"{userinfo}@127.0.0.1:{port}", {})
                    break
                except StartupError:
                    await asyncio.sleep(0.1)
            assert shown == f"nats://127.0.0.1:{port}"
            while len(client.servers) < 2:
                await asyncio.sleep(0.05)
            process.kill()
            while client.connected_url is None or client.connected_url.port != other:
                await asyncio.sleep(0.05)
            await client.flush()
        await client.close()


async def test_any_server_of_the_list_will_do(tmp_path: Path) -> None:
    with cluster(tmp_path, 'token: "t"') as servers:
        url = f"nats://t@127.0.0.1:{free_port()}, nats://127.0.0.1:{servers[1][0]}"
        async with asyncio.timeout(20):
            while True:
                try:
                    client, _ = await first_connection(url, {})
                    break
                except StartupError as error:
                    assert "t@" not in error.text
                    await asyncio.sleep(0.1)
        await client.close()


def test_urls_of_servers() -> None:
    assert servers_of("nats://n1:4222") == (["nats://n1:4222"], {})
    assert servers_of(" n1:1 , tls://[::1]:2,") == (["nats://n1:1", "tls://[::1]:2"], {})
    servers, credentials = servers_of("nats://n1:1,nats://to%2Cken@n2:2,nats://x:y@n3:3")
    assert servers == ["nats://n1:1", "nats://n2:2", "nats://n3:3"]
    assert credentials == {"token": "to,ken"}
    for wrong in ("nats://n1:many", "nats://[::1"):
        with pytest.raises(StartupError, match="DRAGONET_NATS_URL"):
            servers_of(wrong)
