"""Content types of output files by their extension, and which of them are safe to show."""

from typing import Literal

OCTETS = "application/octet-stream"

_MEDIA = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "apng": "image/apng",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "wma": "audio/x-ms-wma",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "webm": "video/webm",
    "ogv": "video/ogg",
    "mkv": "video/x-matroska",
    "mov": "video/quicktime",
    "flv": "video/x-flv",
    "wmv": "video/x-ms-wmv",
    "avi": "video/x-msvideo",
    "mpg": "video/mpeg",
    "mpeg": "video/mpeg",
    "ts": "video/mp2t",
}
_TEXT = {
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
    "srt": "application/x-subrip",
    "m3u8": "application/vnd.apple.mpegurl",
}
_DOCUMENTS = {
    "xml": "application/xml",
    "svg": "image/svg+xml",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
_TYPES = _MEDIA | _TEXT | _DOCUMENTS

Safety = Literal["media", "text", "download"]


def content_type(name: str) -> str:
    """The content type of a file name; `application/octet-stream` if it is not one we make."""
    return _TYPES.get(_extension(name), OCTETS)


def safety(name: str) -> Safety:
    """What a browser may do with a file on our origin.

    `media`: pictures, sound and video, shown; `text`: data that no browser executes, shown
    sandboxed; `download`: everything else, which may hold scripts and is never shown.
    """
    extension = _extension(name)
    if extension in _MEDIA:
        return "media"
    return "text" if extension in _TEXT else "download"


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""
