"""The limiter: nothing clips, what is quiet stays as it is, gain does not pump."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import resample_poly

from dragonet.sxml.sound.limiter import CEILING, Limiter, limited
from support.soundtracks import RATE, decibels, heard, level, write

SEED = np.random.default_rng(8)
NOISE = SEED.uniform(-1, 1, (2, 2 * RATE)).astype(np.float32)

bounded = settings(deadline=None, derandomize=True, max_examples=60)


def limit(wave: np.ndarray, size: int = 5000) -> np.ndarray:
    """A whole sound, given in blocks."""
    parts = [wave[:, at : at + size] for at in range(0, wave.shape[1], size)]
    return np.concatenate(list(limited(parts, RATE)), axis=1)


@bounded
@given(st.lists(st.integers(0, 4000), max_size=8), st.floats(0, 0.68))
def test_what_is_quiet_passes_bit_for_bit(sizes: list[int], loud: float) -> None:
    wave = NOISE[:, : sum(sizes)] * np.float32(loud)
    edges = np.cumsum([0, *sizes])
    parts = [wave[:, a:b] for a, b in pairwise(edges)]
    assert np.array_equal(np.concatenate(list(limited(parts, RATE)), axis=1), wave)


@bounded
@given(st.lists(st.integers(0, 4000), min_size=1, max_size=8), st.floats(0.5, 30))
def test_whatever_the_blocks_nothing_is_above_the_ceiling(sizes: list[int], loud: float) -> None:
    wave = NOISE[:, : sum(sizes)] * np.float32(loud)
    edges = np.cumsum([0, *sizes])
    parts = [wave[:, a:b] for a, b in pairwise(edges)]
    found = np.concatenate(list(limited(parts, RATE)), axis=1)
    assert found.shape == wave.shape
    assert np.abs(found).max(initial=0) <= CEILING + 1e-6
    assert np.allclose(found, limit(wave), atol=1e-5)


def test_twenty_loud_tracks_do_not_clip(tmp_path: Path) -> None:
    paths = [
        write(tmp_path / f"{n}.wav", SEED.uniform(-0.9, 0.9, RATE // 2).cumsum() % 1.8 - 0.9)
        for n in range(20)
    ]
    sound = heard("<stack>" + "".join(f'<audio filename="{path}"/>' for path in paths) + "</stack>")
    assert np.abs(sound).max() <= CEILING + 1e-6
    assert level(sound) > 0.2


@pytest.mark.parametrize("frequency", [RATE / 4, 1000, 7321.5, 15000])
def test_levels_between_samples_are_held_down_too(frequency: float) -> None:
    wave = 1.5 * np.sin(2 * np.pi * frequency * np.arange(RATE) / RATE + np.pi / 4)
    found = limit(np.stack([wave, wave]).astype(np.float32))[0]
    assert np.abs(resample_poly(found, 8, 1))[1000:-1000].max() < 1.0


def test_gain_that_is_needed_all_the_time_stands_still() -> None:
    wave = 2 * np.sin(2 * np.pi * 60 * np.arange(2 * RATE) / RATE)
    found = limit(np.stack([wave, wave]).astype(np.float32))[0, RATE // 2 : -RATE // 2]
    pure = wave[RATE // 2 : -RATE // 2] * CEILING / 2
    assert decibels(level(found - pure) / level(pure)) < -50


def test_a_peak_lowers_only_what_is_near_it() -> None:
    wave = 0.3 * np.sin(2 * np.pi * 500 * np.arange(2 * RATE) / RATE)
    wave[RATE : RATE + 48] *= 6  # 1.8: 5.3 dB too much
    found = limit(np.stack([wave, wave]).astype(np.float32))[0]
    early, late = RATE - RATE // 40, RATE + round(0.35 * RATE)
    assert np.array_equal(found[:early], wave[:early].astype(np.float32))
    assert np.array_equal(found[late:], wave[late:].astype(np.float32))
    after = slice(RATE + RATE // 100, late)
    gain = found[after] / np.where(np.abs(wave[after]) > 0.05, wave[after], np.nan)
    assert np.nanmin(gain) == pytest.approx(CEILING / 1.8, abs=0.04)
    assert np.nanmin(np.diff(gain[~np.isnan(gain)])) > -1e-5  # it only comes back


def test_it_is_in_time() -> None:
    wave = NOISE * 3
    found = limit(wave)
    overlap = [
        float(np.mean(wave[0, 10 : RATE - 10] * found[0, 10 + lag : RATE - 10 + lag]))
        for lag in (-2, -1, 0, 1, 2)
    ]
    assert overlap.index(max(overlap)) == 2


def test_gain_is_the_same_on_both_sides() -> None:
    wave = np.stack([NOISE[0] * 3, NOISE[1] * 0.1])
    found = limit(wave)
    quiet = np.abs(wave) < 0.02
    gains = [np.where(quiet[side], np.nan, found[side] / wave[side]) for side in (0, 1)]
    assert np.nanmax(np.abs(gains[0] - gains[1])) < 1e-4


def test_nothing_in_gives_nothing() -> None:
    limiter = Limiter(RATE)
    assert limiter.push(np.zeros((2, 0), np.float32)).shape == (2, 0)
    assert limiter.flush().shape == (2, 0)
