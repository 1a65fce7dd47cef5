"""Styled letters, measured on their pixels."""

from typing import Any

import numpy as np
import pytest

from support.sxml_text import Pixels, drawn, ink, node

RED = "#ff0000"
SIZE = 80


def styled(words: str = "HH", shift: tuple[float, float] = (0.0, 0.0), **attributes: Any) -> Pixels:
    given = "".join(f" {name}='{value}'" for name, value in attributes.items())
    found = node(
        words, inside=f"<filter type='distancecolor'{given}/>", fontsize=SIZE, align="center"
    )
    return drawn(found, shift=shift)


def red(pixels: Pixels, least: int = 128) -> tuple[int, int, int, int]:
    """Where it is red."""
    only = pixels.copy()
    only[..., 3] = np.clip(pixels[..., 2].astype(int) - pixels[..., 0], 0, 255)
    return ink(only, least)


PLAIN = ink(drawn(node("HH", fontsize=SIZE, align="center")))


def test_plain_letters_have_the_colour_only() -> None:
    assert ink(styled(color=RED)) == PLAIN
    assert red(styled(color=RED)) == pytest.approx(PLAIN, abs=1)


def test_without_a_colour_of_its_own_it_has_that_of_the_text() -> None:
    inside = "<filter type='distancecolor' strokeWidth='0.1'/>"
    made = drawn(node("HH", inside=inside, fontsize=SIZE, align="center", fontcolor=RED))
    assert made[170, PLAIN[0] + 5].tolist() == [0, 0, 255, 255]


def test_the_stroke_is_outside_and_as_wide_as_said() -> None:
    """Of a distance of 40, which is a quarter of the letters' height, a half is 10 pixels here."""
    made = red(styled(strokeWidth=0.5, strokeColor=RED))
    assert made == pytest.approx(tuple(np.add(PLAIN, (-10, -10, 10, 10))), abs=1)
    twice = red(styled(strokeWidth=0.25, strokeColor=RED, distanceWidth=80))
    assert twice == made
    center = styled(strokeWidth=0.5, strokeColor=RED)
    assert center[170, PLAIN[0] + 5].tolist() == [255, 255, 255, 255]


def test_letters_without_fill_are_hollow() -> None:
    made = styled(fillOpacity=0, strokeWidth=0.2, strokeColor=RED)
    assert made[170, PLAIN[0] + 6, 3] == 0
    assert made[170, PLAIN[0] - 2, 3] == 255


def test_a_hard_shadow_is_where_its_position_says() -> None:
    made = red(styled(dropShadowColor=RED, dropShadowPosition="0.25,-0.5", fillOpacity=0))
    assert made == pytest.approx(tuple(np.add(PLAIN, (20, 40, 20, 40))), abs=1)


def test_angle_and_distance_are_a_position() -> None:
    one = styled(dropShadowAngle=90, dropShadowDistance=0.25, fillOpacity=0)
    two = styled(dropShadowPosition="0,0.25", fillOpacity=0)
    assert np.abs(one.astype(int) - two).max() <= 2
    assert ink(one)[1] == PLAIN[1] - 20


def test_a_wider_shadow() -> None:
    made = red(styled(dropShadowColor=RED, dropShadowPosition="0,0", dropShadowWidth=0.1))
    assert made == pytest.approx(tuple(np.add(PLAIN, (-8, -8, 8, 8))), abs=1)


@pytest.mark.parametrize("shift", [(0.0, 0.0), (0.1003, 0.0507)])
def test_a_soft_shadow_is_centred_where_a_hard_one_is(shift: tuple[float, float]) -> None:
    def middle(blur: float) -> tuple[float, ...]:
        made = styled(
            dropShadowPosition="0.2,-0.2", dropShadowBlurWidth=blur, fillOpacity=0, shift=shift
        )[..., 3].astype(float)
        across, down = np.arange(made.shape[1]), np.arange(made.shape[0])
        total = made.sum()
        return (made.sum(axis=0) @ across / total, made.sum(axis=1) @ down / total, total)

    hard, soft = middle(0), middle(0.6)
    assert soft[:2] == pytest.approx(hard[:2], abs=0.3)
    assert soft[2] == pytest.approx(hard[2], rel=0.02)  # a blur keeps the sum


