"""Tasks that take the files of others."""

import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
import requests

from support.internet import Internet
from support.pictures import photo
from support.receiver import Receiver
from support.service import Service, command, running

SMALL = b"small"


def files(**more: Any) -> dict[str, Any]:
    """Writes `small` and `large`."""
    return {"task_name": "test.task", "action": "files", **more}


def slow(seconds: float, **more: Any) -> dict[str, Any]:
    """Writes `large` after some seconds."""
    return {"task_name": "test.task", "action": "partial", "seconds": seconds, **more}


def read(*sources: str) -> dict[str, Any]:
    return {"task_name": "test.file", "url": sources[0], "more": [*sources[1:]]}


def test_a_task_takes_the_file_of_one_that_has_ended(service: Service) -> None:
    made = service.run(files())
    for name in ("small", "small.txt", "small.jpg"):
        status = service.run(read(f"task:{made['key']}/{name}"))
        assert status["status"] == "success", status
        assert status["result"]["size"] == len(SMALL)
        assert status["result"]["content_type"] == "text/plain"
    card = service.run({"task_name": "hello", "card": True})
    assert service.run(read(f"task:{card['key']}"))["result"]["size"] == len("Hello, world!\n")


def test_a_task_waits_for_one_that_runs(service: Service) -> None:
    key = service.start(slow(2.0))
    status = service.run(read(f"task:{key}/large"))
    assert status["status"] == "success", status
    assert status["result"]["size"] == len("whole")
    parent = service.status(key)
    assert status["events"]["queued"] < parent["events"]["completed"]
    assert status["events"]["started"] >= parent["events"]["completed"]


def test_a_chain_in_one_request(service: Service) -> None:
    tasks = [
        read("task:#2/small", "task:#1/card"),
        {"task_name": "hello", "card": True, "name": "chain"},
        files(),
        {"task_name": "image.strip", "urls": ["task:#4", "task:#4/output", "task:#4"]},
        {"task_name": "audio.tts", "text": "no picture"},
    ]
    statuses = service.run_all(tasks)
    assert statuses[0]["result"]["size"] == len(b"smallHello, chain!\n")
    assert statuses[3]["status"] == "error"
    details = {"tasks": statuses[0]["key"], "details": "1"}
    shown = service.get("/v2/status", params=details).json()[0]["parameters"]
    assert shown == {
        "url": f"task:{statuses[2]['key']}/small",
        "more": [f"task:{statuses[1]['key']}/card"],
    }


def test_a_long_chain_of_pictures(service: Service, internet: Internet) -> None:
    content = io.BytesIO()
    photo(400, 300).save(content, "PNG")
    url = internet.add("/photo.png", content.getvalue(), "image/png")
    first = {"task_name": "image.thumb", "url": url, "width": 200, "format": "png"}
    steps = [
        {"task_name": "image.thumb", "url": f"task:#{number}/output", "width": 190 - number,
         "format": "png"}
        for number in range(8)
    ]  # fmt: skip
    statuses = service.run_all([first, *steps])
    assert [status["status"] for status in statuses] == ["success"] * 9
    assert [status["result"]["width"] for status in statuses[1:]] == list(range(190, 182, -1))


def test_a_movie_takes_the_files_of_other_tasks(service: Service, internet: Internet) -> None:
    content = io.BytesIO()
    photo(400, 300).save(content, "PNG")
    url = internet.add("/photo.png", content.getvalue(), "image/png")
    definition = """<movie service="craftsman-1.0"><body><stack>
        <effect type="none" duration="0.4"><image filename="task:#1/output"/></effect>
        </stack></body></movie>"""
    tasks: list[dict[str, Any]] = [
        {"task_name": "video.create", "definition": definition, "profile": "240p"},
        {"task_name": "image.thumb", "url": url, "width": 200},
    ]
    movie, thumb = service.run_all(tasks)
    assert movie["status"] == "success", movie
    assert thumb["events"]["completed"] <= movie["events"]["started"]
    wrong = definition.replace("#1", "#9")
    (refused,) = service.run_all([{"task_name": "video.create", "definition": wrong}])
    assert "the request has tasks #0 to #0" in refused["error"]["parameters"]["definition"][0]


