"""audio.waveform through the front door."""

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import requests
import soundfile
from PIL import Image

from support.internet import Internet
from support.service import Service


def test_a_waveform_in_each_format(service: Service, internet: Internet, tmp_path: Path) -> None:
    loud = np.repeat([0.0, 0.5, 1.0, 0.25], 11025)
    tone = loud * np.sin(np.arange(len(loud)) / 10)
    soundfile.write(tmp_path / "a.mp3", tone, 44100)
    url = internet.add("/steps.mp3", (tmp_path / "a.mp3").read_bytes(), "audio/mpeg")
    task: dict[str, Any] = {"task_name": "audio.waveform", "url": url}
    plain, png, data = service.run_all(
        [task,
         {**task, "format": "png", "width": 80, "height": 40, "background": "#ffffff00"},
         {**task, "format": "json", "width": 4}], version=1
    )  # fmt: skip
    assert {name: plain["result"][name] for name in plain["result"] if name != "output"} == {
        "duration": 1.0,
        "width": 1024,
        "height": 60,
        "content_type": "image/jpeg",
    }
    answer = requests.get(plain["result"]["output"], timeout=10)
    assert answer.headers["content-type"] == "image/jpeg"
    assert Image.open(BytesIO(answer.content)).size == (1024, 60)
    answer = requests.get(png["result"]["output"], timeout=10)
    opacity = np.asarray(Image.open(BytesIO(answer.content)))[:, :, 3] / 255
    heights = opacity.sum(axis=0).reshape(4, 20)[:, 2:18].mean(axis=1)
    assert np.abs(heights - [1, 20, 40, 10]).max() < 1.5
    answer = requests.get(data["result"]["output"], timeout=10)
    assert answer.headers["content-type"] == "application/json"
    peaks = answer.json()
    assert (peaks["version"], peaks["length"], peaks["samples_per_pixel"]) == (2, 4, 11025)
    assert np.abs(np.array(peaks["data"][5::2]) - [32767, 8192]).max() < 1500


def test_wrong_waveforms(service: Service, internet: Internet, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(8000), 8000)
    url = internet.add("/second.wav", (tmp_path / "a.wav").read_bytes(), "audio/wav")
    for given, field, text in (
        ({"vmargin": 30}, "vmargin", "30: twice that must be less than the height, 60"),
        ({"start": 3, "end": 2}, "end", "2: must be after the start, 3"),
        ({"start": 3}, "start", "3 is past the end of the audio, which is 1.00 s"),
        ({"fill": "red"}, "fill", "'red' does not match"),
        ({"width": 10**6}, "width", "at most 16384"),
    ):
        status = service.run({"task_name": "audio.waveform", "url": url, **given}, version=1)
        assert list(status["result"]["parameters"]) == [field]
        assert text in status["result"]["parameters"][field][0]
