"""Captions as they are seen: when, where, in what colours; read from the pixels."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from dragonet.job import SourceFile
from dragonet.sxml.gather import gather
from dragonet.sxml.parse import parse
from dragonet.sxml.render.scene import Scene
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.ticks import ticks
from dragonet.sxml.timing import resolve
from support import fingerprints, pictures

Pixels = NDArray[np.uint8]
WIDE, UPRIGHT = (640, 360), (180, 320)
SIZES = {"16:9": WIDE, "4:3": (480, 360), "1:1": (360, 360), "9:16": (360, 640)}
GREEN = '<effect type="none" duration="6"><image color="#00ff00"/></effect>'


def cue(text: str, start: str = "00:01", end: str = "00:02", settings: str = "") -> str:
    return f"{start}.000 --> {end}.000 {settings}\n{text}\n\n"


def captions(*cues: str, more: str = "", inside: str = "") -> str:
    return f'<text type="caption" {more}><![CDATA[WEBVTT\n\n{"".join(cues)}]]>{inside}</text>'


def scene(document: str, size: tuple[int, int] = WIDE) -> Scene:
    movie = parse(document, local=True)
    assets = gather(movie, lambda url: SourceFile(Path(url), url), Path())
    timing = resolve(movie, assets.lengths)
    return Scene(movie, timing, assets, Screen(*size, size[0] / size[1]))


def shown(text: str, *times: float, size: tuple[int, int] = WIDE) -> list[Pixels]:
    """Frames of captions over green, RGB."""
    made = scene(f"<stack>{GREEN}{text}</stack>", size)
    return [made.picture(ticks(time))[..., 2::-1].copy() for time in times]


def band(picture: Pixels) -> NDArray[np.bool_]:
    """Where anything is over the green."""
    return np.asarray((picture != (0, 255, 0)).any(axis=2))


def letters(picture: Pixels) -> NDArray[np.bool_]:
    return np.asarray(picture.min(axis=2) > 160)


def box(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom."""
    rows, columns = np.nonzero(mask)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def lines(picture: Pixels) -> list[tuple[int, int, int, int]]:
    """Box of each line of capitals and small letters, from the first."""
    there = letters(picture).any(axis=1).astype(int)
    edges = np.flatnonzero(np.diff(there, prepend=0, append=0)).reshape(-1, 2)
    found = []
    for top, bottom in edges:
        left, _, right, _ = box(letters(picture[top:bottom]))
        found.append((left, int(top), right, int(bottom)))
    return [line for line in found if line[3] - line[1] > 5]


@pytest.mark.parametrize(
    ("more", "start", "end"),
    [
        ("", 1.0, 2.0),
        ('offset="0.5"', 1.5, 2.5),
        ('offset="-1.25"', 0.0, 0.75),
        ('margin-start="2.5"', 3.5, 4.5),
    ],
)
def test_a_cue_is_seen_from_its_start_to_before_its_end(
    more: str, start: float, end: float
) -> None:
    made = scene(f"<stack>{GREEN}{captions(cue('One'), more=more)}</stack>")
    tick = 1e-6
    for time, there in ((start, True), (end - tick, True), (end, False), (end + 1, False)):
        picture = made.picture(ticks(time))[..., 2::-1]
        assert band(picture).any() == there == letters(picture).any(), time
    if start:
        assert not band(made.picture(ticks(start - tick))[..., 2::-1]).any()


LONG = cue("When the fog lifted we saw the ridge for the first time in a week, and said nothing.")


@pytest.mark.parametrize("name", SIZES)
def test_they_stay_off_the_edges_at_the_bottom_in_the_middle(name: str) -> None:
    width, height = SIZES[name]
    (picture,) = shown(captions(LONG), 1, size=(width, height))
    left, top, right, bottom = box(band(picture))
    assert left + right == pytest.approx(width, abs=2)
    assert width * 0.05 - 1 <= left < right <= width * 0.95 + 1
    assert bottom == pytest.approx(height * (0.88 if height > width else 0.95), abs=1)
    assert top > height * 0.7
    inner = box(letters(picture))
    assert left < inner[0] < inner[2] < right
    assert 2 <= len(lines(picture)) <= 4


