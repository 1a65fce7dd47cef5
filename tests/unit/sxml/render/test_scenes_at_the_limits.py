"""Documents at the edges of the language are drawn, whatever their sizes, places and depths."""

from pathlib import Path

import numpy as np
import pytest
import skia
from hypothesis import given, settings
from hypothesis import strategies as st

from dragonet.job import SourceFile
from dragonet.sxml.compose import compose
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.scene import Scene
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.render.text.near import before
from dragonet.sxml.ticks import ticks
from support.clips import number_of, video

BACK = '<effect type="none" duration="4"><image color="#336699"/></effect>'
BOX = '<overlay width="0.4" height="0.4"><image color="#ff8800"/>{}</overlay>'
FILES: dict[str, Path] = {}


def source(url: str) -> SourceFile:
    return SourceFile(FILES[url], url)


def pictures(
    document: str, size: tuple[int, int] = (96, 54), *times: float
) -> list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    """At the times, seconds, or at five moments from the first to the last."""
    found = compose(document, source, Path(), {})
    scene = Scene(found.movie, found.timing, found.assets, Screen(*size, size[0] / size[1]))
    whole = found.timing.duration
    moments = [ticks(time) for time in times] or [whole * part // 4 for part in range(5)]
    try:
        return [scene.picture(moment).copy() for moment in moments]
    finally:
        scene.close()


def keys(*values: str) -> str:
    made = "".join(f'<key time="{4 * place}" {value}/>' for place, value in enumerate(values))
    return f'<animator type="custom">{made}</animator>'


def moved(*values: str) -> str:
    return f"<stack>{BACK}{BOX.format(keys(*values))}</stack>"


def seen(*values: str) -> str:
    title = '<text type="zone">Across</text>'
    return f"<stack>{BACK}{title}<camera>{keys(*values)}</camera></stack>"


def nested(times: int, opening: str, inside: str, closing: str) -> str:
    return opening * times + inside + closing * times


TURN = '<effect type="kenburns" duration="0.001"><image color="#ff0000"/></effect>'
RED = '<image color="#ff0000"/>'
WORDS = "word " * 1999
HARD = {
    "a box of no size": f'<stack>{BACK}<overlay width="0" height="0"><image color="#ffffff">'
    '<filter type="blur"/><filter type="frame"/><filter type="kenburnsAdapter"/></image>'
    "</overlay></stack>",
    "a box from the middle to the middle": f'<stack>{BACK}<overlay left="0.5" right="0.5">'
    '<image color="#ffffff"/></overlay></stack>',
    "enlarged a hundred thousand times": moved('scale="1,1,1"', 'scale="100000,100000,1"'),
    "turned inside out": moved('scale="0,0,0"', 'scale="-1,-1,-1"'),
    "on its edge": moved('orient="0,0,0"', 'orient="0,180,0"'),
    "through the camera": moved('pos="0,0,0"', 'pos="0,0,5"'),
    "just before the camera": moved('pos="0,0,2.4142"', 'pos="0,0,2.4143"'),
    "a camera that looks away": seen('orient="0,0,0"', 'orient="0,180,0"'),
    "a camera that flies through": seen('pos="0,0,0"', 'pos="0,0,-8"'),
    "a camera beside the plane": seen(
        'pos="0,0,0" orient="0,85,0"', 'pos="0,0,-2.4" orient="0,85,0"'
    ),
    "a camera of no size": seen('scale="0,0,0"', 'scale="1,1,1"'),
    "a hundred children": f'<effect type="sliding">{RED * 100}</effect>',
    "a millisecond each": f"<sequence>{TURN * 8}</sequence>",
    "nothing but transitions": "<sequence>"
    + '<transition type="move" duration="9"/>'.join([TURN, BACK, TURN, BACK])
    + "</sequence>",
    "stacks in stacks": nested(40, "<stack>", BACK, "</stack>"),
    "boxes in boxes": nested(20, '<overlay width="0.9">', BACK, "</overlay>"),
    "masks in masks": nested(
        8,
        '<effect type="none"><image color="#ffffff"/><filter type="mask">',
        BACK,
        "</filter></effect>",
    ),
    "a chain of filters": '<effect type="none" duration="2"><image color="#336699">'
    + '<filter type="blur"/><filter type="tint"/><filter type="frame"/>' * 10
    + "</image></effect>",
    "blurred beyond the world": '<effect type="none"><image color="#336699">'
    '<filter type="blur" diameter="1e9"/></image></effect>',
    "zoomed from nothing": '<effect type="none"><image color="#336699">'
    '<filter type="zoomAdapter" zoomStart="0.01" zoomEnd="100"/></image></effect>',
    "a screen like a thread": f'<stack screenWidth="0.001" screenHeight="1000">{BACK}'
    '<text type="legend">thread</text></stack>',
    "nothing of it left": f'<stack>{BACK}<text type="zone" fontcolor="#ffffff00">x</text>'
    '<overlay><image color="#ffffff"/><filter type="alpha" alphaStart="0" alphaEnd="0"/></overlay>'
    "</stack>",
    **{
        f"a long {kind}": f'<stack>{BACK}<text type="{kind}">{WORDS}</text></stack>'
        for kind in ("legend", "zone", "advanced")
    },
}


@pytest.mark.parametrize("document", HARD.values(), ids=HARD)
def test_it_is_drawn(document: str) -> None:
    for size in ((96, 54), (37, 61), (1, 1)):
        for picture in pictures(document, size):
            assert (picture[..., 3] == 255).all()


TEXTS = (
    "x",
    "😀",
    "👩\u200d👩\u200d👧",
    "two\nlines",
    "שלום abc",
    "\u200b",
    "a \u202e b",
    "é" * 90,
)
PLACES = st.sampled_from(["auto", "0", "0.3", "0.5", "1", "3", "-2"])
SIZES = st.sampled_from(["auto", "0", "0.001", "0.4", "7"])
STYLE = (
    '<filter type="distancecolor" strokeWidth="1" dropShadowBlurWidth="1" innerShadowWidth="1" '
    'outerGlowBlurWidth="1" innerGlowBlurWidth="1"/>'
)


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(["legend", "zone", "advanced"]),
    text=st.sampled_from(TEXTS),
    places=st.fixed_dictionaries(dict.fromkeys(("left", "right", "top", "bottom"), PLACES)),
    sizes=st.fixed_dictionaries(dict.fromkeys(("width", "height"), SIZES)),
    more=st.fixed_dictionaries(
        {"interlign": st.sampled_from(["0", "1", "50"])},
        optional={
            "fontsize": st.sampled_from(["0.01", "20", "5000"]),
            "direction": st.sampled_from(["left", "up"]),
            "backgroundcolor": st.just("#00000080"),
            "wrap": st.sampled_from(["true", "false"]),
            "reference": st.sampled_from(["ref", "  two&#10; lines"]),
        },
    ),
    inside=st.sampled_from(["", STYLE, '<filter type="blur"/><filter type="frame"/>']),
)
def test_any_text_anywhere_is_drawn(
    kind: str,
    text: str,
    places: dict[str, str],
    sizes: dict[str, str],
    more: dict[str, str],
    inside: str,
) -> None:
    given = {**places, **sizes, **more}
    attributes = " ".join(f'{name}="{value}"' for name, value in given.items())
    document = f'<stack>{BACK}<text type="{kind}" {attributes}>{text}{inside}</text></stack>'
    for picture in pictures(document, (64, 36), 0, 1.5):
        assert (picture[..., 3] == 255).all()


