"""Transitions: exact mixes, no seam, the right direction, and one picture at either end."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dragonet.sxml.render.box import Box
from dragonet.sxml.render.easing import swift
from dragonet.sxml.render.shift import way
from support.frames import Album, Pixels, noise, plain

RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)
LEVEL = 1
SUM = 2.5
"""What Skia's quick way of mixing may be off; 0.5 in the mean."""

SIDES = {"left": (0, -1), "right": (0, 1), "up": (-1, 0), "down": (1, 0)}
"""Where what moves goes: rows and columns."""


@pytest.fixture
def album(tmp_path: Path) -> Album:
    return Album(tmp_path)


def full(image: str) -> str:
    return f'<effect type="none" duration="2">{image}</effect>'


def between(first: str, second: str, kind: str, more: str = "") -> str:
    """Two nodes of 2 s; the transition is from 1 s to 2 s."""
    return f'{first}<transition type="{kind}" duration="1" {more}/>{second}'


def mixed(one: Pixels, two: Pixels, share: float) -> NDArray[Any]:
    return np.asarray(one * (1 - share) + two * share)


def differs(one: Pixels, two: NDArray[Any]) -> float:
    return float(np.abs(one.astype(float) - two).max())


@pytest.mark.parametrize("share", [0.01, 0.25, 0.5, 0.75, 0.99])
def test_a_crossfade_is_the_sum_of_the_shares(album: Album, share: float) -> None:
    first, second = (full(album.add(f"noise{seed}", noise(160, 90, seed))) for seed in (1, 2))
    one, two = album.frame(first, 1.0), album.frame(second, 1.0)
    seen = album.frame(between(first, second, "crossfade"), 1 + share)
    assert differs(seen, mixed(one, two, share)) <= SUM
    assert np.abs((seen - mixed(one, two, share)).mean()) <= 0.6


@pytest.mark.parametrize("share", [0.25, 0.5, 0.9])
def test_a_crossfade_of_what_is_transparent_is_so_too(album: Album, share: float) -> None:
    """Half-transparent boxes over white: what both have in common keeps its opacity."""
    logo = np.dstack([noise(80, 45, 3), np.tile(np.linspace(0, 255, 80, dtype=np.uint8), (45, 1))])
    other = np.dstack([noise(80, 45, 4), np.full((45, 80), 128, np.uint8)])
    first, second = (
        f'<overlay duration="2" width="0.5">{album.add(name, pixels)}</overlay>'
        for name, pixels in (("logo", logo), ("other", other))
    )
    white = '<effect type="none"><image color="#ffffff"/></effect>'

    def over(inside: str, time: float) -> Pixels:
        return album.frame(f"<stack>{white}<sequence>{inside}</sequence></stack>", time)

    seen = over(between(first, second, "crossfade"), 1 + share)
    assert differs(seen, mixed(over(first, 1.0), over(second, 1.0), share)) <= SUM


def test_a_crossfade_of_equal_pictures_is_still(album: Album) -> None:
    image = full(album.add("noise", noise(160, 90)))
    still = album.frame(image, 1.0)
    for seen in album.frames(between(image, image, "crossfade"), 1.1, 1.5, 1.8):
        assert differs(seen, still) <= LEVEL


def test_a_crossfade_within_a_faded_sequence_is_faded_as_a_whole(album: Album) -> None:
    first, second = full('<image color="#ff0000"/>'), full('<image color="#0000ff"/>')
    faded = '<filter type="alpha" alphaStart="0.5" alphaEnd="0.5"/>'
    inside = between(first, second, "crossfade")
    seen = album.frame(f"<sequence>{inside}{faded}</sequence>", 1.5)
    assert differs(seen, plain((64, 0, 64), 160, 90)) <= LEVEL + 1


@pytest.mark.parametrize("kind", ["crossfade", "move", "over", "under"])
@pytest.mark.parametrize("direction", ["left", "up", "0.3,-1", "static"])
def test_at_either_end_there_is_one_picture(album: Album, kind: str, direction: str) -> None:
    first, second = (full(album.add(f"noise{seed}", noise(160, 90, seed))) for seed in (1, 2))
    more = f'direction="{direction}"' if kind != "crossfade" else ""
    before, start, end = album.frames(between(first, second, kind, more), 0.9, 1.0, 2.0)
    assert np.array_equal(start, before)
    assert np.array_equal(end, album.frame(second, 1.0))


