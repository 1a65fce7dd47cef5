"""Fonts of texts: names, weights, widths, what scripts they have; widths against FreeType's."""

import gc
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skia
from PIL import ImageFont

from dragonet.job import SourceFile
from dragonet.sxml.assets import TIMED
from dragonet.sxml.compose import compose
from dragonet.sxml.problems import SxmlError
from dragonet.sxml.render.text import catalog, select
from dragonet.sxml.render.text.fallback import Fonts
from dragonet.sxml.render.text.names import SERVICE, Named
from dragonet.sxml.render.text.paragraph import Paragraph
from support.sxml_text import drawn, ink, node, picture

SCRIPTS = {
    "latin": "Zażółć gęślą jaźń",
    "cyrillic": "Съешь же ещё",
    "greek": "Ξεσκεπάζω την",
    "arabic": "صِف خَلقَ خَودٍ",
    "hebrew": "דג סקרן שט",
    "devanagari": "ऋषियों को सताने",
    "thai": "เป็นมนุษย์สุดประเสริฐ",
    "chinese": "天地玄黃宇宙洪荒",
    "simplified": "汉字简化方案",
    "japanese": "いろはにほへと",
    "korean": "키스의 고유조건은",
    "georgian": "ქართული",
    "armenian": "հայերեն",
    "tamil": "தமிழ் அரிச்சுவடி",
    "symbols": "→★✓♫€№©",
    "emoji": "😀🎉❤️👍🏽👨‍👩‍👧",
}


def width(text: str, style: Named) -> float:
    return Paragraph(text, Fonts(style, text), False).line(0, len(text)).width


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_has_glyphs(name: str) -> None:
    text = SCRIPTS[name]
    paragraph = Paragraph(text, Fonts(Named("Arimo"), text), False)
    assert sum(run.end - run.start for run in paragraph.runs) == len(text)
    for run in paragraph.runs:
        missing = [c for c in text[run.start : run.end] if not run.font.has(ord(c))]
        assert all(c in "\u200d\ufe0f" for c in missing), (run.font.name, missing)
        glyphs = run.font.shape(
            [ord(c) for c in text], run.start, run.end, run.script, run.level % 2 == 1
        )
        assert glyphs
        assert all(glyph.number for glyph in glyphs)


def test_a_character_that_no_font_has_is_no_box() -> None:
    with_it = drawn(node("A\U000e0fffB", fontsize=60))
    assert np.array_equal(with_it > 128, drawn(node("AB", fontsize=60)) > 128)


@pytest.mark.parametrize("weight", [400, 700])
def test_widths_are_those_that_freetype_measures(weight: int) -> None:
    family = catalog.family("arial".replace("arial", "Arimo"))
    assert family is not None
    path = next(file.path for file in family.files if not file.italic)
    measured = ImageFont.truetype(
        io.BytesIO(path.read_bytes()), 1000, layout_engine=ImageFont.Layout.BASIC
    )
    measured.set_variation_by_axes([weight])
    for text in ("Hhnn oxmm 0123", "Dressing gown", "minimum HUGE"):
        assert width(text, Named("Arimo", weight)) * 1000 == pytest.approx(
            measured.getlength(text), rel=0.005
        )


def test_arial_and_courier_have_the_widths_of_the_real_ones() -> None:
    """Adobe's widths of Helvetica and Courier, thousandths of an em."""
    helvetica = {"a": 556, "H": 722, "m": 833, "W": 944, "i": 222, "0": 556, " ": 278}
    for char, wide in helvetica.items():
        assert width(f"n{char}n", Named("Arimo")) == pytest.approx((1112 + wide) / 1000, abs=0.003)
    found = catalog.named("courierNEW")
    assert found is not None
    assert width("iiWW", found) == pytest.approx(2.4, abs=1e-3)


def test_the_services_names_stand_for_families_that_are_there() -> None:
    assert {select.font(style).name for style in SERVICE.values()} == {
        style.family for style in SERVICE.values()
    }
    assert len({picture("Hamburg", fontname=name).box.width for name in SERVICE}) == len(SERVICE)


