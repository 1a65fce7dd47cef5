"""Files sent to the service as sources of tasks, through the real server."""

import base64
import hashlib
import io
import os
import secrets
import signal
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
import requests

from dragonet.accounts import AccountLimits
from support.owner import Owner, error, new_owner
from support.pictures import photo
from support.service import Service, running, until

UPLOAD = "/v2/upload"
TUS = {"Tus-Resumable": "1.0.0"}
CHUNK = {**TUS, "Content-Type": "application/offset+octet-stream"}
DATA = secrets.token_bytes(300_000)
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def owner(stored: Service) -> Owner:
    return new_owner(stored)


@pytest.fixture
def local(service: Service) -> Owner:
    """An account of the service on disk."""
    return new_owner(service)


def send(owner: Owner, data: Any = DATA, **options: Any) -> requests.Response:
    return owner.http.post(owner.service.url + UPLOAD, data=data, timeout=30, **options)


def run(owner: Owner, task: dict[str, Any]) -> dict[str, Any]:
    body = {"tasks": task, "block": True}
    answer = owner.http.post(f"{owner.service.url}/v2/create", json=body, timeout=60)
    return dict(answer.json()[0])


def digest(owner: Owner, *sources: str) -> Any:
    """What a task reads of sources."""
    task = {"task_name": "test.file", "url": sources[0], "more": [*sources[1:]]}
    status = run(owner, task)
    return status.get("result", {}).get("sha256") or status["error"]


def parts(owner: Owner) -> list[Path]:
    """The stored bytes of an account's uploads, and what is on the way."""
    data = owner.service.data_dir
    found = (data / "files" / "uploads" / owner.name).rglob("*")
    return [path for path in (*found, *(data / "uploads").glob("*")) if path.is_file()]


def begin(owner: Owner, length: int = len(DATA), headers: dict[str, str] | None = None) -> str:
    """Begin a resumable upload; its URL."""
    more = headers or {}
    lengths = {} if "Upload-Defer-Length" in more else {"Upload-Length": str(length)}
    answer = send(owner, b"", headers={**TUS, **lengths, **more})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    return answer.headers["Location"]


def patch(
    owner: Owner, url: str, offset: int, data: Any, headers: dict[str, str] | None = None
) -> requests.Response:
    sent = {**CHUNK, "Upload-Offset": str(offset), **(headers or {})}
    answer = owner.http.patch(url, data=data, headers=sent, timeout=30)
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    return answer


def offset(owner: Owner, url: str) -> int:
    answer = owner.http.head(url, headers=TUS, timeout=30)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    return int(answer.headers["Upload-Offset"])


def source(url: str) -> str:
    return "upload:" + url.rpartition("/")[2]


# In one request.


def test_a_raw_body_is_a_source(owner: Owner) -> None:
    answer = send(owner, headers={"Content-Type": "Video/MP4; charset=x"})
    assert answer.status_code == 200
    found = answer.json()
    assert set(found) == {"source", "size", "content_type", "expires"}
    assert (found["size"], found["content_type"]) == (len(DATA), "video/mp4")
    left = datetime.fromisoformat(found["expires"]) - datetime.now(UTC)
    assert timedelta(hours=23) < left <= timedelta(hours=24)
    status = run(owner, {"task_name": "test.file", "url": found["source"]})
    assert status["result"]["sha256"] == DIGEST
    assert status["result"]["content_type"] == "video/mp4"
    assert owner.get().json()["usage"] == 0


def test_a_form_is_a_source(owner: Owner) -> None:
    # Bytes that look like the end of a part, and like line ends.
    data = b"--x\r\n" + DATA + b"\r\n--" + b"\r" * 70_000 + b"\n--"
    answer = send(owner, None, files={"picture": ("é.png", data, "image/png")})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["size"], found["content_type"]) == (len(data), "image/png")
    again = send(owner, {"a": "b"}, files={"file": ("x", b"1", "")}).json()
    assert (again["size"], again["content_type"]) == (1, "application/octet-stream")
    assert digest(owner, found["source"], again["source"]) == (
        hashlib.sha256(data + b"1").hexdigest()
    )


def test_a_form_has_its_keys_in_fields(local: Owner) -> None:
    url = local.service.url + UPLOAD
    files = {"file": ("x", DATA, "image/png")}
    for fields, referer, status in (
        ({"secret": local.secret}, "", 200),
        ({"api_key": local.api_key}, "http://localhost/page", 200),
        ({"api_key": local.api_key}, "http://elsewhere.example/", 401),
        ({"secret": "wrong"}, "", 401),
        ({}, "", 401),
    ):
        headers = {"Referer": referer} if referer else {}
        answer = requests.post(url, data=fields, files=files, headers=headers, timeout=30)
        assert answer.status_code == status, answer.text
    assert len(parts(local)) == 2
    long = requests.post(url, data={"secret": "x" * 5000}, files=files, timeout=30)
    assert error(long)["name"] == "secret"


