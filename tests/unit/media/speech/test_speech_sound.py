"""How speech sounds, by measuring it."""

from typing import Any

import numpy as np
import pytest

from dragonet.errors import ParameterError
from dragonet.media.speech.level import CEILING, LOUDNESS, levelled
from dragonet.media.speech.speak import speak
from dragonet.media.speech.voices import VoiceName
from support.voices import heard, pitch, word_errors

DIGITS = "Seven three nine one, eight two zero five, four six one nine. Five three eight two seven."

WAYS: tuple[VoiceName, ...] = ("neospeech:julie", "neospeech:paul")


def spoken(text: str, voice: VoiceName = "neospeech:julie", speed: float = 1) -> Any:
    return np.concatenate([block[0] for block in speak(text, voice, speed)])


@pytest.fixture(scope="module", params=WAYS)
def voice(request: pytest.FixtureRequest) -> VoiceName:
    name: VoiceName = request.param
    return name


@pytest.fixture(scope="module")
def wave(voice: VoiceName) -> Any:
    return spoken(DIGITS, voice)


def test_it_says_the_words(wave: Any) -> None:
    said = DIGITS.lower().replace(",", "").replace(".", "").split()
    words = heard(wave)
    assert word_errors(said, words) <= 0.15
    assert word_errors(said[::-1], words) > 0.5  # other words would be noticed


def test_a_man_and_a_woman(wave: Any, voice: VoiceName) -> None:
    low, high = (90, 135) if voice == "neospeech:paul" else (160, 230)
    assert low < pitch(wave, 24000) < high


def test_its_level(wave: Any) -> None:
    assert wave.dtype == np.float32
    assert 10 ** ((CEILING - 9) / 20) < np.abs(wave).max() <= 10 ** (CEILING / 20) + 1e-4
    frames = wave[: len(wave) // 480 * 480].reshape(-1, 480)
    power = np.square(frames).mean(axis=1)
    level = 10 * np.log10(power[power > power.max() / 300].mean())
    assert level == pytest.approx(LOUDNESS, abs=1.5)
    assert abs(wave.mean()) < 1e-3


@pytest.mark.parametrize("name", WAYS)
def test_sentences_are_equally_loud_and_join_at_silence(name: VoiceName) -> None:
    levels = []
    for block in speak("Why not? The boats had not come back from the sea. No! Yes, I am.", name):
        frames = block[0, : block.shape[1] // 240 * 240].reshape(-1, 240)
        power = np.square(frames).mean(axis=1)
        levels.append(10 * np.log10(power[power > power.max() / 300].mean()))
        assert block[0, 0] == block[0, -1] == 0
        assert np.abs(block[0, :60]).max() < 0.02
    assert len(levels) == 4
    assert max(levels) - min(levels) < 1.5


def silences(wave: Any, rate: int = 24000) -> list[float]:
    """Seconds of each digital silence inside."""
    quiet = np.flatnonzero(np.diff(np.concatenate([[1], wave != 0, [1]]).astype(int)))
    lengths = (quiet[1::2] - quiet[::2]) / rate
    return [float(length) for length in lengths if length > 0.05]


def test_pauses() -> None:
    found = silences(spoken('One. Two\n\nthree <break time="1.5s"/> four.'))
    assert found == pytest.approx([0.1, 0.4, 0.75, 1.5, 0.2], abs=0.01)
    assert silences(spoken("One. Two.", speed=2)) == pytest.approx([0.1, 0.2, 0.1], abs=0.01)


def test_speed() -> None:
    slow, usual, fast = (len(spoken("The boats came back.", speed=s)) for s in (0.5, 1, 2))
    assert 1.6 < slow / usual < 2.3
    assert 1.5 < usual / fast < 2.3


def test_numbers_are_heard() -> None:
    words = heard(spoken("$3.50, 20%, 5 km. Jan. 5. Dr. Oct."))
    said = "three dollars and fifty cents twenty percent five kilometers"
    assert word_errors(said.split(), words[:9]) <= 0.25
    assert "january" in words


def test_the_same_again(voice: VoiceName) -> None:
    once, again = spoken("The same. Again.", voice), spoken("The same. Again.", voice)
    assert np.array_equal(once, again)


def test_blocks_come_one_by_one() -> None:
    speech = speak("One. Two. Three. " * 500)
    assert speech.parts == 1500
    assert next(iter(speech)).shape[0] == 1


@pytest.mark.parametrize("text", ["...", "日本語", "😀"])
def test_nothing_to_say_is_the_parameters_fault(text: str) -> None:
    with pytest.raises(ParameterError, match="no speakable character") as error:
        speak(text)
    assert error.value.field == "text"


def test_peaks_are_turned_down_without_a_break() -> None:
    tone = np.sin(np.arange(24000) * 0.05).astype(np.float32) * 0.05
    tone[12000:12040] += 0.9
    made = levelled(tone, 24000)
    assert np.abs(made).max() <= 10 ** (CEILING / 20) + 1e-4
    assert np.abs(made[:6000]).max() > 0.14  # far from the peak nothing is
    assert levelled(np.zeros(5000, np.float32), 24000).size == 0
    assert levelled(np.zeros(10, np.float32), 24000).size == 0
