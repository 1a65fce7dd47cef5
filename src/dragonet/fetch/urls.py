"""URLs of inputs: taken apart strictly, shown without their secrets."""

import hashlib
import re
import socket
import string
from dataclasses import dataclass
from ipaddress import IPv6Address
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from aiohttp import encode_basic_auth
from yarl import URL

from dragonet.fetch.problem import Problem
from dragonet.urls import CONTROL, show_url

MAX_LENGTH = 8192
_RAW_BYTE = re.compile(r"[\udc80-\udcff]")
_NAME = re.compile(r"(?=.{1,254}$)(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?")
# What is sent as written: signed URLs must arrive byte for byte.
_SAFE = "".join(set(string.punctuation) - set('"<>\\^`{|}'))


@dataclass(frozen=True)
class Target:
    """What is asked for, and as whom.

    Attributes:
        url: without credentials and fragment; a host that spells an IPv4 address in any way
            (`0x7f.1`, `2130706433`) is written with dots.
        authorization: the `Authorization` header of this origin.
    """

    url: URL
    authorization: str | None = None

    @property
    def key(self) -> str:
        """The name of the resource in the cache."""
        return hashlib.sha256(f"{self.authorization} {self.url}".encode()).hexdigest()

    def follow(self, location: str) -> "Target":
        """The target of a redirect; credentials go along only within one origin.

        Raises Problem. Bytes of `location` that are no UTF-8 are surrogates, as aiohttp has them.
        """
        location = _RAW_BYTE.sub(lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", location)
        try:
            there = parse_url(urljoin(str(self.url), location))
        except (Problem, ValueError) as error:
            reason = error.reason if isinstance(error, Problem) else "the URL is not valid"
            raise Problem(f"redirected to '{show_url(location)}': {reason}") from None
        if there.authorization is None and there.url.origin() == self.url.origin():
            return Target(there.url, self.authorization)
        return there


def parse_url(text: str) -> Target:
    """Take a URL apart; raises Problem that says what is wrong with it."""
    text = text.strip(" ")
    if len(text) > MAX_LENGTH:
        raise Problem(f"the URL is longer than {MAX_LENGTH} characters")
    try:
        if CONTROL.search(text):
            raise Problem("the URL contains control characters")
        parts = urlsplit(text)
        return _target(parts)
    except ValueError:
        raise Problem("the URL is not valid") from None


def _target(parts: SplitResult) -> Target:
    scheme = parts.scheme.lower()
    if not scheme:
        raise Problem("the URL is not absolute, it must begin with http:// or https://")
    if "\\" in parts.netloc:
        raise Problem("the host of the URL has a backslash")
    if scheme not in ("http", "https"):
        raise Problem(f"scheme '{show_url(scheme)}' is not allowed, only http and https are")
    if not parts.hostname:
        raise Problem("the URL has no host")
    host, port = _host(parts.hostname), _port(parts)
    origin = f"{scheme}://{host}" + (f":{port}" if port else "")
    rest = quote(parts.path or "/", _SAFE) + ("?" + quote(parts.query, _SAFE)) * bool(parts.query)
    return Target(URL(origin + rest, encoded=True), _authorization(parts))


def _port(parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise Problem("the port of the URL is not a number from 1 to 65535")
    return port


def _host(text: str) -> str:
    """The host as it is connected to: IDNA, addresses in their usual spelling."""
    if "%" in text:
        raise Problem("the host of the URL has a zone or percent signs, which is not allowed")
    host = URL.build(scheme="http", host=text).raw_host or ""
    if ":" in host:
        return f"[{IPv6Address(host)}]"
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        pass
    if not _NAME.fullmatch(host):
        raise Problem("the host name is not valid")
    return host


def _authorization(parts: SplitResult) -> str | None:
    if parts.username is None and parts.password is None:
        return None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if ":" in user:
        raise Problem("the user name in the URL contains a colon")
    return encode_basic_auth(user, password)
