"""A request that is sent again with its Idempotency-Key is carried out once."""

import json
import secrets
import threading

import pytest
import requests

from support.service import Service

HELLO = {"task_name": "hello", "name": "you"}


def create(
    service: Service, key: str, tasks: object, method: str = "/v2/create"
) -> requests.Response:
    return service.post(method, {"tasks": tasks}, headers={"Idempotency-Key": key})


def test_the_same_key_and_body_answers_the_same_tasks(service: Service) -> None:
    key = secrets.token_hex(8)
    first = create(service, key, [HELLO, HELLO]).json()
    again = create(service, key, [HELLO, HELLO]).json()
    assert [status["key"] for status in again] == [status["key"] for status in first]
    other = create(service, secrets.token_hex(8), [HELLO, HELLO]).json()
    assert {status["key"] for status in other}.isdisjoint({status["key"] for status in first})


def test_a_repetition_answers_the_present_status(service: Service) -> None:
    key = secrets.token_hex(8)
    (first,) = create(service, key, HELLO).json()
    done = service.status(first["key"], block=True)
    assert create(service, key, HELLO).json() == [done]
    body = {"tasks": HELLO, "block": True}
    blocked = service.post("/v2/create", body, headers={"Idempotency-Key": key})
    assert blocked.json() == [done]
    lines = create(service, key, HELLO, "/v2/create_stream").text.splitlines()
    assert [json.loads(line) for line in lines] == [[done]]


def test_a_wrong_task_ends_once(service: Service) -> None:
    key = secrets.token_hex(8)
    first = create(service, key, {"task_name": "hello", "nom": "x"}).json()
    assert first[0]["status"] == "error"
    assert create(service, key, {"task_name": "hello", "nom": "x"}).json() == first


def test_the_same_key_with_another_body_is_409(service: Service) -> None:
    key = secrets.token_hex(8)
    create(service, key, HELLO)
    answer = create(service, key, {**HELLO, "name": "them"})
    assert answer.status_code == 409
    (error,) = answer.json()["errors"]
    assert error["name"] == "Idempotency-Key"
    assert error["location"] == "header"
    assert create(service, key, HELLO, "/v1/create").status_code == 409


def test_requests_at_the_same_time_make_one_task(service: Service) -> None:
    key, found = secrets.token_hex(8), []

    def ask() -> None:
        found.append(create(service, key, HELLO).json()[0]["key"])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


@pytest.mark.parametrize("key", ["", "two words", "x" * 256, "é"])
def test_a_malformed_key_is_refused(service: Service, key: str) -> None:
    answer = service.post(
        "/v2/create", {"tasks": HELLO}, headers={"Idempotency-Key": key.encode("latin-1")}
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["name"] == "Idempotency-Key"
