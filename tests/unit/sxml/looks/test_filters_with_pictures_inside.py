"""Masks and combined pictures: their shape and time; and the box of a stack with its own screen."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from support.frames import Album, noise

SIZE = (160, 90)
BLUE, RED, WHITE = (f'<image color="{tone}"/>' for tone in ("#0000ff", "#ff0000", "#ffffff"))


@pytest.fixture
def album(tmp_path: Path) -> Album:
    return Album(tmp_path)


def full(inside: str, more: str = "") -> str:
    return f'<effect type="none" duration="4">{inside}{more}</effect>'


def red(album: Album, body: str, *times: float, size: tuple[int, int] = SIZE) -> list[NDArray[Any]]:
    """Where a body that is red covers a blue ground."""
    films = album.frames(f"<stack>{full(BLUE)}{body}</stack>", *times, size=size)
    return [frame[..., 0] > 127 for frame in films]


def box(width: float, height: float, more: str = "", inside: str = WHITE) -> str:
    return f'<overlay width="{width}" height="{height}" {more}>{inside}</overlay>'


def mask(inside: str, more: str = "") -> str:
    return f'<filter type="mask" {more}>{inside}</filter>'


def bounds(seen: NDArray[Any]) -> list[int]:
    rows, columns = np.nonzero(seen)
    return [int(side) for side in (columns.min(), columns.max(), rows.min(), rows.max())]


@pytest.mark.parametrize("screen", ['screenHeight="1"', 'screenWidth="1.6" screenHeight="1"'])
def test_filters_of_a_stack_work_on_its_own_screen(album: Album, screen: str) -> None:
    """As on an overlay of the same place: half as high, and as wide as it says."""
    picture = album.add("noise", noise(80, 90))
    chain = '<filter type="frame" width="0.1"/><filter type="cornerCut" width="0.3"/>'
    wide = 0.45 if "Width" in screen else 1
    stack = f"<stack {screen}>{full(picture)}{chain}</stack>"
    placed = box(wide, 0.5, 'duration="4"', full(picture)) + chain
    placed = placed.replace("</overlay>" + chain, chain + "</overlay>")
    one, two = (album.frame(f"<stack>{full(BLUE)}{body}</stack>", 1.0) for body in (stack, placed))
    assert np.abs(one.astype(int) - two).mean() < 1
    assert (one[0] == (0, 0, 255)).all() and (one[45, 80] != (0, 0, 255)).any()


def test_a_stack_with_its_own_screen_slides_in_from_outside(album: Album) -> None:
    slide = '<animator type="slide-in" duration="2" mode="linear"/>'
    body = f'<stack screenWidth="1" screenHeight="1">{full(RED)}{slide}</stack>'
    before, half = red(album, body, 0.0, 1.0)
    assert not before.any()
    assert half[:, 100:].any() and not half[:, :80].any()


@pytest.mark.parametrize("on", ["node", "medium"])
def test_a_mask_has_the_shape_of_what_it_masks(album: Album, on: str) -> None:
    """A square inside a mask stays one, though the picture is twice as high as wide."""
    album.add("tall", np.tile(np.array((255, 0, 0), np.uint8), (80, 40, 1)))
    square = mask(box(0.5, 0.25))
    image = album.image("tall", square if on == "medium" else "")
    (seen,) = red(
        album, f'<overlay height="1">{image}{square if on == "node" else ""}</overlay>', 1.0
    )
    left, right, top, bottom = bounds(seen)
    assert abs((right - left) - (bottom - top)) <= 1
    assert 20 <= right - left <= 24


@pytest.mark.parametrize(
    "node",
    [
        '<text type="zone">Aj</text>',
        box(0.4, 0.5, inside=f'{WHITE}<animator type="slide-in" duration="2"/>'),
        "<stack>" + box(0.3, 0.5, 'left="0.1"') + "</stack>",
        '<sequence><text type="zone" duration="1">A</text><transition type="wipe"/>'
        '<text type="zone" duration="3">B</text></sequence>',
    ],
    ids=["text", "overlay", "stack", "sequence"],
)
def test_swapped_colours_turn_a_mask_inside_out(album: Album, node: str) -> None:
    """A node has a black screen of its own, so what it leaves open shows when black does."""
    swapped = mask(node, 'opaqueColor="#000000" transparentColor="#ffffff"')
    picture = album.add("noise", noise(160, 90))
    one, two = (
        np.array(album.frames(f"<stack>{full(picture, item)}</stack>", 0.5, 1.0, 2.5, size=SIZE))
        for item in (mask(node), swapped)
    )
    both = one.astype(int) + two
    assert one.any(axis=(1, 2, 3)).all() and two.any(axis=(1, 2, 3)).all()
    assert np.abs(both - album.frame(full(picture), size=SIZE)).max() <= 2


def test_a_mask_before_an_adapter_has_the_shape_of_the_picture(album: Album) -> None:
    album.add("tall", np.tile(np.array((255, 0, 0), np.uint8), (80, 40, 1)))
    before = mask(box(0.5, 0.25)) + '<filter type="fitAdapter"/>'
    after = '<filter type="zoomAdapter"/>' + mask(box(0.25, 0.5))
    shapes = []
    for chain in (before, after):
        body = f'<overlay width="1" height="1">{album.image("tall", chain)}</overlay>'
        left, right, top, bottom = bounds(red(album, body, 1.0, size=(160, 80))[0])
        shapes.append((right - left, bottom - top))
    assert shapes[0] == pytest.approx((20, 20), abs=1.1)
    assert shapes[1] == pytest.approx((40, 40), abs=1.1)


def test_a_mask_holds_its_ends_before_and_after_its_time(album: Album) -> None:
    """Its child slides from right to left from second 1 to 2; before and after it rests there."""
    slide = '<animator type="custom"><key time="0" pos="1,0,0"/><key time="1" pos="-1,0,0"/>'
    child = box(0.1, 0.2).replace("</overlay>", f"{slide}</animator></overlay>")
    body = full(RED, mask(child, 'margin-start="1" duration="1"'))
    starts, begins, middle, ends, rests = red(album, body, 0.2, 1.0, 1.5, 1.999, 3.5)
    assert np.array_equal(starts, begins) and np.array_equal(ends, rests)
    assert bounds(starts)[0] > 110 and bounds(ends)[1] < 50
    assert bounds(middle)[0] == pytest.approx(72, abs=2)


@pytest.mark.parametrize(
    "child",
    ['<image color="#ffffff" duration="1"/>', box(1, 1, 'duration="1"')],
    ids=["image", "overlay"],
)
def test_what_is_in_a_mask_has_a_time_of_its_own(album: Album, child: str) -> None:
    there, gone = red(album, full(RED, mask(child)), 0.5, 1.5)
    assert there.all() and not gone.any()
    combined = f'<filter type="combine">{child.replace("#ffffff", "#ff0000")}</filter>'
    there, gone = red(album, full(BLUE, combined), 0.5, 1.5)
    assert there.all() and not gone.any()


def test_a_text_that_slides_is_a_mask_of_a_whole_sequence(album: Album) -> None:
    slide = '<animator type="slide-in" direction="up" duration="2" mode="linear"/>'
    text = f'<text type="zone" width="0.8" height="0.5" fontcolor="#ffffff">III{slide}</text>'
    body = f"<sequence>{full(RED)}{mask(text)}</sequence>"
    shown = red(album, body, 0.0, 0.6, 1.2, 3.0)
    assert not shown[0].any()
    tops = [bounds(seen)[2] for seen in shown[1:]]
    assert tops[0] > tops[1] + 10 > tops[2] + 20


def test_a_filter_inside_a_filter_works_on_its_pictures(album: Album) -> None:
    """The mask is blurred, or turned round, and not what it masks."""
    half = box(0.5, 1, 'left="0"')
    negative = '<filter type="colormap" preset="negative"/>'
    ground = full('<image color="#000000"/>')
    plain_mask = mask(f"<stack>{ground}{half}</stack>")
    turned = mask(f"<stack>{ground}{half}</stack>{negative}")
    (left,), (right,) = (red(album, full(RED, item), 1.0) for item in (plain_mask, turned))
    assert left[:, :80].all() and not left[:, 80:].any()
    assert np.array_equal(right, ~left)
    fading = '<filter type="alpha" alphaStart="1" alphaEnd="0"/>'
    combined = f'<filter type="combine">{RED}{fading}</filter>'
    early, late = red(album, full(BLUE, combined), 0.5, 3.5)
    assert early.all() and not late.any()


@pytest.mark.parametrize("on", ["node", "medium"])
def test_a_filter_inside_one_without_pictures_works_before_it(album: Album, on: str) -> None:
    photo = album.add("noise", noise(80, 45)).replace("</image>", "")
    chains = (
        '<filter type="blur"><filter type="frame" width="0.2"/></filter>',
        '<filter type="frame" width="0.2"/><filter type="blur"/>',
        '<filter type="blur"/><filter type="frame" width="0.2"/>',
    )
    inside, before, after = (
        album.frame(
            full(f"{photo}{chain}</image>" if on == "medium" else f"{photo}</image>{chain}")
        )
        for chain in chains
    )
    assert np.array_equal(inside, before)
    assert not np.array_equal(inside, after)