def test_long_lines_stay_on_the_screen_on_the_side_of_their_anchor() -> None:
    for side, columns in (("left", slice(48, 92)), ("right", slice(5, 48))):
        text = f'<text type="advanced" align="{side}" fontsize="20">{WORDS[:200]}</text>'
        (made,) = pictures(f"<stack>{BACK}{text}</stack>", (96, 54), 1)
        written = np.asarray((made[..., 2] > 100).any(axis=0))
        assert written[columns].any()
        assert not written[: columns.start].any() and not written[columns.stop :].any()


@pytest.mark.parametrize("parent", ['effect type="none"', 'overlay width="1" height="1"'])
def test_a_video_that_is_shorter_than_its_slot_stays_at_its_last_frame(
    tmp_path: Path, parent: str
) -> None:
    FILES["film.mp4"] = video(tmp_path / "film.mp4", frames=25)
    inside = '<video filename="film.mp4" audio="false"/>'
    document = f'<{parent} duration="4">{inside}</{parent.split(maxsplit=1)[0]}>'
    last, after, end = pictures(document, (320, 180), 0.98, 1.5, 3.9)
    assert number_of(last[..., 1].astype(float)) == 24
    assert np.array_equal(last, after) and np.array_equal(last, end)


def test_letters_are_measured_by_the_shorter_side() -> None:
    text = '<text type="advanced" align="center,center" fontsize="120">HHH</text>'
    wide, upright = (
        (pictures(f"<stack>{BACK}{text}</stack>", size, 1)[0][..., 2] > 150)
        for size in ((160, 90), (90, 160))
    )
    assert wide[:, 35:125].any() and not wide[:, :35].any()
    assert np.array_equal(wide[:, 35:125].any(axis=0), upright.any(axis=0))


def test_letters_behind_the_camera_are_left_out() -> None:
    path = skia.Path()
    for left in range(-6, 6):
        path.addOval(skia.Rect.MakeXYWH(left, -0.4, 0.8, 0.8))
    canvas = skia.Surface(320, 180).getCanvas()
    pen = Pen(canvas, Screen(320, 180, 16 / 9), 0)
    canvas.setMatrix(skia.Matrix.MakeAll(90, 0, 160, 0, -90, 90, 0, 0, 1))
    assert before(pen, path) is path
    canvas.setMatrix(skia.Matrix.MakeAll(90, 0, 160, 0, -90, 90, -0.5, 0, 1))
    cut = before(pen, path)  # the camera is at x = 2
    assert cut.getBounds().left() == path.getBounds().left()
    assert cut.getBounds().right() == pytest.approx(1.8)  # of the last oval before it
    canvas.setMatrix(skia.Matrix.MakeAll(90, 0, 160, 0, -90, 90, -0.5, 0, 1.2))
    assert before(pen, path).getBounds().right() == pytest.approx(2.38, abs=0.01)  # cut through
    canvas.setMatrix(skia.Matrix.MakeAll(90, 0, 160, 0, -90, 90, 0.1, 0, -1))
    assert before(pen, path).isEmpty()
