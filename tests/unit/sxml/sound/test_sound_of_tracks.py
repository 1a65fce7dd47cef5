"""One track: which samples are heard, when, how loud."""

from pathlib import Path

import numpy as np
import pytest

from dragonet.sxml.sound import files, sounds
from support.clips import video
from support.soundtracks import (
    RATE,
    blocks,
    clicks,
    decibels,
    film,
    heard,
    level,
    onsets,
    prepared,
    steady,
    write,
)

EDGE = RATE // 200


@pytest.fixture
def noise(tmp_path: Path) -> tuple[str, np.ndarray]:
    """A file of 1 s, and its samples of shape (2, n)."""
    wave = np.random.default_rng(3).uniform(-0.4, 0.4, (2, RATE)).astype(np.float32)
    return str(write(tmp_path / "noise.wav", wave.T)), wave


def test_a_quiet_file_is_heard_as_it_is_bit_for_bit(noise: tuple[str, np.ndarray]) -> None:
    path, wave = noise
    assert np.array_equal(heard(f'<audio filename="{path}"/>'), wave)


def test_blocks_are_stereo_floats(noise: tuple[str, np.ndarray]) -> None:
    found = list(blocks(f'<audio filename="{noise[0]}"/>'))
    assert all(block.dtype == np.float32 and block.shape[0] == 2 for block in found)
    assert sum(block.shape[1] for block in found) == RATE


def test_mono_is_as_loud_on_both_sides(tmp_path: Path) -> None:
    wave = np.random.default_rng(3).uniform(-0.4, 0.4, 9600).astype(np.float32)
    sound = heard(f'<audio filename="{write(tmp_path / "mono.wav", wave)}"/>')
    assert np.array_equal(sound, np.stack([wave, wave]))


