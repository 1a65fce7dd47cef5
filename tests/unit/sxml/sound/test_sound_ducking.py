"""Tracks that lower the others while they sound."""

from pathlib import Path

import numpy as np
import pytest

from dragonet.sxml.sound import loudness
from support.soundtracks import RATE, heard, steady, write


def voice(path: Path, length: float, spoken: list[tuple[float, float]], level: float = 0.2) -> Path:
    """A buzz in stretches of time, on the right side only: on the left are the others."""
    wave = np.zeros((round(length * RATE), 2))
    for start, end in spoken:
        part = slice(round(start * RATE), round(end * RATE))
        wave[part, 1] = level * np.sin(2 * np.pi * 3000 * np.arange(part.stop - part.start) / RATE)
    return write(path, wave)


def gain(tmp_path: Path, tracks: str, duration: float = 12) -> np.ndarray:
    """The gain of a steady track beside others whose left side is silent."""
    music = steady(tmp_path / "music.wav", duration, 0.5)
    sound = heard(f'<stack><audio filename="{music}"/>{tracks}</stack>')
    return np.asarray(sound[0] * 2, np.float64)


def at(wave: np.ndarray, seconds: float) -> float:
    return float(wave[round(seconds * RATE)])


def test_the_curve_in_time_and_level(tmp_path: Path) -> None:
    path = voice(tmp_path / "v.wav", 3, [(1, 2)])
    found = gain(tmp_path, f'<audio filename="{path}" margin-start="4" duck-others="0.2"/>')
    times = np.arange(12 * RATE) / RATE
    expected = np.interp(times, [3.5, 4.5, 6.5, 7.5], [1, 0.2, 0.2, 1])  # heard from 5 to 6
    assert np.abs(found - expected)[: 3 * RATE].max() == 0
    assert np.abs(found - expected).max() < 0.8 * 0.0101  # a window of 10 ms


def test_margin_fade_and_level_as_given(tmp_path: Path) -> None:
    path = voice(tmp_path / "v.wav", 1, [(0, 1)])
    duck = 'duck-others="0" duck-margin="0.25" duck-fade="0.5"'
    found = gain(tmp_path, f'<audio filename="{path}" margin-start="4" {duck}/>')
    times = np.arange(12 * RATE) / RATE
    expected = np.interp(times, [3.25, 3.75, 5.25, 5.75], [1, 0, 0, 1])
    assert np.abs(found - expected).max() < 0.021


def test_it_is_down_from_the_start_where_the_voice_begins_at_once(tmp_path: Path) -> None:
    path = voice(tmp_path / "v.wav", 1, [(0, 1)])
    found = gain(tmp_path, f'<audio filename="{path}" duck-others="0.5"/>')
    assert np.allclose(found[:RATE], 0.5, atol=1e-3)
    assert at(found, 3) == 1


def test_short_silences_do_not_pump(tmp_path: Path) -> None:
    path = voice(tmp_path / "v.wav", 4, [(0, 1), (1.9, 2.5), (2.6, 4)])
    found = gain(tmp_path, f'<audio filename="{path}" margin-start="4" duck-others="0.1"/>')
    assert np.allclose(found[round(3.5 * RATE) : round(8.4 * RATE)], 0.1, atol=1e-3)


def test_in_a_longer_silence_it_comes_back_as_far_as_there_is_time(tmp_path: Path) -> None:
    path = voice(tmp_path / "v.wav", 5, [(0, 1), (3, 5)])
    found = gain(tmp_path, f'<audio filename="{path}" margin-start="3" duck-others="0"/>')
    assert at(found, 4.5) == pytest.approx(0, abs=0.02)
    assert at(found, 5) == pytest.approx(0.5, abs=0.02)
    assert at(found, 5.5) == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize(("quiet", "heard_until"), [(0.04, 5.0), (0.07, 7.0)])
def test_the_threshold_is_a_share_of_the_highest(
    tmp_path: Path, quiet: float, heard_until: float
) -> None:
    loud = voice(tmp_path / "loud.wav", 3, [(0, 1)])
    wave = np.random.default_rng(1).uniform(-0.2 * quiet, 0.2 * quiet, (3 * RATE, 2))
    wave[:, 0] = 0
    wave[:RATE] += 0.2 * np.sin(2 * np.pi * 3000 * np.arange(RATE) / RATE)[:, None] * [0, 1]
    write(loud, wave)
    found = gain(tmp_path, f'<audio filename="{loud}" margin-start="4" duck-others="0"/>')
    back = np.flatnonzero(found < 0.999).max() / RATE
    assert back == pytest.approx(heard_until + 1.5, abs=0.05)


def test_of_several_the_lowest_holds(tmp_path: Path) -> None:
    one = voice(tmp_path / "one.wav", 4, [(0, 4)])
    two = voice(tmp_path / "two.wav", 1, [(0, 1)])
    found = gain(
        tmp_path,
        f'<audio filename="{one}" margin-start="2" duck-others="0.5"/>'
        f'<audio filename="{two}" margin-start="3" duck-others="0.2"/>',
    )
    assert at(found, 1.9) == pytest.approx(0.5, abs=0.01)
    assert at(found, 3.5) == pytest.approx(0.2, abs=0.01)
    assert at(found, 5.8) == pytest.approx(0.5, abs=0.01)


def test_ducking_tracks_do_not_duck_each_other(tmp_path: Path) -> None:
    one = steady(tmp_path / "one.wav", 3, 0.25)
    two = voice(tmp_path / "two.wav", 3, [(0, 3)])
    tracks = f'<audio filename="{one}" duck-others="0.5"/><audio filename="{two}" duck-others="0"/>'
    assert np.all(heard(f"<stack>{tracks}</stack>")[0] == 0.25)


def test_others_may_be_raised(tmp_path: Path) -> None:
    path = voice(tmp_path / "v.wav", 1, [(0, 1)])
    found = gain(tmp_path, f'<audio filename="{path}" margin-start="4" duck-others="1.3"/>')
    assert at(found, 4.5) == pytest.approx(1.3, abs=0.01) and at(found, 8) == 1


def test_a_silent_track_ducks_nothing(tmp_path: Path) -> None:
    path = voice(tmp_path / "v.wav", 3, [])
    track = f'<audio filename="{path}" margin-start="4" duck-others="0"/>'
    assert np.all(gain(tmp_path, track) == 1)


def test_fades_of_the_voice_count(tmp_path: Path) -> None:
    path = voice(tmp_path / "v.wav", 4, [(0, 4)])
    track = f'<audio filename="{path}" fadein="4" margin-start="4" duck-others="0"/>'
    down = np.flatnonzero(gain(tmp_path, track) < 0.001).min() / RATE
    assert down == pytest.approx(4 + 0.2 - 0.5, abs=0.02)  # 5 % of the level after 5 % of the fade


def test_a_long_track_is_remembered_more_coarsely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = voice(tmp_path / "v.wav", 6, [(1, 2), (5, 6)])
    document = f'<audio filename="{path}" margin-start="4" duck-others="0" duck-fade="0.5"/>'
    fine = gain(tmp_path, document)
    monkeypatch.setattr(loudness, "_WINDOWS", 256)  # 2.56 s
    coarse = gain(tmp_path, document)
    assert np.abs(coarse - fine).max() < 0.04 / 0.5 * 1.01