def test_a_soft_shadow_fades_over_the_width_that_it_has() -> None:
    """Deviation 5 pixels: from an edge of a large shape, 84 % is one deviation inside."""
    made = styled("▬", dropShadowPosition="0,0", dropShadowBlurWidth=0.5, fillOpacity=0)
    row = made[:, 320, 3].astype(float)
    assert 0 < row.max() <= 255
    hard = styled("▬", fillOpacity=1)[:, 320, 3] > 128
    edge = int(np.flatnonzero(hard)[0])
    assert row[edge - 12] < 0.1 * row.max()
    assert 0.2 * row.max() < (row[edge] + row[edge - 1]) / 2 < 0.8 * row.max()


def test_opacities() -> None:
    made = styled(fillOpacity=0.5)
    assert made[..., 3].max() == pytest.approx(128, abs=1)
    made = styled(dropShadowPosition="0.25,0", dropShadowOpacity=0.25, fillOpacity=0)
    assert made[..., 3].max() == pytest.approx(64, abs=1)


def test_nothing_shows_that_is_not_asked_for() -> None:
    assert np.array_equal(styled(), styled(distanceWidth=20))
    shadowed = styled(dropShadowColor="#000000")
    assert not np.array_equal(styled(), shadowed)


def test_an_outer_glow_goes_all_around() -> None:
    made = red(styled(outerGlowColor=RED, outerGlowWidth=0.5, fillOpacity=0))
    assert made == pytest.approx(tuple(np.add(PLAIN, (-10, -10, 10, 10))), abs=1)
    soft = styled(outerGlowColor=RED, outerGlowWidth=0.25, outerGlowBlurWidth=0.5, fillOpacity=0)
    row = soft[180 - 27, PLAIN[0] - 20 : PLAIN[0], 3].astype(int)
    assert (np.diff(row) >= -1).all()  # it only gets denser towards the letters
    assert row[0] < 20
    assert row[-1] > 200


@pytest.mark.parametrize("style", ["innerShadow", "innerGlow"])
def test_inner_styles_stay_inside(style: str) -> None:
    more: dict[str, Any] = {f"{style}BlurWidth": 0.3, f"{style}Color": RED}
    made = styled(**more)
    assert np.array_equal(made[..., 3] > 0, styled()[..., 3] > 0)
    assert red(made, 40)[0] >= PLAIN[0] - 1
    assert not np.array_equal(made, styled())


def test_an_inner_shadow_is_at_the_side_it_comes_from() -> None:
    """Moved right and down, it darkens the left and the upper edges."""
    made = styled("▬", innerShadowColor=RED, innerShadowPosition="0.05,-0.05")
    left, top, right, bottom = ink(made)
    middle = (top + bottom) // 2, (left + right) // 2
    assert made[middle[0], left + 2].tolist() == [0, 0, 255, 255]
    assert made[top + 2, middle[1]].tolist() == [0, 0, 255, 255]
    assert made[middle[0], right - 2].tolist() == [255, 255, 255, 255]
    assert made[bottom - 2, middle[1]].tolist() == [255, 255, 255, 255]


def test_a_sliding_soft_shadow_moves_with_its_letters() -> None:
    """By quarters of a pixel at the coarsest."""
    places = []
    for step in range(6):
        made = styled(
            dropShadowPosition="0,-0.2",
            dropShadowBlurWidth=0.5,
            fillOpacity=0,
            shift=(0.2 + step * 0.4 * 2 / 360, 0.01),
        )[..., 3].astype(float)
        places.append(made.sum(axis=0) @ np.arange(made.shape[1]) / made.sum())
    assert np.diff(places) == pytest.approx([0.4] * 5, abs=0.26)
    assert places[-1] - places[0] == pytest.approx(2.0, abs=0.26)
