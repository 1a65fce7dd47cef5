import gzip
import time
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragonet.media.kinds import KINDS, SIGNATURES
from dragonet.media.sniff import sniff, sniff_bytes
from support import pictures

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
DOCTYPE = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "u" [<!ENTITY a "b>">]>'

TEXTS = [
    (SVG, "svg"),
    (b"\xef\xbb\xbf  \n" + SVG, "svg"),
    (b"<?xml version='1.0'?>\n<!-- <html> -->\n" + DOCTYPE + b"\n" + SVG, "svg"),
    (b"<!--" + b"x" * 5000 + b"-->" + SVG, "svg"),
    (SVG.replace(b"<svg", b"<s:svg"), "svg"),
    (SVG.decode().encode("utf-16"), "svg"),
    (SVG.decode().encode("utf-16-be"), "svg"),
    (b"<!DOCTYPE svg><g>", "svg"),
    (gzip.compress(SVG, mtime=0), "svgz"),
    (gzip.compress(b"a,b", mtime=0), "gzip"),
    (b"<!doctype HTML><x>", "html"),
    (b"<html lang=en>", "html"),
    (b"\n<H1>Not found</H1>", "html"),
    (b"<?xml version='1.0'?><feed/>", "xml"),
    (b"<" + b"!--" * 10, "xml"),
    (b'{"error": 404}', "json"),
    (b"[1, 2]", "json"),
    (b"[playlist]\nFile1=http://10.0.0.1/a.mp3", "pls"),
    (b"[Reference]\nRef1=http://10.0.0.1/a", "asx"),
    (b"<ASX version='3.0'><entry>", "asx"),
    (b'<?xml version="1.0"?><playlist version="1">', "xspf"),
    (b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd", "m3u8"),
    (b"\xef\xbb\xbf\r\n#EXTM3U", "m3u8"),
    (b"#EXTINF:9,\na.ts", "m3u8"),
    (b"ffconcat version 1.0\nfile 'a'", "ffconcat"),
    (b"# mine\n\n# yours\nfile '/etc/passwd'\n", "ffconcat"),
    (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", "sdp"),
    (b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011">', "mpd"),
    (b"<smil><body><video src='file:///a'/>", "smil"),
    (b"# VobSub index file, v7", "vobsub"),
    (b"just words", "text"),
    ("grün, blau und noch mehr".encode("latin-1"), "text"),
    (b"x < 3", "text"),
    (b"<3 you", "text"),
    (b"", "empty"),
    (bytes(range(256)), "unknown"),
    (b"\0" * 100, "unknown"),
    (b"%PDF-1.7\n", "pdf"),
    (b"PK\x03\x04\x14\0", "zip"),
    (b"RIFF\0\0\0\0JUNK", "unknown"),
]


@pytest.mark.parametrize(("head", "name"), TEXTS)
def test_texts_and_other_files(head: bytes, name: str) -> None:
    assert sniff_bytes(head).name == name


@pytest.mark.parametrize(
    ("extension", "name"),
    [
        ("jpg", "jpeg"),
        ("png", "png"),
        ("gif", "gif"),
        ("webp", "webp"),
        ("tif", "tiff"),
        ("bmp", "bmp"),
        ("avif", "avif"),
        ("ico", "ico"),
        ("jp2", "jp2"),
        ("ppm", "pnm"),
        ("eps", "postscript"),
        ("pdf", "pdf"),
    ],
)
def test_pictures_by_pillow(tmp_path: Path, extension: str, name: str) -> None:
    path = pictures.write(tmp_path / f"a.{extension}", pictures.photo(64, 48))
    assert sniff(path).name == name


def test_animated_png_is_told_from_a_still_one(tmp_path: Path) -> None:
    frames = [pictures.photo(64, 48), pictures.photo(64, 48).rotate(90)]
    path = pictures.write(tmp_path / "a.png", frames[0], save_all=True, append_images=frames[1:])
    assert sniff(path).name == "apng"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "avif"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1heicmiaf", "heic"),
        (b"\0\0\0\x14ftypmif1\0\0\0\0miaf", "heif"),
        (b"\0\0\0\x14ftypcrx \0\0\0\0isom", "raw"),
        (b"8BPS\0\1", "psd"),
        (b"\xff\x0a\xfa", "jxl"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "jxl"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", "mov"),
    ],
)
def test_pictures_and_brands_by_their_first_bytes(head: bytes, name: str) -> None:
    assert sniff_bytes(head).name == name


@pytest.mark.parametrize(
    ("container", "codec", "name"),
    [
        ("mp4", "mpeg4", "mp4"),
        ("mov", "mpeg4", "mov"),
        ("matroska", "mpeg4", "matroska"),
        ("webm", "libvpx", "webm"),
        ("avi", "mpeg4", "avi"),
        ("flv", "flv", "flv"),
        ("mpegts", "mpeg2video", "mpegts"),
        ("mpeg", "mpeg2video", "mpegps"),
        ("mpeg2video", "mpeg2video", "mpegvideo"),
        ("asf", "wmv1", "asf"),
        ("mxf", "mpeg2video", "mxf"),
        ("ipod", "aac", "m4a"),
        ("ogg", "libopus", "ogg"),
        ("flac", "flac", "flac"),
        ("mp3", "libmp3lame", "mp3"),
        ("mp2", "mp2", "mp3"),
        ("adts", "aac", "aac"),
        ("wav", "pcm_s16le", "wav"),
        ("aiff", "pcm_s16be", "aiff"),
        ("au", "pcm_s16be", "au"),
        ("ac3", "ac3", "ac3"),
    ],
)
def test_media_by_ffmpeg(tmp_path: Path, container: str, codec: str, name: str) -> None:
    path = tmp_path / "media"
    _write_media(path, container, codec)
    assert sniff(path).name == name
    assert sniff(path).family == "media"


def _write_media(path: Path, container: str, codec: str) -> None:
    with av.open(str(path), "w", format=container) as out:
        if av.Codec(codec, "w").type == "video":
            video = cast(av.VideoStream, out.add_stream(codec, rate=25, width=64, height=48))
            video.pix_fmt = "yuv420p"
            for index in range(5):
                frame = av.VideoFrame(64, 48, "yuv420p")
                frame.pts = index
                out.mux(video.encode(frame))
            out.mux(video.encode())
            return
        audio = cast(av.AudioStream, out.add_stream(codec, rate=48000, layout="stereo"))
        for index in range(10):
            noise = np.random.default_rng(index).integers(-3000, 3000, (1, 2 * 1152), np.int16)
            sound = av.AudioFrame.from_ndarray(noise, format="s16", layout="stereo")
            sound.sample_rate, sound.pts = 48000, index * 1152
            out.mux(audio.encode(sound))
        out.mux(audio.encode())


def test_what_follows_a_long_id3_tag_counts(tmp_path: Path) -> None:
    _write_media(tmp_path / "flac", "flac", "flac")
    tag = b"ID3\x04\0\0" + bytes((0, 8, 0, 0)) + b"\0" * (8 << 14)
    (tmp_path / "tagged").write_bytes(tag + (tmp_path / "flac").read_bytes())
    assert sniff(tmp_path / "tagged").name == "flac"
    (tmp_path / "tagged").write_bytes(tag + b"\xff\xfb\x90\0" + b"\0" * 500)
    assert sniff(tmp_path / "tagged").name == "mp3"


def test_every_signature_names_a_kind() -> None:
    assert {name for _, _, name in SIGNATURES} <= set(KINDS)
    assert all(kind.name == name for name, kind in KINDS.items())


@given(st.binary(max_size=4096))
def test_any_bytes_have_a_kind(head: bytes) -> None:
    assert sniff_bytes(head).name in KINDS


@given(st.sampled_from(SIGNATURES), st.binary(max_size=600))
def test_signatures_followed_by_anything_have_a_kind(
    signature: tuple[int, bytes, str], rest: bytes
) -> None:
    offset, magic, _ = signature
    assert sniff_bytes(b"\x01" * offset + magic + rest).name in KINDS


@pytest.mark.parametrize("piece", [b"\n", b"# ", b"<!-- -->", b"<?a?>", b"v=0\n", b"#\n \n", b"[ "])
def test_long_repetitions_take_no_time(piece: bytes) -> None:
    start = time.perf_counter()
    sniff_bytes(piece * (65536 // len(piece)))
    assert time.perf_counter() - start < 5
