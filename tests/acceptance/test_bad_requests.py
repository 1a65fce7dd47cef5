"""Every bad request gets a clear error in the documented shape, and nothing is queued."""

from typing import Any

import pytest
import requests

from support.service import Service

HELLO = {"task_name": "hello"}


def error(answer: requests.Response, status: int = 400) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert body["status"] == "error"
    (only,) = body["errors"]
    assert set(only) == {"name", "location", "description"}
    return dict(only)


@pytest.mark.parametrize("body", ["{bad", "", "   ", "[]", '"x"', "5", "null", "\xff", '{"a":NaN}'])
@pytest.mark.parametrize(
    "path", ["/v1/create", "/v2/create_stream", "/v1/status", "/v1/create_file/x"]
)
def test_bodies_that_are_no_json_object(service: Service, path: str, body: str) -> None:
    answer = service.http.post(service.url + path, data=body.encode("latin-1"), timeout=10)
    assert error(answer)["name"] == "body"


def test_tasks_missing_is_as_documented(service: Service) -> None:
    for path in ("/v1/create", "/v2/create", "/v1/create_stream", "/v1/status"):
        assert error(service.post(path, {})) == {
            "name": "tasks",
            "location": "body",
            "description": "tasks is missing",
        }


@pytest.mark.parametrize("tasks", [[], "hello", 5, True, ["hello"], [HELLO, None], [[HELLO]]])
def test_tasks_of_a_wrong_kind(service: Service, tasks: Any) -> None:
    for path in ("/v1/create", "/v2/create_stream"):
        found = error(service.post(path, {"tasks": tasks}))
        assert (found["name"], found["location"]) == ("tasks", "body")


def test_at_most_ten_thousand_tasks(service: Service) -> None:
    found = error(service.post("/v1/create", {"tasks": [HELLO] * 10_001}))
    assert "10001" in found["description"]
    assert "10000" in found["description"]


@pytest.mark.parametrize("path", ["/v1/create", "/v2/create", "/v1/create_stream"])
def test_an_unknown_task_refuses_the_request_and_names_the_nearest(
    service: Service, path: str
) -> None:
    found = error(service.post(path, {"tasks": [HELLO, {"task_name": "helo"}]}))
    assert found["name"] == "task_name"
    assert "'helo'" in found["description"]
    assert "'hello'" in found["description"]
    for name in (None, "", 5, ["hello"], {"a": 1}, "zzzzzzzzzzzzzzzz"):
        assert error(service.post(path, {"tasks": {"task_name": name}}))["name"] == "task_name"


@pytest.mark.parametrize(
    ("given", "field", "text"),
    [
        ({}, "action", "this field is required"),
        ({"action": "jump"}, "action", "'jump' is not allowed, choose one of: 'sleep'"),
        ({"action": "sleep", "secnds": 1}, "secnds", "did you mean 'seconds'?"),
        ({"action": "sleep", "zzz": 1}, "zzz", "choose one of: 'action'"),
        ({"action": "sleep", "seconds": "soon"}, "seconds", "'soon' is not a number"),
        ({"action": "sleep", "seconds": -1}, "seconds", "-1 is not allowed, must be at least 0"),
        ({"action": "sleep", "seconds": True}, "seconds", "true is not a number"),
        ({"action": "sleep", "steps": 1.5}, "steps", "1.5 is not an integer"),
        ({"action": "sleep", "steps": True}, "steps", "true is not an integer"),
        ({"action": "sleep", "steps": [1]}, "steps", "[1] is not an integer"),
        ({"action": "sleep", "path": 5}, "path", "5 is not a string"),
        ({"action": "sleep", "ratio": 1}, "ratio", "1 is not allowed, must be less than 1"),
        ({"action": "sleep", "names": "a"}, "names", "'a' is not a list"),
        ({"action": "sleep", "names": ["a", 1]}, "names", "item 1: 1 is not a string"),
        ({"action": "sleep", "names": ["a"] * 4}, "names", "at most 3 items are allowed"),
        ({"action": "sleep", "url_callback": "nowhere"}, "url_callback", "not an http or https"),
        ({"action": "sleep", "task_metas": [1]}, "task_metas", "[1] is not an object"),
        ({"action": "sleep", "task_store": {"type": "attic"}}, "task_store", "'persistent'"),
        ({"action": "sleep", "task_store": "volatile"}, "task_store", "'volatile'"),
    ],
)
def test_wrong_parameters_are_the_tasks_own_error(
    service: Service, given: dict[str, Any], field: str, text: str
) -> None:
    (status,) = service.post("/v2/create", {"tasks": {"task_name": "test.task", **given}}).json()
    assert status["status"] == "error"
    (texts,) = (status["error"]["parameters"][field],)
    assert text in texts[0]
    assert list(status["error"]["parameters"]) == [field]