@pytest.mark.parametrize("direction", SIDES)
@pytest.mark.parametrize("kind", ["move", "over", "under"])
def test_what_slides_goes_where_it_is_told(album: Album, kind: str, direction: str) -> None:
    """At half the time half of the way is done; what moves brings its picture along."""
    pictures = [noise(160, 90, seed) for seed in (1, 2)]
    first, second = (full(album.add(f"noise{i}", made)) for i, made in enumerate(pictures))
    seen = album.frame(between(first, second, kind, f'direction="{direction}"'), 1.5)
    down, right = SIDES[direction]
    half = (45 * down, 80 * right)
    moving = {"first": kind != "over", "second": kind != "under"}
    expected = np.zeros((90, 160, 3), np.uint8)
    order = ("first", "second") if kind != "under" else ("second", "first")
    for name in order:
        picture = pictures[name == "second"]
        sign = 1 if name == "first" else -1
        shift = [side * sign if moving[name] else 0 for side in half]
        _put(expected, picture, shift[0], shift[1])
    near = np.abs(seen.astype(int) - expected).max(axis=2) <= LEVEL
    share = 0.995 if kind == "move" else 0.85  # the others cast a shadow
    assert near.mean() > share


def _put(onto: Pixels, picture: Pixels, down: int, right: int) -> None:
    height, width = onto.shape[:2]
    rows, columns = (
        slice(max(down, 0), height + min(down, 0)),
        slice(max(right, 0), width + min(right, 0)),
    )
    back = slice(max(-down, 0), height - max(down, 0)), slice(max(-right, 0), width - max(right, 0))
    onto[rows, columns] = picture[back]


@pytest.mark.parametrize("kind", ["move", "over", "under"])
@pytest.mark.parametrize("direction", [*SIDES, "positive", "negative"])
@pytest.mark.parametrize("picture", ["exact", "larger"])
def test_nothing_shows_between_the_two(
    album: Album, kind: str, direction: str, picture: str
) -> None:
    """White over white stays white at every place of the seam; shadows aside, which are put out
    by looking at the move alone."""
    size = (160, 90) if picture == "exact" else (160, 160)
    image = full(album.add("white", plain(WHITE, *size)))
    body = between(image, image, kind, f'direction="{direction}"')
    darkest = 255 if kind == "move" else 150
    for seen in album.frames(body, *(1 + step / 37 for step in range(1, 37))):
        assert seen.min() >= darkest


@pytest.mark.parametrize("kind", ["move", "dualmove"])
@pytest.mark.parametrize("size", [(427, 240), (61, 107), (98, 90)])
def test_nothing_shows_between_two_that_push_at_any_shape(
    album: Album, kind: str, size: tuple[int, int]
) -> None:
    white = full('<image color="#ffffff"/>')
    times = [1 + step / 17 for step in range(1, 17)]
    assert all(
        seen.min() == 255 for seen in album.frames(between(white, white, kind), *times, size=size)
    )


def test_a_seam_moves_as_it_is_eased(album: Album) -> None:
    first, second = full('<image color="#ff0000"/>'), full('<image color="#0000ff"/>')
    body = between(first, second, "move", 'direction="left"')
    for share in (0.1, 0.3, 0.47, 0.8, 0.95):
        blue = album.frame(body, 1 + share)[45, :, 2].astype(float).sum() / 255
        assert blue == pytest.approx(160 * swift(share), abs=0.3)


def test_a_shadow_is_soft_and_beside_the_picture_on_top(album: Album) -> None:
    white = full('<image color="#ffffff"/>')
    seen = album.frame(between(white, white, "over", 'direction="left"'), 1.5)[45, :, 0].astype(int)
    assert (seen[81:] == 255).all()
    assert (np.diff(seen[40:79]) <= 0).all() and seen[78] < 200
    assert np.abs(np.diff(seen[40:79])).max() < 40
    assert (seen[:60] > 250).all()


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        ("left", (-4, 0)),
        ("right", (4, 0)),
        ("up", (0, 2)),
        ("down", (0, -2)),
        ("positive", (4, 0)),
        ("negative", (-4, 0)),
        ("static", None),
        ((0.0, 0.0), None),
        ((3.0, 0.0), (4, 0)),
        ((0.0, -0.1), (0, -2)),
        ((1.0, 1.0), (2, 2)),
        ((-4.0, 1.0), (-4, 1)),
    ],
)
def test_a_way_is_the_shortest_off_the_screen(
    direction: str | tuple[float, float], expected: tuple[float, float] | None
) -> None:
    found = way(direction, Box.screen(2.0))
    assert found == (None if expected is None else pytest.approx(expected))