def test_skip_is_met_to_the_sample_and_begins_without_a_click(
    noise: tuple[str, np.ndarray],
) -> None:
    path, wave = noise
    sound = heard(f'<audio filename="{path}" skip="0.25"/>')
    expected = wave[:, RATE // 4 :]
    assert sound.shape == expected.shape
    assert np.array_equal(sound[:, EDGE:], expected[:, EDGE:])
    ramp = np.arange(EDGE) / EDGE
    assert np.allclose(sound[:, :EDGE], expected[:, :EDGE] * ramp, atol=1e-6)


@pytest.mark.parametrize("volume", [0.1, 0.5, 1.5])
def test_volume_is_a_factor(noise: tuple[str, np.ndarray], volume: float) -> None:
    path, wave = noise
    sound = heard(f'<audio filename="{path}" volume="{volume}"/>')
    assert np.array_equal(sound, wave * np.float32(volume))


def test_tracks_add_up(noise: tuple[str, np.ndarray]) -> None:
    path, wave = noise
    track = f'<audio filename="{path}" volume="0.5"/>'
    assert np.allclose(heard(f"<stack>{track}{track}</stack>"), wave, atol=1e-6)


def test_margins_place_a_track_to_the_sample(noise: tuple[str, np.ndarray]) -> None:
    path, wave = noise
    track = f'<audio filename="{path}" margin-start="0.4" margin-end="0.2"/>'
    sound = heard(f'<stack duration="1.6">{track}</stack>')
    begin = round(0.4 * RATE)
    assert not sound[:, :begin].any()
    assert np.array_equal(sound[:, begin : begin + RATE], wave)
    assert not sound[:, begin + RATE :].any()


def test_in_a_sequence_one_follows_the_other(noise: tuple[str, np.ndarray]) -> None:
    path, wave = noise
    track = f'<audio filename="{path}"/>'
    assert np.array_equal(heard(f"<sequence>{track * 3}</sequence>"), np.tile(wave, 3))


def test_fades_are_straight_lines_at_both_ends(tmp_path: Path) -> None:
    path = steady(tmp_path / "one.wav", 4)
    sound = heard(f'<audio filename="{path}" fadein="1" fadeout="2"/>')
    time = np.arange(4 * RATE) / RATE
    gain = np.minimum(np.minimum(time, 1), np.minimum((4 - time) / 2, 1))
    assert np.allclose(sound, 0.5 * gain, atol=1e-5)


def test_fades_that_overlap_multiply(tmp_path: Path) -> None:
    path = steady(tmp_path / "one.wav", 1)
    sound = heard(f'<audio filename="{path}" fadein="1" fadeout="1"/>')
    time = np.arange(RATE) / RATE
    assert np.allclose(sound, 0.5 * time * (1 - time), atol=1e-5)


def test_the_fade_out_ends_where_the_track_is_cut(tmp_path: Path) -> None:
    path = steady(tmp_path / "one.wav", 4)
    track = f'<audio filename="{path}" fadeout="1"/>'
    sound = heard(f'<sequence duration="2.5">{track}</sequence>')
    assert np.allclose(sound[:, round(2.25 * RATE)], 0.125, atol=1e-4)
    assert sound[0, -1] < 1e-4


def test_the_fade_out_ends_with_a_file_that_ends_before(tmp_path: Path) -> None:
    path = steady(tmp_path / "one.wav", 2)
    track = f'<audio filename="{path}" fadeout="1" duration="3"/>'
    sound = heard(f"<stack>{track}</stack>")
    assert np.allclose(sound[:, round(1.5 * RATE)], 0.25, atol=1e-4)
    assert not sound[:, 2 * RATE :].any()


def test_a_cut_is_a_short_ramp_and_the_own_end_of_a_file_is_not(tmp_path: Path) -> None:
    path = steady(tmp_path / "one.wav", 2)
    cut = heard(f'<audio filename="{path}" duration="1"/>')[0]
    assert np.all(cut[:-EDGE] == 0.5)
    assert np.abs(np.diff(cut)).max() < 0.5 / EDGE * 1.01
    assert cut[-1] < 0.5 / EDGE * 1.01
    assert np.all(heard(f'<audio filename="{path}"/>') == 0.5)


@pytest.mark.parametrize("held", [files._HELD, 1000])
@pytest.mark.parametrize("rate", [48000, 44100])
def test_a_loop_has_no_seam(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int, rate: int
) -> None:
    monkeypatch.setattr(files, "_HELD", held)
    whole = 0.5 * np.sin(2 * np.pi * np.arange(10_000) / 100)  # periods of 100 samples
    path = write(tmp_path / "loop.wav", whole, rate=rate)
    sound = heard(f'<audio filename="{path}" loop="true" duration="2"/>')[0]
    expected = 0.5 * np.sin(2 * np.pi * rate / 100 * np.arange(2 * RATE) / RATE)
    middle = slice(RATE // 100, -RATE // 100)
    assert np.abs(sound - expected)[middle].max() < 2e-3


def test_a_loop_repeats_what_is_behind_its_skip(tmp_path: Path) -> None:
    path = write(tmp_path / "clicks.wav", clicks(1.0, [0.1, 0.5]))
    sound = heard(f'<audio filename="{path}" skip="0.4" loop="true" duration="2"/>')
    assert onsets(sound) == pytest.approx([0.1, 0.7, 1.3, 1.9], abs=2e-4)


def test_a_very_short_loop_goes_on(tmp_path: Path) -> None:
    path = write(tmp_path / "short.wav", np.tile([0.2, -0.2], 24))
    sound = heard(f'<audio filename="{path}" loop="true" duration="1"/>')[0]
    assert np.allclose(sound[: RATE - EDGE], np.tile([0.2, -0.2], RATE // 2)[: RATE - EDGE])


def test_speech_is_a_track(tmp_path: Path, noise: tuple[str, np.ndarray]) -> None:
    document = (
        '<stack duration="2"><audio voice="att:mike" margin-start="0.5">Hello</audio></stack>'
    )
    sound = heard(document, speech={"Hello": Path(noise[0])})
    assert np.array_equal(sound[:, RATE // 2 : RATE // 2 + RATE], noise[1])


def test_a_movie_without_tracks_is_silent(tmp_path: Path) -> None:
    document = '<effect type="none" duration="1.5"><image color="#ff0000"/></effect>'
    sound = heard(document)
    assert sound.shape == (2, 72000) and not sound.any()
    movie, _, assets = prepared(document)
    assert not sounds(movie, assets)


@pytest.mark.parametrize(
    ("attributes", "audible"),
    [
        ("", True),
        ('audio="false"', False),
        ('volume="0"', False),
        ('speed="0.2"', False),
        ('speed="5"', False),
        ('speed="4"', True),
    ],
)
def test_whether_a_video_is_heard(tmp_path: Path, attributes: str, audible: bool) -> None:
    path = video(tmp_path / "clip.mp4", size=(64, 36), frames=12, audio="aac")
    document = f'<effect type="none"><video filename="{path}" {attributes}/></effect>'
    movie, _, assets = prepared(document)
    assert sounds(movie, assets) == audible
    assert bool((np.abs(heard(document)) > 0.01).any()) == audible


def test_a_video_without_sound_has_no_track(tmp_path: Path) -> None:
    path = video(tmp_path / "silent.mp4", size=(64, 36), frames=5)
    movie, _, assets = prepared(f'<effect type="none"><video filename="{path}"/></effect>')
    assert not sounds(movie, assets)


@pytest.mark.parametrize(("channels", "gain"), [(1, 0.0), (2, 0.0), (6, 7.66)])
@pytest.mark.parametrize("codec", ["flac", "aac"])
def test_a_film_is_mixed_down_alike_as_audio_and_at_any_speed(
    tmp_path: Path, channels: int, gain: float, codec: str
) -> None:
    wave = 0.1 * np.sin(2 * np.pi * 440 * np.arange(2 * RATE) / RATE)
    path = film(tmp_path / "a.mkv", np.stack([wave] * channels, axis=1), codec=codec, fps=5)
    video = '<effect type="none"><video filename="{}" speed="{}"/></effect>'
    documents = [f'<audio filename="{path}"/>', *(video.format(path, speed) for speed in (1, 1.5))]
    for document in documents:
        for side in heard(document):  # of 5.1 each side is L + 0.71 C + 0.71 S (ITU-R BS.775)
            found = level(side[RATE // 4 : -RATE // 4]) / level(wave)
            assert decibels(found) == pytest.approx(gain, abs=0.1)
