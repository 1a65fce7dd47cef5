"""The search for the pulse, and for the bars, in made-up activations."""

import numpy as np
import pytest

from dragonet.media.audio import beats as beats_of
from dragonet.media.audio.bars import downbeats
from dragonet.media.audio.beat_decoder import Floats, track


def activations(beats: list[int], meter: int, length: int) -> Floats:
    found = np.full((length, 2), 0.02, np.float32)
    for index, beat in enumerate(beats):
        found[beat : beat + 3, 1 if index % meter == 0 else 0] = 0.8, 0.7, 0.4
    return found


@pytest.mark.parametrize("interval", [29, 40, 57, 83, 105])
def test_a_steady_pulse_is_met_to_the_frame(interval: int) -> None:
    beats = list(range(13, 2500, interval))
    found = track(activations(beats, 4, 2510))
    assert [beat for beat in found if 13 <= beat <= beats[-1]] == beats


def test_missing_beats_are_filled_in() -> None:
    beats = list(range(20, 3000, 50))
    given = activations(beats, 4, 3010)
    for lost in (7, 8, 23, 41):
        given[beats[lost] : beats[lost] + 3] = 0.02
    assert track(given) == pytest.approx(beats, abs=2)


def test_a_changing_tempo() -> None:
    beats = list(np.cumsum(np.linspace(45, 75, 50)).astype(int))
    found = track(activations(beats, 4, beats[-1] + 10))
    assert [np.abs(found - beat).min() for beat in beats] == pytest.approx([0] * 50, abs=1)


@pytest.mark.parametrize("length", [1, 5, 60, 200])
def test_hardly_any_frames(length: int) -> None:
    found = track(np.full((length, 2), 0.3, np.float32))
    assert all(0 <= beat < length for beat in found)


@pytest.mark.parametrize("meter", [2, 3, 4])
@pytest.mark.parametrize("pickup", [0, 1])
def test_bars(meter: int, pickup: int) -> None:
    beats = np.arange(20, 3000, 50)
    given = activations(list(beats), meter, 3050)
    given = np.roll(given, pickup * 50, axis=0)
    flat = np.ones((3050, 12), np.float32)
    found = np.flatnonzero(downbeats(beats, given, flat))
    assert list(found) == list(range(pickup, len(beats), meter))


def test_harmony_decides_where_the_network_is_silent() -> None:
    beats = np.arange(20, 3000, 50)
    given = np.full((3050, 2), 0.3, np.float32)
    tones = np.zeros((3050, 12), np.float32)
    for index in range(-1, len(beats)):
        tones[max(20 + index * 50, 0) : 70 + index * 50, (index + 1) // 3 * 5 % 12] = 1
    found = np.flatnonzero(downbeats(beats, given, tones))
    assert list(found) == list(range(2, len(beats), 3))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_beats_for_bars(count: int) -> None:
    beats = np.arange(count) * 50
    given, tones = np.full((200, 2), 0.3, np.float32), np.ones((200, 12), np.float32)
    assert len(downbeats(beats, given, tones)) == count


def test_parts_of_long_music_join(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beats_of, "_PART", 1500)
    length = 5 * 1500 + 40
    beats = list(range(11, length, 52))
    heard: list[float] = []
    found = beats_of._tracked(activations(beats, 4, length), 0, length, heard.append)
    assert list(found) == beats
    assert heard == [15, 30, 45, 60, 75, 75.4]
