"""The task methods of /v1 and /v2 as documented, through the front door."""

import contextlib
import json
import re
import socket
import threading
from datetime import datetime
from urllib.parse import urlsplit

import pytest
import requests

from support.service import Service

HELLO = {"task_name": "hello"}
SLEEP = {"task_name": "test.task", "action": "sleep"}
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00")


@pytest.mark.parametrize("version", [1, 2])
def test_create_answers_queued_statuses_in_order(service: Service, version: int) -> None:
    names = [f"n{index}" for index in range(7)]
    tasks = [{**HELLO, "name": name} for name in names]
    answer = service.post(f"/v{version}/create", {"tasks": tasks})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    queued = answer.json()
    for status in queued:
        assert status["status"] == "queued"
        assert re.fullmatch("[A-Z2-7]{26}", status["key"])
        assert set(status) == {"status", "key", "progress", "events"}
        assert status["progress"] is None
        assert DATE.fullmatch(status["events"]["queued"])
    keys = [status["key"] for status in queued]
    assert len(set(keys)) == len(keys)
    done = service.get(f"/v{version}/status", params={"tasks": keys, "block": "yes"}).json()
    assert [status["key"] for status in done] == keys
    assert [status["result"]["greeting"] for status in done] == [f"Hello, {n}!" for n in names]