def test_raw_bodies_and_their_keys(local: Owner) -> None:
    url, page = local.service.url + UPLOAD, {"Referer": "http://localhost/"}
    good: list[dict[str, Any]] = [
        {"params": {"secret": local.secret}},
        {"params": {"api_key": local.api_key}, "headers": page},
        {"headers": {"Authorization": f"Api-Key {local.api_key}", "Origin": "http://localhost"}},
    ]
    for options in good:
        assert requests.post(url, data=b"x", timeout=30, **options).status_code == 200
    bad: list[dict[str, Any]] = [
        {},
        {"params": {"secret": "x"}},
        {"params": {"api_key": local.api_key}},
    ]
    for options in bad:
        assert requests.post(url, data=b"x", timeout=30, **options).status_code == 401
    assert len(parts(local)) == 3


def test_a_picture_is_made_of_an_upload(local: Owner) -> None:
    file = io.BytesIO()
    photo(64, 48).save(file, "PNG")
    sent = send(local, file.getvalue()).json()["source"]
    task = {"task_name": "image.thumb", "url": sent, "width": 32, "height": 24}
    result = run(local, task)["result"]
    assert (result["width"], result["original_width"]) == (32, 64)
    assert local.names() == {urlsplit(result["output"]).path.partition(f"{local.name}/")[2]}
    details = {"tasks": run(local, task)["key"], "details": "true"}
    shown = local.service.get("/v2/status", params=details).json()
    assert shown[0]["parameters"]["url"] == sent


def chunked() -> Iterator[bytes]:
    for start in range(0, len(DATA), 10_000):
        yield DATA[start : start + 10_000]


def test_a_body_of_unknown_length(local: Owner) -> None:
    found = send(local, chunked()).json()
    assert found["size"] == len(DATA) and digest(local, found["source"]) == DIGEST


