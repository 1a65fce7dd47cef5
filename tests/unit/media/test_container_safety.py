"""Opening a media file reads that file and nothing else, and says what is wrong with it."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import av
import pytest

from dragonet.errors import SourceError
from dragonet.media import container, streams
from dragonet.media.container import open_media
from dragonet.media.kinds import KINDS
from dragonet.media.sniff import sniff
from support.clips import sound, video

URL = "http://files.test/clip"


class Trap:
    """A server that counts who calls."""

    def __init__(self) -> None:
        self.calls = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()


@pytest.fixture
def trap() -> Iterator[Trap]:
    trap = Trap()
    yield trap
    trap.close()


def playlists(target: str) -> dict[str, str]:
    return {
        "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{target}\n#EXT-X-ENDLIST\n",
        "concat": f"ffconcat version 1.0\nfile '{target}'\n",
        "sdp": "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        "m=video 5004 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n",
        "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static">'
        f"<Period><AdaptationSet><Representation id='1'><BaseURL>{target}</BaseURL>"
        "</Representation></AdaptationSet></Period></MPD>",
        "asx": f'<asx version="3.0"><entry><ref href="{target}"/></entry></asx>',
    }


def refused(path: Path) -> str:
    with pytest.raises(SourceError) as caught, open_media(path, URL, "video"):
        pass
    assert URL in caught.value.text
    assert str(path) not in caught.value.text
    return caught.value.text


@pytest.mark.parametrize("name", ["hls", "concat", "sdp", "dash", "asx"])
@pytest.mark.parametrize("sniffed", [True, False], ids=["sniffed", "past the sniffer"])
def test_playlists_are_refused_and_call_nobody(
    name: str, sniffed: bool, tmp_path: Path, trap: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not sniffed:
        monkeypatch.setattr(container, "sniff", lambda _: KINDS["unknown"])
    for target in (f"http://127.0.0.1:{trap.port}/a.ts", str(video(tmp_path / "a.ts", frames=5))):
        path = tmp_path / "list"
        path.write_text(playlists(target)[name])
        refused(path)
    assert trap.calls == 0


def test_the_trap_would_catch_ffmpeg(tmp_path: Path, trap: Trap) -> None:
    path = tmp_path / "list.m3u8"
    path.write_text(playlists(f"http://127.0.0.1:{trap.port}/a.ts")["hls"])
    allowed = {"protocol_whitelist": "file,http,tcp"}
    with suppress(av.FFmpegError), av.open(str(path), options=allowed):
        pass
    assert trap.calls > 0


def alias(target: Path) -> bytes:
    """A QuickTime alias record (box `alis`) to an absolute path."""
    name = str(target).encode()
    record = b"\0" * 10 + bytes([1]) + b"v".ljust(27, b"\0") + b"\0" * 12
    record += bytes([1]) + b"f".ljust(63, b"\0") + b"\0" * 16 + b"\0\1\0\1" + b"\0" * 16
    record += struct.pack(">HH", 2, len(name)) + name + b"\0" * (len(name) % 2)
    record += b"\xff\xff\0\0"
    return struct.pack(">I4sI", len(record) + 12, b"alis", 0) + record


def with_reference(clip: Path, path: Path, target: Path) -> Path:
    """The MP4 `clip`, its media declared to be in another file."""
    data = clip.read_bytes()
    assert data.count(b"url \0\0\0\1") == 1, "one self-contained data reference"
    at = data.index(b"url \0\0\0\1") - 4
    inserted = alias(target)
    patched = bytearray(data[:at] + inserted + data[at + 12 :])
    for box in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        place = data.rindex(box, 0, at) - 4
        size = int.from_bytes(data[place : place + 4], "big") + len(inserted) - 12
        patched[place : place + 4] = size.to_bytes(4, "big")
    path.write_bytes(patched)
    return path


def test_a_reference_to_another_file_is_not_followed(tmp_path: Path) -> None:
    clip = video(tmp_path / "clip.mp4", frames=5)
    path = with_reference(clip, tmp_path / "ref.mp4", clip)
    with av.open(str(path), options={"enable_drefs": "1", "use_absolute_path": "1"}) as followed:
        assert sum(1 for _ in followed.decode(video=0)) == 5  # the trap works
    with open_media(path, URL, "video") as media:
        assert list(media.packets(media.video())) == []


def test_nested_opens_are_refused_even_if_a_demuxer_tries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trap: Trap
) -> None:
    path = tmp_path / "list"
    path.write_text(playlists(f"http://127.0.0.1:{trap.port}/a.ts")["hls"])
    monkeypatch.setattr(container, "sniff", lambda _: KINDS["unknown"])
    monkeypatch.setattr(container, "DEMUXERS", "hls,mpegts")
    refused(path)
    assert trap.calls == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "is HTML, not video"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "is SVG, not video"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "is a JPEG image, not video"),
        (b'{"error": "no such file"}', "is JSON, not video"),
        (b"%PDF-1.7", "is a PDF document, not video"),
        (bytes(range(256)) * 40, "neither audio nor video"),
    ],
)
def test_what_is_no_media_is_named(content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert says in refused(path)


def test_a_missing_index_is_named(tmp_path: Path) -> None:
    clip = video(tmp_path / "clip.mp4", frames=20)
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(clip.read_bytes()[: clip.stat().st_size // 2])
    assert "has no index (moov)" in refused(cut)


def test_the_name_of_a_file_means_nothing(tmp_path: Path) -> None:
    path = sound(tmp_path / "song.mp3", "libmp3lame")
    path.rename(tmp_path / "song.m3u8")
    with open_media(tmp_path / "song.m3u8", URL, "audio") as media:
        assert media.audio().codec_context.sample_rate == 44100
        assert "song" not in media.container.name
    assert sniff(tmp_path / "song.m3u8").name == "mp3"


def test_frames_beyond_the_limit_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "MAX_FRAME", 320 * 180 - 1)
    with (
        open_media(video(tmp_path / "clip.mp4", frames=2), URL, "video") as media,
        pytest.raises(SourceError, match="too large: 320 x 180 pixels"),
    ):
        media.video()