def test_lines_of_the_file_are_kept_if_they_fit_and_even_if_they_do_not() -> None:
    two = captions(cue("Hello,\nyou over there in the boat"))
    tall = box(band(shown(two, 1)[0]))
    one = box(band(shown(captions(cue("Hello, you over there in the boat")), 1)[0]))
    assert tall[3] - tall[1] > 1.6 * (one[3] - one[1])
    broken = "When the fog lifted we saw the ridge for the first time,\nand nobody spoke."
    (again,) = shown(captions(cue(broken)), 1)
    upper, lower = lines(again)
    assert (upper[2] - upper[0]) / (lower[2] - lower[0]) == pytest.approx(1, abs=0.25)


def test_a_word_is_made_smaller_rather_than_broken() -> None:
    found = []
    for width in (0.9, 0.7, 0.3):
        more = f'fontsize="54" width="{width}" align="center,center"'
        (picture,) = shown(captions(cue("captions"), more=more), 1, size=SIZES["9:16"])
        left, top, right, bottom = box(band(picture))
        assert right - left <= width * 360 + 1
        found.append((len(lines(picture)), bottom - top))
    whole, smaller, broken = found
    assert whole[0] == smaller[0] == 1 and smaller[1] < whole[1]
    assert broken[0] > 1


def test_a_dialogue_is_aligned_and_keeps_its_lines() -> None:
    (picture,) = shown(captions(cue("- Who was it that told you?\n- They.")), 1)
    upper, lower = lines(picture)
    assert abs(upper[0] - lower[0]) <= 1
    long = "when the fog had lifted from the ridge and all was clear"
    (picture,) = shown(captions(cue(f"- {long}\n- So?")), 1)
    *_, last = lines(picture)
    assert last[2] - last[0] < 60


def test_those_of_the_same_time_do_not_cover_each_other_and_stay() -> None:
    text = captions(cue("Lower", "00:01", "00:03"), cue("Upper", "00:02", "00:05"))
    alone, both, left = shown(text, 1.5, 2.5, 4)
    low, upper = box(letters(alone)), box(letters(left))
    assert upper[3] < low[1]
    assert box(letters(both)) == (min(low[0], upper[0]), upper[1], max(low[2], upper[2]), low[3])


def test_those_at_the_top_go_down() -> None:
    high = "line:0"
    text = captions(cue("First", settings=high), cue("Second", settings=high))
    (picture,) = shown(text, 1)
    _, top, _, bottom = box(band(picture))
    assert top == pytest.approx(18, abs=1) and bottom < 80
    first, second = lines(picture)
    assert first[2] - first[0] < second[2] - second[0], "the first is above"


def test_a_scene_is_the_same_wherever_drawing_begins() -> None:
    """Each cue lies over the one before; where it is follows from all of them."""
    chain = [cue(f"Number {n}", f"00:0{n}", f"00:0{n + 2}") for n in range(5)]
    document = f"<stack>{GREEN}{captions(*chain)}</stack>"
    times = [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]
    forth = scene(document)
    kept = [forth.picture(ticks(time)).copy() for time in times]
    back = scene(document)
    for time, picture in reversed(list(zip(times, kept, strict=True))):
        assert np.array_equal(back.picture(ticks(time)), picture)


def centre(settings: str, more: str = "", text: str = "Here") -> tuple[float, float]:
    """Middle of a cue, shares of the screen from its left and top."""
    (picture,) = shown(captions(cue(text, settings=settings), more=more), 1)
    left, top, right, bottom = box(band(picture))
    return (left + right) / 2 / WIDE[0], (top + bottom) / 2 / WIDE[1]


PLACES = {
    "line:0": (0.5, 0.08),
    "line:-1": (0.5, 0.92),
    "line:50%,center": (0.5, 0.5),
    "align:start": (0.08, 0.92),
    "align:right line:0": (0.92, 0.08),
    "position:25% align:center": (0.25, 0.92),
    "position:30%,line-left align:left line:2": (0.33, 0.19),
    "vertical:rl": (0.5, 0.92),
}


