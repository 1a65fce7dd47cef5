"""`audio.convert` and `audio.info` through the front door."""

from pathlib import Path

import pytest
import requests
import soundfile

from support import clips
from support.internet import Internet
from support.service import Service
from support.waves import pitch, tone, wav


def test_a_song_in_other_codecs(service: Service, internet: Internet, tmp_path: Path) -> None:
    song = wav(tmp_path / "song.wav", tone(1.25))
    url = internet.add("/song.wav", song.read_bytes(), "audio/wav")
    task = {"task_name": "audio.convert", "url": url}
    plain, vorbis, quiet = service.run_all(
        [task, {**task, "codec": "vorbis"}, {**task, "codec": "flac", "normalize": "true"}],
        version=1,
    )
    assert plain["result"]["content_type"] == "audio/mpeg"
    assert vorbis["result"]["content_type"] == "audio/ogg"
    for status in (plain, vorbis, quiet):
        assert status["result"]["duration"] == 1.25
        answer = requests.get(status["result"]["output"], timeout=10)
        assert answer.headers["content-type"] == status["result"]["content_type"]
        path = tmp_path / status["result"]["output"].rpartition("/")[2]
        path.write_bytes(answer.content)
        wave, rate = soundfile.read(path, always_2d=True)
        assert len(wave) / rate == 1.25
        assert pitch(wave, rate) == pytest.approx(440, abs=1)
    info = service.run({"task_name": "audio.info", "url": plain["result"]["output"]})
    assert info["result"]["duration"] == 1.25
    assert (info["result"]["title"], info["result"]["cover"]) == (None, False)


def test_what_cannot_be_converted(service: Service, internet: Internet, tmp_path: Path) -> None:
    silent = clips.video(tmp_path / "a.mp4", size=(160, 90), frames=5)
    bodies = {
        "/mute.mp4": (silent.read_bytes(), "no audio stream"),
        "/page.mp3": (b"<html><body>Not found</body></html>", "HTML"),
        "/list.mp3": (b"#EXTM3U\n#EXTINF:5,\nfile:///etc/passwd\n", "playlist"),
        "/empty.mp3": (b"", "empty"),
    }
    for path, (body, text) in bodies.items():
        url = internet.add(path, body, "audio/mpeg")
        status = service.run({"task_name": "audio.convert", "url": url})
        assert status["status"] == "error"
        assert url in status["error"]
        assert text in status["error"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"codec": "wma"}, "codec"),
        ({"bitrate": 9999}, "bitrate"),
        ({"codec": "flac", "bitrate": 64}, "bitrate"),
        ({"codec": "opus", "sample_rate": 44100}, "sample_rate"),
        ({"channels": 7}, "channels"),
        ({"normalise": True}, "normalise"),
    ],
)
def test_wrong_parameters_of_convert(
    service: Service, internet: Internet, tmp_path: Path, given: dict[str, object], field: str
) -> None:
    song = wav(tmp_path / "song.wav", tone(0.1))
    url = internet.add("/short.wav", song.read_bytes(), "audio/wav")
    status = service.run({"task_name": "audio.convert", "url": url, **given}, version=1)
    assert list(status["result"]["parameters"]) == [field]
