"""Lottie animations are where their keyframes say, at every time, size and speed."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dragonet.sxml import probes
from dragonet.sxml.assets import Asset, Assets
from dragonet.sxml.parse import parse
from dragonet.sxml.probes import PROBES
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Medium
from dragonet.sxml.render.media import ImageCache
from dragonet.sxml.render.scene import Scene
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.ticks import TICKS, ticks
from dragonet.sxml.timing import Span, resolve
from support.lotties import (
    box,
    crossing,
    document,
    fixed,
    layer,
    moving,
    picture,
    shows,
    text,
    transform,
    write,
)
from support.screens import Pixels, medium, shown

SIZE = (160, 90)


@pytest.fixture(autouse=True)
def no_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the process that sees whether ThorVG can draw a file."""
    monkeypatch.setattr(probes, "survives", lambda *_: True)


@pytest.fixture
def square(tmp_path: Path) -> Path:
    return write(tmp_path / "square.json", crossing())


def middle(pixels: Pixels, channel: int = 0) -> float:
    """Where the middle of what is there is, from the left."""
    there = pixels[..., channel].astype(float)
    return float((there.sum(0) * (np.arange(there.shape[1]) + 0.5)).sum() / there.sum())


def place(seen: Medium, time: float) -> float:
    return middle(shown(seen, SIZE, time=time))


def test_it_is_where_the_keyframes_say_between_its_frames_too(square: Path) -> None:
    seen = medium("video", square)
    for time in (0.0, 0.5, 1.0, 1 / 60, 0.3333, 1.2345, 0.1):
        assert place(seen, time) == pytest.approx(20 + 60 * time, abs=0.05)


def test_its_colours_and_edges(square: Path) -> None:
    seen = shown(medium("video", square), SIZE, time=0.5, background=(0, 0, 255))
    expected = np.zeros((90, 160, 3), np.uint8)
    expected[..., 2] = 255
    expected[35:55, 40:60] = (255, 0, 0)
    assert (seen == expected).all()


def test_it_is_sharp_at_any_size(square: Path) -> None:
    seen = shown(medium("video", square), (1280, 720), time=0.5)
    assert set(np.unique(seen[..., 0])) == {0, 255} and (seen[280:440, 320:480, 0] == 255).all()
    small = shown(medium("video", square), (640, 360), Box(-0.5, -0.3, 0.6, 0.3), time=0.5)
    assert ((small[..., 0] > 8) & (small[..., 0] < 247)).mean() < 0.01


def test_speed_and_skip(square: Path) -> None:
    fast = medium("video", square, speed=2.0, skip=0.5)
    assert place(fast, 0.25) == pytest.approx(80, abs=0.05)
    slow = medium("video", square, speed=0.1)
    assert place(slow, 1.0) == pytest.approx(26, abs=0.05)


def test_it_stays_at_its_end_or_starts_again(square: Path) -> None:
    seen = medium("video", square)
    assert [place(seen, time) for time in (2.0, 7.0)] == pytest.approx([140, 140], abs=0.1)
    assert seen.state(ticks(2.0)) == seen.state(ticks(7.0)) != seen.state(ticks(1.99))
    loop = medium("video", square, loop=True, skip=0.5)
    for turn in range(3):
        begin = 1.5 * turn
        assert [place(loop, begin + at) for at in (0.0, 1.0, 1.49)] == pytest.approx(
            [50, 110, 139.4], abs=0.05
        )
    assert loop.state(ticks(0.2)) == loop.state(ticks(1.7))


def test_an_image_of_it_is_its_first_moment(square: Path) -> None:
    asset = PROBES["image"](square, "http://a/b")
    assert (asset.kind, asset.width, asset.height, asset.alpha) == ("image", 160, 90, True)
    seen = medium("image", square)
    assert [place(seen, time) for time in (0.0, 1.5)] == pytest.approx([20, 20], abs=0.05)
    assert seen.state(0) == seen.state(TICKS)


