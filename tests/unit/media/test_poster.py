import numpy as np
import pytest
import pyvips
from numpy.typing import NDArray

from dragonet.media.poster import add_poster, play_button

SIZES = [(40, 30), (41, 30), (320, 180), (301, 200), (2000, 1500)]


def plain(width: int, height: int, colour: tuple[int, ...]) -> pyvips.Image:
    flat = np.full((height, width, len(colour)), colour, np.uint8)
    return pyvips.Image.new_from_array(flat, interpretation="srgb")


def array(image: pyvips.Image) -> NDArray[np.int16]:
    return np.asarray(image.numpy(), np.int16)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_white_triangle_points_right_on_a_darkened_disc(width: int, height: int) -> None:
    drawn = array(add_poster(plain(width, height, (200, 120, 40))))
    assert drawn.shape == (height, width, 3)
    middle = drawn[height // 2, width // 2]
    assert middle.min() > 220
    radius = 0.14 * height if height > 60 else 8
    left = drawn[height // 2, round(width / 2 - radius * 0.7)]
    assert left[0] < 130
    assert left[0] > left[2] + 20, "the disc is translucent"
    assert (drawn[0, 0] == (200, 120, 40)).all()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_it_is_in_the_very_centre(width: int, height: int) -> None:
    change = np.abs(array(add_poster(plain(width, height, (0, 0, 0))))).sum(axis=2)
    rows, columns = np.flatnonzero(change.any(axis=1)), np.flatnonzero(change.any(axis=0))
    assert rows[0] == height - 1 - rows[-1]
    assert columns[0] == width - 1 - columns[-1]
    assert (change == change[::-1]).all(), "the button is symmetric"


def test_its_size_follows_the_shorter_side() -> None:
    small, large = play_button(400, 300), play_button(2000, 1500)
    assert large.shape[0] == pytest.approx(5 * small.shape[0], rel=0.03)
    assert play_button(30, 8).shape[0] <= 8
    assert play_button(1, 1).shape == (1, 1, 4)


def test_edges_are_anti_aliased() -> None:
    alpha = play_button(400, 300)[:, :, 3]
    assert len(np.unique(alpha)) > 40


def test_alpha_and_grey_pictures() -> None:
    clear = array(add_poster(plain(200, 100, (255, 0, 0, 0))))
    assert clear.shape == (100, 200, 4)
    assert clear[0, 0, 3] == 0
    assert clear[50, 100, 3] > 230
    grey = pyvips.Image.black(200, 100).copy(interpretation="b-w")
    assert add_poster(grey).bands == 3