@pytest.mark.parametrize("name", ["ARIAL", "Arial", "helvetica", "Arimo", "arimo"])
def test_case_of_names_does_not_count(name: str) -> None:
    assert picture("Text", fontname=name).box == picture("Text", fontname="arial").box


def test_a_weight_in_a_name() -> None:
    bold = picture("Text", face="Noto Sans Bold").box
    assert bold == picture("Text", face="noto sans", weight="bold").box
    assert bold.width > picture("Text", face="Noto Sans").box.width


def test_face_wins_over_fontname() -> None:
    found = picture("Text", face="IBM Plex Mono", fontname="verdana")
    assert found.box == picture("Text", fontname="couriernew").box


def test_an_unknown_family_is_an_error_with_a_near_name() -> None:
    with pytest.raises(SxmlError, match=r"fontname: no font is called 'ariel'.*'arial'"):
        picture("Text", fontname="ariel")
    with pytest.raises(SxmlError, match="face: no font is called"):
        picture("Text", face="Completely Unknown Grotesque")


def test_unknown_families_are_told_before_anything_is_drawn(tmp_path: Path) -> None:
    texts = [f'<text type="zone" duration="9" {name}>a</text>' for name in
             ('fontname="ariel"', "", 'fontname="verdanna"')]  # fmt: skip
    document = "<sequence>\n" + "\n".join(texts) + "</sequence>"
    with pytest.raises(SxmlError) as caught:
        compose(document, no_file, tmp_path, {})
    assert [text.partition(";")[0] for text in caught.value.texts] == [
        "line 2, <text>: fontname: no font is called 'ariel'",
        "line 4, <text>: fontname: no font is called 'verdanna'",
    ]
    assert compose(document, no_file, tmp_path, {}, only=TIMED).timing.duration


def no_file(url: str) -> SourceFile:
    raise AssertionError(url)


def area(**attributes: Any) -> float:
    return float(drawn(node("HOT", fontsize=80, **attributes))[..., 3].sum())


def test_heavier_letters_have_more_ink() -> None:
    inks = [
        area(face="Noto Sans", weight=weight)
        for weight in ("thin", "light", "normal", "semibold", "bold", "heavy")
    ]
    assert inks == sorted(inks)
    assert inks[-1] > 2 * inks[0]


def test_a_face_without_bold_is_made_bolder() -> None:
    assert area(fontname="comicsansms", weight="bold") > 1.2 * area(fontname="comicsansms")


@pytest.mark.parametrize("face", ["Noto Sans", "Arimo"])
def test_stretch_makes_letters_wider(face: str) -> None:
    widths = [
        picture("Hamburg", face=face, stretch=stretch).box.width
        for stretch in ("condensed", "semicondensed", "normal", "expanded")
    ]
    assert widths == sorted(widths)
    assert widths[0] < 0.9 * widths[2] < 0.9 * widths[3]


@pytest.mark.parametrize("face", ["Arimo", "Delius"])
def test_italic_leans_to_the_right(face: str) -> None:
    """Of an upright l, the ink at the top is right of that at the bottom."""
    pixels = drawn(node("l", face=face, style="italic", fontsize=200))[..., 3]
    _, top, _, bottom = ink(drawn(node("l", face=face, style="italic", fontsize=200)))
    middle = np.arange(pixels.shape[1])
    high, low = (
        (pixels[row] * middle).sum() / max(1, pixels[row].sum()) for row in (top + 10, bottom - 10)
    )
    tall = bottom - top - 20
    assert 0.1 < (high - low) / tall < 0.35


@pytest.mark.parametrize("face", ["Delius", "Noto Serif"])
def test_a_font_of_the_machine_lives_as_long_as_its_letters(face: str) -> None:
    """HarfBuzz reads tables when it needs them, long after they were asked for."""
    family = catalog.family(face)
    assert family is not None
    style = Named(face)
    found = select.of_typeface(face, skia.Typeface.MakeFromFile(str(family.files[0].path)), style)
    own = select.font(style)
    for char in map(ord, "Hamburgefonts@"):
        gc.collect()
        bounds = [
            font.outline(font.shape([char], 0, 1, "Latn", False)[0].number).getBounds()
            for font in (found, own)
        ]
        assert bounds[0] == bounds[1]
        assert not bounds[0].isEmpty()