def test_waiting_tasks_take_no_slot(tmp_path: Path) -> None:
    settings = {"DRAGONET_WORKERS": "1", "DRAGONET_QUICK_SLOTS": "1"}
    with running(tmp_path / "data", **settings) as service:
        parent = {**slow(3), "task_name": "test.heavy"}
        tasks = [parent, *[read("task:#0/large")] * 20]
        created = service.post("/v2/create", {"tasks": tasks}).json()
        service.wait_for(created[0]["key"], "executing", 30)
        assert service.run({"task_name": "hello"})["status"] == "success"
        keys = {"tasks": [item["key"] for item in created[1:]]}
        statuses = service.get("/v2/status", params=keys).json()
        assert [status["status"] for status in statuses] == ["queued"] * 20
        for item in created[1:]:
            assert service.status(item["key"], block=True)["result"]["size"] == 5


def test_a_failed_task_fails_those_that_wait_for_it(service: Service) -> None:
    failing = {"task_name": "test.task", "action": "task-error"}
    card = {"task_name": "hello", "card": True}
    tasks = [failing, read("task:#0/small"), read("task:#3", "task:#0/small"), card]
    one, two, three, four = service.run_all(tasks)
    assert one["error"] == "the task says no"
    text = f"task {one['key']} (test.task), whose file it takes, failed: the task says no"
    assert two["error"] == text
    assert three["error"] == text
    assert four["status"] == "success"


def test_a_failure_goes_down_the_chain_at_once(service: Service) -> None:
    thumb = {"task_name": "image.thumb", "width": 10}
    tasks = [
        {**thumb, "url": "http://127.0.0.1:9/none"},
        {**thumb, "url": "task:#0"},
        {**thumb, "url": "task:#1"},
        slow(20),
        {"task_name": "image.strip", "urls": ["task:#2", "task:#3/small"]},
    ]
    created = service.post("/v2/create", {"tasks": tasks}).json()
    started = time.monotonic()
    last = service.status(created[4]["key"], block=True)
    assert time.monotonic() - started < 15
    for before, status in zip(created[:3], [*created[1:3], last], strict=True):
        text = f"task {before['key']} (image.thumb), whose file it takes, failed: "
        assert text in service.status(status["key"])["error"]
    service.post("/v2/cancel", {"tasks": [created[3]["key"]]})


@pytest.mark.parametrize(
    ("tasks", "texts"),
    [
        ([read("task:#0/small")], {0: "#0 → #0"}),
        ([read("task:#1"), read("task:#0")], {0: "#0 → #1 → #0", 1: "#1 → #0 → #1"}),
        ([read("task:#7/small")], {0: "'task:#7/small': the request has tasks #0 to #0"}),
        ([files(), read("task:#0/medium")], {1: "choose one of: 'large', 'small'"}),
        ([read("http://127.0.0.1:9/x"), read("task:#0")], {1: "test.file makes no file"}),
        ([read(f"task:{'A' * 26}/small")], {0: "unknown or expired task"}),
        ([read("task:#0/../x")], {0: "nor task:KEY/FILE"}),
        ([read("task:abc")], {0: "nor task:KEY/FILE"}),
    ],
)
def test_what_cannot_be_waited_for_is_refused(
    service: Service, tasks: list[dict[str, Any]], texts: dict[int, str]
) -> None:
    statuses = service.run_all(tasks)
    for index, text in texts.items():
        assert set(statuses[index]["events"]) == {"queued", "completed"}
        (found,) = statuses[index]["error"]["parameters"]["url"]
        assert text in found


def test_who_waits_for_a_circle_is_refused_too(service: Service) -> None:
    tasks = [
        {"task_name": "image.thumb", "url": "task:#1"},
        {"task_name": "image.thumb", "url": "task:#0"},
        {"task_name": "image.thumb", "url": "task:#1"},
        {"task_name": "hello"},
    ]
    statuses = service.run_all(tasks)
    assert [status["status"] for status in statuses] == ["error", "error", "error", "success"]
    assert "#2 → #1 → #0 → #1" in statuses[2]["error"]["parameters"]["url"][0]


