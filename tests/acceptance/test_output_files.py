"""`file` and `create_file`: waiting, redirecting, choosing, sharing one run."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from support.internet import Internet
from support.service import Service

FILES = {"task_name": "test.task", "action": "files"}
CARD = {"task_name": "hello", "card": True}


@pytest.mark.parametrize("version", [1, 2])
def test_create_file_redirects_to_the_output(service: Service, version: int) -> None:
    for name in ("card", "card.txt", "cat.jpg", "", "any/thing"):
        answer = service.post(f"/v{version}/create_file/{name}", CARD, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        location = answer.headers["location"]
        kind = "persistent/default" if version == 2 else "volatile"
        assert urlsplit(location).path.startswith(f"/files/{kind}/")
        assert requests.get(location, timeout=10).text == "Hello, world!\n"


def test_a_filename_selects_among_outputs(service: Service) -> None:
    for name, text in (("small", "small"), ("small.jpg", "small"), ("large", "<script>")):
        answer = service.post(f"/v1/create_file/{name}", FILES, allow_redirects=True)
        assert answer.status_code == 200
        assert answer.text.startswith(text)


def test_a_wrong_filename_is_as_documented(service: Service) -> None:
    body = {
        "status": "error",
        "message": "'medium' is not a valid filename, choose one of: 'large', 'small'",
    }
    posted = service.post("/v1/create_file/medium", FILES, allow_redirects=False)
    got = service.get("/v1/create_file/medium", params={**FILES, "secret": service.info["secret"]})
    key = service.run(FILES)["key"]
    found = service.get("/v1/file/medium", params={"task": key})
    for answer in (posted, got, found):
        assert answer.status_code == 404
        assert answer.json() == body
    for path in ("/v1/create_file/", "/v1/create_file"):
        assert service.post(path, FILES).status_code == 404
    none = service.post("/v1/create_file/x", {"task_name": "test.file", "url": "http://x/"})
    assert none.status_code == 404
    assert "no output file" in none.json()["message"]


def test_a_failing_task_answers_400_with_its_status(service: Service) -> None:
    task = {"task_name": "test.task", "action": "task-error"}
    for version, where in ((1, "result"), (2, "error")):
        answer = service.post(f"/v{version}/create_file/small", task, allow_redirects=False)
        assert answer.status_code == 400
        assert answer.json()["status"] == "error"
        assert answer.json()[where] == "the task says no"
    wrong = service.post("/v1/create_file/small", {**FILES, "seconds": "x"})
    assert wrong.status_code == 400
    assert "seconds" in wrong.json()["result"]["parameters"]


def test_file_waits_for_its_task(service: Service) -> None:
    started = time.monotonic()
    key = service.start({"task_name": "test.task", "action": "partial", "seconds": 1})
    answer = service.get("/v2/file/large.txt", params={"task": key})
    assert time.monotonic() - started >= 1
    assert answer.status_code == 302
    assert requests.get(answer.headers["location"], timeout=10).text == "whole"


def test_a_get_is_run_once_and_then_shared(service: Service, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    params = {**FILES, "path": str(runs), "seconds": "1", "secret": service.info["secret"]}

    def get(_: int) -> requests.Response:
        return requests.get(
            f"{service.url}/v1/create_file/small.txt",
            params=params,
            timeout=20,
            allow_redirects=False,
        )

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(get, range(8)))
    answers.append(get(0))
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len(runs.read_text().splitlines()) == 1
    assert "max-age=" in answers[0].headers["cache-control"]
    other = requests.get(
        f"{service.url}/v1/create_file/small.txt",
        params={**params, "ratio": "0.25"},
        timeout=20,
        allow_redirects=False,
    )
    assert other.headers["location"] != answers[0].headers["location"]
    assert len(runs.read_text().splitlines()) == 2


def test_a_failed_get_is_tried_again(service: Service, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    params = {
        "task_name": "test.task",
        "action": "task-error",
        "path": str(runs),
        "secret": service.info["secret"],
    }
    for count in (1, 2):
        assert service.get("/v1/create_file/small", params=params).status_code == 400
        assert len(runs.read_text().splitlines()) == count


def test_a_lost_file_is_made_again(service: Service) -> None:
    params = {**CARD, "card": "yes", "name": "lost", "secret": service.info["secret"]}
    first = service.get("/v1/create_file/x", params=params).headers["location"]
    (service.data_dir / "files" / urlsplit(first).path.removeprefix("/files/")).unlink()
    assert requests.get(first, timeout=10).status_code == 404
    second = service.get("/v1/create_file/x", params=params).headers["location"]
    assert second != first
    assert requests.get(second, timeout=10).text == "Hello, lost!\n"


def test_partial_results_come_before_the_end(service: Service) -> None:
    key = service.start({"task_name": "test.task", "action": "partial", "seconds": 3})
    deadline = time.monotonic() + 10
    while "result" not in (status := service.status(key)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert status["status"] == "executing"
    assert status["result"]["value"] == "known early"
    assert requests.get(status["result"]["small"], timeout=10).text == "preview"
    final = service.status(key, block=True)["result"]
    assert final["value"] == "done"
    assert requests.get(final["large"], timeout=10).text == "whole"


def test_html_made_by_a_task_does_not_run_on_our_origin(service: Service) -> None:
    url = service.run(FILES)["result"]["large"]
    answer = requests.get(url, timeout=10)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]


def test_queued_tasks_share_one_download(service: Service, internet: Internet) -> None:
    url = internet.add("/shared.bin", b"shared" * 1000, delay=0.5)
    statuses = service.run_all([{"task_name": "test.file", "url": url}] * 6)
    assert {status["result"]["size"] for status in statuses} == {6000}
    assert internet.count("/shared.bin") == 1


def test_a_changed_file_is_fetched_again(service: Service, internet: Internet) -> None:
    url = internet.add("/changing", b"one", etag='"1"')
    task = {"task_name": "test.file", "url": url}
    assert service.run(task)["result"]["size"] == 3
    assert service.run(task)["result"]["size"] == 3
    assert internet.count("/changing") == 2
    assert "if-none-match" in internet.seen("/changing")[1].headers
    internet.add("/changing", b"three", etag='"3"')
    assert service.run(task)["result"]["size"] == 5


def test_lists_of_urls_are_fetched_side_by_side(service: Service) -> None:
    with Internet() as internet:
        urls = [internet.add(f"/part{index}", b"x" * index, delay=0.4) for index in range(1, 9)]
        status = service.run({"task_name": "test.file", "url": urls[0], "more": urls[1:]})
        assert status["result"]["size"] == sum(range(1, 9))
        assert internet.peak > 2


FAULTS = [
    ("/status/404", "404 Not Found"),
    ("/status/500", "500"),
    ("/redirect/loop", "redirect"),
    ("/trickle", "slow"),
    ("/cut", "cut"),
    ("/short-length", ""),
    ("/empty", "empty"),
    ("/huge", "bytes"),
]


@pytest.mark.parametrize(("path", "text"), FAULTS)
def test_faults_of_the_web_name_the_url(
    service: Service, internet: Internet, path: str, text: str
) -> None:
    url = internet.url(path)
    status = service.run({"task_name": "test.file", "url": url})
    assert status["status"] == "error"
    assert status["error"].startswith(f"File '{url}' could not be fetched: ")
    assert text in status["error"]


def test_a_404_reads_as_documented(service: Service, internet: Internet) -> None:
    url = internet.url("/cat.jpeg")
    status = service.run({"task_name": "test.file", "url": url}, version=1)
    assert status["result"] == f"File '{url}' could not be fetched: 404 Not Found"


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "[::1]", "169.254.169.254", "0.0.0.0", "[::ffff:10.0.0.1]", "0xa000001"]
)
def test_addresses_that_are_not_public_are_refused(service: Service, host: str) -> None:
    status = service.run({"task_name": "test.file", "url": f"http://{host}:9/x"})
    assert status["status"] == "error"
    assert "refused" in status["error"]


def test_credentials_in_urls_are_used_and_never_shown(service: Service, internet: Internet) -> None:
    url = internet.url("/auth", credentials="user:open-sesame")
    missing = internet.url("/status/404", credentials="user:open-sesame")
    tasks = [{"task_name": "test.file", "url": url}, {"task_name": "test.file", "url": missing}]
    answer = service.post("/v2/create", {"tasks": tasks, "block": True})
    keys = [status["key"] for status in answer.json()]
    details = service.get("/v2/status", params={"tasks": keys, "details": "1"})
    assert "404" in answer.json()[1]["error"]
    for text in (answer.text, details.text, service.log):
        assert "open-sesame" not in text


def test_a_source_error_names_the_url(service: Service, internet: Internet) -> None:
    url = internet.add("/no", b"refuse me")
    status = service.run({"task_name": "test.file", "url": url})
    assert status["error"] == f"'{url}' asks to be refused"
    assert threading.active_count() < 50
