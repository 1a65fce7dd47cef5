"""Secret keys, api keys with referers, limits: both ways in, and every way not."""

import json
from pathlib import Path

import pytest
import requests

from support.service import QUICK, Service, command

HELLO = {"task_name": "hello"}


@pytest.fixture(scope="module")
def keys(service: Service) -> dict[str, str]:
    """Credentials of an account with wildcards, made while the service runs."""
    made = command(
        "accounts", "add", "shop", "--referer", "*.shop.example", "--referer", "shop.example",
        "--json", DRAGONET_DATA_DIR=str(service.data_dir),
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return dict(json.loads(made.stdout))


def create(service: Service, body: dict[str, object], **headers: str) -> requests.Response:
    path = f"{service.url}/v1/create"
    return requests.post(path, json={"tasks": HELLO, **body}, headers=headers, timeout=30)


def refused(answer: requests.Response) -> dict[str, str]:
    assert answer.status_code == 401, answer.text
    body = answer.json()
    assert body["status"] == "error"
    return dict(body["errors"][0])


def test_a_secret_in_header_body_or_query(service: Service, keys: dict[str, str]) -> None:
    for secret in (keys["secret"], service.info["secret"]):
        assert create(service, {}, Authorization=f"Secret {secret}").status_code == 200
        assert create(service, {}, Authorization=f"secret   {secret} ").status_code == 200
        assert create(service, {"secret": secret}).status_code == 200
        query = {"task_name": "hello", "card": "true", "secret": secret}
        answer = requests.get(
            f"{service.url}/v1/create_file/x", params=query, timeout=30, allow_redirects=False
        )
        assert answer.status_code == 302


@pytest.mark.parametrize(
    "referer",
    [
        "http://shop.example/page",
        "https://www.shop.example",
        "https://a.b.shop.example:8443/x?y",
        "https://WWW.Shop.Example./",
    ],
)
def test_an_api_key_from_a_listed_page(
    service: Service, keys: dict[str, str], referer: str
) -> None:
    key = keys["api_key"]
    for page in ({"Referer": referer}, {"Origin": referer}):
        assert create(service, {"api_key": key}, **page).status_code == 200
        assert create(service, {}, Authorization=f"Api-Key {key}", **page).status_code == 200
    query = {"task_name": "hello", "card": "true", "api_key": key}
    answer = requests.get(
        f"{service.url}/v2/create_file/x",
        params=query,
        headers={"Referer": referer},
        timeout=30,
        allow_redirects=False,
    )
    assert answer.status_code == 302


@pytest.mark.parametrize(
    "referer",
    [
        "http://evil.example/",
        "http://shop.example.evil.example/",
        "http://notshop.example/",
        "http://evil.example/?http://shop.example/",
        "http://shop.example@evil.example/",
        "shop.example",
        "null",
        "http://[::1",
        "",
    ],
)
def test_an_api_key_from_a_foreign_page(
    service: Service, keys: dict[str, str], referer: str
) -> None:
    found = refused(create(service, {"api_key": keys["api_key"]}, Referer=referer))
    assert found["name"] == "Referer"
    assert found["location"] == "header"


def test_an_api_key_without_a_page(service: Service, keys: dict[str, str]) -> None:
    assert refused(create(service, {"api_key": keys["api_key"]}))["name"] == "Referer"


def test_a_foreign_referer_is_not_mended_by_an_origin(
    service: Service, keys: dict[str, str]
) -> None:
    pages = {"Referer": "http://evil.example/", "Origin": "http://shop.example"}
    refused(create(service, {"api_key": keys["api_key"]}, **pages))


def test_localhost_may_use_the_first_accounts_api_key(service: Service) -> None:
    body: dict[str, object] = {"api_key": service.info["api_key"]}
    assert create(service, body, Referer="http://localhost:3000/").status_code == 200
    refused(create(service, body, Referer="http://shop.example/"))


@pytest.mark.parametrize(
    ("body", "headers", "name"),
    [
        ({}, {}, "secret"),
        ({"secret": ""}, {}, "secret"),
        ({"secret": "wrong"}, {}, "secret"),
        ({"secret": 5}, {}, "secret"),
        ({"secret": {"a": 1}}, {}, "secret"),
        ({"api_key": "wrong"}, {}, "api_key"),
        ({"api_key": ["x"]}, {}, "api_key"),
        ({}, {"Authorization": "Secret"}, "Authorization"),
        ({}, {"Authorization": "Secret wrong"}, "Authorization"),
        ({}, {"Authorization": "Api-Key wrong"}, "Authorization"),
        ({}, {"Authorization": "Bearer x"}, "Authorization"),
        ({}, {"Authorization": "Basic Zm9vOmJhcg=="}, "Authorization"),
    ],
)
def test_wrong_credentials(
    service: Service, body: dict[str, object], headers: dict[str, str], name: str
) -> None:
    found = refused(create(service, body, **headers))
    assert found["name"] == name
    assert found["location"] == ("header" if name == "Authorization" else "body")


def test_one_kind_of_key_is_not_the_other(service: Service, keys: dict[str, str]) -> None:
    refused(create(service, {"secret": keys["api_key"]}))
    refused(create(service, {"api_key": keys["secret"]}, Referer="http://shop.example/"))


def test_every_method_that_creates_needs_credentials_and_reading_needs_none(
    service: Service,
) -> None:
    for path in ("/v1/create", "/v2/create", "/v1/create_stream", "/v2/create_stream"):
        refused(requests.post(service.url + path, json={"tasks": HELLO}, timeout=30))
    refused(requests.post(f"{service.url}/v1/create_file/x", json=HELLO, timeout=30))
    query = {"task_name": "hello", "card": "1"}
    refused(requests.get(f"{service.url}/v2/create_file/x", params=query, timeout=30))
    key = service.start({**HELLO, "card": True})
    anybody = requests.get(
        f"{service.url}/v1/status", params={"tasks": key, "block": "1"}, timeout=30
    )
    assert anybody.json()[0]["status"] == "success"
    redirect = requests.get(f"{service.url}/v1/file/x", params={"task": key}, timeout=30)
    assert redirect.text == "Hello, world!\n"


def test_accounts_are_made_listed_rotated_and_removed(service: Service) -> None:
    place = {"DRAGONET_DATA_DIR": str(service.data_dir)}
    made = json.loads(command("accounts", "add", "temp", "--json", **place).stdout)
    assert create(service, {"secret": made["secret"]}).status_code == 200
    listed = command("accounts", "list", "--json", **place).stdout
    assert "temp" in [account["account"] for account in json.loads(listed)]
    assert made["secret"] not in listed
    assert made["secret"] not in (service.data_dir / "accounts.json").read_text()
    rotated = json.loads(command("accounts", "rotate", "temp", "--json", **place).stdout)
    refused(create(service, {"secret": made["secret"]}))
    assert create(service, {"secret": rotated["secret"]}).status_code == 200
    assert command("accounts", "remove", "temp", **place).returncode == 0
    refused(create(service, {"secret": rotated["secret"]}))
    for wrong in (
        ("add", "default"),
        ("add", "Bad Name"),
        ("add", "x", "--referer", "http://x/"),
        ("rotate", "nobody"),
        ("remove", "nobody"),
    ):
        failed = command("accounts", *wrong, **place)
        assert failed.returncode == 1
        assert failed.stderr.startswith("dragonet: ")
        assert failed.stderr.count("\n") == 1


def test_limits_of_an_account(service: Service) -> None:
    made = command(
        "accounts", "add", "small", "--max-queued", "3", "--per-minute", "6",
        "--max-body", "2000", "--json", DRAGONET_DATA_DIR=str(service.data_dir),
    )  # fmt: skip
    secret = json.loads(made.stdout)["secret"]

    def post(tasks: list[dict[str, object]], **more: object) -> requests.Response:
        return create(service, {"secret": secret, "tasks": tasks, **more})

    sleep: dict[str, object] = {"task_name": "test.task", "action": "sleep", "seconds": 15}
    assert "3 tasks" in refused(post([sleep] * 4))["description"]
    created = post([sleep] * 3)
    assert created.status_code == 200
    assert "queued" in refused(post([sleep]))["description"]
    assert "2000 bytes" in refused(post([sleep], more="x" * 3000))["description"]
    keys = [status["key"] for status in created.json()]
    body = {"secret": secret, "tasks": keys}
    requests.post(f"{service.url}/v2/cancel", json=body, timeout=30)


def test_tasks_a_minute(service: Service) -> None:
    made = command(
        "accounts", "add", "slow", "--per-minute", "5", "--json",
        DRAGONET_DATA_DIR=str(service.data_dir),
    )  # fmt: skip
    secret = json.loads(made.stdout)["secret"]
    for _ in range(5):
        assert create(service, {"secret": secret}).status_code == 200
    assert "5 tasks a minute" in refused(create(service, {"secret": secret}))["description"]


def test_the_accounts_file_is_private(service: Service) -> None:
    for name in ("accounts.json", "credentials.json"):
        path: Path = service.data_dir / name
        assert path.stat().st_mode & 0o777 == 0o600
    assert "DRAGONET_LEASE" in QUICK