def test_what_a_file_says_about_itself(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", crossing(ip=12, op=57, fr=29.97, size=(200.4, 99.6)))
    asset = PROBES["video"](path, "http://a/b")
    assert asset == Asset(
        path, "http://a/b", "video", 200, 100, asset.duration, alpha=True, lottie=True
    )
    assert asset.duration == pytest.approx(45 / 29.97)


def test_half_transparent_parts_let_through(tmp_path: Path) -> None:
    half = layer(box(160, 90, (0, 1, 0)), ks=transform(p=fixed([80, 45]), o=fixed(50)))
    seen = medium("video", write(tmp_path / "half.json", document(half)))
    pixels = shown(seen, SIZE, background=(200, 0, 0))
    assert np.abs(pixels.astype(int) - (100, 128, 0)).max() <= 2
    assert np.abs(shown(seen, SIZE, alpha=0.5).astype(int) - (0, 64, 0)).max() <= 2


def test_a_segment_begins_anywhere_with_the_same_pixels(square: Path) -> None:
    through = medium("video", square)
    pictures = [shown(through, SIZE, time=frame / 25) for frame in range(40)]
    for frame in (39, 0, 17):
        assert (shown(medium("video", square), SIZE, time=frame / 25) == pictures[frame]).all()


def test_players_are_closed_when_they_are_over_and_opened_again(square: Path) -> None:
    cache, second = ImageCache(), TICKS
    first = medium("video", square, cache=cache, span=Span(0, second, second, 0))
    then = medium("video", square, cache=cache, span=Span(second, 2 * second, second, 0))
    assert place(first, 0.5) == pytest.approx(50, abs=0.05)
    assert place(then, 1.5) == pytest.approx(50, abs=0.05)
    assert first._player is None  # type: ignore[attr-defined]
    assert place(first, 0.25) == pytest.approx(35, abs=0.05)
    cache.close()
    assert first._player is None and then._player is None  # type: ignore[attr-defined]


def test_pictures_in_it(tmp_path: Path) -> None:
    green = picture(np.full((9, 16, 3), (0, 255, 0), np.uint8))
    ks = transform(s=fixed([1000, 1000]))
    found = document(shows("picture", ks=ks), assets=[green])
    seen = shown(medium("video", write(tmp_path / "a.json", found)), SIZE)
    assert (seen[20:70, 20:140] == (0, 255, 0)).all()


def test_its_texts_are_drawn_with_our_fonts(tmp_path: Path) -> None:
    font = {"fName": "Arimo-Bold", "fFamily": "Arimo", "fStyle": "Bold"}
    word = text("Höß", 40, ks=transform(p=fixed([10, 60])))
    path = write(tmp_path / "a.json", document(word, fonts={"list": [font]}))
    seen = shown(medium("video", path), SIZE)[..., 0]
    columns = np.flatnonzero(seen.sum(0))
    # advances of Arimo Bold: 1479, 1251 and 1251 of 2048
    assert 12 <= columns[0] <= 14 and columns[-1] == pytest.approx(10 + 40 * 1.944, abs=3)
    rows = np.flatnonzero(seen[:, :39].sum(1))
    assert (rows[0], rows[-1]) == pytest.approx((60 - 0.6875 * 40, 59), abs=1)
    unknown = document({**word, **text("Höß", font="Nobody")}, fonts={"list": []})
    assert shown(medium("video", write(tmp_path / "b.json", unknown)), SIZE).any()


def test_it_is_a_mask_and_is_filtered(tmp_path: Path, square: Path) -> None:
    white = layer(box(40, 90, (1, 1, 1)), ks=transform(p=moving((0, [20, 45]), (60, [140, 45]))))
    mask = write(tmp_path / "mask.json", document(white))
    filters = f'<filter type="mask"><video filename="{mask}"/></filter>'
    tint = '<filter type="colormap" preset="negative"/>'
    body = f"""<stack duration="2"><effect type="none"><image color="#00ff00"/>{filters}</effect>
      <overlay left="0" bottom="0" width="1" height="1"><video filename="{square}">{tint}</video>
      </overlay></stack>"""
    first, later = frames(body, 0.0, 1.5)
    assert middle(first, 1) < 45 and middle(later, 1) > 100
    assert first[..., 2].max() == 255 and (first[..., 1] > 0).mean() < 0.5


def frames(body: str, *times: float) -> list[Pixels]:
    movie = parse(f'<movie service="craftsman-1.0"><body>{body}</body></movie>', local=True)
    found: dict[int, Any] = {}
    for node in movie.body.walk():
        if name := node.values.get("filename"):
            found[node.index] = PROBES["video"](Path(name), name)
    assets = Assets(found)
    timing = resolve(movie, assets.lengths)
    scene = Scene(movie, timing, assets, Screen(*SIZE, SIZE[0] / SIZE[1]))
    seen = [scene.picture(ticks(time))[..., 2::-1].copy() for time in times]
    scene.close()
    return seen


def colour(seen: Medium, x: int, y: int) -> tuple[int, ...]:
    """Red, green and blue at a place, on black."""
    return tuple(int(value) for value in shown(seen, SIZE)[y, x])


def test_what_is_turned_in_space_is_turned_in_its_plane(tmp_path: Path) -> None:
    here = transform(p=fixed([80, 45]), rz=fixed(90))
    del here["r"]
    one = layer(box(60, 10), ks=here, ddd=1)
    seen = medium("video", write(tmp_path / "turned.json", document(one)))
    assert colour(seen, 80, 70)[0] == 255 and colour(seen, 105, 45)[0] == 0


@pytest.mark.parametrize(
    ("loop", "places"),
    [
        ("loopOut()", {0.0: 20, 0.5: 80, 0.9: 128, 1.0: 20, 1.5: 80}),
        ("loopOut('cycle', 1)", {0.0: 20, 0.5: 80, 1.25: 110, 1.75: 110}),
        ("loopOut('pingpong')", {0.5: 80, 1.0: 140, 1.25: 110, 1.9: 32}),
    ],
)
def test_loops_go_on(tmp_path: Path, loop: str, places: dict[float, float]) -> None:
    if "1" in loop:
        keys = moving((0, [20, 45]), (15, [80, 45]), (30, [140, 45]))
    else:
        keys = moving((0, [20, 45]), (30, [140, 45]))
    keys["x"] = f"var $bm_rt;\n$bm_rt = {loop};"
    seen = medium(
        "video", write(tmp_path / "loop.json", document(layer(box(20, 20), ks=transform(p=keys))))
    )
    for time, expected in places.items():
        assert place(seen, time) == pytest.approx(expected, abs=0.3), time
