"""Filters of colour, opacity and shape against the same sums in numpy."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dragonet.sxml.render.growth import grown
from support.frames import Album, Pixels, noise, plain

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
LEVEL = 1


@pytest.fixture
def album(tmp_path: Path) -> Album:
    return Album(tmp_path)


def full(image: str, more: str = "") -> str:
    return f'<effect type="none" duration="4">{image}{more}</effect>'


def over(tone: str, inside: str) -> str:
    return f"<stack>{full(f'<image color={tone!r}/>')}{inside}</stack>"


def differs(one: Pixels, two: NDArray[Any]) -> float:
    return float(np.abs(one.astype(float) - two).max())


def keyed(kind: str, more: str, first: str, last: str) -> str:
    """A filter whose parameters go from some values to others in 4 s."""
    keys = f'<key time="0" {first}/><key time="4" {last}/>'
    return f'<filter type="{kind}" {more}><animator type="custom">{keys}</animator></filter>'


# alpha


@pytest.mark.parametrize("on_node", [True, False])
def test_alpha_changes_evenly(album: Album, on_node: bool) -> None:
    pixels = noise(160, 90)
    image = album.add("noise", pixels)
    alpha = '<filter type="alpha" alphaStart="0.2" alphaEnd="1"/>'
    body = full(image, alpha) if on_node else full(album.image("noise", alpha))
    for time in (0.0, 1.0, 3.0):
        share = 0.2 + 0.8 * time / 4
        seen = album.frame(over("#ffffff", body), time)
        assert differs(seen, pixels * share + 255 * (1 - share)) <= 2 * LEVEL


def test_alpha_of_several_is_that_of_them_all(album: Album) -> None:
    """Two equal boxes on top of each other, half seen, are no more opaque than one."""
    box = '<overlay width="1" height="1"><image color="#ff0000"/></overlay>'
    alpha = '<filter type="alpha" alphaStart="0.5" alphaEnd="0.5"/>'
    one = album.frame(over("#ffffff", f"<stack>{box}{alpha}</stack>"), 1.0)
    two = album.frame(over("#ffffff", f"<stack>{box}{box}{alpha}</stack>"), 1.0)
    in_one = album.frame(
        over(
            "#ffffff", box.replace("</overlay>", '<image color="#ff0000"/>' + alpha + "</overlay>")
        ),
        1.0,
    )
    assert differs(one, two) <= LEVEL
    assert differs(one, in_one) <= LEVEL
    assert differs(one, plain((255, 128, 128), 160, 90)) <= LEVEL


def test_alpha_by_keys(album: Album) -> None:
    image = '<image color="#ffffff"/>'
    body = full(
        image, keyed("alpha", "", 'alphaStart="0" alphaEnd="0"', 'alphaStart="1" alphaEnd="1"')
    )
    for time, level in ((0.0, 0), (1.0, 64), (2.0, 128), (3.99, 254)):
        assert differs(album.frame(body, time), plain((level,) * 3, 160, 90)) <= LEVEL


# frame


def test_a_frame_is_even_and_the_picture_is_within(album: Album) -> None:
    image = album.add("red", plain((255, 0, 0), 160, 90))
    seen = album.frame(full(image, '<filter type="frame" width="0.1" color="#00ff00"/>'))
    border = np.ones((90, 160), bool)
    border[9:81, 9:151] = False
    assert ((seen == (0, 255, 0)).all(axis=2) == border).all()
    assert ((seen == (255, 0, 0)).all(axis=2) == ~border).all()


def test_a_frame_shrinks_the_picture_and_keeps_its_shape(album: Album) -> None:
    made = plain(BLACK, 160, 80)
    made[30:50, 70:90] = 255
    image = album.add("square", made)
    box = '<overlay width="1">{}<filter type="frame" width="0.2"/></overlay>'
    seen = album.frame(box.format(image), size=(160, 80))[20:60, 20:140, 0] > 127
    rows, columns = np.nonzero(seen)
    assert np.ptp(rows) == np.ptp(columns)
    assert 10 <= np.ptp(rows) + 1 < 20
    assert rows.mean() == pytest.approx(19.5) and columns.mean() == pytest.approx(59.5)


@pytest.mark.parametrize("width", ["0.013", "0.037", "0.0511"])
def test_nothing_shows_between_frame_and_picture(album: Album, width: str) -> None:
    image = album.add("white", plain(WHITE, 160, 90))
    seen = album.frame(full(image, f'<filter type="frame" width="{width}"/>'))
    assert seen.min() >= 254


@pytest.mark.parametrize("width", ["0", "0.5"])
def test_no_frame_and_all_frame(album: Album, width: str) -> None:
    image = album.add("red", plain((255, 0, 0), 160, 90))
    seen = album.frame(full(image, f'<filter type="frame" width="{width}" color="#00ff00"/>'))
    assert (seen == ((255, 0, 0) if width == "0" else (0, 255, 0))).all()


# mask

TRUTH = [
    # opaque, transparent, colour of the mask, its alpha, opacity
    ("#ffffff", "#000000", WHITE, 255, 1.0),
    ("#ffffff", "#000000", BLACK, 255, 0.0),
    ("#ffffff", "#000000", (128, 128, 128), 255, 128 / 255),
    ("#ffffff", "#000000", WHITE, 128, 128 / 255),
    ("#ffffff", "#000000", WHITE, 0, 0.0),
    ("#000000", "#ffffff", WHITE, 255, 0.0),
    ("#000000", "#ffffff", BLACK, 255, 1.0),
    ("#000000", "#ffffff", BLACK, 128, 128 / 255),
    ("#000000", "#ffffff", BLACK, 0, 0.0),
    ("#ff0000", "#000000", (128, 255, 255), 255, 128 / 255),
    ("#00ff00", "#ff00ff", (0, 255, 0), 255, 1.0),
    ("#00ff00", "#ff00ff", (255, 0, 255), 255, 0.0),
    ("#808080", "#404040", WHITE, 255, 1.0),
    ("#808080", "#404040", (0x60,) * 3, 255, 0.5),
    ("#808080", "#404040", BLACK, 255, 0.0),
    ("#123456", "#123456", (200, 10, 30), 128, 128 / 255),
]


@pytest.mark.parametrize("row", TRUTH, ids=lambda row: " ".join(map(str, row)))
def test_what_a_mask_lets_through(
    album: Album, row: tuple[str, str, tuple[int, int, int], int, float]
) -> None:
    opaque, clear, colour, alpha, expected = row
    mask = album.add("mask", plain((*colour, alpha), 32, 32))
    filter_ = (
        f'<filter type="mask" opaqueColor="{opaque}" transparentColor="{clear}">{mask}</filter>'
    )
    seen = album.frame(over("#000000", full('<image color="#ffffff"/>', filter_)))
    assert differs(seen, plain((round(255 * expected),) * 3, 160, 90)) <= 2 * LEVEL


def test_a_mask_of_a_picture_takes_its_shape(album: Album) -> None:
    half = plain(BLACK, 64, 64)
    half[:, 32:] = 255
    album.add("half", half)
    album.add("white", plain(WHITE, 40, 40))
    image = album.image("white", f'<filter type="mask">{album.image("half")}</filter>')
    seen = album.frame(f'<overlay width="0.5">{image}</overlay>')[..., 0]
    expected = np.zeros((90, 160))
    expected[5:85, 80:120] = 255
    assert np.abs(seen[:, :79] - expected[:, :79]).max() <= LEVEL
    assert np.abs(seen[10:80, 81:] - expected[10:80, 81:]).max() <= LEVEL


def test_any_node_masks_a_whole_sequence(album: Album) -> None:
    node = '<overlay width="0.25" height="1" left="0"><image color="#ffffff"/></overlay>'
    blue = full('<image color="#0000ff"/>')
    inside = f'{blue}<filter type="mask">{node}</filter>'
    seen = album.frame(over("#ff0000", f"<sequence>{inside}</sequence>"), 1.0)
    assert (seen[:, :40] == (0, 0, 255)).all()
    assert (seen[:, 40:] == (255, 0, 0)).all()


# colours


def coloured() -> Pixels:
    """Every seventh level of each channel against the others, in blocks of one pixel."""
    random = np.random.default_rng(5)
    return random.integers(0, 256, (90, 160, 3), np.uint8)


LUMA = np.array([0.2126, 0.7152, 0.0722])
SEPIA = np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])


def test_the_presets_of_colormap(album: Album) -> None:
    pixels = coloured()
    image = album.add("coloured", pixels)
    for preset, rows in (("grayscale", np.array([LUMA] * 3)), ("sepia", SEPIA)):
        seen = album.frame(full(image, f'<filter type="colormap" preset="{preset}"/>'))
        assert differs(seen, np.clip(pixels @ rows.T, 0, 255)) <= LEVEL


@pytest.mark.parametrize(
    "matrix",
    [
        "#ff000000,#00ff0000,#0000ff00,#000000ff,#00000000",
        "#0000ff00,#ff000000,#00ff0000,#000000ff,#00000000",
        "#40104000,#80203000,#20c01000,#000000ff,#10203000",
        "#ffffff00,#ffffff00,#ffffff00,#000000ff,#00000000",
        "#80000080,#00800040,#00008020,#00000020,#08101810",
    ],
)
def test_a_matrix_says_what_each_channel_becomes(album: Album, matrix: str) -> None:
    """new = r * row1 + g * row2 + b * row3 + a * row4 + row5, all from 0 to 1, cut to that."""
    pixels = coloured()
    image = album.add("coloured", pixels)
    seen = album.frame(
        over("#336699", full(image, f'<filter type="colormap" rgba-bias-matrix="{matrix}"/>'))
    )
    rows = np.array([list(bytes.fromhex(part[1:])) for part in matrix.split(",")]) / 255
    whole = np.dstack([pixels / 255, np.ones((90, 160)), np.ones((90, 160))])
    new = np.clip(whole @ rows, 0, 1)
    colour, alpha = new[..., :3], new[..., 3:]
    behind = np.array([0x33, 0x66, 0x99]) / 255
    assert differs(seen, 255 * (colour * alpha + behind * (1 - alpha))) <= 2 * LEVEL


def test_a_matrix_leaves_what_is_transparent(album: Album) -> None:
    """A map works on colours as they are, not on those made darker by their transparency."""
    image = album.add("clear", plain((200, 100, 50, 64), 32, 18))
    swap = "#00ff0000,#0000ff00,#ff000000,#000000ff,#00000000"
    filter_ = f'<filter type="colormap" rgba-bias-matrix="{swap}"/>'
    seen = album.frame(over("#000000", full(image, filter_)))
    assert differs(seen, plain((50 // 4, 200 // 4, 100 // 4), 160, 90)) <= 2 * LEVEL


@pytest.mark.parametrize("on_node", [False, True])
def test_a_matrix_that_fills_what_is_clear_stays_in_the_box(album: Album, on_node: bool) -> None:
    image = album.add("clear", plain((200, 100, 50, 0), 32, 18))
    fill = "#ff000000,#00ff0000,#0000ff00,#000000ff,#ff0000ff"
    filter_ = f'<filter type="colormap" rgba-bias-matrix="{fill}"/>'
    inside = f"{image}{filter_}" if on_node else image.replace("</image>", f"{filter_}</image>")
    box = f'<overlay left="0.25" width="0.5" top="0.2" height="0.6">{inside}</overlay>'
    seen = album.frame(over("#336699", box))
    expected = plain((0x33, 0x66, 0x99), 160, 90)
    expected[18:72, 40:120] = (255, 0, 0)
    assert differs(seen, expected) == 0


def test_what_a_matrix_made_fades(album: Album) -> None:
    """A later filter works on what the map made of the opacity, and not before it."""
    rows = "#ff000000,#00ff0000,#0000ff00,#40000040,#00000060"
    map_ = f'<filter type="colormap" rgba-bias-matrix="{rows}"/>'
    half = '<filter type="alpha" alphaStart="0.5" alphaEnd="0.5"/>'
    image = album.add("coloured", coloured())
    ground, whole, faded = (
        album.frame(over("#336699", full(image, item))).astype(int)
        for item in ('<filter type="alpha" alphaStart="0" alphaEnd="0"/>', map_, map_ + half)
    )
    assert differs(faded, (ground + whole) / 2) <= 2 * LEVEL


def test_tint_goes_from_one_colour_to_the_other(album: Album) -> None:
    pixels = coloured()
    image = album.add("coloured", pixels)
    seen = album.frame(
        full(image, '<filter type="tint" blackColor="#102030" whiteColor="#ffe0a0"/>')
    )
    share = (pixels @ LUMA)[..., None] / 255
    low, high = np.array([0x10, 0x20, 0x30]), np.array([0xFF, 0xE0, 0xA0])
    assert differs(seen, low + (high - low) * share) <= LEVEL


def test_tint_of_what_is_transparent(album: Album) -> None:
    image = album.add("clear", plain((255, 255, 255, 128), 32, 18))
    filter_ = '<filter type="tint" blackColor="#00000000" whiteColor="#00ff0080"/>'
    seen = album.frame(over("#ffffff", full(image, filter_)))
    kept = 1 - (128 / 255) ** 2
    assert differs(seen, plain((round(255 * kept), 255, round(255 * kept)), 160, 90)) <= 2 * LEVEL


def test_colours_move_between_keys(album: Album) -> None:
    tint = keyed("tint", "", 'whiteColor="#000000"', 'whiteColor="#ff8000"')
    seen = album.frame(full('<image color="#ffffff"/>', tint), 2.0)
    assert differs(seen, plain((128, 64, 0), 160, 90)) <= LEVEL


# adapters


def test_adapters_give_a_picture_another_shape(album: Album) -> None:
    made = plain((255, 0, 0), 120, 120)
    made[30:90, 30:90] = (0, 255, 0)
    album.add("square", made)
    seen = {}
    for kind, more in (
        ("zoomAdapter", ""),
        ("fitAdapter", ""),
        ("fixedAdapter", 'color="#0000ff"'),
        ("zoomAdapter", 'zoomStart="2" zoomEnd="2" centerStart="0,0" centerEnd="0,0"'),
    ):
        image = album.image("square", f'<filter type="{kind}" {more}/>')
        body = f'<overlay width="1" height="1">{image}</overlay>'
        seen[kind + more] = album.frame(over("#ffffff", body))
    fill, fit, fixed, corner = seen.values()
    assert (fill[45, 42:118] == (0, 255, 0)).all() and (fill[45, :38] == (255, 0, 0)).all()
    assert (fill[7:83, 80] == (0, 255, 0)).all() and (fill[:3, 80] == (255, 0, 0)).all()
    assert (fit[:, 36:124] == fixed[:, 36:124]).all() and (fit[0, 80] == (255, 0, 0)).all()
    assert (fit[:, :34] == 255).all() and (fixed[:, :34] == (0, 0, 255)).all()
    assert (corner[:70, :] == (255, 0, 0)).all() and (corner[85, 85] == (0, 255, 0)).all()


def test_adapters_move_by_keys_and_by_their_own(album: Album) -> None:
    made = noise(120, 120)
    album.add("noise", made)
    own = album.image("noise", '<filter type="zoomAdapter" zoomEnd="2"/>')
    stays = album.image("noise", '<filter type="zoomAdapter"/>')
    first, last = (album.frames(full(image), 0.0, 3.999) for image in (own, stays))
    assert differs(first[0], last[0]) <= 24  # held at another size
    assert np.abs(first[1].astype(int) - last[1]).mean() > 10
    assert np.array_equal(last[0], last[1])


def test_filters_before_an_adapter_keep_to_the_picture(album: Album) -> None:
    """A frame is as wide on all sides, though the box is twice as wide as the picture."""
    album.add("red", plain((255, 0, 0), 80, 80))
    inside = '<filter type="frame" width="0.1" color="#00ff00"/><filter type="fitAdapter"/>'
    image = album.image("red", inside)
    seen = album.frame(f'<overlay width="1" height="1">{image}</overlay>', size=(160, 80))
    green = (seen == (0, 255, 0)).all(axis=2)
    assert green[40].sum() == 16 and green[:, 80].sum() == 16


# text


def test_letters_are_styled_as_far_as_their_map_reaches(album: Album) -> None:
    style = '<filter type="distancecolor" color="#ff0000" strokeWidth="1" strokeColor="#0000ff"/>'

    def blue(width: str) -> int:
        reach = f'<filter type="distancemap" distanceWidth="{width}"/>'
        text = f'<text type="zone" duration="2" fontsize="200">I{reach}{style}</text>'
        seen = album.frame(text, 1.0).astype(int)
        assert seen[..., 0].max() > 200
        return int((seen[..., 2] > 128).sum())

    assert 0 < 2 * blue("10") < blue("40")


def disc(album: Album) -> str:
    """A red disc, half as high as the screen, in an overlay of its own."""
    rows, columns = np.mgrid[:128, :128] - 63.5
    made = plain((255, 0, 0, 255), 128, 128)
    made[..., 3] = np.clip(62 - np.hypot(rows, columns), 0, 1) * 255
    return album.add("disc", made)


def styled(album: Album, more: str) -> NDArray[Any]:
    """The disc, about 90 pixels wide in the middle, with a style, over grey."""
    inside = f'{disc(album)}<filter type="distancecolor" {more}/>'
    box = f'<overlay height="0.5">{inside}</overlay>'
    return album.frame(over("#808080", box), 1.0, size=(320, 180)).astype(int)


def across(picture: NDArray[Any], colour: tuple[int, int, int]) -> int:
    """Pixels of about a colour in the middle row."""
    return int((np.abs(picture[90] - colour).max(axis=1) < 40).sum())


def test_other_pictures_are_styled_by_their_opacity(album: Album) -> None:
    red, blue = (255, 0, 0), (0, 0, 255)
    bare = styled(album, "")
    assert 84 <= across(bare, red) <= 88
    stroked = styled(album, 'strokeWidth="0.5" strokeColor="#0000ff"')
    assert np.array_equal(across(stroked, red), across(bare, red))
    stroke = 0.5 * 40 / 160 * 90  # of an eighth of the height on either side
    assert across(stroked, blue) == pytest.approx(2 * stroke, abs=6)
    assert across(styled(album, 'color="#0000ff"'), blue) == across(bare, red)
    assert across(styled(album, 'fillOpacity="0"'), (128,) * 3) == 320


def test_shadows_and_glows_of_other_pictures(album: Album) -> None:
    shadow = styled(album, 'dropShadowPosition="0.2,-0.2" dropShadowBlurWidth="0.3"')
    dark = shadow.sum(axis=2) < 200
    rows, columns = np.nonzero(dark)
    assert rows.mean() > 95 and columns.mean() > 165
    glow = styled(album, 'outerGlowColor="#00ff00" outerGlowBlurWidth="0.5"')[..., 1]
    assert (glow > 140).sum() > 1000
    assert np.abs(glow - glow[::-1]).max() <= 8
    inner = styled(album, 'innerGlowColor="#ffff00" innerGlowBlurWidth="0.5"')[..., 1]
    assert inner[90, 160] < 20 and inner[90, 120] > 60 and inner[90, 110] == 128


@pytest.mark.parametrize("before", ["blur", "alpha"])
def test_letters_that_were_filtered_are_styled_as_they_look(album: Album, before: str) -> None:
    """A blur before a style is not lost."""
    text = '<text type="zone" duration="2" fontsize="200">I{}</text>'
    more = 'diameter="60"' if before == "blur" else 'alphaEnd="0.3" alphaStart="0.3"'
    style = '<filter type="distancecolor" color="#ffffff"/>'
    first = f'<filter type="{before}" {more}/>'
    seen = [
        album.frame(text.format(inside), 1.0)[..., 0].astype(int)
        for inside in (style, first + style)
    ]
    assert seen[1].max() < 0.9 * seen[0].max()


def test_a_picture_masks_a_colour(album: Album) -> None:
    """What the mask is made of is no second picture of what is masked."""
    mask = album.add("white", plain(WHITE, 8, 8))
    seen = album.frame(full(f'<image color="#336699"><filter type="mask">{mask}</filter></image>'))
    assert (seen == (0x33, 0x66, 0x99)).all()


@pytest.mark.parametrize("width", [0.1, 0.4, 1.0])
def test_the_stroke_of_a_thin_line_is_as_wide_as_that_of_others(album: Album, width: float) -> None:
    """Though it is wider than the line; its ends are round."""
    made = plain((255, 0, 0, 0), 160, 160)
    made[79:81, 40:120, 3] = 255
    image = album.add("line", made)
    item = f'<filter type="distancecolor" strokeWidth="{width}" strokeColor="#00ff00"/>'
    body = over("#000000", f'<overlay height="0.5" duration="4">{image}{item}</overlay>')
    green = album.frame(body, 1.0, size=(320, 320))[..., 1] / 255
    wide = width * 40 / 160 * 160
    assert green[:, 160].sum() == pytest.approx(2 * wide, abs=2)
    assert green.sum() == pytest.approx(80 * 2 * wide + np.pi * wide**2 + 4 * wide, rel=0.03)


@pytest.mark.parametrize("radius", [0.5, 3.0, 7.3])
def test_a_shape_grows_by_a_disc_with_a_smooth_border(radius: float) -> None:
    point = np.zeros((41, 41), np.uint8)
    point[20, 20] = 255
    made = grown(point, radius)
    far = np.hypot(*(np.mgrid[:41, :41] - 20))
    assert np.abs(made - 255 * np.clip(radius + 1 - far, 0, 1)).max() <= 2
    assert made.sum() / 255 == pytest.approx(np.clip(radius + 1 - far, 0, 1).sum(), rel=0.02)
    larger = grown(point, radius + 0.05).astype(int) - made
    assert larger.min() >= 0 and larger.max() <= 15
    assert np.abs(made.astype(int) - made.T).max() <= 1


def test_growing_keeps_what_is_flat_and_ends_at_the_border() -> None:
    levels = np.tile(np.uint8(99), (5, 7))
    assert np.array_equal(grown(levels, 30.5), levels)
