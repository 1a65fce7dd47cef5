"""`audio.beats`: beats and downbeats of music whose score is known, none of what is no music."""

import re
from pathlib import Path
from typing import Any

import hibari
import mir_eval
import numpy as np
import pytest

from dragonet.errors import SourceError
from dragonet.tasks.audio.beats import TASK
from support.clips import sound, video
from support.music import RATE, Piece, house, piano, play, rock, waltz, write
from support.tasks import run_task

TEXT = (
    "The ship left the harbour before dawn, and by the time the sun had risen there was nothing "
    "to be seen but water. Nobody spoke for a long while. The captain, who had made this journey "
    "more often than he cared to remember, poured himself a cup of coffee and looked at the charts."
)


def find(path: Path) -> Any:
    return run_task(TASK, path, path.parent / "scratch")[0]


def hits(true: Any, found: list[float]) -> float:
    """F-measure within 70 ms, of all beats."""
    return float(mir_eval.beat.f_measure(true, np.array(found)))


def check(piece: Piece, result: Any, least: float, least_down: float) -> None:
    assert hits(piece.beats, result.beats) >= least
    assert hits(piece.downbeats, result.downbeats) >= least_down
    assert set(result.downbeats) <= set(result.beats)
    assert result.duration == round(len(piece.sound) / RATE)


@pytest.mark.parametrize("bpm", [72, 100, 126, 168])
def test_rock_at_many_tempi(bpm: int, tmp_path: Path) -> None:
    piece = play(rock, bpm, bars=8)
    result = find(piece.write(tmp_path / "a.wav"))
    check(piece, result, 0.95, 0.9)
    assert result.tempo == pytest.approx(bpm, rel=0.03)


@pytest.mark.parametrize("bpm", [112, 128])
def test_hats_between_the_beats_are_no_beats(bpm: int, tmp_path: Path) -> None:
    piece = play(house, bpm, bars=8)
    result = find(piece.write(tmp_path / "a.wav"))
    check(piece, result, 0.95, 0.9)


def test_bars_of_three(tmp_path: Path) -> None:
    piece = play(waltz, 132, meter=3, bars=12)
    check(piece, find(piece.write(tmp_path / "a.wav")), 0.95, 0.9)


def test_without_drums(tmp_path: Path) -> None:
    piece = play(piano, 96)
    check(piece, find(piece.write(tmp_path / "a.wav")), 0.9, 0.8)


def test_a_ritardando_is_followed(tmp_path: Path) -> None:
    piece = play(piano, 120, end_bpm=76)
    check(piece, find(piece.write(tmp_path / "a.wav")), 0.9, 0.7)


def test_an_accelerando_is_followed(tmp_path: Path) -> None:
    piece = play(rock, 96, end_bpm=140)
    check(piece, find(piece.write(tmp_path / "a.wav")), 0.95, 0.9)


def test_two_songs_with_silence_between(tmp_path: Path) -> None:
    first, second = play(rock, 110, bars=5), play(waltz, 140, meter=3, bars=7)
    gap = np.zeros(8 * RATE)
    start = (len(first.sound) + len(gap)) / RATE
    path = write(tmp_path / "a.wav", np.concatenate([first.sound, gap, second.sound]))
    result = find(path)
    beats = np.concatenate([first.beats, start + second.beats])
    down = np.concatenate([first.downbeats, start + second.downbeats])
    assert hits(beats, result.beats) >= 0.95
    assert hits(down, result.downbeats) >= 0.85
    assert not [time for time in result.beats if first.beats[-1] + 1 < time < start]


def test_two_seconds_of_music(tmp_path: Path) -> None:
    piece = play(rock, 120)
    result = find(write(tmp_path / "a.wav", piece.sound[: 2 * RATE]))
    assert len(result.beats) <= 4
    assert all(np.abs(piece.beats - time).min() < 0.07 for time in result.beats)
    assert result.duration == 2


@pytest.mark.parametrize("level", [0.02, 1.0])
def test_levels_do_not_matter_much(level: float, tmp_path: Path) -> None:
    piece = play(rock, 110, bars=6)
    result = find(write(tmp_path / "a.wav", piece.sound * level))
    assert hits(piece.beats, result.beats) >= 0.9


def no_music() -> dict[str, Any]:
    random = np.random.default_rng(1)
    time = np.arange(12 * RATE) / RATE
    click = np.zeros(6 * RATE)
    click[RATE : RATE + 60] = 0.9
    white = random.standard_normal(len(time))
    return {
        "silence": np.zeros(5 * RATE),
        "click": click,
        "noise": 0.1 * white,
        "tone": 0.3 * np.sin(2 * np.pi * 440 * time),
        "hum": 0.3 * np.sin(2 * np.pi * 50 * time) + 0.01 * white,
    }


@pytest.mark.parametrize("kind", list(no_music()))
def test_no_beats_in_what_is_no_music(kind: str, tmp_path: Path) -> None:
    samples = no_music()[kind]
    result = find(write(tmp_path / "a.wav", samples))
    assert (result.beats, result.downbeats, result.tempo) == ([], [], None)
    assert result.duration == round(len(samples) / RATE)


def test_no_beats_in_speech(tmp_path: Path) -> None:
    voice = hibari.Hibari()
    speech = np.concatenate([np.ravel(part) for part in voice.stream(TEXT, speed=1.1)])
    times = np.arange(int(len(speech) / voice.sample_rate * RATE)) / RATE
    samples = np.interp(times, np.arange(len(speech)) / voice.sample_rate, speech)
    result = find(write(tmp_path / "a.wav", samples))
    assert result.duration >= 10
    assert result.beats == []


@pytest.mark.parametrize("samples", [1, 400, 5000])
def test_a_few_samples(samples: int, tmp_path: Path) -> None:
    result = find(write(tmp_path / "a.wav", np.full(samples, 0.5)))
    assert (result.beats, result.duration) == ([], 0)


def test_the_sound_of_a_video_and_of_mp3(tmp_path: Path) -> None:
    clip = video(tmp_path / "a.mp4", size=(64, 36), frames=50, audio="aac")
    assert find(clip).duration == 2
    assert find(sound(tmp_path / "a.mp3", "libmp3lame", layout="stereo")).duration == 2


def test_no_sound(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="has no audio stream"):
        find(video(tmp_path / "a.mp4", size=(64, 36), frames=5))
    text = tmp_path / "a.txt"
    text.write_text("no sound")
    with pytest.raises(SourceError, match=re.escape("http://files.test/media")):
        find(text)


def test_progress_is_told(tmp_path: Path) -> None:
    from dragonet.job import Job, SourceFile

    told: list[float] = []
    path = play(rock, 120, bars=4).write(tmp_path / "a.wav")
    job = Job(tmp_path, {"http://a/b": SourceFile(path, "http://a/b")}, report_progress=told.append)
    TASK.run(job, TASK.params.model_validate({"url": "http://a/b"}))
    assert told == sorted(told)
    assert 0 < told[0] <= 10
    assert told[-1] >= 95
