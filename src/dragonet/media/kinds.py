"""The kinds of files that `sniff` tells apart, and the bytes that most of them begin with."""

from dataclasses import dataclass
from typing import Literal

Family = Literal["image", "media", "playlist", "text", "markup", "document", "empty", "unknown"]


@dataclass(frozen=True)
class Kind:
    """What a file is, by its first bytes.

    Attributes:
        name: stable identifier, lower case: `jpeg`, `mp4`, `m3u8`.
        family: `image` (stills and animations), `media` (sound and video), `playlist` (names
            other files: never given to a codec library), `text`, `markup`, `document` (also
            archives and programs), `empty`, `unknown`.
        mime: media type.
        label: what an error text calls it: "it is {label}".
    """

    name: str
    family: Family
    mime: str
    label: str


def _kinds(family: Family, *rows: tuple[str, str, str]) -> dict[str, Kind]:
    return {name: Kind(name, family, mime, label) for name, mime, label in rows}


KINDS: dict[str, Kind] = {
    **_kinds(
        "image",
        ("jpeg", "image/jpeg", "a JPEG image"),
        ("png", "image/png", "a PNG image"),
        ("apng", "image/apng", "an animated PNG image"),
        ("gif", "image/gif", "a GIF image"),
        ("webp", "image/webp", "a WebP image"),
        ("tiff", "image/tiff", "a TIFF image"),
        ("heic", "image/heic", "a HEIC image"),
        ("heif", "image/heif", "a HEIF image"),
        ("avif", "image/avif", "an AVIF image"),
        ("bmp", "image/bmp", "a BMP image"),
        ("ico", "image/vnd.microsoft.icon", "an icon (ICO)"),
        ("psd", "image/vnd.adobe.photoshop", "a Photoshop file (PSD)"),
        ("jxl", "image/jxl", "a JPEG XL image"),
        ("jp2", "image/jp2", "a JPEG 2000 image"),
        ("jxr", "image/jxr", "a JPEG XR image"),
        ("pnm", "image/x-portable-anymap", "a PNM image"),
        ("exr", "image/x-exr", "an OpenEXR image"),
        ("hdr", "image/vnd.radiance", "a Radiance HDR image"),
        ("qoi", "image/qoi", "a QOI image"),
        ("raw", "image/x-raw", "a raw camera image"),
    ),
    **_kinds(
        "media",
        ("mp4", "video/mp4", "an MP4 file"),
        ("m4a", "audio/mp4", "an M4A file"),
        ("mov", "video/quicktime", "a QuickTime file"),
        ("matroska", "video/x-matroska", "a Matroska file"),
        ("webm", "video/webm", "a WebM file"),
        ("ogg", "application/ogg", "an Ogg file"),
        ("flac", "audio/flac", "a FLAC file"),
        ("mp3", "audio/mpeg", "an MP3 file"),
        ("aac", "audio/aac", "an AAC file"),
        ("wav", "audio/wav", "a WAV file"),
        ("aiff", "audio/aiff", "an AIFF file"),
        ("au", "audio/basic", "an AU file"),
        ("ac3", "audio/ac3", "an AC-3 file"),
        ("amr", "audio/amr", "an AMR file"),
        ("caf", "audio/x-caf", "a CAF file"),
        ("wavpack", "audio/x-wavpack", "a WavPack file"),
        ("ape", "audio/x-ape", "a Monkey's Audio file"),
        ("midi", "audio/midi", "a MIDI file"),
        ("avi", "video/x-msvideo", "an AVI file"),
        ("flv", "video/x-flv", "an FLV file"),
        ("asf", "video/x-ms-asf", "an ASF (WMV/WMA) file"),
        ("mpegts", "video/mp2t", "an MPEG transport stream"),
        ("mpegps", "video/mpeg", "an MPEG program stream"),
        ("mpegvideo", "video/mpeg", "an MPEG video stream"),
        ("mxf", "application/mxf", "an MXF file"),
        ("rm", "application/vnd.rn-realmedia", "a RealMedia file"),
        ("ivf", "video/x-ivf", "an IVF file"),
        ("y4m", "video/x-yuv4mpeg", "a Y4M file"),
        ("nut", "video/x-nut", "a NUT file"),
    ),
    **_kinds(
        "playlist",
        ("m3u8", "application/vnd.apple.mpegurl", "a playlist (M3U)"),
        ("ffconcat", "text/x-ffconcat", "a concat script"),
        ("pls", "audio/x-scpls", "a playlist (PLS)"),
        ("asx", "video/x-ms-asf", "a playlist (ASX)"),
        ("xspf", "application/xspf+xml", "a playlist (XSPF)"),
        ("sdp", "application/sdp", "a session description (SDP)"),
        ("mpd", "application/dash+xml", "a DASH manifest"),
        ("smil", "application/smil+xml", "a SMIL presentation"),
        ("smooth", "application/vnd.ms-sstr+xml", "a Smooth Streaming manifest"),
        ("imf", "application/xml", "an IMF playlist"),
        ("vobsub", "text/x-vobsub", "a VobSub index"),
    ),
    **_kinds(
        "markup",
        ("svg", "image/svg+xml", "SVG"),
        ("svgz", "image/svg+xml", "compressed SVG"),
        ("html", "text/html", "HTML"),
        ("xml", "application/xml", "XML"),
    ),
    **_kinds("text", ("json", "application/json", "JSON"), ("text", "text/plain", "plain text")),
    **_kinds(
        "document",
        ("pdf", "application/pdf", "a PDF document"),
        ("postscript", "application/postscript", "a PostScript document"),
        ("zip", "application/zip", "a ZIP archive"),
        ("gzip", "application/gzip", "a gzip archive"),
        ("archive", "application/octet-stream", "an archive"),
        ("program", "application/octet-stream", "a program"),
        ("office", "application/x-ole-storage", "an Office document"),
        ("font", "font/sfnt", "a font"),
        ("sqlite", "application/vnd.sqlite3", "a database"),
    ),
    **_kinds("empty", ("empty", "application/x-empty", "empty")),
    **_kinds("unknown", ("unknown", "application/octet-stream", "of an unknown type")),
}

SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"GIF87a", "gif"),
    (0, b"GIF89a", "gif"),
    (0, b"II\xbc\x01", "jxr"),
    (8, b"CR\x02", "raw"),
    (0, b"IIRO", "raw"),
    (0, b"IIU\0", "raw"),
    (0, b"FUJIFILMCCD-RAW", "raw"),
    (0, b"II*\0", "tiff"),
    (0, b"MM\0*", "tiff"),
    (0, b"II+\0", "tiff"),
    (0, b"MM\0+", "tiff"),
    (0, b"8BPS", "psd"),
    (0, b"\xff\x0a", "jxl"),
    (0, b"\0\0\0\x0cJXL \r\n\x87\n", "jxl"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "jp2"),
    (0, b"\xff\x4f\xff\x51", "jp2"),
    (0, b"v/1\x01", "exr"),
    (0, b"#?RADIANCE", "hdr"),
    (0, b"#?RGBE", "hdr"),
    (0, b"qoif", "qoi"),
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (0, b".snd", "au"),
    (0, b"\x0b\x77", "ac3"),
    (0, b"#!AMR", "amr"),
    (0, b"caff", "caf"),
    (0, b"wvpk", "wavpack"),
    (0, b"MAC ", "ape"),
    (0, b"MThd", "midi"),
    (0, b"FLV\x01", "flv"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (0, b"\0\0\x01\xba", "mpegps"),
    (0, b"\0\0\x01\xb3", "mpegvideo"),
    (0, b"\x06\x0e\x2b\x34", "mxf"),
    (0, b".RMF", "rm"),
    (0, b"DKIF", "ivf"),
    (0, b"YUV4MPEG2", "y4m"),
    (0, b"nut/multimedia container", "nut"),
    (0, b"%PDF-", "pdf"),
    (0, b"%!PS", "postscript"),
    (0, b"\xc5\xd0\xd3\xc6", "postscript"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"Rar!\x1a\x07", "archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "archive"),
    (0, b"BZh", "archive"),
    (0, b"\xfd7zXZ\0", "archive"),
    (0, b"\x28\xb5\x2f\xfd", "archive"),
    (257, b"ustar", "archive"),
    (0, b"\x7fELF", "program"),
    (0, b"\xcf\xfa\xed\xfe", "program"),
    (0, b"\0asm", "program"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (0, b"\0\x01\0\0\0", "font"),
    (0, b"OTTO", "font"),
    (0, b"wOFF", "font"),
    (0, b"wOF2", "font"),
    (0, b"SQLite format 3\0", "sqlite"),
)