def test_empty_and_malformed_bodies(local: Owner) -> None:
    form = "multipart/form-data; boundary=x"
    bodies: list[tuple[bytes, str | None]] = [
        (b"", None),
        (b"", "multipart/form-data"),
        (b"", form),
        (b"--x--\r\n", form),
        (b"--x\r\n\r\n\r\n--x--\r\n", form),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n', form),
        (b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n12345', form),
        (b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n\r\n--x--', form),
        (b"--x\r\n" + b"a" * 70_000, form),
        (b"--x\r\n" + b"a: b\r\n" * 500, form),
        (b"\n" * 100_000 + b"--x\r\n", form),
        (b"nothing of the kind", form),
        (b"--x\r\nContent-Type: multipart/mixed\r\n\r\n", form),
    ]
    for body, kind in bodies:
        headers = {"Content-Type": kind} if kind else {}
        assert error(send(local, body, headers=headers))["location"] == "body", body[:50]
    files = [("file", ("a", b"1")), ("file", ("b", b"2"))]
    assert "more than one file" in error(send(local, None, files=files))["description"]
    assert parts(local) == []


def test_too_large_files_leave_nothing(brief: Service) -> None:
    owner = new_owner(brief)
    meagre = new_owner(brief, AccountLimits(body=1000))
    for who, most, data in ((owner, 100_000, DATA), (meagre, 1000, b"x" * 1001)):
        bodies: list[tuple[Any, Any]] = [(data, None), (iter([data]), None), (None, {"f": data})]
        for body, files in bodies:
            found = error(send(who, body, files=files), 413)
            assert found["description"] == f"the file is larger than the limit of {most} bytes"
        found = error(send(who, b"", headers={**TUS, "Upload-Length": str(most + 1)}), 413)
        assert str(most) in found["description"]
        url = begin(who, headers={"Upload-Defer-Length": "1"})
        assert patch(who, url, 0, iter([data])).status_code == 413
        assert offset(who, url) == 0
    huge = {"f": b"x" * 3_000_000}
    assert error(send(owner, None, files=huge), 413)["name"] == "body"
    assert parts(owner) == parts(meagre) == []


def test_uploads_expire(brief: Service) -> None:
    owner = new_owner(brief)
    sent = send(owner, b"some bytes").json()["source"]
    url = begin(owner, 100)
    assert patch(owner, url, 0, b"y" * 50).status_code == 204
    assert digest(owner, sent) == hashlib.sha256(b"some bytes").hexdigest()
    assert len(parts(owner)) == 2
    until(lambda: not parts(owner))
    assert digest(owner, sent).endswith("could not be fetched: unknown or expired upload")
    assert patch(owner, url, 50, b"y" * 50).status_code == 404


def raw_request(
    owner: Owner,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    hang_up: Event | None = None,
) -> None:
    """Send a request with less of a body than it says, and hang up: soon, or when told to."""
    address = urlsplit(owner.service.url)
    lines = [f"{method} {path} HTTP/1.1", f"Host: {address.netloc}"]
    sent = {"Authorization": str(owner.http.headers["Authorization"]), **headers}
    lines += [f"{name}: {value}" for name, value in sent.items()]
    with socket.create_connection((address.hostname, address.port), 10) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        (hang_up or Event()).wait(60 if hang_up else 0.3)


def test_a_cut_body_leaves_nothing(local: Owner) -> None:
    length = {"Content-Length": str(len(DATA))}
    raw_request(local, "POST", UPLOAD, length, DATA[:-1])
    begun = {**CHUNK, "Upload-Length": str(len(DATA)), **length}
    raw_request(local, "POST", UPLOAD, begun, DATA[:-1])
    form = {"Content-Type": "multipart/form-data; boundary=x", **length}
    start = b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n'
    raw_request(local, "POST", UPLOAD, form, start + DATA[:200_000])
    raw_request(local, "POST", UPLOAD, {"Transfer-Encoding": "chunked"}, b"5\r\nhello\r\n")
    until(lambda: not parts(local))


# As sources of tasks.


def test_another_accounts_upload_is_as_unknown_as_none(stored: Service) -> None:
    owner, other = new_owner(stored), new_owner(stored)
    sent = send(owner).json()["source"]
    texts = {digest(other, made).replace(made, "?") for made in (sent, "upload:" + "A" * 26)}
    assert texts == {"File '?' could not be fetched: unknown or expired upload"}
    assert digest(owner, sent) == DIGEST
    url = f"{stored.url}{UPLOAD}/{sent.partition(':')[2]}"
    nobody = f"{stored.url}{UPLOAD}/{'A' * 26}"
    for method in ("GET", "PATCH", "DELETE"):
        headers = {**CHUNK, "Upload-Offset": "0"}
        answers = [
            other.http.request(method, where, headers=headers, timeout=10)
            for where in (url, nobody)
        ]
        texts = {error(found, 404)["description"] for found in answers}
        assert len({text.replace(sent.partition(":")[2], "A" * 26) for text in texts}) == 1
    assert other.http.head(url, headers=TUS, timeout=10).status_code == 404
    assert requests.get(url, timeout=10).status_code == 401
    assert digest(owner, sent) == DIGEST


@pytest.mark.parametrize(
    "wrong",
    [
        "upload:",
        "upload:abc",
        "upload:" + "a" * 26,
        "UPLOAD:" + "A" * 26,
        "upload:" + "A" * 27,
        "upload:../../" + "A" * 20,
        "upload://" + "A" * 26,
        "upload:" + "Ａ" * 26,
        "upload:" + "A" * 26 + "\n/etc/passwd",
    ],
)
def test_malformed_sources(local: Owner, wrong: str) -> None:
    status = run(local, {"task_name": "test.file", "url": wrong})
    assert "nor upload:KEY" in status["error"]["parameters"]["url"][0]


def test_an_upload_that_is_not_complete_or_was_deleted(local: Owner) -> None:
    url = begin(local)
    patch(local, url, 0, DATA[:1000])
    assert digest(local, source(url)).endswith("the upload is not complete, it has 1000 bytes")
    shown = local.http.get(url, timeout=10).json()
    assert (shown["size"], shown["offset"], shown["source"]) == (len(DATA), 1000, source(url))
    assert local.http.delete(url, timeout=10).status_code == 204
    assert parts(local) == []
    assert digest(local, source(url)).endswith("unknown or expired upload")
    assert local.http.delete(url, headers=TUS, timeout=10).status_code == 404


# Resumable, by the tus protocol.


def test_an_upload_in_pieces(owner: Owner) -> None:
    names = {"filename": "film.mp4", "filetype": "video/mp4"}
    pairs = [f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in names.items()]
    metadata = ",".join([*pairs, "flag"])
    url = begin(owner, headers={"Upload-Metadata": metadata})
    assert url.startswith(f"{owner.service.url}{UPLOAD}/")
    head = owner.http.head(url, headers=TUS, timeout=10)
    assert head.headers["Upload-Length"] == str(len(DATA))
    assert head.headers["Upload-Metadata"] == metadata
    assert head.headers["Upload-Offset"] == "0"
    for start in range(0, len(DATA), 70_000):
        answer = patch(owner, url, start, DATA[start : start + 70_000])
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["Upload-Offset"] == str(min(start + 70_000, len(DATA)))
        expires = parsedate_to_datetime(answer.headers["Upload-Expires"])
        assert timedelta(hours=23) < expires - datetime.now(UTC) < timedelta(hours=25)
    assert offset(owner, url) == len(DATA)
    assert patch(owner, url, len(DATA), b"more").status_code == 413
    status = run(owner, {"task_name": "test.file", "url": source(url)})
    assert status["result"]["sha256"] == DIGEST
    assert status["result"]["content_type"] == "video/mp4"


def test_what_a_server_has_to_say(local: Owner) -> None:
    url = local.service.url + UPLOAD
    answer = requests.options(url, timeout=10)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert {"creation", "expiration", "checksum", "termination"} <= {
        *answer.headers["Tus-Extension"].split(",")
    }
    assert int(answer.headers["Tus-Max-Size"]) == 8 << 30
    assert "sha1" in answer.headers["Tus-Checksum-Algorithm"]
    page = {"Origin": "http://localhost:3000"}
    asked = {
        **page,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "tus-resumable,upload-offset,content-type,authorization",
    }
    allowed = requests.options(begin(local), headers=asked, timeout=10)
    assert allowed.status_code == 200 and "PATCH" in allowed.headers["Access-Control-Allow-Methods"]
    assert "upload-offset" in allowed.headers["Access-Control-Allow-Headers"].lower()
    made = send(local, b"", headers={**TUS, **page, "Upload-Length": "5"})
    assert made.headers["Access-Control-Expose-Headers"] == "*"
    assert made.headers["Access-Control-Allow-Origin"] == "*"


def test_creation_with_upload_later_length_and_override(local: Owner) -> None:
    made = send(local, DATA[:9], headers={**CHUNK, "Upload-Length": str(len(DATA))})
    assert (made.status_code, made.headers["Upload-Offset"]) == (201, "9")
    url = made.headers["Location"]
    sent = {**CHUNK, "Upload-Offset": "9", "X-HTTP-Method-Override": "PATCH"}
    assert local.http.post(url, data=DATA[9:], headers=sent, timeout=10).status_code == 204
    assert digest(local, made.json()["source"]) == DIGEST
    sent["X-HTTP-Method-Override"] = "PUT"
    assert error(local.http.post(url, headers=sent, timeout=10))["name"] == "X-HTTP-Method-Override"

    later = begin(local, headers={"Upload-Defer-Length": "1"})
    assert local.http.head(later, headers=TUS, timeout=10).headers["Upload-Defer-Length"] == "1"
    assert patch(local, later, 0, DATA[:100]).status_code == 204
    short = patch(local, later, 100, b"", {"Upload-Length": "99"})
    assert error(short)["name"] == "Upload-Length"
    assert "not complete" in digest(local, source(later))
    end = {"Upload-Length": str(len(DATA))}
    assert patch(local, later, 100, DATA[100:], end).status_code == 204
    assert digest(local, source(later)) == DIGEST

    empty = begin(local, 0)
    assert digest(local, source(empty)) == hashlib.sha256(b"").hexdigest()


def test_checksums(local: Owner) -> None:
    url = begin(local)

    def with_sum(start: int, data: bytes, text: str) -> requests.Response:
        return patch(local, url, start, data, {"Upload-Checksum": text})

    def sha1(data: bytes) -> str:
        return "sha1 " + base64.b64encode(hashlib.sha1(data).digest()).decode()

    wrong = with_sum(0, DATA[:5000], sha1(b"other"))
    assert error(wrong, 460)["name"] == "Upload-Checksum"
    assert offset(local, url) == 0
    assert with_sum(0, DATA[:5000], sha1(DATA[:5000])).status_code == 204
    assert "choose one of: sha1" in error(with_sum(5000, b"x", "crc99 AAAA"))["description"]
    assert "not base64" in error(with_sum(5000, b"x", "sha1 ???"))["description"]
    last = "sha256 " + base64.b64encode(hashlib.sha256(DATA[5000:]).digest()).decode()
    assert with_sum(5000, DATA[5000:], last).status_code == 204
    assert digest(local, source(url)) == DIGEST


def test_requests_that_break_the_protocol(local: Owner) -> None:
    url = begin(local)
    for version in ("0.2.2", "2", ""):
        answer = local.http.head(url, headers={"Tus-Resumable": version}, timeout=10)
        assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")
    assert local.http.head(url, timeout=10).status_code == 412
    assert error(patch(local, url, 7, b"x"), 409)["description"].endswith("which is 0")
    text = {"Content-Type": "text/plain"}
    assert error(patch(local, url, 0, b"x", text), 415)["name"] == "Content-Type"
    for value in ("-1", "x", "", "1.0", "9" * 30, "+1", "٣".encode().decode("latin-1")):
        wrong = patch(local, url, 0, b"x", {"Upload-Offset": value})
        assert error(wrong)["name"] == "Upload-Offset"
        made = send(local, b"", headers={**TUS, "Upload-Length": value})
        assert error(made)["name"] == "Upload-Length"
        assert made.headers["Tus-Resumable"] == "1.0.0"
    assert error(send(local, b"", headers=TUS))["description"] == "Upload-Length is missing"
    both = {**TUS, "Upload-Length": "1", "Upload-Defer-Length": "1"}
    assert error(send(local, b"", headers=both))["name"] == "Upload-Length"
    for metadata in ("a b c", "name ***", "a,b c d", "x" * 9000):
        sent = {**TUS, "Upload-Length": "1", "Upload-Metadata": metadata}
        assert error(send(local, b"", headers=sent))["name"] == "Upload-Metadata"
    too_much = patch(local, url, 0, DATA + b"x")
    assert error(too_much, 413)["description"].startswith("the body goes beyond")
    assert error(patch(local, url, 0, iter([DATA, b"x"])), 413)["name"] == "body"
    assert offset(local, url) == 0 and parts(local) == []
    for key in ("a" * 26, "%2e%2e", "x", "A" * 26 + "/x"):
        assert local.http.patch(f"{local.service.url}{UPLOAD}/{key}", timeout=10).status_code in (
            404,
            412,
        )


def test_a_dropped_connection_is_resumed(owner: Owner) -> None:
    url = begin(owner)
    headers = {**CHUNK, "Upload-Offset": "0", "Content-Length": str(len(DATA))}
    raw_request(owner, "PATCH", urlsplit(url).path, headers, DATA[:123_456])
    until(lambda: offset(owner, url))
    there = offset(owner, url)
    assert 0 < there <= 123_456
    assert patch(owner, url, there, DATA[there:]).status_code == 204
    assert digest(owner, source(url)) == DIGEST


def test_two_writers_do_not_mix(local: Owner) -> None:
    url, found = begin(local), []

    def write() -> None:
        def slowly() -> Iterator[bytes]:
            for start in range(0, len(DATA), 100_000):
                yield DATA[start : start + 100_000]
                time.sleep(0.05)

        sent = {**CHUNK, "Upload-Offset": "0", **dict(local.http.headers)}
        found.append(requests.patch(url, data=slowly(), headers=sent, timeout=30).status_code)

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [204, 409, 409, 409]
    assert len(parts(local)) == 1
    assert digest(local, source(url)) == DIGEST


def test_an_upload_survives_the_death_of_the_service(tmp_path: Path) -> None:
    with running(tmp_path / "data", DRAGONET_WORKERS="0") as service:
        owner = new_owner(service)
        url = begin(owner)
        assert patch(owner, url, 0, DATA[:200_000]).status_code == 204
        killed = Event()
        thread = Thread(
            target=raw_request,
            args=(
                owner,
                "PATCH",
                urlsplit(url).path,
                {**CHUNK, "Upload-Offset": "200000", "Content-Length": "100000"},
                DATA[200_000:250_000],
                killed,
            ),
        )
        thread.start()
        until(lambda: [*(tmp_path / "data" / "uploads").glob("*")])  # bytes have come
        family = psutil.Process(service.process.pid).children(recursive=True)
        for process in (psutil.Process(service.process.pid), *family):
            os.kill(process.pid, signal.SIGKILL)
        killed.set()
        psutil.wait_procs(family, 40)
        thread.join()
    with running(tmp_path / "data", DRAGONET_WORKERS="1") as again:
        owner.service = again
        url = f"{again.url}{urlsplit(url).path}"
        assert offset(owner, url) == 200_000
        assert patch(owner, url, 200_000, DATA[200_000:]).status_code == 204
        assert digest(owner, source(url)) == DIGEST
