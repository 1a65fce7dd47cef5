"""Servers of accounts: tasks store files there by SFTP and FTP, as in buckets."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from support.file_servers import PASSWORD, USER, FileServers, file_servers
from support.internet import CERTIFICATE
from support.service import Service, command

FILES = {"task_name": "test.task", "action": "files"}
ALLOW = {"DRAGONET_FETCH_ALLOW": "127.0.0.0/8"}


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileServers]:
    with file_servers(tmp_path_factory.mktemp("servers")) as found:
        yield found


def add(
    service: Service, servers: FileServers, kind: str, name: str, *more: str, **given: str
) -> Any:
    url = f"{kind}://127.0.0.1:{getattr(servers, kind)}/out"
    options = {"user": USER, "password": PASSWORD}
    if kind == "sftp":
        options["host_key"] = servers.fingerprint
    else:
        options |= {"tls": "yes", "ca": f"@{CERTIFICATE}"}
    pairs = [f"{key}={value}" for key, value in (options | given).items()]
    where = {"DRAGONET_DATA_DIR": str(service.data_dir), **ALLOW}
    return command("stores", "add", "default", name, url, *pairs, *more, **where)


@pytest.mark.parametrize(("kind", "public"), [("sftp", ""), ("ftp", "https://cdn.example/out/")])
def test_files_go_to_the_server_that_the_task_names(
    service: Service, servers: FileServers, kind: str, public: str
) -> None:
    added = add(service, servers, kind, f"{kind}-films", f"--public-url={public}")
    assert added.returncode == 0, added.stderr
    store = json.loads("{" + added.stdout + "}")["task_store"]
    assert store == {"type": kind, "name": f"{kind}-films"}
    servers.state.faults.append("cut")
    status = service.run({**FILES, "task_store": {**store, "path": "films/2026/"}})
    assert servers.state.faults == []
    path = f"films/2026/{status['key']}"
    root = (public or f"{kind}://127.0.0.1:{getattr(servers, kind)}/out/") + path
    assert status["result"] == {
        "value": "done",
        "small": f"{root}/small.txt",
        "large": f"{root}/large.html",
    }
    there = servers.state.folder / "out" / path
    assert (there / "small.txt").read_bytes() == b"small"
    assert {file.name for file in there.iterdir()} == {"small.txt", "large.html"}
    details = service.get("/v2/status", params={"tasks": status["key"], "details": "1"}).text
    listed = command("stores", "list", "default", DRAGONET_DATA_DIR=str(service.data_dir)).stdout
    assert f"{kind}-films" in listed
    for text in (details, listed, service.log, added.stdout, added.stderr):
        assert PASSWORD not in text


@pytest.mark.parametrize(
    ("kind", "given", "text"),
    [
        ("sftp", {"password": "wr0ng"}, "refuses the user name, password or key"),
        ("sftp", {"host_key": "SHA256:other"}, "not the host_key given"),
        ("sftp", {"private_key": "@/nowhere"}, "'/nowhere' of private_key cannot be read"),
        ("ftp", {"password": "wr0ng"}, "refuses the user name or password"),
    ],
)
def test_a_server_that_refuses_is_not_added(
    service: Service, servers: FileServers, kind: str, given: dict[str, str], text: str
) -> None:
    refused = add(service, servers, kind, "refused", **given)
    assert refused.returncode != 0
    assert text in " ".join(refused.stderr.split())
    assert "wr0ng" not in refused.stderr
    assert "Traceback" not in refused.stderr
    status = service.run({**FILES, "task_store": {"type": kind, "name": "refused"}})
    (found,) = status["error"]["parameters"]["task_store"]
    assert found == "name: the account has no store 'refused'"


def test_what_goes_wrong_later_is_the_error_of_the_task(
    service: Service, servers: FileServers
) -> None:
    assert add(service, servers, "sftp", "full").returncode == 0
    servers.state.faults += ["full"] * 9
    status = service.run({**FILES, "task_store": {"type": "sftp", "name": "full"}})
    servers.state.faults.clear()
    assert status["error"].startswith("task_store 'full': the server could not store the file")