@pytest.mark.parametrize("url", ["ftp://x/y", "file:///etc/passwd", "cat.jpg", "http://", "//h/p"])
def test_urls_that_are_not_http(service: Service, url: str) -> None:
    (status,) = service.post("/v1/create", {"tasks": {"task_name": "test.file", "url": url}}).json()
    assert "not an http or https URL" in status["result"]["parameters"]["url"][0]


def test_null_counts_as_not_given(service: Service) -> None:
    assert service.run({**HELLO, "name": None})["result"]["greeting"] == "Hello, world!"


def test_unknown_keys_of_the_body_are_ignored(service: Service) -> None:
    answer = service.post("/v1/create", {"tasks": HELLO, "colour": "blue"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "key", ["A" * 26, "short", "a" * 26, "../../etc", "*", ">", "A" * 25 + "."]
)
def test_unknown_task_keys(service: Service, key: str) -> None:
    for method in ("status", "status_stream", "stream"):
        assert error(service.get(f"/v1/{method}", params={"tasks": key}), 404)["name"] == "tasks"
        found = error(service.post(f"/v2/{method}", {"tasks": [key]}), 404)
        assert key in found["description"]
    assert error(service.get("/v1/file/x", params={"task": key}), 404)["name"] == "task"


def test_task_keys_of_a_wrong_kind(service: Service) -> None:
    for tasks in (5, {"a": 1}, [5], [], ""):
        assert error(service.post("/v1/status", {"tasks": tasks}))["name"] == "tasks"
    assert error(service.get("/v1/status"))["location"] == "querystring"
    assert error(service.get("/v1/file/x"))["name"] in ("task", "tasks")


def test_block_must_be_a_boolean(service: Service) -> None:
    found = error(service.post("/v1/create", {"tasks": HELLO, "block": "maybe"}))
    assert (found["name"], found["location"]) == ("block", "body")


def test_unknown_paths_and_methods(service: Service) -> None:
    assert service.get("/v1/nothing").status_code == 404
    assert service.get("/v3/create").status_code == 404
    assert service.http.put(f"{service.url}/v1/create", timeout=5).status_code == 405
    assert service.get("/v1/create").status_code == 405


def test_a_definition_larger_than_four_megabytes(service: Service) -> None:
    large = {**HELLO, "task_metas": {"text": "x" * (4 << 20)}}
    assert "4194304 bytes" in error(service.post("/v2/create", {"tasks": large}))["description"]


def test_a_body_larger_than_the_limit(service: Service) -> None:
    body = b'{"tasks": "' + b"x" * (17 << 20) + b'"}'
    answer = service.http.post(f"{service.url}/v1/create", data=body, timeout=20)
    assert error(answer, 401)["name"] == "body"
    chunked = service.http.post(f"{service.url}/v1/create", data=iter([body]), timeout=20)
    assert error(chunked, 401)["name"] == "body"


def test_deep_nesting_is_no_crash(service: Service) -> None:
    body = '{"tasks": {"task_name": "hello", "task_metas": ' + '{"a":' * 5000 + "1" + "}" * 5002
    answer = service.http.post(f"{service.url}/v1/create", data=body, timeout=20)
    assert answer.status_code == 400
