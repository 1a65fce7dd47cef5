"""SFTP and FTP through real servers, with their faults."""

import subprocess
import sys
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest

from dragonet.errors import TargetError
from dragonet.settings import Settings
from dragonet.targets import servers
from dragonet.targets.servers import Address, Server
from support.file_servers import PASSWORD, USER, FileServers, file_servers
from support.internet import CERTIFICATE

KINDS = ("sftp", "ftp", "ftps")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileServers]:
    with file_servers(tmp_path_factory.mktemp("files")) as found:
        yield found


@pytest.fixture(autouse=True)
def _fresh(running: FileServers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "LONGEST_PAUSE", 0.05)
    running.state.faults.clear()
    running.state.seen.clear()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    loopback = ip_network("127.0.0.0/8")
    return Settings(data_dir=tmp_path, fetch_allow=(loopback,), target_tries=3, target_stall=5)


def server(running: FileServers, settings: Settings, kind: str, folder: str, **more: str) -> Server:
    if kind == "sftp":
        url = f"sftp://127.0.0.1:{running.sftp}{folder}"
        given = {"user": USER, "password": PASSWORD, "host_key": running.key}
    else:
        url = f"ftp://127.0.0.1:{running.ftp}{folder}"
        given = {"user": USER, "password": PASSWORD}
        if kind == "ftps":
            pem = CERTIFICATE.read_text()
            given |= {"tls": "yes", "ca": pem[pem.index("-----BEGIN CERT") :]}
    return Server(url, {**given, **more}, settings)


