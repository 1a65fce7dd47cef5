"""What the arguments of the storage methods select, checked one by one."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from dragonet.api.errors import Location, RequestError
from dragonet.api.requests import boolean
from dragonet.engine.parameters import shown
from dragonet.storage.account_files import Selection
from dragonet.storage.paths import own_path

CREDENTIALS = ("secret", "api_key")
_A_DATE = "an ISO 8601 date like 2013-10-28 or 2013-10-28T20:22:21Z"


@dataclass(frozen=True)
class Arguments:
    """Arguments by name, and where they came from."""

    given: Mapping[str, Any]
    location: Location

    def check_names(self, allowed: Sequence[str]) -> None:
        """Raise RequestError for a name that is unknown, or has no value."""
        for name, value in self.given.items():
            if name not in (*allowed, *CREDENTIALS):
                near = get_close_matches(name, allowed, 1)
                choices = ", ".join(f"'{other}'" for other in allowed)
                hint = f"did you mean '{near[0]}'?" if near else f"choose one of: {choices}"
                raise self.wrong(name[:64], f"unknown argument {shown(name)}, {hint}")
            if value is None:
                raise self.wrong(name, f"{name} is null; leave it out, or give it a value")

    def wrong(self, name: str, text: str) -> RequestError:
        """The error of one argument."""
        return RequestError(name, self.location, text)

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean."""
        return boolean(self.given[name], name, self.location) if name in self.given else default

    def date(self, name: str) -> datetime | None:
        """A date; without zone it is UTC."""
        if name not in self.given:
            return None
        value = self.given[name]
        try:
            # The plus of +01:00 is a space once a query is decoded.
            text = value.replace(" ", "+") if "T" in value else value
            found = datetime.fromisoformat(text)
        except (TypeError, ValueError, AttributeError):
            raise self.wrong(name, f"{shown(value)} is not {_A_DATE}") from None
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def number(self, name: str, unit: str) -> float | None:
        """A number of at least 0; in a query it is a text."""
        if name not in self.given:
            return None
        value = self.given[name]
        try:
            if isinstance(value, bool) or (isinstance(value, str) and self.location == "body"):
                raise TypeError
            found = float(value)
        except (TypeError, ValueError, OverflowError):
            raise self.wrong(name, f"{shown(value)} is not a number of {unit}") from None
        if not math.isfinite(found) or found < 0:
            raise self.wrong(name, f"{shown(value)} is not allowed, must be at least 0 {unit}")
        return found


def selection_of(path: str, arguments: Arguments) -> Selection:
    """The files that path, dates and age select. Raises RequestError."""
    since, until = arguments.date("from"), arguments.date("to")
    if since and until and since > until:
        text = f"{shown(arguments.given['from'])} is later than 'to', {arguments.given['to']}"
        raise arguments.wrong("from", text)
    return Selection(checked_path(path), since, until, max_age=arguments.number("max_age", "days"))


def checked_path(path: str) -> str:
    """A path of an account's files. Raises RequestError with 404 if no file can have it."""
    own = own_path(path)
    if own is None:
        raise unknown_path(path)
    return own


def unknown_path(path: str) -> RequestError:
    """The answer to a path under which the account has nothing."""
    text = f"unknown path {shown(path)}: no task key with files, nor KEY/name of a file"
    return RequestError("path", "path", text, 404)


def selection_of_urls(base: str, account: str, arguments: Arguments, most: int) -> Selection:
    """The files that `urls` names, which must be URLs that the API gave this account."""
    urls = arguments.given["urls"]
    if not isinstance(urls, list) or not all(isinstance(url, str) for url in urls):
        raise arguments.wrong("urls", f"{shown(urls)} is not a list of URLs")
    if len(urls) > most:
        raise arguments.wrong("urls", f"urls has {len(urls)} items, at most {most} are allowed")
    start = f"{base}/files/persistent/{account}/"
    names = [url.removeprefix(start) for url in urls]
    for url, name in zip(urls, names, strict=True):
        if not url.startswith(start) or "/" not in (own_path(name) or "") or name[-1] == "/":
            text = f"{shown(url)} is not the URL of an output file of this account, {start}KEY/name"
            raise arguments.wrong("urls", text)
    return Selection(names=frozenset(names))
