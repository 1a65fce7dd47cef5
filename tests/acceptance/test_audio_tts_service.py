"""`audio.tts` through the front door."""

from io import BytesIO

import requests
import soundfile

from support.service import Service
from support.voices import heard, word_errors

TEXT = "Seven three nine one. Eight two zero five."


def test_a_voice_over_and_texts_without_one(service: Service) -> None:
    task = {"task_name": "audio.tts", "text": TEXT}
    spoken, silent, empty, unknown = service.run_all(
        [
            {**task, "voice": "neospeech:paul"},
            {**task, "text": "日本語 😀"},
            {**task, "text": ""},
            {**task, "voice": "emma"},
        ],
        version=1,
    )
    assert spoken["status"] == "success", spoken
    result = spoken["result"]
    assert set(result) == {"duration", "content_type", "output"}
    answer = requests.get(result["output"], timeout=10)
    assert answer.headers["content-type"] == result["content_type"] == "audio/mpeg"
    wave, rate = soundfile.read(BytesIO(answer.content), dtype="float32")
    assert abs(len(wave) / rate - result["duration"]) < 0.011
    assert word_errors(TEXT.lower().replace(".", "").split(), heard(wave, rate)) <= 0.25
    for status, field in ((silent, "text"), (empty, "text"), (unknown, "voice")):
        assert status["status"] == "error"
        assert list(status["result"]["parameters"]) == [field]
    assert "no speakable character" in str(silent["result"])