def film(tmp_path: Path, size: int = 3_000_001) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(bytes(range(251)) * (size // 251) + b"x" * (size % 251))
    return path


def stored(running: FileServers, folder: str) -> dict[str, bytes]:
    there = running.state.folder / folder
    return {path.name: path.read_bytes() for path in there.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_file_appears_when_it_is_whole(
    running: FileServers, settings: Settings, tmp_path: Path, kind: str
) -> None:
    local, empty = film(tmp_path), tmp_path / "empty"
    empty.write_bytes(b"")
    place = server(running, settings, kind, f"/{kind}/a b")
    await place.check()
    running.state.seen.clear()
    await place.put({"2026/film.mp4": local})
    assert running.state.seen
    assert not any(f"{kind}/a b/2026/film.mp4" in names for names in running.state.seen)
    await place.put({"2026/film.mp4": local, "2026/empty": empty})
    assert stored(running, f"{kind}/a b/2026") == {"film.mp4": local.read_bytes(), "empty": b""}
    assert {path.name for path in (running.state.folder / kind / "a b").iterdir()} == {"2026"}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_dropped_connection_is_made_anew(
    running: FileServers, settings: Settings, tmp_path: Path, kind: str
) -> None:
    local, visits = film(tmp_path), running.state.visits
    running.state.faults += ["drop", "drop"]
    await server(running, settings, kind, f"/{kind}-dropped").put({"film.mp4": local})
    assert running.state.visits == visits + 3
    assert stored(running, f"{kind}-dropped") == {"film.mp4": local.read_bytes()}
    running.state.faults += ["drop"] * 3
    with pytest.raises(TargetError, match="gave up after 3 tries: the connection broke"):
        await server(running, settings, kind, f"/{kind}-lost").put({"film.mp4": local})
    assert "film.mp4" not in stored(running, f"{kind}-lost")


@pytest.mark.parametrize(("kind", "text"), [("sftp", "is there room"), ("ftp", "has no room")])
async def test_a_full_disk_is_no_reason_to_try_again(
    running: FileServers, settings: Settings, tmp_path: Path, kind: str, text: str
) -> None:
    local, visits = film(tmp_path), running.state.visits
    running.state.faults += ["full"] * 200
    with pytest.raises(TargetError, match=text):
        await server(running, settings, kind, f"/{kind}-full").put({"film.mp4": local})
    assert running.state.visits == visits + 1
    assert stored(running, f"{kind}-full") == {}


@pytest.mark.parametrize("kind", ["sftp", "ftp"])
async def test_files_are_replaced_on_servers_that_replace_none(
    running: FileServers, settings: Settings, tmp_path: Path, kind: str
) -> None:
    place = server(running, settings, kind, f"/{kind}-fixed")
    await place.put({"film.mp4": film(tmp_path, 10)})
    running.state.faults += ["fixed"] * (kind == "sftp")
    await place.put({"film.mp4": film(tmp_path, 20)})
    assert running.state.faults == []
    assert [len(data) for data in stored(running, f"{kind}-fixed").values()] == [20]


@pytest.mark.parametrize(
    ("kind", "folder", "options", "text"),
    [
        ("sftp", "/x", {"password": "wr0ng"}, "refuses the user name, password or key"),
        ("ftp", "/x", {"password": "wr0ng"}, "refuses the user name or password"),
        ("sftp", "/x", {"host_key": "SHA256:abc"}, r"host key is SHA256:\S+, not the host_key"),
        ("ftps", "/x", {"ca": ""}, "TLS certificate is not valid: self"),
        ("sftp", "/locked", {}, "does not let the user write there"),
        ("ftp", "/locked", {}, "does not let the user write there"),
    ],
)
async def test_refusals_are_explained_at_once(
    running: FileServers,
    settings: Settings,
    tmp_path: Path,
    kind: str,
    folder: str,
    options: dict[str, str],
    text: str,
) -> None:
    options = {name: value for name, value in options.items() if value}
    place = server(running, settings, kind, folder, **options)
    if kind == "ftps":
        pair = {"user": USER, "password": PASSWORD, "tls": "yes"}
        place = Server(f"ftp://127.0.0.1:{running.ftp}", pair, settings)
    with pytest.raises(TargetError, match=text) as refused:
        await place.put({"film.mp4": film(tmp_path, 10)})
    assert "wr0ng" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["sftp", "ftp"])
async def test_hosts_are_vetted(settings: Settings, scheme: str) -> None:
    more = {"host_key": "SHA256:abc"} if scheme == "sftp" else {}
    options = {"user": "a", "password": "b", **more}
    closed = settings.model_copy(update={"fetch_allow": ()})
    for name, text in (
        ("localhost", "refused: address .* is not public .loopback."),
        ("169.254.169.254", "is not public .link-local."),
        ("nowhere.invalid", "host 'nowhere.invalid' "),
    ):
        with pytest.raises(TargetError, match=text):
            await Server(f"{scheme}://{name}/x", options, closed).check()


async def test_a_server_that_is_too_slow_has_a_limit(
    running: FileServers, settings: Settings, tmp_path: Path
) -> None:
    short = settings.model_copy(update={"target_timeout": 0.001})
    with pytest.raises(TargetError, match="longer than the limit"):
        await server(running, short, "sftp", "/slow").put({"film.mp4": film(tmp_path)})


async def test_keys_and_fingerprints_open_sftp(
    running: FileServers, settings: Settings, tmp_path: Path
) -> None:
    url = f"sftp://127.0.0.1:{running.sftp}/~/keys"
    given = {"user": USER, "host_key": running.fingerprint, "private_key": running.user_key}
    await Server(f"sftp://127.0.0.1:{running.sftp}", given, settings).check()
    await Server(url, given, settings).put({"film.mp4": film(tmp_path, 10)})
    assert "film.mp4" in stored(running, "keys")


@pytest.mark.parametrize(
    ("url", "options", "text"),
    [
        ("sftp://h/x", {"user": "a", "password": "b"}, "host_key=… is missing"),
        ("sftp://h/x", {"user": "a", "host_key": "SHA256:x"}, "password=… or private_key=…"),
        ("sftp://h/x", {"user": "a", "password": "b", "host_key": "x"}, "neither SHA256"),
        ("sftp://h", {"user": "a", "host_key": "SHA256:x", "private_key": "x"}, "no private key"),
        ("ftp://h/x", {"user": "a"}, "password=… is missing"),
        ("ftp://h/x", {"user": "a", "password": "b", "tls": "maybe"}, "yes or no"),
        ("ftp://h/x", {"user": "a", "password": "b", "tls": "yes", "ca": "x"}, "as PEM"),
        ("ftp://h/x", {"user": "a", "password": "b", "colour": "red"}, "'colour' is not an option"),
        ("ftp://a:b@h/x", {}, "credentials are not for the URL"),
        ("ftp:///x", {}, "the URL is not ftp://host:port/folder"),
        ("ftp://h/a%0d%0aDELE%20x", {}, "the URL is not"),
        ("sftp://h/../x", {}, r"contains '\.\.'"),
    ],
)
def test_wrong_settings_are_explained(
    settings: Settings, url: str, options: dict[str, str], text: str
) -> None:
    with pytest.raises(ValueError, match=text):
        Server(url, options, settings)


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("sftp://h/srv/films", "/srv/films"),
        ("sftp://h/~/films", "films"),
        ("sftp://h", "."),
        ("sftp://h/~", "."),
        ("sftp://h/~bob/films", "/~bob/films"),
        ("ftp://h/~films", "~films"),
        ("ftp://h/films", "films"),
        ("ftp://h//srv/films", "/srv/films"),
    ],
)
def test_folders_are_absolute_or_of_the_user(url: str, folder: str) -> None:
    assert str(Address.parse(url, 22).folder) == folder


def test_processes_start_without_the_libraries() -> None:
    code = (
        "import sys, dragonet.app, dragonet.worker.places, dragonet.cli.stores;"
        "print([m for m in ('asyncssh', 'aioftp', 'cryptography') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
