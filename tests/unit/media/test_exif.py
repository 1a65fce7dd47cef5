import struct
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from dragonet.media.exif import Shot, read_shot
from support.pictures import exif_block

Entries = Mapping[int, tuple[int, int, bytes]]

DATE_TIME, ORIGINAL, EXPOSURE, FLASH, FOCAL, ISO = 0x0132, 0x9003, 0x829A, 0x9209, 0x920A, 0x8827
NOTHING = Shot()


def rational(above: int, below: int) -> bytes:
    return struct.pack("<II", above, below)


def test_what_pillow_writes_is_read() -> None:
    exif = Image.Exif()
    exif[DATE_TIME] = "2012:01:01 00:00:00"
    shot = exif.get_ifd(0x8769)
    shot[ORIGINAL] = "2009:11:02 01:21:55"
    shot[EXPOSURE] = IFDRational(1, 640)
    shot[FLASH] = 0x19
    shot[FOCAL] = IFDRational(280, 10)
    shot[ISO] = 640
    expected = Shot(None, "2009:11:02 01:21:55", True, 28.0, 640.0, 1 / 640)
    assert read_shot(exif.tobytes()) == expected
    assert read_shot(exif.tobytes().removeprefix(b"Exif\0\0")) == expected


@pytest.mark.parametrize("order", ["<", ">"])
def test_both_byte_orders(order: str) -> None:
    exif = exif_block(
        {DATE_TIME: (2, 20, b"2009:11:02 01:21:55\0")},
        {
            EXPOSURE: (5, 1, struct.pack(order + "II", 1, 60)),
            ISO: (3, 1, struct.pack(order + "H", 200)),
            FLASH: (3, 1, struct.pack(order + "H", 16)),
        },
        order,
    )
    assert read_shot(exif) == Shot(None, "2009:11:02 01:21:55", False, None, 200.0, 1 / 60)


BROKEN: list[tuple[Entries, Shot]] = [
    ({EXPOSURE: (5, 1, rational(1, 0))}, NOTHING),
    ({EXPOSURE: (5, 1, rational(0, 5))}, NOTHING),
    ({EXPOSURE: (10, 1, struct.pack("<ii", -1, 5))}, NOTHING),
    ({EXPOSURE: (2, 6, b"1/60 s\0")}, NOTHING),
    ({EXPOSURE: (5, 0, b"")}, NOTHING),
    ({EXPOSURE: (12, 1, struct.pack("<d", float("nan")))}, NOTHING),
    ({EXPOSURE: (12, 1, struct.pack("<d", 0.25))}, Shot(exposure_time=0.25)),
    ({EXPOSURE: (99, 1, b"abcd")}, NOTHING),
    ({EXPOSURE: (5, 0xFFFFFFFF, rational(1, 2))}, NOTHING),
    ({FOCAL: (3, 1, struct.pack("<H", 35))}, Shot(focal_length=35.0)),
    ({FOCAL: (5, 1, rational(0xFFFFFFFF, 1))}, Shot(focal_length=4294967295.0)),
    ({FLASH: (2, 4, b"yes\0")}, NOTHING),
    ({FLASH: (3, 1, b"\0\0")}, Shot(flash=False)),
    ({ISO: (3, 2, struct.pack("<HH", 400, 1))}, Shot(iso_speed=400.0)),
    ({ISO: (3, 1, b"\0\0")}, NOTHING),
    ({ISO: (3, 1, b"\xff\xff"), 0x8832: (4, 1, struct.pack("<I", 102400))}, Shot(iso_speed=102400)),
    ({ISO: (3, 1, b"\xff\xff")}, Shot(iso_speed=65535.0)),
    ({ORIGINAL: (2, 20, b"0000:00:00 00:00:00\0")}, NOTHING),
    ({ORIGINAL: (2, 20, b"    :  :     :  :  \0")}, NOTHING),
    ({ORIGINAL: (2, 6, b"\xe9t\xe9 09\0")}, NOTHING),
    ({ORIGINAL: (2, 20, b"2009:11:02 01:\x0121:55")}, NOTHING),
    ({ORIGINAL: (2, 19, b"2009:11:02 01:21:55")}, Shot(date_time="2009:11:02 01:21:55")),
    ({ORIGINAL: (3, 1, b"\1\0")}, NOTHING),
]


@pytest.mark.parametrize(("entries", "expected"), BROKEN)
def test_a_broken_value_is_none_and_hides_no_other(entries: Entries, expected: Shot) -> None:
    assert read_shot(exif_block({}, entries)) == expected
    good = {**entries, FOCAL: (5, 1, rational(50, 1))}
    assert read_shot(exif_block({}, good)).focal_length == 50.0


@pytest.mark.parametrize("pointer", [0, 8, 0xFFFFFFFF])
def test_a_directory_that_is_not_there(pointer: int) -> None:
    entries = {
        DATE_TIME: (2, 20, b"2009:11:02 01:21:55\0"),
        0x8769: (4, 1, struct.pack("<I", pointer)),
    }
    assert read_shot(exif_block(entries)) == Shot(date_time="2009:11:02 01:21:55")


def test_a_pointer_that_is_no_number() -> None:
    entries = {0x8769: (11, 1, struct.pack("<f", float("inf")))}
    assert read_shot(exif_block(entries)) == NOTHING


@given(st.binary(max_size=300))
def test_any_bytes_are_no_error(tail: bytes) -> None:
    for head in (b"", b"Exif\0\0", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"):
        assert isinstance(read_shot(head + tail), Shot)


@given(st.data())
def test_flipped_bytes_are_no_error(data: st.DataObject) -> None:
    exif = bytearray(
        exif_block(
            {DATE_TIME: (2, 20, b"2009:11:02 01:21:55\0")},
            {EXPOSURE: (5, 1, rational(1, 60)), ISO: (3, 1, b"\x90\1")},
        )
    )
    for _ in range(data.draw(st.integers(1, 8))):
        exif[data.draw(st.integers(0, len(exif) - 1))] = data.draw(st.integers(0, 255))
    assert isinstance(read_shot(bytes(exif)), Shot)
