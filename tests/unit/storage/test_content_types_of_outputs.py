import mimetypes

import pytest

from dragonet.storage.content_types import content_type, safety

SCRIPTABLE = ("html", "svg", "xml", "xhtml", "htm", "pdf", "js", "swf", "exe", "mhtml", "", "bin")


@pytest.mark.parametrize("extension", ["jpg", "png", "gif", "webp", "mp3", "mp4", "mov", "webm"])
def test_types_agree_with_the_registry(extension: str) -> None:
    assert content_type(f"output.{extension}") == mimetypes.guess_type(f"a.{extension}")[0]
    assert safety(f"output.{extension}") == "media"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.JPG", "image/jpeg"),
        ("a.b.mkv", "video/x-matroska"),
        ("list.m3u8", "application/vnd.apple.mpegurl"),
        ("a.opus", "audio/ogg"),
        ("notes.txt", "text/plain; charset=utf-8"),
        ("jpg", "application/octet-stream"),
        ("jpg.", "application/octet-stream"),
        ("a.exe", "application/octet-stream"),
    ],
)
def test_type_follows_the_extension(name: str, expected: str) -> None:
    assert content_type(name) == expected


@pytest.mark.parametrize("extension", SCRIPTABLE)
def test_what_may_hold_scripts_is_downloaded(extension: str) -> None:
    assert safety(f"output.{extension}") == "download"


@pytest.mark.parametrize("extension", ["json", "txt", "vtt", "srt", "m3u8"])
def test_data_is_shown_sandboxed(extension: str) -> None:
    assert safety(f"output.{extension}") == "text"
