"""Nodes together: order, depth, cameras, transitions, times, boxes; read from the pixels."""

from collections.abc import Callable

import numpy as np
import pytest

from dragonet.sxml.assets import Assets
from dragonet.sxml.parse import parse
from dragonet.sxml.render.scene import Picture, Scene
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.ticks import ticks
from dragonet.sxml.timing import resolve

WIDTH, HEIGHT = 320, 180
RED, GREEN, BLUE, BLACK = (255, 0, 0), (0, 255, 0), (0, 0, 255), (0, 0, 0)
At = Callable[[float], Picture]


def scene(document: str, width: int = WIDTH, height: int = HEIGHT) -> Scene:
    movie = parse(document)
    timing = resolve(movie, {})
    return Scene(movie, timing, Assets({}), Screen(width, height, width / height))


def shown(document: str, *times: float) -> list[Picture]:
    made = scene(document)
    return [made.picture(ticks(time)).copy() for time in times]


def colour(picture: Picture, x: float, y: float) -> tuple[int, ...]:
    """Red, green, blue at fractions of the picture from its left and top."""
    height, width = picture.shape[:2]
    blue, green, red, alpha = picture[int(y * height), int(x * width)]
    assert alpha == 255
    return int(red), int(green), int(blue)


def full(tone: str, more: str = "", inside: str = "") -> str:
    return f'<effect type="none" {more}><image color="{tone}"/>{inside}</effect>'


def box(tone: str, more: str, inside: str = "") -> str:
    return f'<overlay {more}><image color="{tone}"/>{inside}</overlay>'


R, G, B = "#ff0000", "#00ff00", "#0000ff"
LASTS_1, LASTS_2, LASTS_3 = (f'duration="{seconds}"' for seconds in (1, 2, 3))


def test_the_last_of_a_stack_is_on_top() -> None:
    upper = box(G, 'left="0" width="0.5" height="1"')
    (made,) = shown(f"<stack>{full(R)}{upper}</stack>", 1)
    assert colour(made, 0.25, 0.5) == GREEN
    assert colour(made, 0.75, 0.5) == RED


def at_depth(z: float) -> str:
    return f'<animator type="custom"><key time="0" pos="0,0,{z}"/></animator>'


def test_what_is_nearer_hides_what_is_behind_it() -> None:
    near = box(R, 'width="0.5" height="0.5"', at_depth(0.5))
    far = box(G, 'width="0.9" height="0.9"', at_depth(-0.5))
    (made,) = shown(f"<stack>{near}{far}</stack>", 1)
    assert colour(made, 0.5, 0.5) == RED
    assert colour(made, 0.15, 0.5) == GREEN


def test_without_depth_the_order_of_the_document_counts() -> None:
    near = box(R, 'width="0.5" height="0.5"', at_depth(0.5))
    far = box(G, 'width="0.9" height="0.9" depthEnable="false"', at_depth(-0.5))
    (made,) = shown(f"<stack>{near}{far}</stack>", 1)
    assert colour(made, 0.5, 0.5) == GREEN


def test_a_camera_that_moves_right_moves_all_else_left() -> None:
    camera = '<camera><animator type="custom"><key time="0" pos="1,0,0"/></animator></camera>'
    inner = box(R, 'width="0.25" height="0.25"')
    (made,) = shown(f"<stack>{inner}{camera}</stack>", 1)
    place = 0.5 - 1 / (2 * WIDTH / HEIGHT)
    assert colour(made, place, 0.5) == RED
    assert colour(made, 0.5, 0.5) == BLACK


def test_a_camera_that_comes_nearer_sees_things_larger() -> None:
    camera = '<camera><animator type="custom"><key time="0" pos="0,0,-1"/></animator></camera>'
    inner = box(R, 'width="0.4" height="0.4"')
    plain, nearer = (shown(f"<stack>{inner}{more}</stack>", 1)[0] for more in ("", camera))
    reds = [int((made[..., 2] > 128).sum()) for made in (plain, nearer)]
    distance = 1 / np.tan(np.radians(22.5))
    assert reds[1] / reds[0] == pytest.approx((distance / (distance - 1)) ** 2, rel=0.05)


def test_the_animators_of_a_camera_apply_the_last_one_first() -> None:
    turn = '<animator type="custom"><key time="0" rot="90,0,0,1"/></animator>'
    move = '<animator type="custom"><key time="0" pos="1,0,0"/></animator>'
    inner = box(R, "width='0.1' height='0.1'")
    (made,) = shown(f"<stack>{inner}<camera>{move}{turn}</camera></stack>", 1)
    # The camera is moved, then turned around the middle: it is above it, and looks sideways.
    where = np.argwhere(made[..., 2] > 128).mean(axis=0) / (HEIGHT, WIDTH)
    assert where == pytest.approx([0.5, 0.5 - 1 / (2 * WIDTH / HEIGHT)], abs=0.02)


def test_a_sequence_shows_one_after_the_other_exactly() -> None:
    document = f"<body>{full(R, LASTS_1)}{full(G, LASTS_1)}</body>"
    made = scene(document)
    last_red = made.picture(ticks(1) - 1)
    assert colour(last_red, 0.5, 0.5) == RED
    assert colour(made.picture(ticks(1)), 0.5, 0.5) == GREEN


