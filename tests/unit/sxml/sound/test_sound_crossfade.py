"""Transitions crossfade the sound of all that is in their two neighbours."""

from pathlib import Path

import numpy as np
import pytest

from support.soundtracks import RATE, decibels, heard, level, steady, write

SOUND = '<audio filename="{}"/>'


@pytest.fixture
def noises(tmp_path: Path) -> tuple[Path, Path]:
    """Two sounds of 4 s that have nothing in common, equally loud."""
    random = np.random.default_rng(5)
    first, second = (
        write(tmp_path / f"{n}.wav", random.normal(0, 0.08, (4 * RATE, 2))) for n in range(2)
    )
    return first, second


def faded(first: object, second: object, duration: float = 2) -> str:
    """A sequence of two sounds with a transition."""
    transition = f'<transition type="crossfade" duration="{duration}"/>'
    one, two = (SOUND.format(path) for path in (first, second))
    return f"<sequence>{one}{transition}{two}</sequence>"


def test_different_sounds_stay_as_loud(noises: tuple[Path, Path]) -> None:
    sound = heard(faded(*noises))
    assert sound.shape[1] == 6 * RATE
    levels = [level(part) for part in np.split(sound[0], 24)]
    assert max(np.abs(decibels(np.array(levels) / 0.08))) < 0.25


def test_equal_sounds_are_3_db_louder_at_most(tmp_path: Path) -> None:
    path = steady(tmp_path / "one.wav", 3, 0.3)
    gain = heard(faded(path, path))[0] / 0.3
    assert gain.max() == pytest.approx(2**0.5, abs=1e-3)
    assert gain.argmax() / RATE == pytest.approx(2.0, abs=1e-2)


def test_one_side_follows_a_quarter_sine(tmp_path: Path) -> None:
    loud = steady(tmp_path / "one.wav", 3, 0.3)
    quiet = steady(tmp_path / "two.wav", 3, 0.0)
    curve = np.sin(np.pi / 2 * np.arange(2 * RATE) / (2 * RATE))
    falling = heard(faded(loud, quiet))[0] / 0.3
    assert np.all(falling[:RATE] == 1) and not falling[3 * RATE :].any()
    assert np.allclose(falling[RATE : 3 * RATE], np.cos(np.arcsin(curve)), atol=1e-5)
    rising = heard(faded(quiet, loud))[0] / 0.3
    assert not rising[:RATE].any() and np.all(rising[3 * RATE :] == 1)
    assert np.allclose(rising[RATE : 3 * RATE], curve, atol=1e-5)


def test_nested_tracks_fade_and_tracks_outside_do_not(tmp_path: Path) -> None:
    quiet = SOUND.format(steady(tmp_path / "none.wav", 3, 0.0))
    loud = SOUND.format(steady(tmp_path / "one.wav", 3, 0.1))
    nested = f"<stack>{quiet}<sequence><stack>{loud}</stack></sequence></stack>"
    row = f'<sequence>{nested}<transition type="move" duration="1"/>{quiet}</sequence>'
    sound = heard(f"<stack>{row}{SOUND.format(steady(tmp_path / 'all.wav', 5, 0.3))}</stack>")[0]
    assert sound[RATE] == pytest.approx(0.4)
    assert sound[round(2.5 * RATE)] == pytest.approx(0.3 + 0.1 * 0.5**0.5, abs=1e-4)
    assert sound[round(3.5 * RATE)] == pytest.approx(0.3)


def test_between_two_transitions_both_act(tmp_path: Path) -> None:
    quiet = SOUND.format(steady(tmp_path / "none.wav", 3, 0.0))
    loud = SOUND.format(steady(tmp_path / "one.wav", 3, 0.3))
    across = '<transition type="crossfade" duration="2"/>'
    sound = heard(f"<sequence>{quiet}{across}{loud}{across}{quiet}</sequence>")[0] / 0.3
    assert not sound[:RATE].any() and not sound[4 * RATE :].any()
    middle = np.sin(np.pi / 8 * 3) ** 2  # both are three quarters open
    assert sound[round(2.5 * RATE)] == pytest.approx(middle, abs=1e-4)


def test_a_transition_without_length_is_a_cut(noises: tuple[Path, Path]) -> None:
    sound = heard(faded(*noises, duration=0))
    levels = [level(part) for part in np.split(sound[0], 32)]
    assert max(np.abs(decibels(np.array(levels) / 0.08))) < 0.25
