"""Uploads to platforms through the real server: tasks, stores, killed workers."""

import json
import os
import signal
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.clips import video
from support.internet import Internet
from support.platforms import Platforms
from support.platforms.common import Base
from support.service import Service, command, running

TASKS = {
    "youtube": {"task_name": "video.upload.youtube", "title": "A cat"},
    "facebook": {"task_name": "video.upload.fb"},
    "vimeo": {"task_name": "video.upload.vimeo"},
}
SECRET = {"youtube": "access_token", "facebook": "access_token", "vimeo": "oauth2_token"}


@pytest.fixture(scope="module")
def platforms() -> Iterator[Platforms]:
    with Platforms() as found:
        yield found


@pytest.fixture(scope="module")
def uploader(platforms: Platforms, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that knows no other platforms than the fakes."""
    with running(tmp_path_factory.mktemp("uploader") / "data", **platforms.settings) as found:
        yield found


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A second of video, and three megabytes that players skip."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    video(path, size=(160, 90), frames=25)
    size = 3_000_000
    return path.read_bytes() + struct.pack(">I4s", size + 8, b"free") + os.urandom(size)


@pytest.fixture(scope="module")
def url(internet: Internet, clip: bytes) -> str:
    return internet.add("/clip.mp4", clip, "video/mp4")


def task(kind: str, token: str, url: str, **more: Any) -> dict[str, Any]:
    return {**TASKS[kind], SECRET[kind]: token, "url": url, **more}


def fake(platforms: Platforms, kind: str) -> Base:
    found: Base = getattr(platforms, kind)
    return found


def nobody_reads(secret: str, service: Service, key: str) -> None:
    """No status, detail or log has it."""
    shown = service.get("/v2/status", params={"tasks": key, "details": "1"}).text
    assert secret not in shown + service.log


@pytest.mark.parametrize("version", [1, 2])
def test_a_video_goes_to_youtube(
    uploader: Service, platforms: Platforms, url: str, clip: bytes, version: int
) -> None:
    token = f"drop.partial.sEcReT{version}"
    given = {"tags": ["cat"], "category_id": 15, "developer_key": "kEy", "description": "Asleep"}
    key = uploader.start(task("youtube", token, url, **given), version)
    status = uploader.status(key, block=True, version=version)
    assert status["status"] == "success", status
    (got,) = platforms.youtube.of(token)
    assert got.data == clip
    assert got.fields["snippet"]["categoryId"] == "15"
    assert status["result"] == {
        "output": f"https://www.youtube.com/watch?v={got.fields['id']}",
        "duration": pytest.approx(1.0),
        "privacy_status": "public",
    }
    nobody_reads("sEcReT", uploader, key)
    nobody_reads("kEy", uploader, key)
    details = uploader.get("/v2/status", params={"tasks": key, "details": "1"}).json()[0]
    assert details["parameters"]["access_token"] == details["parameters"]["developer_key"] == "***"


def test_a_video_goes_to_facebook(
    uploader: Service, platforms: Platforms, url: str, clip: bytes
) -> None:
    token = "unheard.unfinished.proof.fb"
    status = uploader.run(task("facebook", token, url, app_secret="APP_SECRET", title="A cat"))
    (got,) = platforms.facebook.of(token)
    assert got.data == clip
    assert status["result"] == {
        "output": f"https://www.facebook.com/page/videos/{got.fields['id']}/",
        "duration": pytest.approx(1.0),
    }


def test_a_video_goes_to_vimeo(
    uploader: Service, platforms: Platforms, url: str, clip: bytes
) -> None:
    token = "503.gone.conflict.vi"
    status = uploader.run(task("vimeo", token, url, title="A cat"))
    (got,) = platforms.vimeo.of(token)
    assert got.data == clip
    assert status["result"] == {
        "output": f"https://vimeo.com/{got.fields['id']}/abc",
        "duration": pytest.approx(1.0),
        "free_space": 50_000_000 - len(clip),
        "uploaded_file_size": len(clip),
    }


def test_uploads_of_a_killed_worker_go_on_and_arrive_once(
    platforms: Platforms, url: str, clip: bytes, tmp_path: Path
) -> None:
    tokens = {kind: f"slow.killed.{kind}" for kind in TASKS}
    with running(tmp_path / "data", DRAGONET_WORKERS="1", **platforms.settings) as service:
        keys = {kind: service.start(task(kind, token, url)) for kind, token in tokens.items()}
        for kind, token in tokens.items():
            deadline = time.monotonic() + 20
            while fake(platforms, kind).received.get(token, 0) < 600_000:
                assert time.monotonic() < deadline, service.status(keys[kind])
                time.sleep(0.01)
        for worker in service.processes("worker"):
            os.kill(worker.pid, signal.SIGKILL)
        for kind, token in tokens.items():
            status = service.status(keys[kind], block=True)
            assert status["status"] == "success", status
            assert status["progress"] == 100.0
            (got,) = fake(platforms, kind).of(token)
            assert got.data == clip
            assert fake(platforms, kind).received[token] < 1.9 * len(clip), "it began anew"
        sessions = [s.token for s in platforms.youtube.sessions.values()]
        assert sessions.count(tokens["youtube"]) == 1
        uploads = [upload.token for upload in platforms.vimeo.uploads.values()]
        assert uploads.count(tokens["vimeo"]) == 1
        stored = b"".join(path.read_bytes() for path in (service.data_dir / "nats").rglob("*.blk"))
        assert len(stored) > 1000
        assert not any(token.encode() in stored for token in tokens.values())


@pytest.mark.parametrize(
    ("kind", "token", "words"),
    [
        ("youtube", "unauthorized.a", "get a new one with the scope youtube.upload"),
        ("youtube", "quota.a", "renewed at midnight Pacific time"),
        ("facebook", "expired.a", "get a new one of the Page"),
        ("vimeo", "full.a", "delete videos"),
    ],
)
def test_refusals_are_texts_that_help(
    uploader: Service, platforms: Platforms, url: str, kind: str, token: str, words: str
) -> None:
    status = uploader.run(task(kind, token, url))
    assert status["status"] == "error"
    assert words in status["error"]
    assert token not in status["error"]


@pytest.mark.parametrize(
    ("kind", "given", "field", "text"),
    [
        ("youtube", {"title": "a" * 101}, "title", "at most 100 characters"),
        ("youtube", {"title": "1 < 2"}, "title", "'<' is not allowed on YouTube"),
        ("youtube", {"description": "é" * 2501}, "description", "5002 bytes"),
        ("youtube", {"tags": ["a b" * 80, "c" * 259]}, "tags", "502 characters"),
        ("youtube", {"access_token": "sEc ReT"}, "access_token", "without spaces"),
        ("youtube", {"access_token": 12345}, "access_token", "'***' is not a string"),
        ("vimeo", {"oauth2_token": None}, "oauth2_token", "this field is required"),
        ("vimeo", {"oauth2_token": None, "consumer_key": "k"}, "oauth2_token", "OAuth 1"),
        ("facebook", {"privacy": "FRIENDS"}, "privacy", "choose one of"),
    ],
)
def test_limits_hold_before_the_first_byte(
    uploader: Service, platforms: Platforms, kind: str, given: dict[str, Any], field: str, text: str
) -> None:
    before = len(fake(platforms, kind).requests)
    status = uploader.run({**task(kind, "early", "http://127.0.0.1:9/none"), **given})
    (found,) = status["error"]["parameters"][field]
    assert text in found
    assert "sEc ReT" not in str(status)
    assert len(fake(platforms, kind).requests) == before


def test_what_is_no_video_is_not_sent(
    uploader: Service, platforms: Platforms, internet: Internet
) -> None:
    text = internet.add("/text.mp4", b"no video at all" * 100)
    status = uploader.run(task("youtube", "text", text))
    assert status["status"] == "error"
    assert not [session for session in platforms.youtube.sessions.values()
                if session.token == "text"]  # fmt: skip


def test_an_upload_is_cancelled(
    uploader: Service, platforms: Platforms, url: str, clip: bytes
) -> None:
    token = "slow.cancelled"
    key = uploader.start(task("facebook", token, url))
    deadline = time.monotonic() + 20
    while not platforms.facebook.received.get(token):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert uploader.post("/v2/cancel", {"tasks": [key]}).json()[0]["error"] == "cancelled"
    got = 0
    while got < platforms.facebook.received[token]:  # a chunk that was under way
        got = platforms.facebook.received[token]
        time.sleep(0.7)
    assert got < len(clip)
    assert not platforms.facebook.of(token)


def test_the_output_of_a_task_is_stored_on_youtube(
    uploader: Service, platforms: Platforms, url: str
) -> None:
    store = {"type": "youtube", "access_token": "503.stored", "title": "Backwards"}
    converted = {"task_name": "video.reverse", "url": url, "task_store": store}
    status = uploader.run(converted)
    assert status["status"] == "success", status
    (got,) = platforms.youtube.of("503.stored")
    assert status["result"]["output"] == f"https://www.youtube.com/watch?v={got.fields['id']}"
    assert status["result"]["duration"] == pytest.approx(1.0, abs=0.1)
    assert got.data[4:8] == b"ftyp"
    shown = uploader.get("/v2/status", params={"tasks": status["key"], "details": "1"}).json()[0]
    assert shown["task_store"]["type"] == "youtube"
    assert shown["task_store"]["access_token"] == "***"
    assert "503.stored" not in str(shown) + uploader.log


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain; charset=utf-8"}])
def test_the_output_of_a_task_is_put_to_a_signed_url(
    uploader: Service, platforms: Platforms, headers: dict[str, str]
) -> None:
    key = f"drop.503.card{len(headers)}.txt"
    signed = platforms.s3.sign(key, headers=headers)
    hello = {"task_name": "hello", "card": True}
    status = uploader.run({**hello, "task_store": {"type": "s3_signed", "url": signed}})
    assert status["result"] == {"greeting": "Hello, world!", "card": signed.partition("?")[0]}
    (got,) = platforms.s3.of(key)
    assert got.data == b"Hello, world!\n"
    assert got.fields.get("Content-Type") == headers.get("Content-Type")
    assert platforms.s3.violations == []
    nobody_reads(signed.rpartition("=")[2], uploader, status["key"])


@pytest.mark.parametrize(
    ("name", "store", "text"),
    [
        ("hello", {"type": "youtube", "access_token": "a", "title": "A"}, "makes no video"),
        ("hello", {"type": "s3_signed"}, "url: this field is required"),
        ("hello", {"type": "s3_signed", "url": "http://a/b"}, "url: not a pre-signed S3 URL"),
        ("hello", {"type": "s3_signed", "url": "EXPIRED"}, "url: the signature of the URL expired"),
        ("hello", {"type": "s3_signed", "url": "ACL"}, "x-amz-acl: the URL signs it"),
        ("hello", {"type": "s3_signed", "url": "GOOD", "headers": {"x-amz-acl": "private"}},
         "S3 refuses it, since the URL does not sign it"),
        ("hello", {"type": "s3_signed", "url": "GOOD", "hedaers": {}}, "did you mean 'headers'"),
        ("image.info", {"type": "s3_signed", "url": "GOOD"}, "image.info makes no file"),
        ("video.reverse", {"type": "youtube", "title": "A"}, "access_token: this field is"),
        ("hello", {"type": "dropbox"}, "must be an object with a type of"),
    ],
)  # fmt: skip
def test_wrong_stores_are_refused_when_the_task_is_created(
    uploader: Service, platforms: Platforms, name: str, store: dict[str, Any], text: str
) -> None:
    urls = {
        "EXPIRED": platforms.s3.sign("late", life=60, age=61),
        "ACL": platforms.s3.sign("acl", headers={"x-amz-acl": "private"}),
        "GOOD": platforms.s3.sign("good"),
    }
    if store.get("url") in urls:
        store = {**store, "url": urls[store["url"]]}
    more = {} if name == "hello" else {"url": "http://127.0.0.1:9/none"}
    status = uploader.run({"task_name": name, "task_store": store, **more})
    assert set(status["events"]) == {"queued", "completed"}
    assert any(text in found for found in status["error"]["parameters"]["task_store"]), status
    assert "X-Amz-Signature=" not in str(status)


def test_a_url_that_expires_while_the_task_waits_is_an_error(
    uploader: Service, platforms: Platforms
) -> None:
    store = {"type": "s3_signed", "url": platforms.s3.sign("soon", life=3)}
    sleep = {"task_name": "test.task", "action": "files", "seconds": 0}
    late = {**sleep, "action": "partial", "seconds": 3.5, "task_store": store}
    status = uploader.run(late)
    assert "sign a new one" in status["error"]
    assert not platforms.s3.of("soon")


def test_the_file_of_another_task_is_uploaded(
    uploader: Service, platforms: Platforms, url: str
) -> None:
    tasks = [
        {"task_name": "video.reverse", "url": url},
        task("vimeo", "of-another", "task:#0/output"),
    ]
    made, sent = uploader.run_all(tasks)
    assert sent["status"] == "success", sent
    (got,) = platforms.vimeo.of("of-another")
    assert got.data == uploader.http.get(made["result"]["output"], timeout=20).content


def test_the_command_line_uploads_a_local_file(
    platforms: Platforms, clip: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(clip)
    given = (f"url={path}", "access_token=503.cli", "title=A cat")
    settings = {**platforms.settings, "DRAGONET_FETCH_ALLOW": "127.0.0.0/8"}
    done = command("run", "video.upload.youtube", *given, **settings)
    assert done.returncode == 0, done.stderr
    (got,) = platforms.youtube.of("503.cli")
    assert got.data == clip
    assert json.loads(done.stdout)["output"].endswith(got.fields["id"])
    refused = command(
        "run", "video.upload.youtube", *given[::2], "access_token=quota.x", **settings
    )
    assert refused.returncode != 0
    assert "midnight Pacific" in refused.stderr
    assert "Traceback" not in refused.stderr
