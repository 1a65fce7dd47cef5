"""Sound is where the pictures are, also at the end of long movies."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from dragonet.sxml.sound import films
from support.soundtracks import RATE, clicks, copied, film, heard, onsets, streamed, write
from support.waves import pitch

LONG = 600.0


def test_a_file_is_in_time_after_ten_minutes(tmp_path: Path) -> None:
    rate = 22050
    wave = clicks(LONG, [0.0, 300.0, 599.5], rate)
    path = write(tmp_path / "long.wav", wave, rate=rate, subtype="PCM_16")
    found, length = streamed(f'<audio filename="{path}"/>')
    assert found == pytest.approx([0.0, 300.0, 599.5], abs=5e-4)
    assert length == LONG * RATE


def test_a_loop_is_in_time_after_ten_minutes(tmp_path: Path) -> None:
    path = write(tmp_path / "loop.wav", clicks(59.9, [0.0], 11025), rate=11025)
    found, _ = streamed(f'<audio filename="{path}" loop="true" duration="600"/>', 32000)
    assert found == pytest.approx([59.9 * n for n in range(11)], abs=5e-4)


def test_many_short_tracks_do_not_add_up_an_error(tmp_path: Path) -> None:
    path = write(tmp_path / "click.wav", clicks(0.02, [0.0], 8000), rate=8000)
    third = f'<audio filename="{path}" duration="0.3333333333"/>'
    found, _ = streamed(f"<sequence>{third * 300}</sequence>", 8000)
    assert found == pytest.approx([n / 3 for n in range(300)], abs=3e-4)


def test_tracks_begin_at_frames_of_odd_rates(tmp_path: Path) -> None:
    path = write(tmp_path / "click.wav", clicks(0.1, [0.0]))
    start = Fraction(1001, 30000) * 17_000  # 567.2 s
    track = f'<audio filename="{path}" margin-start="{float(start)!r}"/>'
    found, _ = streamed(f'<stack duration="600">{track}</stack>', threshold=1e-9)
    assert abs(found[0] - start) * RATE <= 1.5  # the click's first sample is 0


@pytest.mark.parametrize("name", ["long.mp4", "long.mkv"])
def test_a_film_is_in_time_after_ten_minutes(tmp_path: Path, name: str) -> None:
    rate, delay = 16000, 0.7
    wave = clicks(LONG - delay, [9.3, 594.3, 598.3], rate)  # 10, 595 and 599 s of the film
    path = film(tmp_path / name, wave, rate=rate, delay=delay, fps=4)
    for skip in (0, 590):  # from its beginning, and sought
        document = f'<effect type="none"><video filename="{path}" skip="{skip}"/></effect>'
        found, _ = streamed(document, 16000)
        expected = [time - skip for time in (10.0, 595.0, 599.0) if time > skip]
        assert found == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize("delay", [0.0, 0.3, 4.2])
@pytest.mark.parametrize(("name", "codec"), [("a.mp4", "aac"), ("a.mkv", "flac"), ("a.ts", "mp2")])
def test_sound_that_begins_later_than_the_pictures(
    tmp_path: Path, name: str, codec: str, delay: float
) -> None:
    path = film(tmp_path / name, clicks(6, [0.2, 5.2]), codec=codec, delay=delay, rate=RATE, fps=25)
    sound = heard(f'<effect type="none"><video filename="{path}"/></effect>')
    assert onsets(sound) == pytest.approx([delay + 0.2, delay + 5.2], abs=5e-3)


@pytest.mark.parametrize("hole", [0.3, 3.0])
def test_a_hole_in_the_sound_of_a_film_stays_a_hole(tmp_path: Path, hole: float) -> None:
    whole = film(tmp_path / "whole.mkv", clicks(8, [0.5, 7.5]), codec="flac", fps=25)
    path = copied(
        whole, tmp_path / "holed.mkv", lambda time: None if 2 <= time < 2 + hole else time
    )
    for speed in (1, 2):
        sound = heard(f'<effect type="none"><video filename="{path}" speed="{speed}"/></effect>')
        assert onsets(sound) == pytest.approx([0.5 / speed, 7.5 / speed], abs=0.02 * (speed - 0.9))


@pytest.mark.parametrize("pace", [0.999, 1.002])
def test_sound_whose_clock_is_not_that_of_the_pictures(tmp_path: Path, pace: float) -> None:
    whole = film(tmp_path / "whole.mkv", clicks(30, [1, 15, 29]), codec="flac", fps=5)
    path = copied(whole, tmp_path / "drifting.mkv", lambda time: time * pace)
    sound = heard(f'<effect type="none"><video filename="{path}"/></effect>')
    assert onsets(sound) == pytest.approx([pace, 15 * pace, 29 * pace], abs=4e-3)


@pytest.mark.parametrize("speed", [0.25, 0.5, 1.25, 4])
def test_at_another_speed_sound_is_in_time_and_keeps_its_pitch(
    tmp_path: Path, speed: float
) -> None:
    seconds, tone = 12, 440 * 2 * np.pi / RATE
    loud = 0.05 + 0.5 * (np.arange(seconds * RATE) // (RATE // 2) % 2)  # swells at 0.5, 1.5 …
    path = film(tmp_path / "a.mkv", loud * np.sin(tone * np.arange(seconds * RATE)), codec="flac")
    sound = heard(f'<effect type="none"><video filename="{path}" speed="{speed}"/></effect>')
    assert sound.shape[1] == round(seconds * RATE / speed)
    assert pitch(sound.T[RATE // 2 : -RATE // 2].astype(float), RATE) == pytest.approx(440, abs=3)
    expected = (np.arange(sound.shape[1]) * speed // (RATE // 2)) % 2
    found = np.convolve(np.abs(sound[0]), np.ones(480) / 480, "same") > 0.19
    assert np.mean(found == expected) > 0.9
    assert abs(_lag(found, expected, round(0.04 * RATE))) < 0.02 * RATE


def _lag(found: np.ndarray, expected: np.ndarray, most: int) -> int:
    """By how many samples `found` is later, where the two agree best."""
    tried = range(-most, most + 1, 48)
    inner = slice(most, -most)
    return max(tried, key=lambda lag: np.mean(np.roll(found, -lag)[inner] == expected[inner]))


def looping(path: Path, seconds: float, more: str = "") -> str:
    """A film that starts again and again."""
    video = f'<video filename="{path}" loop="true" {more}/>'
    return f'<effect type="none" duration="{seconds}">{video}</effect>'


def test_a_looping_film_is_in_time_after_ten_minutes(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", clicks(29.95, [1.0], 16000), rate=16000, fps=20)
    found, _ = streamed(looping(path, 600), 16000)
    assert found == pytest.approx([29.95 * turn + 1 for turn in range(21)][: len(found)], abs=2e-3)
    assert len(found) == 20


@pytest.mark.parametrize(("speed", "skip"), [(1.0, 0.0), (1.0, 2.5), (2.0, 1.0), (0.5, 0.25)])
def test_sound_starts_again_with_the_pictures(tmp_path: Path, speed: float, skip: float) -> None:
    path = film(tmp_path / "a.mp4", clicks(4.0, [3.0], 48000), fps=20)
    found = onsets(heard(looping(path, 12, f'speed="{speed}" skip="{skip}"')))
    turns = [(turn * (4 - skip) + 3 - skip) / speed for turn in range(20)]
    near = 6e-3 if speed == 1 else 0.04  # `atempo` moves clicks
    assert found == pytest.approx([time for time in turns if time < 12], abs=near)


def test_a_moment_of_a_film_goes_on(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mkv", np.full(96000, 0.25), codec="flac", fps=20)
    sound = heard(looping(path, 20, 'skip="1.999"'))[0]
    assert np.allclose(sound[RATE // 10 : -RATE // 10], 0.25, atol=1e-3)


@pytest.mark.parametrize("held", [1 << 19, 1000])
@pytest.mark.parametrize("rate", [48000, 44100, 22050])
def test_a_looping_film_has_no_seam(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rate: int, held: int
) -> None:
    monkeypatch.setattr(films, "_HELD", held)
    tone = 0.5 * np.sin(2 * np.pi * 441 * np.arange(rate * 2) / rate)  # whole waves in 2 s
    path = film(tmp_path / "a.mkv", tone, rate=rate, codec="flac", fps=20)
    sound = heard(looping(path, 7))[0][RATE // 2 : -RATE // 2]
    expected = 0.5 * np.sin(2 * np.pi * 441 * (np.arange(sound.size) + RATE // 2) / RATE)
    assert np.abs(sound - expected).max() < 0.01
