from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragonet.media.heif_layout import Layout, read_layout
from support.heif import heic
from support.pictures import photo

TILED = heic(photo(96, 64), (64, 64), turns=1, mirror=1)


def layout(folder: Path, content: bytes) -> Layout:
    path = folder / "a.heic"
    path.write_bytes(content)
    return read_layout(path)


def test_a_single_picture(tmp_path: Path) -> None:
    assert layout(tmp_path, heic(photo(96, 64))) == Layout((1,), 96, 64, ())


def test_a_grid_and_its_changes_in_order(tmp_path: Path) -> None:
    expected = Layout((1, 2), 96, 64, ("d270", "horizontal"))
    assert layout(tmp_path, TILED) == expected
    wide = b"\0\0\0\1free\0\0\0\0\0\0\0\x18" + b"\0" * 8  # a box with a 64-bit size before it
    start = int.from_bytes(TILED[:4], "big")
    assert layout(tmp_path, TILED[:start] + wide + TILED[start:]) == expected


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "missing"),
        (TILED[:40], "broken"),
        (TILED.replace(b"meta", b"meat"), "missing"),
        (TILED.replace(b"dimg", b"gmid"), "broken"),
        (TILED.replace(b"grid", b"iovl"), "of an unknown kind"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, content: bytes, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        layout(tmp_path, content)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(data=st.data())
def test_damage_is_a_value_error_or_a_layout(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(TILED[: data.draw(st.integers(0, 700))])
    for _ in range(data.draw(st.integers(0, 6)) if content else 0):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert layout(tmp_path, bytes(content)).tiles
    except ValueError as error:
        assert "description" in str(error) or "primary" in str(error)
