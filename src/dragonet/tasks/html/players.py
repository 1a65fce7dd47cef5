"""Players of video sites, by the URLs that pages embed or link to."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

_YOUTUBE = re.compile(r"/(?:embed|v|e|shorts|live)/([\w-]{11})(?=/|$)")
_NO_VIDEO = ("videoseries", "live_stream")
_VIMEO = re.compile(r"(?:/[a-z][\w/-]*)?/(\d{5,12})(?:/([0-9a-f]{8,12}))?(?=/|$)")
_SECRET = re.compile(r"[0-9a-f]{8,12}")
_DAILYMOTION_ID = re.compile(r"[a-zA-Z0-9]{5,12}")
_DAILYMOTION = re.compile(r"(?:/embed)?/video/([a-zA-Z0-9]{5,12})(?=[_/]|$)")


def video_page(url: str) -> str | None:
    """The page on which the video behind a player's or a share URL is watched.

    YouTube, Vimeo and Dailymotion; None for all other URLs.
    """
    parts = urlsplit(url)
    host = re.sub(r"^(?:www|m|music|player|geo)\.", "", parts.hostname or "")
    read = _HOSTS.get(host)
    query = {name: values[0] for name, values in parse_qs(parts.query[:2000]).items()}
    return read(parts.path, query) if read else None


def _youtube(path: str, query: dict[str, str]) -> str | None:
    found = _YOUTUBE.match(path)
    video = found[1] if found else query.get("v", "") if path.rstrip("/") == "/watch" else ""
    if video in _NO_VIDEO or not re.fullmatch(r"[\w-]{11}", video, re.ASCII):
        return None
    return f"https://www.youtube.com/watch?v={video}"


def _short_youtube(path: str, query: dict[str, str]) -> str | None:
    return _youtube(f"/embed{path}", query)


def _vimeo(path: str, query: dict[str, str]) -> str | None:
    found = _VIMEO.match(path)
    if not found:
        return None
    secret = found[2] or query.get("h", "")  # of a video that is not listed
    return f"https://vimeo.com/{found[1]}" + (f"/{secret}" if _SECRET.fullmatch(secret) else "")


def _dailymotion(path: str, query: dict[str, str]) -> str | None:
    found = _DAILYMOTION.match(path)
    video = found[1] if found else query.get("video", "") if "/player" in path else ""
    return (
        f"https://www.dailymotion.com/video/{video}" if _DAILYMOTION_ID.fullmatch(video) else None
    )


def _short_dailymotion(path: str, query: dict[str, str]) -> str | None:
    return _dailymotion(f"/video{path}", query)


_HOSTS: dict[str, Callable[[str, dict[str, str]], str | None]] = {
    "youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "youtu.be": _short_youtube,
    "vimeo.com": _vimeo,
    "dailymotion.com": _dailymotion,
    "dai.ly": _short_dailymotion,
}