def test_create_takes_a_single_definition(service: Service) -> None:
    answer = service.post("/v1/create", {"tasks": {**HELLO, "name": "one"}, "block": True})
    (status,) = answer.json()
    assert status["status"] == "success"
    assert status["result"] == {"greeting": "Hello, one!"}
    events = {name: datetime.fromisoformat(date) for name, date in status["events"].items()}
    assert events["queued"] <= events["started"] <= events["completed"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_bodies_are_json_whatever_their_content_type(service: Service, kind: str) -> None:
    answer = service.http.post(
        f"{service.url}/v1/create",
        data=json.dumps({"tasks": HELLO, "block": True}),
        headers={"Content-Type": kind},
        timeout=20,
    )
    assert answer.json()[0]["status"] == "success"


def test_errors_are_in_result_or_error_by_version(service: Service) -> None:
    task = {"task_name": "test.task", "action": "task-error"}
    key = service.start(task)
    second = service.status(key, block=True, version=2)
    first = service.status(key, version=1)
    assert second["error"] == first["result"] == "the task says no"
    assert "result" not in second
    assert "error" not in first


def test_parameter_errors_end_the_task_before_it_starts(service: Service) -> None:
    answer = service.post("/v1/create", {"tasks": [{"task_name": "test.file"}, HELLO]})
    assert answer.status_code == 200
    wrong, right = answer.json()
    assert wrong["status"] == "error"
    assert wrong["result"] == {"parameters": {"url": ["this field is required"]}}
    assert set(wrong["events"]) == {"queued", "completed"}
    assert right["status"] == "queued"
    assert service.status(wrong["key"], version=1) == wrong


def test_a_task_may_find_a_parameter_wrong_when_it_runs(service: Service) -> None:
    status = service.run({"task_name": "test.task", "action": "parameter-error"})
    assert status["error"] == {"parameters": {"names": ["no such name"]}}


def test_defaults_follow_the_version(service: Service) -> None:
    task = {"task_name": "test.task", "action": "sleep"}
    for version, choice in ((1, "a"), (2, "b")):
        key = service.start(task, version)
        details = service.get("/v2/status", params={"tasks": key, "details": "1"}).json()[0]
        assert details["parameters"]["choice"] == choice


def test_details_mask_secrets_and_show_store_and_metas(service: Service) -> None:
    metas = {"album": {"id": 7}}
    first = {**SLEEP, "password": "hunter2", "task_metas": metas}
    second = {"task_name": "test.file", "url": "http://me:hunter2@127.0.0.1:9/x"}
    keys = [service.start(first), service.start(second)]
    answer = service.post("/v2/status", {"tasks": keys, "details": True, "block": True})
    assert "hunter2" not in answer.text
    shown, fetched = answer.json()
    assert shown["parameters"]["password"] == "***"
    assert shown["parameters"]["action"] == "sleep"
    assert shown["task_metas"] == metas
    assert shown["task_store"] == {"type": "persistent"}
    assert "127.0.0.1:9/x" in fetched["parameters"]["url"]
    assert "hunter2" not in service.log
    plain = service.get("/v2/status", params={"tasks": keys[0]}).json()[0]
    assert "parameters" not in plain


def lines(answer: requests.Response) -> list[object]:
    return [json.loads(line) for line in answer.iter_lines() if line.strip()]


def test_create_stream_gives_each_change_of_each_task(service: Service) -> None:
    tasks = [
        {"task_name": "test.task", "action": "progress", "seconds": 2, "steps": 4},
        HELLO,
        {"task_name": "test.task", "action": "task-error"},
        {"task_name": "test.file"},
    ]
    answer = service.post("/v2/create_stream", {"tasks": tasks}, stream=True)
    first, *rest = lines(answer)
    assert isinstance(first, list)
    assert [status["status"] for status in first] == ["queued", "queued", "queued", "error"]
    changes: dict[str, list[dict[str, object]]] = {status["key"]: [] for status in first}
    for change in rest:
        assert isinstance(change, dict)
        changes[change["key"]].append(change)
    slow, quick, wrong, refused = changes.values()
    assert [change["status"] for change in quick] == ["executing", "success"]
    assert [change["status"] for change in wrong] == ["executing", "error"]
    assert refused == []
    assert [change["status"] for change in slow][-1] == "success"
    seen = [float(str(change["progress"])) for change in slow if change["progress"]]
    assert seen == sorted(seen)
    assert {25.0, 50.0, 75.0, 100.0} <= set(seen)


@pytest.mark.parametrize("path", ["status_stream", "stream"])
@pytest.mark.parametrize("version", [1, 2])
def test_status_stream_follows_existing_tasks(service: Service, version: int, path: str) -> None:
    keys = [service.start({**SLEEP, "seconds": 1}), service.start(HELLO)]
    service.wait_for(keys[1], "success")
    got = service.get(f"/v{version}/{path}", params={"tasks": keys}, stream=True)
    posted = service.post(f"/v{version}/{path}", {"tasks": keys}, stream=True)
    for answer in (got, posted):
        first, *rest = lines(answer)
        assert isinstance(first, list)
        assert [status["key"] for status in first] == keys
        assert isinstance(rest[-1], dict)
        assert rest[-1]["status"] == "success"
        assert {change["key"] for change in rest if isinstance(change, dict)} == {keys[0]}


def test_a_blocking_answer_shows_signs_of_life(service: Service) -> None:
    answer = service.post(
        "/v1/create", {"tasks": {**SLEEP, "seconds": 3.5}, "block": True}, stream=True
    )
    assert answer.text.startswith("  ")
    assert answer.json()[0]["status"] == "success"


def test_many_clients_wait_without_a_thread_each(service: Service) -> None:
    key = service.start({**SLEEP, "seconds": 5})
    place = urlsplit(service.url)
    assert place.hostname is not None
    request = f"GET /v1/status?tasks={key}&block=1 HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with contextlib.ExitStack() as clients:
        waiting = [
            clients.enter_context(socket.create_connection((place.hostname, place.port or 0)))
            for _ in range(500)
        ]
        for client in waiting:
            client.sendall(request)
        for client in waiting[250:]:
            client.close()
        assert service.run(HELLO)["status"] == "success"
        assert service.status(key)["status"] in ("queued", "executing")
        for client in waiting[:250]:
            client.settimeout(30)
            received = b""
            while b'"success"' not in received:
                chunk = client.recv(65536)
                assert chunk, received
                received += chunk
    assert threading.active_count() < 50


def test_cors_preflight_and_answers(service: Service) -> None:
    origin = {"Origin": "https://somewhere.example"}
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    preflight = requests.options(
        f"{service.url}/v1/create", headers={**origin, **asked}, timeout=10
    )
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] in ("*", origin["Origin"])
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "authorization" in preflight.headers["access-control-allow-headers"].lower()
    for answer in (
        service.post("/v1/create", {"tasks": HELLO}, headers=origin),
        service.post("/v1/create", {"tasks": "wrong"}, headers=origin),
        service.get("/v1/status", params={"tasks": "A" * 26}, headers=origin),
    ):
        assert answer.headers["access-control-allow-origin"] == "*"


def test_status_of_ten_thousand_tasks(service: Service) -> None:
    tasks = [HELLO] * 2000
    statuses = service.run_all(tasks)
    assert len(statuses) == 2000
    keys = [status["key"] for status in statuses]
    again = service.post("/v1/status", {"tasks": keys}).json()
    assert [status["key"] for status in again] == keys
    assert all(status["status"] == "success" for status in again)


def test_catalog_and_openapi_derive_from_the_declarations(service: Service) -> None:
    catalog = {task["task_name"]: task for task in service.get("/v2/tasks").json()}
    assert catalog["test.task"]["parameters"]["properties"]["choice"]["enum"] == ["a", "b"]
    assert catalog["test.task"]["v2_defaults"] == {"choice": "b"}
    assert "small" in catalog["test.task"]["files"]
    document = service.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert "/v1/create_file/{filename}" in document["paths"]
    schema = document["components"]["schemas"]["test.task"]
    assert schema["required"][0] == "task_name"
    assert schema["properties"]["task_name"] == {"const": "test.task"}
