"""URLs as clients may see them, and those that may be fetched at all."""

import re
from urllib.parse import urlsplit

_SHOWN = 300
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_UPLOAD = re.compile("upload:([A-Z2-7]{26})")
TASK_OUTPUT = re.compile(r"task:([A-Z2-7]{26}|#\d{1,6})(?:/([A-Za-z0-9_-][A-Za-z0-9._-]{0,127}))?")
_START = r"((?:[a-z][a-z0-9+.-]*:[/\\]+|[/\\]{2,})?)"
_USERINFO = re.compile(rf"(^{_START}|://)[^/\\?#&]*@", re.IGNORECASE)
# With a `/`, `?` or `#` in the password the URL is broken, and still nobody may read it.
_BROKEN_USERINFO = re.compile(
    rf"^({_START})[^\[/\\?#@:]*:(?!\d*[/\\?#]).*@", re.IGNORECASE | re.DOTALL
)
_SECRETS = re.compile(
    r"([?&;#](?:x-(?:amz|goog)-(?:signature|credential|security-token)|sig|signature|policy|hmac"
    r"|(?:[a-z]+[_-]?)?token|(?:[a-z]+[_-]?)?key|key-pair-id|awsaccesskeyid|googleaccessid"
    r"|auth|authorization|(?:[a-z]+[_-]?)?secret|passwd|password|pwd)=)[^&;#]*",
    re.IGNORECASE,
)


def is_web_url(value: str) -> bool:
    """Whether this is an absolute http or https URL with a host."""
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def upload_key(source: str) -> str | None:
    """The key of the upload that a source `upload:KEY` names; None if it is no such source."""
    found = _UPLOAD.fullmatch(source)
    return found[1] if found else None


def task_output(source: str) -> tuple[str, str] | None:
    """Key and file name of the output that a source `task:KEY/NAME` names; None if it is no such
    source. The name may be empty; `#N` for a key is the N-th task of the same request."""
    found = TASK_OUTPUT.fullmatch(source)
    return (found[1], found[2] or "") if found else None


def mask_url(url: str) -> str:
    """The URL as clients and logs may see it: credentials and signatures are `***`."""
    masked, found = _USERINFO.subn(r"\1***@", url)
    if not found:
        masked = _BROKEN_USERINFO.sub(r"\1***@", url)
    return _SECRETS.sub(r"\1***", masked)


def show_url(url: str) -> str:
    """The URL for an error text: masked, on one line and not too long."""
    text = CONTROL.sub("\ufffd", mask_url(url))
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