def test_another_accounts_tasks_are_unknown(service: Service) -> None:
    key = service.run(files())["key"]
    made = command("accounts", "add", "chained", "--json", DRAGONET_DATA_DIR=str(service.data_dir))
    body = {"secret": json.loads(made.stdout)["secret"], "block": True,
            "tasks": read(f"task:{key}/small")}  # fmt: skip
    answer = requests.post(f"{service.url}/v2/create", json=body, timeout=20).json()
    assert "unknown or expired task" in answer[0]["error"]["parameters"]["url"][0]


def test_a_waiting_task_is_cancelled(service: Service) -> None:
    tasks = [slow(2.0), read("task:#0/large"), read("task:#0/large")]
    created = service.post("/v2/create", {"tasks": tasks}).json()
    ended = service.post("/v2/cancel", {"tasks": [created[1]["key"]]}).json()
    assert ended[0]["error"] == "cancelled"
    assert service.status(created[2]["key"], block=True)["status"] == "success"
    assert service.status(created[1]["key"]) == ended[0]


def test_a_cancelled_task_fails_those_that_wait(service: Service) -> None:
    created = service.post("/v2/create", {"tasks": [slow(30), read("task:#0/large")]}).json()
    service.post("/v2/cancel", {"tasks": [created[0]["key"]]})
    assert service.status(created[1]["key"], block=True)["error"].endswith("failed: cancelled")


def test_the_same_request_again_answers_the_same_chain(service: Service) -> None:
    tasks = [{"task_name": "hello", "card": True}, read("task:#0/card")]
    headers = {"Idempotency-Key": "chain-1"}
    first = service.post("/v2/create", {"tasks": tasks}, headers=headers).json()
    again = service.post("/v2/create", {"tasks": tasks}, headers=headers).json()
    assert [item["key"] for item in first] == [item["key"] for item in again]
    assert service.status(first[1]["key"], block=True)["status"] == "success"


def test_the_end_of_a_chain_is_posted(service: Service) -> None:
    with Receiver() as receiver:
        tasks = [
            {"task_name": "test.task", "action": "task-error"},
            {**read("task:#0/small"), "url_errback": f"{receiver.url}/end"},
        ]
        statuses = service.run_all(tasks)
        assert receiver.wait("/end")[0].json == statuses[1]


def test_waiting_tasks_count_as_queued(service: Service) -> None:
    made = command("accounts", "add", "narrow", "--json", "--max-queued", "3",
                   DRAGONET_DATA_DIR=str(service.data_dir))  # fmt: skip
    secret = json.loads(made.stdout)["secret"]
    tasks = [slow(15), read("task:#0/large"), read("task:#0/large")]
    body = {"secret": secret, "tasks": tasks}
    created = requests.post(f"{service.url}/v2/create", json=body, timeout=20)
    assert created.status_code == 200, created.text
    time.sleep(0.6)
    more = requests.post(
        f"{service.url}/v2/create", json={"secret": secret, "tasks": read("http://a/b")}, timeout=20
    )
    assert more.status_code == 401
    assert "at most 3 tasks may be queued" in more.text
    keys = [item["key"] for item in created.json()]
    cancelled = {"secret": secret, "tasks": keys}
    requests.post(f"{service.url}/v2/cancel", json=cancelled, timeout=20)


def test_a_service_killed_whole_goes_on_with_waiting_tasks(tmp_path: Path) -> None:
    with running(tmp_path / "data") as service:
        tasks = [slow(1.5), *[read("task:#0/large")] * 5]
        created = service.post("/v2/create", {"tasks": tasks}).json()
        service.wait_for(created[0]["key"], "executing")
        every = service.processes("worker") + service.processes("nats-server")
        service.process.kill()
        for process in every:
            process.kill()
        for process in every:
            process.wait(20)
    with running(tmp_path / "data") as service:
        for item in created:
            status = service.status(item["key"], block=True)
            assert status["status"] == "success", status
