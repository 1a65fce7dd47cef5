"""Who calls: secret key, or api key and referer (api.md, "Authentication")."""

import time
from collections import deque
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from dragonet.accounts import Account, Accounts
from dragonet.api.errors import Location, RequestError


def authenticate(
    accounts: Accounts, request: Request, given: Mapping[str, Any], location: Location
) -> Account:
    """The account of a request; `given` is where keys may be: the body or the query.

    The header goes before `given`, a secret before an api key. Raises RequestError with 401.
    """
    scheme, _, key = request.headers.get("authorization", "").strip().partition(" ")
    key = key.strip()
    if scheme:
        if scheme.lower() == "secret":
            return _by_secret(accounts, key, "header")
        if scheme.lower() == "api-key":
            return _by_api_key(accounts, request, key, "header")
        text = f"unknown scheme '{scheme[:40]}', use 'Secret <key>' or 'Api-Key <key>'"
        raise RequestError("Authorization", "header", text, 401)
    if given.get("secret") is not None:
        return _by_secret(accounts, given["secret"], location)
    if given.get("api_key") is not None:
        return _by_api_key(accounts, request, given["api_key"], location)
    raise RequestError("secret", location, "credentials are missing: secret or api_key", 401)


def authenticate_secret(
    accounts: Accounts, request: Request, given: Mapping[str, Any], location: Location
) -> Account:
    """The same for what only the secret opens: an api key is refused with 401 too."""
    header = request.headers.get("authorization", "")
    scheme = header.strip().partition(" ")[0].lower()
    if scheme == "api-key" or (not scheme and given.get("secret") is None and "api_key" in given):
        text = "an api key is not enough, this needs the secret"
        if scheme:
            raise RequestError("Authorization", "header", text, 401)
        raise RequestError("api_key", location, text, 401)
    return authenticate(accounts, request, given, location)


def _by_secret(accounts: Accounts, key: Any, location: Location) -> Account:
    account = accounts.by_secret(key) if isinstance(key, str) else None
    if account is None:
        name = "Authorization" if location == "header" else "secret"
        raise RequestError(name, location, "wrong secret key", 401)
    return account


def _by_api_key(accounts: Accounts, request: Request, key: Any, location: Location) -> Account:
    account = accounts.by_api_key(key) if isinstance(key, str) else None
    if account is None:
        name = "Authorization" if location == "header" else "api_key"
        raise RequestError(name, location, "wrong api key", 401)
    referer = request.headers.get("referer") or request.headers.get("origin")
    if not referer:
        text = "an api key needs a Referer, and the request has none"
        raise RequestError("Referer", "header", text, 401)
    if not account.welcomes(referer):
        text = f"'{referer[:200]}' is not in the account's list of referers"
        raise RequestError("Referer", "header", text, 401)
    return account


class Rates:
    """Tasks that each account created in the last minute, in this process."""

    def __init__(self) -> None:
        self._created: dict[str, deque[tuple[float, int]]] = {}

    def take(self, account: Account, tasks: int) -> bool:
        """Count new tasks; false, and nothing counted, if they are more than allowed."""
        limit = account.limits.per_minute
        if limit is None:
            return True
        now = time.monotonic()
        created = self._created.setdefault(account.name, deque())
        while created and created[0][0] < now - 60:
            created.popleft()
        if sum(count for _, count in created) + tasks > limit:
            return False
        created.append((now, tasks))
        return True
