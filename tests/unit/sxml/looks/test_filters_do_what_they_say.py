"""What each filter is for, measured."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from support.frames import Album, noise, plain

SIZE = (160, 90)


@pytest.fixture
def album(tmp_path: Path) -> Album:
    return Album(tmp_path)


def full(image: str, more: str = "", seconds: int = 4) -> str:
    return f'<effect type="none" duration="{seconds}">{image}{more}</effect>'


def over(tone: str, inside: str) -> str:
    return f"<stack>{full(f'<image color={tone!r}/>')}{inside}</stack>"


def seen(album: Album, body: str, time: float = 1.0) -> NDArray[Any]:
    return np.asarray(album.frame(body, time, size=SIZE), int)


def moving(album: Album, more: str, *times: float) -> list[NDArray[Any]]:
    image = album.add("noise", noise(*SIZE))
    return [frame.astype(int) for frame in album.frames(full(image, more), *times, size=SIZE)]


# colours


def test_presets_shift_colours_the_way_they_are_called(album: Album) -> None:
    def preset(name: str, grey: int) -> NDArray[Any]:
        image = f'<image color="#{grey:02x}{grey:02x}{grey:02x}"/>'
        got = seen(album, full(image, f'<filter type="colormap" preset="{name}"/>'))
        return np.asarray(got[0, 0])

    assert preset("cold", 128)[2] > preset("cold", 128)[0] + 10
    assert preset("warm", 128)[0] > preset("warm", 128)[2] + 10
    assert preset("vintage", 0).min() > 10 and preset("vintage", 255).max() < 255
    assert (preset("contrast", 64) < 60).all() and (preset("contrast", 192) > 196).all()
    assert (preset("negative", 50) == 205).all()


def test_a_key_makes_a_lit_screen_transparent_and_nothing_else(album: Album) -> None:
    shades = np.linspace(0.45, 1.15, 160)[None, :, None] * np.array([30, 200, 50])
    picture = np.tile(shades, (90, 1, 1))
    people = [(224, 172, 140), (90, 56, 40), (250, 250, 250), (10, 10, 12), (40, 60, 160)]
    for place, tone in enumerate(people):
        picture[20:70, 20 + 25 * place : 35 + 25 * place] = tone
    image = album.add("screen", np.clip(picture, 0, 255).astype(np.uint8))
    got = seen(album, over("#ff00ff", full(image, '<filter type="key" color="#1ec832"/>')))
    assert np.abs(got[:18] - (255, 0, 255)).max() <= 12
    for place, tone in enumerate(people):
        assert np.abs(got[25:65, 23 + 25 * place : 32 + 25 * place] - tone).max() <= 6


def test_a_screen_leaves_no_light_on_the_edges(album: Album) -> None:
    half = plain((30, 200, 50), *SIZE).astype(float)
    share = np.clip((np.arange(160) - 70) / 20, 0, 1)[None, :, None]
    image = album.add("edge", (half * (1 - share) + 200 * share).astype(np.uint8))
    got = seen(album, over("#000000", full(image, '<filter type="key" color="#1ec832"/>')))
    assert (got[..., 1] - got[..., [0, 2]].max(axis=2)).max() <= 12


@pytest.mark.parametrize("tone", ["#ffffff", "#f8f8f0", "#f0e8e0", "#0a0a0c", "#000000"])
def test_a_screen_without_a_hue_is_told_by_its_light(album: Album, tone: str) -> None:
    picture = plain(tuple(bytes.fromhex(tone[1:])), *SIZE)
    picture[20:70, 20:50], picture[20:70, 60:90] = (200, 30, 30), (30, 120, 60)
    picture[20:70, 100:130] = (110, 128, 140)
    image = album.add("paper", picture)
    got = seen(album, over("#2040c0", full(image, f'<filter type="key" color="{tone}"/>')))
    expected = np.where((picture == picture[0, 0]).all(2)[..., None], (32, 64, 192), picture)
    assert np.abs(got - expected).max() <= 1


def test_a_key_that_loses_its_hue_does_not_jump(album: Album) -> None:
    keys = '<key time="0" color="#40c060"/><key time="4" color="#c0c0c0"/>'
    item = f'<filter type="key"><animator type="custom">{keys}</animator></filter>'
    films = moving(album, item, *np.arange(1.5, 4, 0.05))
    assert max(np.abs(one - two).mean() for one, two in pairwise(films)) < 8


def test_paper_gets_transparent_and_looks_as_before_on_paper(album: Album) -> None:
    ink = plain((255, 255, 255), *SIZE)
    ink[:, 40:80], ink[:, 80:120] = (20, 30, 120), (200, 205, 230)
    image = album.add("ink", ink)
    item = '<filter type="makeTransparent"/>'
    assert np.abs(seen(album, over("#ffffff", full(image, item))) - ink).max() <= 2
    on_red = seen(album, over("#ff0000", full(image, item)))
    assert (on_red[:, :38] == (255, 0, 0)).all()
    assert np.abs(on_red[:, 42:78] - (20, 30, 120)).max() <= 2
    assert on_red[45, 100, 0] > on_red[45, 100, 1] + 20


# shapes


def test_a_border_fades_out_evenly(album: Album) -> None:
    item = '<filter type="borderBlur" margin="0.2"/>'
    got = seen(album, over("#000000", full('<image color="#ffffff"/>', item)))[..., 0]
    assert (got[20:70, 20:140] >= 254).all()
    assert got[0].max() < 10 and got[:, 0].max() < 10
    assert (np.diff(got[45, :20]) >= 0).all()
    assert np.abs(got - got[::-1]).max() <= 2 and np.abs(got - got[:, ::-1]).max() <= 2


@pytest.mark.parametrize(
    ("side", "turns"), [("left", 0), ("up", 3), ("right", 2), ("down", 1)], ids=str
)
def test_one_side_fades_out_alone(album: Album, side: str, turns: int) -> None:
    item = f'<filter type="borderBlur" margin="0.3" direction="{side}"/>'
    body = over("#000000", full('<image color="#ffffff"/>', item))
    got = np.rot90(album.frame(body, 1.0, size=(90, 90))[..., 0].astype(int), -turns)
    assert got[:, 0].max() < 10 and (got[:, 30:] >= 253).all()
    assert (np.diff(got[45]) >= 0).all() and np.ptp(got, axis=0).max() <= 1


def test_corners_are_cut_straight_or_round(album: Album) -> None:
    def cut(more: str) -> NDArray[Any]:
        item = f'<filter type="cornerCut" {more}/>'
        return seen(album, over("#000000", full('<image color="#ffffff"/>', item)))[..., 0]

    straight, round_ = cut('width="0.2"'), cut('width="0" diameter="0.4"')
    for got in (straight, round_):
        assert got[0, 0] == 0 and got[0, 20] == 255 and got[20, 0] == 255
        assert np.abs(got - got[::-1]).max() <= 24 and np.abs(got - got[:, ::-1]).max() <= 24
    rows, columns = np.mgrid[:90, :160] + 0.5
    inside = rows + columns > 18
    assert (straight[:45, :80] > 200).astype(int).sum() == inside[:45, :80].sum()
    circle = (rows > 18) | (columns > 18) | (np.hypot(18 - rows, 18 - columns) < 18)
    assert np.abs((round_[:45, :80] > 127).astype(int).sum() - circle[:45, :80].sum()) <= 2
    assert (cut('width="0"') == 255).all()


def test_a_quad_is_where_it_is_put(album: Album) -> None:
    def white(more: str) -> list[int]:
        item = f'<filter type="quad" {more}/>'
        rows, columns = np.nonzero(seen(album, full('<image color="#ffffff"/>', item))[..., 0] > 99)
        return [int(side) for side in (rows.min(), rows.max(), columns.min(), columns.max())]

    assert white('center="0.25,0.4" width="0.25" height="0.4"') == [18, 53, 20, 59]
    assert white('height="0.8" aspectRatio="1"') == [9, 80, 44, 115]


def test_growing_starts_from_nothing_and_ends_whole(album: Album) -> None:
    start, half, end = moving(album, '<filter type="grow"/>', 0.0, 2.0, 3.9999)
    whole = moving(album, "", 0.0)[0]
    assert start.max() == 0
    assert half[:22].max() == 0 and half[24:66, 42:118].mean() > 60
    assert np.abs(end - whole).mean() < 2


def test_a_movement_mirrored_in_time(album: Album) -> None:
    times = (0.5, 2.0, 3.5)
    larger = moving(album, '<filter type="grow" zoomStart="0.5"/>', *times)
    smaller = moving(
        album, '<filter type="grow" zoomStart="0.5" direction="negative"/>', *reversed(times)
    )
    for one, two in zip(larger, smaller, strict=True):
        assert np.abs(one - two).mean() < 0.5


def test_depth_of_field_keeps_the_focus_sharp(album: Album) -> None:
    item = '<filter type="dof" diameter="120" height="0.3" transWidth="0.2"/>'
    soft, sharp = moving(album, item, 0.0)[0], moving(album, "", 0.0)[0]
    assert np.array_equal(soft[35:55], sharp[35:55])

    def detail(picture: NDArray[Any], rows: slice) -> float:
        return float(np.abs(np.diff(picture[rows], axis=1)).mean())

    assert detail(soft, slice(0, 12)) < 0.5 * detail(sharp, slice(0, 12))


# light and time


def test_glow_adds_light_around_what_is_bright_only(album: Album) -> None:
    spot = plain((10, 10, 10), *SIZE)
    spot[35:55, 70:90] = 255
    image = album.add("spot", spot)
    got, bare = (
        seen(album, full(image, item)) for item in ('<filter type="glow" diameter="80"/>', "")
    )
    assert (got >= bare).all()
    assert got[45, 95, 0] > 30 > got[45, 10, 0]
    none = full('<image color="#404040"/>', '<filter type="glow"/>')
    assert np.abs(seen(album, none) - 64).max() <= 1


def test_flicker_stays_within_its_opacities_and_varies(album: Album) -> None:
    item = '<filter type="flick" alphaEnd="0.4"/>'
    body = over("#000000", full('<image color="#ffffff"/>', item))
    times = np.linspace(0, 3.99, 80)
    levels = [int(frame[4, 8, 0]) for frame in album.frames(body, *times, size=(16, 9))]
    assert min(levels) >= 101 and max(levels) == 255 and np.ptp(levels) > 80
    assert max(np.abs(np.diff(levels))) < 140  # never from one end to the other at once


@pytest.mark.parametrize("kind", ["noise", "tv", "flick", "flashback"])
def test_a_rate_of_0_stands_still(album: Album, kind: str) -> None:
    more = ' transWidth="0"' if kind == "flashback" else ""
    first, second = moving(album, f'<filter type="{kind}" rate="0"{more}/>', 0.5, 3.0)
    assert np.array_equal(first, second)


def test_grain_is_new_at_its_rate_and_keeps_the_brightness(album: Album) -> None:
    image = '<image color="#808080"/>'
    body = full(image, '<filter type="noise" rate="10" width="8"/>')
    frames = [frame.astype(int) for frame in album.frames(body, 0.01, 0.09, 0.11, size=SIZE)]
    assert np.array_equal(frames[0], frames[1]) and not np.array_equal(frames[1], frames[2])
    assert abs(frames[0].mean() - 128) < 2
    assert 4 < frames[0].std() < 40
    strong = seen(
        album, full(image, '<filter type="noise" width="8" alphaStart="1" alphaEnd="1"/>')
    )
    assert strong.std() > 1.5 * frames[0].std()


def test_a_memory_begins_with_a_flash(album: Album) -> None:
    first, later = moving(album, '<filter type="flashback"/>', 0.0, 1.0)
    assert first.min() >= 254 and later.mean() < 230
    assert np.abs(later[..., 0] - later[..., 2]).mean() < 60


# pictures of their own


def test_combined_pictures_are_filtered_together(album: Album) -> None:
    child = '<image color="#0000ff"/>'
    both = f'<filter type="combine" fillOpacity="0.5">{child}</filter>'
    alpha = '<filter type="alpha" alphaStart="0.5" alphaEnd="0.5"/>'
    got = seen(album, over("#000000", full('<image color="#ff0000"/>', both + alpha)))
    assert np.abs(got - (64, 0, 64)).max() <= 2


def test_a_sub_render_is_cut_at_its_box_and_may_be_coarse(album: Album) -> None:
    coarse, fine = (
        moving(album, f'<filter type="subRender" {more}/>', 0.0)[0] for more in ('height="4"', "")
    )
    assert np.array_equal(fine, moving(album, "", 0.0)[0])
    assert np.abs(np.diff(coarse, axis=1)).mean() < 0.6 * np.abs(np.diff(fine, axis=1)).mean()


def test_a_coarse_picture_leaves_the_screen_as_it_is(album: Album) -> None:
    """Its pixels lie upon it, and not upon the screen or what is seen of it."""
    inside = album.add("noise", noise(*SIZE)) + '<filter type="subRender" height="20"/>'
    keys = "".join(f'<key time="{time}" pos="{1 - time},0,0"/>' for time in (0, 4))
    box = f'<overlay width="0.5" height="0.8">{inside}<animator type="custom">{keys}</animator>'
    ground = full('<image color="#203040"/>')
    film = album.frames(
        f"<stack>{ground}{box}</overlay></stack>", 1.0, 2.0, 2.0 + 1 / 90, size=SIZE
    )
    first, later, between = (frame.astype(int) for frame in film)
    assert np.abs(later[:, 1:70] - first[:, 46:115]).mean() < 0.3
    half = (first[:, 46:115] + first[:, 47:116]) / 2
    assert np.abs(between[:, 1:70] - half).mean() < 1


def test_antialiasing_smooths_what_a_profile_does_not(album: Album) -> None:
    turn = '<animator type="custom"><key time="0" rot="10,0,0,1"/></animator>'
    box = f'<overlay width="0.6" duration="4"><image color="#ffffff"/>{turn}</overlay>'
    for item, least in (("", 0), ('<filter type="antialias"/>', 60)):
        scene = album.scene(f"<stack>{box}{item}</stack>", SIZE, antialias=1)
        levels = scene.picture(0)[..., 0]
        assert ((levels > 20) & (levels < 235)).sum() >= least
        scene.close()


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        ("glow", 'color="#ffffff00"', 'color="#ffffffff"'),
        ("noise", 'alphaStart="0" alphaEnd="0"', 'alphaStart="1" alphaEnd="1"'),
        ("borderBlur", 'margin="0"', 'margin="0.5"'),
        ("cornerCut", 'width="0"', 'width="0.5"'),
        ("dof", 'diameter="0"', 'diameter="60"'),
        ("tv", 'offset="-10"', 'offset="10"'),
        ("flashback", 'color="#0000ff"', 'color="#ff0000"'),
        ("key", 'color="#ff0000"', 'color="#0000ff"'),
        ("makeTransparent", 'width="0" transWidth="0"', 'width="1" transWidth="1"'),
        ("quad", 'width="1"', 'width="0.1"'),
        ("grow", 'center="0,0"', 'center="1,1"'),
    ],
)
def test_parameters_are_animated_by_keys(album: Album, kind: str, first: str, last: str) -> None:
    keys = f'<key time="0" {first}/><key time="4" {last}/>'
    item = f'<filter type="{kind}"><animator type="custom">{keys}</animator></filter>'
    early, late = moving(album, item, 0.7, 3.0)
    assert np.abs(early - late).mean() > 0.5


@pytest.mark.parametrize("tone", [0, 128, 255])
def test_glow_darkens_nothing_around_what_is_transparent(album: Album, tone: int) -> None:
    """Not even where it is put onto the film as part of a group."""
    white = plain((20, 20, 20, 0), 64, 64)
    white[12:52, 12:52, 3] = 255
    white[16:48, 16:48, :3] = 255
    item = '<filter type="glow" diameter="90"/><filter type="cornerCut" width="0.01"/>'
    box = f'<overlay height="1" duration="4">{album.add("white", white)}{item}</overlay>'
    got = seen(album, over(f"#{tone:02x}{tone:02x}{tone:02x}", box))
    around = np.ones((90, 160), bool)
    around[15:75, 49:111] = False
    assert got[around].min() >= tone - 2
    assert tone == 255 or (got[around] - tone).max() > 4


def test_glow_fades_with_its_picture(album: Album) -> None:
    """As one picture, also on its way into another."""
    first = full(album.add("noise", noise(*SIZE)), '<filter type="glow"/>', 2)
    second = full('<image color="#102030"/>', seconds=2)
    film = f'<sequence>{first}<transition type="crossfade" duration="1"/>{second}</sequence>'
    whole, half, after = (seen(album, film, time) for time in (1.0, 1.5, 2.0))
    assert np.abs(half - (whole + after) / 2).max() <= 2


def test_hair_in_front_of_an_uneven_screen_is_mixed_anew(album: Album) -> None:
    """Strands that cover part of a pixel keep that part, and none of the screen's light."""
    random = np.random.default_rng(2)
    cover = np.clip(random.normal(0, 0.5, (90, 160, 1)), 0, 1)
    cover[:, :40] = cover[:, 120:] = 0
    light = np.linspace(0.65, 1.1, 160)[None, :, None]
    hair, ground = np.array([96, 66, 44]), np.array([120, 140, 190])
    picture = hair * cover + np.array([30, 190, 60]) * light * (1 - cover)
    image = album.add("hair", np.clip(picture, 0, 255).astype(np.uint8))
    got = seen(album, over("#788cbe", full(image, '<filter type="key" color="#1ebe3c"/>')))
    true = hair * cover + ground * (1 - cover)
    assert np.abs(got[:, :40] - ground).max() <= 4
    assert np.abs(got - true).mean() < 3
    assert np.percentile(np.abs(got - true), 95) < 20
