"""Keys, easing and poses."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragonet.sxml.parse import parse
from dragonet.sxml.problems import SxmlError
from dragonet.sxml.render import matrices
from dragonet.sxml.render.animate import Pose, eased, geometry, mixed, progress, slerp
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.easing import bezier
from dragonet.sxml.ticks import ticks
from dragonet.sxml.timing import Span, resolve
from dragonet.sxml.values import Colour

UNIT = st.floats(0, 1)


def pose(animator: str, duration: float = 4.0) -> Pose:
    document = f'<text type="zone" duration="{duration}">{animator}words</text>'
    movie = parse(document)
    timing = resolve(movie, {})
    return Pose(movie.body.children[0], timing)


def moved(animator: str, time: float, box: Box, aspect: float = 2.0) -> tuple[float, float]:
    matrix = pose(animator).matrix(ticks(time), box, aspect)
    x, y = matrices.place(matrix, *box.center)
    return round(x, 6), round(y, 6)


BOX = Box(-1.0, -0.5, 0.0, 0.5)


@pytest.mark.parametrize(
    ("direction", "start", "end"),
    [
        ("left", (2.5, 0.0), (-2.5, 0.0)),
        ("right", (-2.5, 0.0), (2.5, 0.0)),
        ("up", (-0.5, -1.5), (-0.5, 1.5)),
        ("down", (-0.5, 1.5), (-0.5, -1.5)),
    ],
)
def test_slides_come_from_and_go_just_off_the_screen(
    direction: str, start: tuple[float, float], end: tuple[float, float]
) -> None:
    home = BOX.center
    enters = f'<animator type="slide-in" direction="{direction}" duration="1"/>'
    leaves = f'<animator type="slide-out" direction="{direction}" duration="1"/>'
    passes = f'<animator type="slide" direction="{direction}"/>'
    assert [moved(enters, t, BOX) for t in (0, 1, 4)] == [start, home, home]
    assert [moved(leaves, t, BOX) for t in (0, 3, 4)] == [home, home, end]
    assert [moved(passes, t, BOX) for t in (0, 4)] == [start, end]


def test_slide_in_slows_down_and_linear_does_not() -> None:
    enters = '<animator type="slide-in" duration="2" mode="{}"/>'
    assert moved(enters.format("linear"), 1, BOX)[0] == pytest.approx(1.0)
    assert moved(enters.format("quadratic"), 1, BOX)[0] == pytest.approx(-0.5 + 3.0 / 4)


def test_rotation_turns_around_the_middle_of_the_box() -> None:
    turn = pose('<animator type="rot-in" angle="90" mode="linear"/>')
    corner = matrices.place(turn.matrix(0, BOX, 2.0), BOX.right, BOX.top)
    assert corner == pytest.approx((BOX.left, BOX.top))
    assert matrices.place(turn.matrix(ticks(4), BOX, 2.0), 0.3, 0.2) == pytest.approx((0.3, 0.2))


def test_grow_moves_towards_the_camera() -> None:
    grown = pose('<animator type="grow" growStart="0" growEnd="0.5"/>')
    matrix = grown.matrix(ticks(4), BOX, 2.0)
    assert matrix[2, 3] == pytest.approx(0.5)
    seen = matrices.perspective(2.0, 400, 200) @ matrix
    factor = matrices.DISTANCE / (matrices.DISTANCE - 0.5)
    assert matrices.place(seen, 1.0, 0.0)[0] == pytest.approx(200 + 100 * factor)


def test_animators_apply_in_document_order() -> None:
    first = '<animator type="custom"><key time="0" pos="1,0,0"/></animator>'
    second = '<animator type="custom"><key time="0" rot="90,0,0,1"/></animator>'
    screen = Box.screen(2.0)
    turned = pose(first + second).matrix(0, screen, 2.0)
    shifted = pose(second + first).matrix(0, screen, 2.0)
    assert matrices.place(turned, 0, 0) == pytest.approx((0, 1))
    assert matrices.place(shifted, 0, 0) == pytest.approx((1, 0))


def test_a_key_scales_then_moves_then_turns() -> None:
    values = {"rot": (90.0, 0, 0, 1.0), "pos": (1.0, 0, 0), "scale": (2.0, 2.0, 1.0)}
    assert matrices.place(geometry(values), 0.5, 0) == pytest.approx((0, 2))


def test_keys_hold_before_the_first_and_after_the_last() -> None:
    keys = ((1.0, {"a": 0.0}), (3.0, {"a": 4.0}))
    assert [mixed(keys, t, "linear")["a"] for t in (0, 1, 2, 3, 9)] == [0, 0, 2, 4, 4]
    assert mixed(keys, 1.5, "quadratic")["a"] == pytest.approx(4 * 2 * 0.25**2)


def test_two_keys_at_one_time_are_a_jump() -> None:
    keys = ((0.0, {"a": 0.0}), (1.0, {"a": 1.0}), (1.0, {"a": 5.0}), (2.0, {"a": 5.0}))
    assert mixed(keys, 0.999999, "linear")["a"] == pytest.approx(1, abs=1e-5)
    assert mixed(keys, 1.0, "linear")["a"] == 5


def test_colours_are_mixed_by_channel() -> None:
    keys = ((0.0, {"c": Colour(0, 100, 255, 0)}), (1.0, {"c": Colour(100, 0, 255, 255)}))
    assert mixed(keys, 0.5, "linear")["c"] == Colour(50, 50, 255, 127.5)  # type: ignore[arg-type]


def test_orient_takes_the_shortest_way() -> None:
    keys = ((0.0, {"orient": (0.0, 0.0, 350.0)}), (1.0, {"orient": (0.0, 0.0, 10.0)}))
    made = geometry(mixed(keys, 0.5, "linear"))
    assert np.allclose(made, np.eye(4), atol=1e-9)


def test_rot_interpolates_each_number() -> None:
    keys = ((0.0, {"rot": (0.0, 0, 0, 1.0)}), (1.0, {"rot": (720.0, 0, 0, 1.0)}))
    assert mixed(keys, 0.25, "linear")["rot"][0] == 180


@given(UNIT)
def test_easing_stays_between_0_and_1_and_is_symmetric(value: float) -> None:
    assert 0 <= eased(value, "quadratic") <= 1
    assert eased(value, "quadratic") + eased(1 - value, "quadratic") == pytest.approx(1)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("ease", [0.4085, 0.8024, 0.9605]),
        ("ease-in", [0.0935, 0.3154, 0.6219]),
        ("ease-out", [0.3781, 0.6846, 0.9065]),
        ("ease-in-out", [0.1292, 0.5, 0.8708]),
    ],
)
def test_curves_are_those_of_css(mode: str, expected: list[float]) -> None:
    """Against values of other implementations of the same curves."""
    assert [eased(x, mode) for x in (0.25, 0.5, 0.75)] == pytest.approx(expected, abs=2e-2)
    assert (eased(0, mode), eased(1, mode)) == (0, 1)


@given(UNIT, UNIT, st.floats(-2, 3), UNIT, st.floats(-2, 3))
def test_a_curve_is_met(x: float, x1: float, y1: float, x2: float, y2: float) -> None:
    found = bezier(x, x1, y1, x2, y2)
    points = np.linspace(0, 1, 4001)
    rest = 1 - points
    across = 3 * rest**2 * points * x1 + 3 * rest * points**2 * x2 + points**3
    up = 3 * rest**2 * points * y1 + 3 * rest * points**2 * y2 + points**3
    near = np.abs(across - x) < 2e-3
    assert up[near].min() - 2e-2 <= found <= up[near].max() + 2e-2


def test_a_slide_by_a_curve_arrives_too() -> None:
    enters = '<animator type="slide-in" duration="2" mode="cubic-bezier(0.3, 1.4, 0.6, 1)"/>'
    assert moved(enters, 0, BOX) == (2.5, 0.0)
    assert moved(enters, 1.2, BOX)[0] < BOX.center[0]  # beyond its place
    assert moved(enters, 2, BOX) == BOX.center


@pytest.mark.parametrize("mode", ["easy", "cubic-bezier(0,0,1)", "cubic-bezier(2,0,1,1)", ""])
def test_other_modes_are_refused(mode: str) -> None:
    with pytest.raises(SxmlError, match=r"line 1, <animator>: mode='.*cubic-bezier\(x1"):
        pose(f'<animator type="slide" mode="{mode}"/>')


@given(st.lists(st.floats(-1, 1), min_size=4, max_size=4), UNIT)
def test_turns_between_turns_are_turns(numbers: list[float], share: float) -> None:
    length = math.hypot(*numbers)
    one = tuple(n / length for n in numbers) if length > 1e-3 else (1.0, 0.0, 0.0, 0.0)
    made = matrices.orient(slerp((1.0, 0.0, 0.0, 0.0), one, share))[:3, :3]
    assert np.allclose(made @ made.T, np.eye(3), atol=1e-9)


@given(st.integers(-(10**10), 10**10))
def test_progress_is_held_outside_of_its_time(time: int) -> None:
    span = Span(ticks(1), ticks(3), ticks(2), 0)
    expected = min(max((time - ticks(1)) / ticks(2), 0), 1)
    assert progress(span, time) == pytest.approx(expected)
    assert progress(Span(5, 5, 0, 0), time) == (1.0 if time >= 5 else 0.0)
