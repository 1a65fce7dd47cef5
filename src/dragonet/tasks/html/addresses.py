"""URLs of a page made absolute, and what they lead to by their look."""

import re
import string
from functools import lru_cache
from typing import Literal
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

Kind = Literal["image", "video"]

LONGEST = 4096
"""Characters of a URL; longer ones are not listed."""

# Everything but what would end a URL in a text; `%` stays, since most are encoded already.
_SAFE = "".join(set(string.punctuation) - set('"<>\\^`{|}'))
_BREAKS = re.compile(r"[\t\n\r]")
_HOST = re.compile(r"[^\s\x00-\x20\x7f\"#%/<>?@\\^`{|}]+")
_UNFILLED = re.compile(r"\{\{|\$\{|<%|%7B%7B", re.IGNORECASE)
_EXTENSION = re.compile(r"\.([a-z0-9]{2,5})$", re.IGNORECASE)
_IMAGES = frozenset(
    "jpg jpeg jpe jfif png apng gif webp avif bmp tif tiff heic heif jxl".split()  # noqa: SIM905
)
_VIDEOS = frozenset(
    "mp4 m4v mov webm ogv mkv avi flv wmv mpg mpeg 3gp m3u8 mpd".split()  # noqa: SIM905
)


def absolute(base: str | None, text: str) -> str | None:
    """The http or https URL that `text` means on a page at `base`, without its fragment.

    None for other schemes (`data:`, `javascript:`), for what is no URL, and for templates that a
    script has yet to fill in. User names and passwords are dropped, as browsers refuse them.
    """
    text = _BREAKS.sub("", text).strip(string.whitespace)
    if not text or text.startswith("#") or len(text) > LONGEST or _UNFILLED.search(text):
        return None
    try:
        return _absolute(base or "", text)
    except ValueError:
        return None


@lru_cache(1024)
def _absolute(base: str, text: str) -> str | None:
    before, mark, after = text.partition("?")
    scheme = re.match("[a-z][a-z0-9+.-]*:", before, re.IGNORECASE)
    if scheme is None or scheme[0].lower() in ("http:", "https:"):
        before = before.replace("\\", "/")
        before = re.sub("^((?:https?:)?)//+", r"\1//", before, flags=re.IGNORECASE)
    if re.fullmatch("(?:https?:)?//", before, re.IGNORECASE):
        return None
    parts = urlsplit(urljoin(base, before + mark + after))
    host = (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    if not _HOST.fullmatch(host) or parts.port == 0:
        return None
    host = f"[{host}]" if ":" in host else host
    origin = host + (f":{parts.port}" if parts.port else "")
    path, query = quote(parts.path or "/", _SAFE), quote(parts.query, _SAFE)
    url = urlunsplit((parts.scheme, origin, path, query, ""))
    return url if len(url) <= LONGEST else None


def kind_of(url: str) -> Kind | None:
    """What a link leads to, by its extension; None if that says neither image nor video."""
    path = urlsplit(url).path
    # `/wiki/File:Cat.jpg` is a page about a picture
    if ":" in path.rpartition("/")[2]:
        return None
    extension = _EXTENSION.search(path)
    name = extension[1].lower() if extension else ""
    if name in _IMAGES:
        return "image"
    return "video" if name in _VIDEOS else None
