"""Movements over pictures: filled at all times, even, and where they are meant to be."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragonet.sxml.render.adapters import moving, still
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.framing import Shot, View

ASPECTS = st.floats(0.2, 5)
SHARES = st.floats(0, 1)
ZOOMS = st.floats(1, 8)
FILLING = ("zoomAdapter", "panoramicAdapter", "kenburnsAdapter")
NEAR = 1e-9


def fills(box: Box, frame: Box) -> bool:
    return (
        box.left <= frame.left + NEAR
        and box.bottom <= frame.bottom + NEAR
        and box.right >= frame.right - NEAR
        and box.top >= frame.top - NEAR
    )


@given(
    st.sampled_from(FILLING),
    ASPECTS,
    ASPECTS,
    st.floats(0.1, 60),
    st.integers(0, 9999),
    SHARES,
)
def test_no_border_at_any_time(
    adapter: str, screen: float, aspect: float, seconds: float, seed: int, share: float
) -> None:
    frame = Box.screen(screen)
    box = moving(adapter, frame, aspect, seconds, seed).at(share)
    assert fills(box, frame)
    assert box.aspect == pytest.approx(aspect)


@given(ASPECTS, ASPECTS, st.tuples(ZOOMS, ZOOMS), st.lists(SHARES, min_size=4, max_size=4), SHARES)
def test_no_border_wherever_the_document_moves(
    screen: float, aspect: float, zooms: tuple[float, float], points: list[float], share: float
) -> None:
    frame = Box.screen(screen)
    shot = still("zoomAdapter", frame, aspect).between(
        zoom_start=zooms[0],
        zoom_end=zooms[1],
        x_start=points[0],
        y_start=points[1],
        x_end=points[2],
        y_end=points[3],
    )
    assert fills(shot.at(share), frame)
    assert shot.detail(shot.at(share)) >= 1 - NEAR


@given(ASPECTS, ASPECTS, st.floats(0.1, 3), SHARES)
def test_the_whole_picture_is_seen_where_that_is_asked_for(
    screen: float, aspect: float, zoom: float, share: float
) -> None:
    frame = Box.screen(screen)
    for adapter in ("fixedAdapter", "fitAdapter"):
        box = still(adapter, frame, aspect).at(share)
        assert fills(frame, box)
        assert box.width == pytest.approx(frame.width) or box.height == pytest.approx(frame.height)
    grown = still("fitAdapter", frame, aspect).between(zoom_start=zoom, zoom_end=zoom).at(share)
    assert grown.center == pytest.approx((0, 0), abs=1e-9)


@given(st.sampled_from(FILLING[1:]), ASPECTS, ASPECTS, st.integers(0, 9999))
def test_what_is_seen_moves_evenly(adapter: str, screen: float, aspect: float, seed: int) -> None:
    """No jump and no rest: each twentieth of the time brings about a twentieth of the way."""
    frame = Box.screen(screen)
    shot = moving(adapter, frame, aspect, 5.0, seed)
    boxes = [shot.at(step / 20) for step in range(21)]
    ways = [
        max(abs(one.left - two.left), abs(one.right - two.right), abs(one.top - two.top))
        for one, two in pairwise(boxes)
    ]
    whole = sum(ways)
    assert max(ways) <= 0.12 * whole + NEAR
    if adapter == "kenburnsAdapter":
        assert min(ways) >= 0.02 * whole
        zooms = [two.width / one.width for one, two in pairwise(boxes)]
        assert all(1 < zoom < 1.02 for zoom in zooms)


@pytest.mark.parametrize("aspect", [0.5, 0.75, 1.5, 16 / 9, 3.0])
def test_neighbours_go_different_ways(aspect: float) -> None:
    """Also where there is a transition or more between them."""
    frame = Box.screen(16 / 9)
    for step in (1, 2, 3, 4):
        ends = [moving("kenburnsAdapter", frame, aspect, 5.0, seed).end for seed in (7, 7 + step)]
        assert ends[0] != ends[1]


def _middle(box: Box) -> float:
    """The height in a picture, from its bottom, that is in the middle of the screen."""
    return -box.bottom / box.height


def test_a_tall_picture_is_seen_where_faces_are() -> None:
    frame = Box.screen(16 / 9)
    for seed in range(20):
        shot = moving("kenburnsAdapter", frame, 2 / 3, 5.0, seed)
        for share in (0.0, 0.5, 1.0):
            box = shot.at(share)
            top, bottom = ((box.top - side) / box.height for side in (frame.top, frame.bottom))
            assert top < 0.2 and 0.35 < bottom < 0.6
        assert _middle(shot.at(0)) < _middle(shot.at(1))


def test_a_pan_goes_from_one_end_to_the_other() -> None:
    frame = Box.screen(16 / 9)
    wide = moving("panoramicAdapter", frame, 4.0, 5.0, 0)
    assert wide.at(0).left == pytest.approx(frame.left)
    assert wide.at(1).right == pytest.approx(frame.right)
    tall = moving("panoramicAdapter", frame, 0.5, 5.0, 0)
    assert tall.at(0).bottom == pytest.approx(frame.bottom)
    assert tall.at(1).top == pytest.approx(frame.top)


def test_the_point_that_is_asked_for_is_in_the_middle() -> None:
    frame = Box.screen(1.0)
    view = View(4.0, 0.25, 0.375)
    box = Shot(frame, frame, view, view).at(0)
    x, y = box.left + 0.25 * box.width, box.top - 0.375 * box.height
    assert (x, y) == pytest.approx((0, 0))


def test_a_zoom_between_two_views_keeps_one_point_in_its_place() -> None:
    """As a lens does: the point that both views have at the same place does not move."""
    frame = Box.screen(1.0)
    shot = Shot(frame, frame, View(1), View(2, 0.75, 0.75))
    first, last = shot.at(0), shot.at(1)
    fixed = (first.left - last.left) / (last.width - first.width)
    places = {
        round(shot.at(step / 10).left + fixed * shot.at(step / 10).width, 9) for step in range(11)
    }
    assert len(places) == 1
