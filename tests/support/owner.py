"""An account of its own, for tests of what accounts own."""

import http.client
import itertools
from typing import Any
from urllib.parse import urlsplit

import requests

from dragonet.accounts import AccountLimits, Accounts
from support.service import Service

CARD = {"task_name": "hello", "card": True}
SIZE = 14
"""Bytes of a card to a name of five letters."""

FILES = "/v2/storage/files"
EXPIRATION = "/v2/storage/expiration"

_numbers = itertools.count(1)


class Owner:
    """An account of its own, empty at first."""

    def __init__(self, service: Service, name: str, limits: AccountLimits | None = None) -> None:
        self.service = service
        account, secret = Accounts(service.data_dir / "accounts.json").add(
            name, ("localhost",), limits
        )
        self.name = name
        self.http = requests.Session()
        self.secret, self.api_key = secret, account.api_key
        self.http.headers["Authorization"] = f"Secret {secret}"

    def card(self, **more: Any) -> tuple[str, str]:
        """Make a file: its key and its URL."""
        body = {"tasks": {**CARD, **more}, "block": True}
        (status,) = self.http.post(f"{self.service.url}/v2/create", json=body, timeout=30).json()
        return status["key"], status["result"]["card"]

    def get(self, path: str = FILES, **query: Any) -> requests.Response:
        return self.http.get(self.service.url + path, params=query, timeout=30)

    def delete(self, path: str = "", **body: Any) -> requests.Response:
        return self.http.delete(f"{self.service.url}{FILES}{path}", json=body, timeout=30)

    def names(self) -> set[str]:
        return {file["name"] for file in self.get(recursive="true").json()["files"]}

    def raw(self, method: str, path: str) -> tuple[int, bytes]:
        """A request whose path no client library has tidied up."""
        connection = http.client.HTTPConnection(urlsplit(self.service.url).netloc, timeout=30)
        connection.putrequest(method, path, skip_accept_encoding=True)
        connection.putheader("Authorization", str(self.http.headers["Authorization"]))
        connection.endheaders()
        answer = connection.getresponse()
        found = answer.status, answer.read()
        connection.close()
        return found


def new_owner(service: Service, limits: AccountLimits | None = None) -> Owner:
    """An account that nobody else has."""
    return Owner(service, f"owner-{next(_numbers)}", limits)


def error(answer: requests.Response, status: int = 400) -> dict[str, str]:
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert body["status"] == "error"
    (found,) = body["errors"]
    return dict(found)
