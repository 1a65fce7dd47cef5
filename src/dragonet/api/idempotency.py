"""Requests that may be sent twice and are carried out once: the header `Idempotency-Key`."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
from starlette.requests import Request

from dragonet.accounts import Account
from dragonet.api.definitions import Prepared
from dragonet.api.errors import RequestError
from dragonet.engine.nats import IDEMPOTENCY, ConflictError, Engine

HEADER = "Idempotency-Key"

_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class Repetition:
    """What an account's earlier request with the same Idempotency-Key asked for.

    Args:
        engine: where requests are remembered, for 24 hours.
        account: who asks.
        key: the value of the header.
        tasks: the task definitions as they were sent, and what else makes the request another.
    """

    def __init__(self, engine: Engine, account: Account, key: str, tasks: Any) -> None:
        self._engine = engine
        self._name = hashlib.sha256(f"{account.name} {key}".encode()).hexdigest()
        content = orjson.dumps(tasks, option=orjson.OPT_SORT_KEYS)
        self._digest = hashlib.sha256(content).hexdigest()

    async def of(self, prepared: Sequence[Prepared]) -> list[Prepared] | None:
        """The same tasks under the keys of the earlier request; None if there was none.

        Raises RequestError with 409 if that request had another body.
        """
        found = await self._engine.get(IDEMPOTENCY, self._name)
        if found is None:
            return None
        before = orjson.loads(found[0])
        if before["digest"] != self._digest:
            text = "this key was used within 24 hours with another body; use a new key"
            raise RequestError(HEADER, "header", text, 409)
        keys = {
            item.definition.key: key for item, key in zip(prepared, before["keys"], strict=True)
        }
        return [
            replace(item, definition=item.definition.renamed(keys), repeated=True)
            for item in prepared
        ]

    async def remember(self, prepared: Sequence[Prepared]) -> bool:
        """Take the key for this request; false if another one was faster."""
        keys = [item.definition.key for item in prepared]
        record = orjson.dumps({"digest": self._digest, "keys": keys})
        try:
            await self._engine.put(IDEMPOTENCY, self._name, record, 0)
        except ConflictError:
            return False
        return True


def key_of(request: Request) -> str | None:
    """The request's Idempotency-Key; None without one. Raises RequestError if it is malformed."""
    key = request.headers.get(HEADER)
    if key is not None and not _KEY.fullmatch(key):
        text = "an idempotency key has 1 to 255 visible ASCII characters"
        raise RequestError(HEADER, "header", text)
    return key
