"""What can go wrong with a download, in words for a client."""

import errno
import os
import socket

import aiohttp
from aiohttp.http_exceptions import ContentEncodingError, LineTooLong

from dragonet.fetch.guard import AddressRefusedError
from dragonet.settings import Settings

_TRANSIENT = (errno.ECONNREFUSED, errno.ECONNRESET, errno.ECONNABORTED, errno.EPIPE)


class Problem(Exception):  # noqa: N818  becomes a FetchError when the URL is known
    """Why a download failed.

    Attributes:
        reason: the words after "could not be fetched: ".
        retry: whether trying again at once may help.
        after: seconds the server asks to wait before that.
        shared: whether others who wait for the same URL get the same answer.
        missing: whether the server says that there is no such file.
        where: the URL that failed, if redirects led to it; credentials masked.
    """

    def __init__(
        self,
        reason: str,
        retry: bool = False,
        after: float = 0.0,
        shared: bool = True,
        *,
        missing: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry
        self.after = after
        self.shared = shared
        self.missing = missing
        self.where: str | None = None

    @property
    def text(self) -> str:
        """The reason and, after redirects, where it arose."""
        return f"{self.reason} (redirected to '{self.where}')" if self.where else self.reason


def explain(error: Exception, settings: Settings) -> Problem:
    """The problem behind an exception met before the headers of an answer were read."""
    cause = getattr(error, "os_error", error)
    if isinstance(cause, AddressRefusedError):
        return Problem(str(cause))
    if isinstance(error, aiohttp.ClientConnectorError):
        return _no_connection(error)
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return Problem(f"no connection within {settings.fetch_connect_timeout:g} s")
    if isinstance(error, TimeoutError):
        return silent(settings)
    if isinstance(error, (aiohttp.InvalidURL, aiohttp.ClientResponseError)):
        return _not_http(error)
    return Problem("the server closed the connection without an answer", retry=True)


def silent(settings: Settings) -> Problem:
    """The server stopped sending."""
    return Problem(f"the server sent nothing for {settings.fetch_stall:g} s")


def _no_connection(error: aiohttp.ClientConnectorError) -> Problem:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        reason = getattr(error.certificate_error, "verify_message", "")
        return Problem(f"the server's TLS certificate is not valid: {reason}".rstrip(": "))
    if isinstance(error, aiohttp.ClientConnectorSSLError):
        return Problem("no TLS connection could be made")
    cause = error.os_error
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        again = isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_AGAIN
        text = "could not be looked up" if again else "was not found"
        return Problem(f"host '{error.host}' {text}", retry=again)
    reason = os.strerror(cause.errno).lower() if cause.errno else "no connection"
    return Problem(reason, retry=cause.errno in _TRANSIENT)


def _not_http(error: aiohttp.InvalidURL | aiohttp.ClientResponseError) -> Problem:
    if isinstance(error, aiohttp.InvalidURL):
        return Problem("the host name is not valid")
    # aiohttp wraps what its parser raised twice.
    cause = error.__cause__ and error.__cause__.__cause__
    if isinstance(cause, LineTooLong):
        return Problem("the headers of the answer are too large")
    if isinstance(cause, ContentEncodingError):
        return Problem("the Content-Encoding of the answer is not supported")
    return Problem("the answer is not valid HTTP")
