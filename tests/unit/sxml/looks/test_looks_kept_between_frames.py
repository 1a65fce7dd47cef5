"""What is kept from frame to frame changes no picture; what is not seen is not missed."""

import numpy as np
import pytest

from dragonet.sxml.ticks import ticks
from support.frames import Album, noise, plain

SIZE = (160, 90)
STYLE = '<filter type="distancecolor" strokeWidth="0.2" dropShadowBlurWidth="0.5"/>'
TURNS = '<animator type="rot-in" angle="70" mode="linear"/>'
TILTS = '<animator type="custom"><key time="0" orient="0,50,20"/></animator>'


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Album:
    made = Album(tmp_path_factory.mktemp("pictures"))
    for number in range(6):
        made.add(f"one{number}", noise(64, 48, number))
        made.add(f"two{number}", plain((250, 40 * number, 0)))
    return made


def photos(album: Album, name: str) -> str:
    inside = "".join(album.image(f"{name}{number}") for number in range(6))
    return f'<effect type="polaroid" duration="6">{inside}</effect>'


def turned(album: Album, width: float, inside: str, moves: str = TURNS) -> str:
    image = album.image("one1", inside)
    return f'<stack duration="6"><overlay width="{width}">{image}{moves}</overlay></stack>'


def test_a_frame_is_the_same_wherever_drawing_begins(album: Album) -> None:
    for body in (photos(album, "one"), turned(album, 0.6, STYLE), turned(album, 0.6, STYLE, TILTS)):
        played = album.scene(body, SIZE)
        for time in np.arange(0, 6, 0.31):
            seen = played.picture(ticks(float(time))).copy()
            alone = album.scene(body, SIZE)
            assert np.array_equal(seen, alone.picture(ticks(float(time))))
            alone.close()
        played.close()


def test_photos_of_one_movie_do_not_lie_in_another(album: Album) -> None:
    one, two = (album.scene(photos(album, name), SIZE) for name in ("one", "two"))
    for time in (2.9, 3.9, 5.9):
        assert not np.array_equal(one.picture(ticks(time)), two.picture(ticks(time)))
        alone = album.scene(photos(album, "two"), SIZE)
        assert np.array_equal(two.picture(ticks(time)), alone.picture(ticks(time)))
        alone.close()
    one.close()
    two.close()


@pytest.mark.parametrize("moves", [TURNS, TILTS])
@pytest.mark.parametrize("width", [0.5, 3.0])
def test_a_turned_picture_is_seen_whole_through_a_filter(
    album: Album, width: float, moves: str
) -> None:
    filtered = '<filter type="colormap" preset="sepia"/><filter type="antialias"/>'
    bare = '<filter type="colormap" preset="sepia"/>'
    for time in (0.5, 3.0, 5.5):
        one, two = (
            album.frame(turned(album, width, inside, moves), time, SIZE).astype(int)
            for inside in (filtered, bare)
        )
        assert two.max() > 100
        assert np.abs(one - two).mean() < 2


def test_styles_reach_as_far_as_they_are_asked_to(album: Album) -> None:
    """A shadow far from its picture is not cut, upright or turned."""
    far = '<filter type="distancecolor" dropShadowPosition="0.9,0" dropShadowColor="#00ff00"/>'
    for moves in ("", '<animator type="rot-in" angle="0.01"/>'):
        body = f'<overlay height="0.3" duration="6">{album.image("two5", far)}{moves}</overlay>'
        seen = album.frame(body, 0.0, SIZE).astype(int)
        green = (seen[..., 1] > 200) & (seen[..., 0] < 60)
        columns = np.nonzero(green.any(axis=0))[0]
        assert columns.max() >= 80 + 24 + 0.9 * 27 - 3
