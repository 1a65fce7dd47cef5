"""Boxes, their placement, and the screen's perspective."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragonet.sxml.parse import parse
from dragonet.sxml.render import matrices
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.placement import fixed, place

ASPECT = 16 / 9
SIDES = st.floats(0.1, 10)


def placed(attributes: str, aspect: float | None) -> tuple[float, ...]:
    """Left, top, width and height in fractions of the screen."""
    movie = parse(f'<overlay {attributes}><image color="#ff0000"/></overlay>')
    box = place(movie.body.children[0].values, ASPECT, aspect)
    left, top = (box.left + ASPECT) / (2 * ASPECT), (1 - box.top) / 2
    return tuple(round(v, 6) for v in (left, top, box.width / (2 * ASPECT), box.height / 2))


@pytest.mark.parametrize(
    ("attributes", "aspect", "expected"),
    [
        ("", ASPECT, (0, 0, 1, 1)),
        ("", 2 * ASPECT, (0, 0.25, 1, 0.5)),
        ("", None, (0, 0, 1, 1)),
        ('width="0.5"', ASPECT, (0.25, 0.25, 0.5, 0.5)),
        ('height="0.5"', ASPECT / 2, (0.375, 0.25, 0.25, 0.5)),
        ('width="0.5" height="0.25"', 7.0, (0.25, 0.375, 0.5, 0.25)),
        ('left="0.1" top="0.2" width="0.5"', ASPECT, (0.1, 0.2, 0.5, 0.5)),
        ('right="0.1" bottom="0.2" width="0.5"', ASPECT, (0.4, 0.3, 0.5, 0.5)),
        ('left="0.1" right="0.3"', ASPECT, (0.1, 0.2, 0.6, 0.6)),
        ('top="0.1" bottom="0.5" width="0.5"', 1.0, (0.25, 0.1, 0.5, 0.4)),
        ('left="-0.5" width="0.5" height="1"', None, (-0.5, 0, 0.5, 1)),
    ],
)
def test_boxes_are_placed(
    attributes: str, aspect: float | None, expected: tuple[float, ...]
) -> None:
    assert placed(attributes, aspect) == pytest.approx(expected, abs=1e-5)


def test_a_box_is_fixed_by_sizes_or_by_both_sides() -> None:
    def of(attributes: str) -> bool:
        movie = parse(f'<overlay {attributes}><image color="#ff0000"/></overlay>')
        return fixed(movie.body.children[0].values)

    assert of('width="0.5" top="0.1" bottom="0.1"')
    assert not of('width="0.5" top="0.1"')


@given(SIDES, SIDES, SIDES)
def test_filled_covers_and_fitted_is_inside(width: float, height: float, aspect: float) -> None:
    box = Box.around(1.0, -2.0, width, height)
    filled, fitted = box.filled(aspect), box.fitted(aspect)
    assert filled.aspect == pytest.approx(aspect)
    assert fitted.aspect == pytest.approx(aspect)
    assert filled.width >= width - 1e-9
    assert filled.height >= height - 1e-9
    assert fitted.width <= width + 1e-9
    assert fitted.height <= height + 1e-9
    assert filled.center == pytest.approx(box.center)
    assert min(filled.width - width, filled.height - height) == pytest.approx(0, abs=1e-9)


def test_the_screen_fills_the_frame_and_what_is_nearer_is_larger() -> None:
    seen = matrices.perspective(ASPECT, 1280, 720)
    assert matrices.place(seen, -ASPECT, 1) == pytest.approx((0, 0))
    assert matrices.place(seen, ASPECT, -1) == pytest.approx((1280, 720))
    nearer = seen @ matrices.translate(0, 0, matrices.DISTANCE / 2)
    assert matrices.place(nearer, 0.5, 0) == pytest.approx((640 + 360, 360))