def test_a_crossfade_mixes_evenly_and_ends_exactly() -> None:
    document = (
        f"<body>{full(R, LASTS_3)}<transition type='crossfade' duration='2'/>"
        f"{full(G, LASTS_3)}</body>"
    )
    pictures = shown(document, 1, 1.5, 2, 2.5, 3)
    expected = [(255, 0), (191, 64), (128, 128), (64, 191), (0, 255)]
    for picture, (red, green) in zip(pictures, expected, strict=True):
        found = colour(picture, 0.5, 0.5)
        assert found == pytest.approx((red, green, 0), abs=1)


def test_three_overlapping_nodes_compose_from_the_first_to_the_last() -> None:
    document = (
        f"<body>{full(R, LASTS_2)}<transition duration='1.5'/>"
        f"{full(G, LASTS_2)}<transition duration='1.5'/>{full(B, LASTS_2)}</body>"
    )
    (made,) = shown(document, 1.25)  # half of the first transition, a sixth of the second
    share, second = 0.75 / 1.5, 0.25 / 1.5
    expected = (255 * (1 - share) * (1 - second), 255 * share * (1 - second), 255 * second)
    assert colour(made, 0.5, 0.5) == pytest.approx(expected, abs=2)


def test_the_screen_of_a_stack_is_a_plane_of_its_size() -> None:
    inner = full(R)
    (made,) = shown(f'<stack screenWidth="1" screenHeight="1">{inner}</stack>', 1)
    rows, columns = np.where(made[..., 2] > 128)
    assert rows.min() == pytest.approx(HEIGHT / 4, abs=1)
    assert rows.max() == pytest.approx(HEIGHT * 3 / 4, abs=1)
    assert np.ptp(columns) + 1 == pytest.approx(HEIGHT / 2, abs=1)


def test_a_node_in_a_box_with_two_sides_has_the_aspect_of_the_box() -> None:
    inner = box(G, 'width="0.5"')  # half the width of its screen
    document = f'<overlay width="0.5" height="1">{full(R)}{inner}</overlay>'
    (made,) = shown(document, 1)
    assert colour(made, 0.5, 0.5) == GREEN
    assert colour(made, 0.3, 0.5) == RED
    assert colour(made, 0.1, 0.5) == BLACK


def test_margins_and_their_node() -> None:
    inner = box(G, 'width="1" height="1" margin-start="1" margin-end="1"')
    document = f"<stack>{full(R, LASTS_3)}{inner}</stack>"
    assert [colour(made, 0.5, 0.5) for made in shown(document, 0.99, 1, 1.99, 2)] == [
        RED,
        GREEN,
        GREEN,
        RED,
    ]


def test_equal_states_are_equal_pictures_and_a_still_moment_is_one() -> None:
    slides = '<animator type="slide-in" duration="1"/>'
    words = f'<overlay width="0.5" height="0.5"><image color="{G}"/>{slides}</overlay>'
    made = scene(f"<stack>{full(R, LASTS_3)}{words}</stack>")
    assert made.state(ticks(1.5)) == made.state(ticks(2.5))
    assert made.state(ticks(0.5)) != made.state(ticks(0.6))
    still, again = made.picture(ticks(1.5)).copy(), made.picture(ticks(2.5))
    assert np.array_equal(still, again)


def test_pictures_do_not_depend_on_what_was_drawn_before() -> None:
    moving = box(G, 'width="0.4"', '<animator type="slide"/>')
    document = (
        f"<body><stack duration='2'>{full(R)}{moving}</stack><transition/>{full(B, LASTS_2)}</body>"
    )
    times = [0, 0.4, 1.1, 1.6, 2.5]
    forward = shown(document, *times)
    backward = shown(document, *reversed(times))
    for one, two in zip(forward, reversed(backward), strict=True):
        assert np.array_equal(one, two)


def test_times_outside_the_movie_show_its_ends() -> None:
    made = scene(f"<body>{full(R, LASTS_1)}{full(G, LASTS_1)}</body>")
    assert colour(made.picture(-5), 0.5, 0.5) == RED
    assert colour(made.picture(ticks(99)), 0.5, 0.5) == GREEN


def test_a_full_screen_picture_covers_every_pixel() -> None:
    for width, height in ((320, 180), (101, 57), (64, 64), (33, 91)):
        made = scene(full(R), width, height).picture(0)
        assert (made == (0, 0, 255, 255)).all()


def test_a_node_that_turns_away_from_the_camera_is_seen_from_the_side() -> None:
    turned = '<animator type="custom"><key time="0" orient="0,60,0"/></animator>'
    (made,) = shown(box(R, 'width="0.5" height="0.5"', turned), 1)
    rows, columns = np.where(made[..., 2] > 128)
    left = np.ptp(rows[columns < columns.min() + 5])
    right = np.ptp(rows[columns > columns.max() - 5])
    assert np.ptp(columns) == pytest.approx(0.25 * WIDTH, rel=0.2)
    assert left != pytest.approx(right, rel=0.1)  # the nearer side is taller


@pytest.mark.parametrize("name", ["diving", "explode", "polaroid", "rotator", "sliding"])
def test_a_colour_behind_pictures_fills_the_screen_of_a_blur(name: str) -> None:
    image, blur = '<image color="#ff0000"/>', '<filter type="blur" diameter="60"/>'
    (made,) = shown(f'<effect type="{name}" color="#00ff00" duration="4">{image}{blur}</effect>', 4)
    assert colour(made, 0, 0) == pytest.approx(GREEN, abs=3)
