"""Of damaged files what can be decoded is heard; where nothing can, the error names the file."""

from pathlib import Path

import numpy as np
import pytest

from dragonet.errors import SourceError
from dragonet.sxml.assets import Asset, Assets
from dragonet.sxml.parse import parse
from dragonet.sxml.sound import mix
from dragonet.sxml.timing import resolve
from support.soundtracks import RATE, clicks, film, onsets, write

URL = "http://example.com/music"


def damaged(path: Path, begin: float, end: float) -> Path:
    """A part of a file, by shares of its length, becomes noise."""
    data = bytearray(path.read_bytes())
    part = slice(round(begin * len(data)), round(end * len(data)))
    data[part] = np.random.default_rng(1).bytes(part.stop - part.start)
    path.write_bytes(data)
    return path


def played(path: Path, seconds: float, element: str = "audio") -> np.ndarray:
    """What is heard of a file of which nothing was found out before but its length."""
    node = f'<{element} filename="{URL}"/>'
    movie = parse(node if element == "audio" else f'<effect type="none">{node}</effect>')
    used = next(one for one in movie.body.walk() if one.element == element)
    assets = Assets({used.index: Asset(path, URL, "audio", duration=seconds, sound=True)})
    timing = resolve(movie, assets.lengths)
    return np.concatenate(list(mix(movie, timing, assets)), axis=1)


@pytest.mark.parametrize("name", ["a.mp3", "a.flac", "a.ogg"])
def test_what_is_whole_of_a_sound_is_heard(tmp_path: Path, name: str) -> None:
    noisy = clicks(10, [1, 2, 8, 9]) + np.random.default_rng(1).normal(0, 0.001, 10 * RATE)
    subtype = {"a.mp3": "MPEG_LAYER_III", "a.flac": "PCM_16", "a.ogg": "VORBIS"}[name]
    path = write(tmp_path / name, noisy, subtype=subtype)
    sound = played(damaged(path, 0.4, 0.5), 10)
    assert sound.shape == (2, 10 * RATE)
    found = onsets(sound)
    assert found[:2] == pytest.approx([1, 2], abs=2e-3)
    assert found[-1] - found[-2] == pytest.approx(1, abs=2e-3)
    assert found[-1] == pytest.approx(9, abs=1.1)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_what_is_whole_of_a_film_is_heard_in_time(tmp_path: Path, name: str) -> None:
    noisy = clicks(20, [1, 2, 18, 19]) + np.random.default_rng(1).normal(0, 0.01, 20 * RATE)
    path = damaged(film(tmp_path / name, noisy, fps=5), 0.4, 0.6)
    sound = played(path, 20, "video")
    quiet = np.abs(sound[:, 5 * RATE : 15 * RATE])
    assert np.isfinite(sound).all() and np.abs(sound).max() < 1 and quiet.max() < 1
    found = [time for time in onsets(sound, threshold=0.3) if not 5 < time < 15]
    assert found == pytest.approx([1, 2, 18, 19], abs=5e-3)


def test_a_file_of_which_nothing_can_be_decoded_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp3", np.ones(RATE) * 0.1, subtype="MPEG_LAYER_III")
    damaged(path, 0, 1)
    with pytest.raises(SourceError, match=URL):
        played(path, 1)


def test_a_film_whose_sound_cannot_be_decoded_is_named(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mkv", clicks(4, [1]), codec="flac", fps=5)
    data = path.read_bytes()
    frames = data.count(b"\xff\xf8")
    assert frames > 20
    path.write_bytes(data.replace(b"\xff\xf8", b"\x00\x00"))
    with pytest.raises(SourceError, match=URL):
        played(path, 4, "video")


def test_a_truncated_file_is_heard_as_far_as_it_goes(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", np.full((2 * RATE, 2), 0.5))
    path.write_bytes(path.read_bytes()[: 44 + RATE * 8])
    sound = played(path, 2)
    assert np.all(sound[:, : RATE - 100] == 0.5) and not sound[:, RATE + 100 :].any()


def test_samples_that_are_no_numbers_are_silent_and_spoil_no_others(tmp_path: Path) -> None:
    wave = np.full((RATE, 2), 0.5)
    wave[1000:1010] = np.nan
    wave[2000] = np.inf
    sound = played(write(tmp_path / "a.wav", wave), 1)
    assert np.isfinite(sound).all()
    assert np.all(sound[:, :1000] == 0.5) and np.abs(sound).max() <= 0.981
    assert sound[0, -100] > 0.01


def test_a_file_that_is_gone_is_no_crash_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "empty.wav"
    path.write_bytes(b"")
    with pytest.raises(SourceError, match=URL):
        played(path, 1)