@pytest.mark.parametrize("settings", PLACES)
def test_settings_of_cues_place_them(settings: str) -> None:
    assert centre(settings) == pytest.approx(PLACES[settings], abs=0.03)


def test_start_is_at_the_right_for_what_is_read_from_there() -> None:
    assert centre("align:start", text="שלום")[0] > 0.8


def test_the_place_of_the_element_comes_first() -> None:
    assert centre("line:0 align:start", 'align="right,center"') == pytest.approx(
        (0.92, 0.5), abs=0.03
    )
    assert centre("line:0", 'bottom="0.5" height="0.2"')[1] == pytest.approx(0.46, abs=0.03)
    assert centre("position:20%", 'left="0.6"')[0] == pytest.approx(0.775, abs=0.02)


def test_codes_of_srt_place_cues() -> None:
    assert centre("", text="{\\an7}Here") == pytest.approx((0.08, 0.08), abs=0.03)


@pytest.mark.parametrize("name", SIZES)
def test_what_has_no_room_is_cut_off_or_left_out(name: str) -> None:
    width, height = SIZES[name]
    many = "\n".join(f"Line {number} of a caption" for number in range(80))
    crowd = captions(*(cue(f"Cue {number}") for number in range(70)))
    for text in (captions(cue(many)), captions(cue("longword" * 90)), crowd):
        (picture,) = shown(text, 1, size=(width, height))
        left, top, right, bottom = box(band(picture))
        assert min(left, width - right) >= width * 0.05 - 1
        assert min(top, height - bottom) >= height * 0.05 - 1
        assert bottom - top > height * (0.6 if text != captions(cue("longword" * 90)) else 0.3)


def colours(text: str, time: float = 1, more: str = "", inside: str = "") -> Pixels:
    """Pixels of captions in the colours of letters on a black band."""
    dark = f'backgroundcolor="#000000" fontsize="40" {more}'
    (picture,) = shown(captions(cue(text, end="00:03"), more=dark, inside=inside), time)
    return picture[band(picture)]


def amount(pixels: Pixels, red: int, green: int, blue: int) -> int:
    return int((np.abs(pixels.astype(int) - (red, green, blue)).max(axis=1) < 30).sum())


def test_tags_are_seen() -> None:
    plain = colours("word and word")
    assert amount(plain, 255, 255, 255) > 1500
    coloured = colours("<font color='#ff0000'>word</font> and <c.cyan>word</c>")
    assert amount(coloured, 255, 0, 0) > 500 and amount(coloured, 0, 255, 255) > 500
    bold, lined = colours("<b>word and word</b>"), colours("<u>word and word</u>")
    assert amount(bold, 255, 255, 255) > 1.05 * amount(plain, 255, 255, 255)
    assert amount(lined, 255, 255, 255) > 1.05 * amount(plain, 255, 255, 255)
    upper, lower = lines(shown(captions(cue("and\n<b>and</b>"), more='fontsize="40"'), 1)[0])
    assert lower[2] - lower[0] > upper[2] - upper[0] + 1, "each line has its own"
    assert not np.array_equal(colours("<i>word and word</i>"), plain)
    assert amount(colours("word", more='fontcolor="#0000ff"'), 0, 0, 255) > 500


def test_words_are_dim_until_they_are_said() -> None:
    text = "one <00:02.000>two"
    before, after = colours(text), colours(text, 2)
    assert amount(before, 115, 115, 115) > 300 > amount(after, 115, 115, 115)
    assert amount(after, 255, 255, 255) > 1.5 * amount(before, 255, 255, 255)


def test_karaoke_plays_anew_in_each_cue() -> None:
    karaoke = '<animator type="karaoke" style="word" color="#ff0000"/>'
    two = cue("aaaa bbbb", "00:01", "00:03") + cue("cccc dddd", "00:03", "00:05")
    more = 'backgroundcolor="#000000" fontsize="40"'
    for time in (1.5, 3.5, 2.5, 4.5):
        (picture,) = shown(captions(two, more=more, inside=karaoke), time)
        red = (picture[..., 0] > 200) & (picture[..., 1] < 80)
        left, _, right, _ = box(red)
        assert (left + right < WIDE[0]) == (time in (1.5, 3.5)), time


