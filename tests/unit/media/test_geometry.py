import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragonet.errors import LimitError
from dragonet.media.geometry import MAX_PIXELS, MAX_SIDE, Fit, fit

SIDES = st.integers(1, 8000)
BOXES = st.integers(1, 3000)
MAYBE = st.none() | BOXES


def size(fitted: Fit) -> tuple[int, int]:
    return fitted.width, fitted.height


@pytest.mark.parametrize(
    ("source", "box", "crop", "turned", "expected"),
    [
        ((640, 480), (None, None), False, False, (640, 480)),
        ((640, 480), (None, None), True, True, (480, 640)),
        ((4000, 3000), (400, 400), False, False, (400, 300)),
        ((3000, 4000), (400, 400), False, False, (300, 400)),
        ((4000, 3000), (400, 400), True, False, (400, 400)),
        ((4000, 3000), (320, None), False, False, (320, 240)),
        ((4000, 3000), (None, 240), True, False, (320, 240)),
        ((100, 50), (400, 400), False, False, (400, 200)),
        ((100, 50), (400, 400), True, False, (400, 400)),
        ((4000, 3000), (400, 400), False, True, (300, 400)),
        ((4000, 3000), (300, None), False, True, (300, 400)),
        ((4000, 3000), (100, 200), True, True, (100, 200)),
        ((1000, 1), (10, 10), False, False, (10, 1)),
        ((3, 2), (100, None), False, False, (100, 67)),
    ],
)
def test_known_boxes(
    source: tuple[int, int],
    box: tuple[int | None, int | None],
    crop: bool,
    turned: bool,
    expected: tuple[int, int],
) -> None:
    assert size(fit(*source, *box, crop=crop, turned=turned)) == expected


@given(SIDES, SIDES, BOXES, BOXES, st.booleans())
def test_without_crop_the_whole_fits_the_box_and_touches_it(
    source_width: int, source_height: int, width: int, height: int, turned: bool
) -> None:
    fitted = fit(source_width, source_height, width, height, turned=turned)
    assert fitted.width <= width
    assert fitted.height <= height
    assert fitted.width == width or fitted.height == height
    assert (fitted.left, fitted.top) == (0, 0)
    assert (fitted.cut_width, fitted.cut_height) == (fitted.scaled_width, fitted.scaled_height)


@given(SIDES, SIDES, BOXES, BOXES, st.booleans())
def test_crop_gives_the_box_from_the_middle_of_a_source_that_covers_it(
    source_width: int, source_height: int, width: int, height: int, turned: bool
) -> None:
    fitted = fit(source_width, source_height, width, height, crop=True, turned=turned)
    assert size(fitted) == (width, height)
    assert fitted.scaled_width == fitted.cut_width or fitted.scaled_height == fitted.cut_height
    right = fitted.scaled_width - fitted.cut_width - fitted.left
    below = fitted.scaled_height - fitted.cut_height - fitted.top
    assert 0 <= right - fitted.left <= 1
    assert 0 <= below - fitted.top <= 1


@given(SIDES, SIDES, MAYBE, MAYBE, st.booleans(), st.booleans())
def test_the_aspect_is_kept_to_half_a_pixel(
    source_width: int,
    source_height: int,
    width: int | None,
    height: int | None,
    crop: bool,
    turned: bool,
) -> None:
    try:
        fitted = fit(source_width, source_height, width, height, crop=crop, turned=turned)
    except LimitError:
        return
    across, down = fitted.scaled_width / source_width, fitted.scaled_height / source_height
    off = min(
        abs(fitted.scaled_height - source_height * across),
        abs(fitted.scaled_width - source_width * down),
    )
    assert off <= 0.5 or 1 in (fitted.scaled_width, fitted.scaled_height)


@pytest.mark.parametrize(
    ("source", "box"),
    [((1, 5000), (100, None)), ((5000, 1), (None, 20)), ((9000, 9000), (16385, 16385))],
)
def test_results_beyond_the_limits_are_refused(
    source: tuple[int, int], box: tuple[int | None, int | None]
) -> None:
    with pytest.raises(LimitError, match=r"\d+ x \d+ pixels is too large: at most 268 megapixels"):
        fit(*source, *box)
    assert (MAX_PIXELS, MAX_SIDE) == (16384**2, 65500)
