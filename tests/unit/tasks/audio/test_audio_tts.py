"""`audio.tts`: files that other decoders read, with the right length, of any voice."""

from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile
from mutagen import File
from pydantic import ValidationError

from dragonet.errors import ParameterError
from dragonet.job import Job
from dragonet.tasks.audio.tts import LONGEST, TASK
from support.voices import heard, word_errors

TEXT = "Eight point five percent. Seven dollars and twenty cents."


def speak(scratch: Path, **params: Any) -> tuple[Any, Path, list[Any]]:
    """Result, file and progress."""
    scratch.mkdir(exist_ok=True)
    reports: list[Any] = []
    job = Job(scratch, {}, TASK.outputs, report_progress=reports.append)
    result = TASK.run(job, TASK.params.model_validate(params))
    return result, job.outputs["output"], reports


def decoded(path: Path) -> Any:
    """Samples by PyAV for Vorbis, which libsndfile wrote, and by libsndfile for the others."""
    if path.suffix != ".ogg":
        wave, rate = soundfile.read(BytesIO(path.read_bytes()), dtype="float32")
        assert (rate, wave.ndim) == (24000, 1)
        return wave
    with av.open(str(path)) as file:
        assert file.streams.audio[0].codec_context.name == "vorbis"
        return np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])


@pytest.mark.parametrize(
    ("codec", "voice", "content_type"),
    [("mp3", "neospeech:julie", "audio/mpeg"), ("ogg", "att:mike", "audio/ogg")],
)
def test_a_file_that_others_read(codec: str, voice: str, content_type: str, tmp_path: Path) -> None:
    result, path, reports = speak(tmp_path / "a", text=TEXT, codec=codec, voice=voice)
    assert path.name == f"output.{codec}"
    assert result.content_type == content_type
    wave = decoded(path)
    assert result.duration == round(result.duration, 2)
    assert len(wave) / 24000 == pytest.approx(result.duration, abs=0.011)
    assert File(path).info.length == pytest.approx(result.duration, abs=0.11)
    assert reports == [50, 100]
    assert 0.3 < np.abs(wave).max() < 10 ** (-1 / 20)
    said = TEXT.lower().replace(".", "").split()
    words = heard(wave)
    assert word_errors(said, words) <= 0.25
    assert word_errors(said[::-1], words) > 0.5


def test_the_same_text_gives_the_same_file(tmp_path: Path) -> None:
    files = [speak(tmp_path / name, text="Once more.")[1].read_bytes() for name in "ab"]
    assert files[0] == files[1]


@pytest.mark.parametrize("text", ["   ", "...", "日本語", "😀", "<p></p>"])
def test_nothing_to_say_names_the_text(text: str, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="no speakable character") as error:
        speak(tmp_path / "a", text=text)
    assert error.value.field == "text"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": "a" * (LONGEST + 1)}, "text"),
        ({"text": "a", "voice": "emma"}, "voice"),
        ({"text": "a", "codec": "wav"}, "codec"),
        ({"text": "a", "speed": 3}, "speed"),
        ({"text": "a", "speed": 0.1}, "speed"),
        ({"text": "a", "pitch": 1}, "pitch"),
    ],
)
def test_wrong_parameters(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as error:
        TASK.params.model_validate(wrong)
    assert error.value.errors()[0]["loc"] == (field,)


def test_defaults() -> None:
    params = TASK.params.model_validate({"text": "a"})
    assert params.model_dump() == {
        "text": "a", "voice": "neospeech:julie", "codec": "mp3", "speed": 1.0}  # fmt: skip