def test_without_a_band_white_letters_are_read_on_white() -> None:
    white = GREEN.replace("00ff00", "ffffff")
    bare = captions(LONG, more='backgroundcolor="#00000000"')
    made = scene(f"<stack>{white}{bare}</stack>")
    picture = made.picture(ticks(1))[..., 0]
    assert (picture < 130).sum() > 1000
    assert picture.min() > 10


def test_the_band_takes_a_colour() -> None:
    (picture,) = shown(captions(LONG, more='backgroundcolor="#ff00ff"'), 1)
    left, top, right, _ = box(band(picture))
    assert tuple(picture[top + 4, (left + right) // 2]) == (255, 0, 255)
    assert tuple(picture[top, left]) == (0, 255, 0), "its corners are round"


def test_equal_states_while_the_same_cues_show() -> None:
    made = scene(f"<stack>{GREEN}{captions(cue('a'), cue('b', '00:03', '00:04'))}</stack>")
    states = [made.state(ticks(time)) for time in (0, 0.9, 1, 1.9, 2, 2.9, 3, 3.9, 4)]
    assert states[0] == states[1] == states[4] == states[5] == states[8]
    assert states[2] == states[3] != states[0]
    assert states[6] == states[7] not in (states[0], states[2])


def test_filters_and_animators_of_texts_work() -> None:
    style = '<filter type="distancemap"/><filter type="distancecolor" color="#ff0000"/>'
    (styled,) = shown(captions(LONG, inside=style), 1)
    assert amount(styled[band(styled)], 255, 0, 0) > 500
    up = '<animator type="custom"><key time="0" pos="0,1,0"/></animator>'
    plain, moved = (box(band(shown(captions(LONG, inside=more), 1)[0])) for more in ("", up))
    assert plain[1] - moved[1] == pytest.approx(180, abs=1)
    clear = '<filter type="alpha" alphaStart="0.5" alphaEnd="0.5"/>'
    (faint,) = shown(captions(LONG, inside=clear), 1)
    assert faint[letters(faint)].size == 0 and band(faint).any()


def test_they_are_pictures_of_effects_and_children_of_sequences() -> None:
    inner = captions(LONG)
    within = scene(f'<effect type="none">{inner}</effect>').picture(ticks(1))
    alone = scene(f"<sequence>{inner}</sequence>").picture(ticks(1))
    assert letters(alone[..., :3]).any()
    assert pictures.similarity(within[..., :3], alone[..., :3]) > 0.99


def test_larger_screens_show_the_same() -> None:
    small, large = (shown(captions(LONG), 1, size=size)[0] for size in (WIDE, (1280, 720)))
    halved = large.reshape(360, 2, 640, 2, 3).mean(axis=(1, 3))
    assert np.abs(halved - small).mean() < 1.0


JUDGED = {
    "caption": captions(LONG),
    "caption of two": captions(cue("- Who said so?\n- Everyone."), cue("Above", settings="line:0")),
    "caption without band": captions(LONG, more='backgroundcolor="#00000000"'),
    "caption arabic": captions(cue("وصلنا إلى القمة قبل شروق الشمس بقليل، ولم يتكلم أحد.")),
    "caption japanese": captions(cue("私たちは日の出の少し前に頂上に着いたが、誰も話さなかった。")),
}


@pytest.mark.parametrize("name", JUDGED)
def test_as_they_were_judged(name: str, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    Image.fromarray(data.astronaut()).save(path)  # type: ignore[no-untyped-call]
    photo = f'<effect type="none" duration="3"><image filename="{path}"/></effect>'
    frames = []
    for size in (WIDE, UPRIGHT):
        made = scene(f"<stack>{photo}{JUDGED[name]}</stack>", size)
        frames.append(made.picture(ticks(1.5))[..., 2::-1].copy())
    fingerprints.check("captions", name, (16 / 9, 9 / 16), frames)
