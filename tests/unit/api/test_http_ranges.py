from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragonet.api.ranges import (
    UnsatisfiableRangeError,
    byte_range,
    http_date,
    not_modified,
    range_applies,
)

MOMENT = datetime(2026, 11, 23, 10, 20, 30, 400_000, tzinfo=UTC)
NUMBERS = st.integers(0, 300)


def _taken(header: str, content: bytes) -> bytes:
    window = byte_range(header, len(content))
    assert window is not None
    return content[window[0] : window[1]]


@given(st.binary(min_size=1, max_size=200), NUMBERS, NUMBERS)
def test_from_to(content: bytes, first: int, last: int) -> None:
    header = f"bytes={first}-{last}"
    if last < first:
        assert byte_range(header, len(content)) is None
    elif expected := content[first : last + 1]:
        assert _taken(header, content) == expected
    else:
        with pytest.raises(UnsatisfiableRangeError):
            byte_range(header, len(content))


@given(st.binary(max_size=200), NUMBERS)
def test_open_ended(content: bytes, first: int) -> None:
    if expected := content[first:]:
        assert _taken(f"bytes={first}-", content) == expected
    else:
        with pytest.raises(UnsatisfiableRangeError):
            byte_range(f"bytes={first}-", len(content))


@given(st.binary(max_size=200), NUMBERS)
def test_suffix(content: bytes, length: int) -> None:
    if expected := content[-length:] if length else b"":
        assert _taken(f"bytes=-{length}", content) == expected
    else:
        with pytest.raises(UnsatisfiableRangeError):
            byte_range(f"bytes=-{length}", len(content))


@given(st.text(max_size=40), st.integers(0, 1 << 62))
def test_any_text_gives_a_window_inside_the_file_or_none(header: str, size: int) -> None:
    for text in (header, f"bytes={header}"):
        try:
            window = byte_range(text, size)
        except UnsatisfiableRangeError:
            continue
        assert window is None or 0 <= window[0] < window[1] <= size


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=1-2,4-5",
        "lines=1-2",
        "bytes=1-2-3",
        "bytes=+1-2",
        "bytes=٣-٤",
        "bytes=5-4",
        "bytes=0x1-2",
        "bytes=" + "9" * 5000 + "-",
    ],
)
def test_headers_that_are_ignored(header: str) -> None:
    assert byte_range(header, 10) is None


def test_spelling() -> None:
    assert byte_range("BYTES = 2-3 ", 10) == (2, 4)
    assert byte_range("bytes=2-999999999999999999", 10) == (2, 10)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('"abc"', True),
        ('W/"abc"', True),
        ('"x", "abc"', True),
        ("*", True),
        ('"abcd"', False),
        ("abc", False),
        ("", False),
    ],
)
def test_if_none_match(header: str, expected: bool) -> None:
    assert not_modified({"if-none-match": header}, "abc", MOMENT) is expected


def test_if_modified_since() -> None:
    def answer(moment: datetime) -> bool:
        return not_modified({"if-modified-since": http_date(moment)}, "abc", MOMENT)

    assert answer(MOMENT) and answer(MOMENT + timedelta(days=1))
    assert not answer(MOMENT - timedelta(seconds=1))
    assert not not_modified({"if-modified-since": "yesterday"}, "abc", MOMENT)
    assert not not_modified({}, "abc", MOMENT)


def test_if_none_match_rules_over_the_date() -> None:
    headers = {"if-none-match": '"other"', "if-modified-since": http_date(MOMENT)}
    assert not not_modified(headers, "abc", MOMENT)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (None, True),
        ('"abc"', True),
        ('"abd"', False),
        ('W/"abc"', False),
        (http_date(MOMENT), True),
        (http_date(MOMENT + timedelta(seconds=1)), False),
        ("?", False),
    ],
)
def test_if_range(condition: str | None, expected: bool) -> None:
    headers = {} if condition is None else {"if-range": condition}
    assert range_applies(headers, "abc", MOMENT) is expected


def test_dates_are_gmt() -> None:
    assert http_date(MOMENT) == "Mon, 23 Nov 2026 10:20:30 GMT"
