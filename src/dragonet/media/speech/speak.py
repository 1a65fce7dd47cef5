"""Speak a text: blocks of samples, one a sentence."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from dragonet.errors import ParameterError
from dragonet.media.audio.decode import Samples
from dragonet.media.speech.engine import Engine, Wave
from dragonet.media.speech.hibari import HibariEngine
from dragonet.media.speech.level import levelled, silence
from dragonet.media.speech.sentences import Piece, pieces
from dragonet.media.speech.voices import VOICES, VoiceName

ENGINES: Mapping[str, Callable[..., Engine]] = {"hibari": HibariEngine}
"""The engines by the name that voices know them by."""

UNSPEAKABLE = "The text has no speakable character: letters of the Latin script or digits"
_LEAD = 0.1
_LAST = 0.2


class Speech:
    """A text as sound, made while it is iterated over: mono blocks of shape (1, n).

    The same text, voice and speed give the same samples.

    Attributes:
        rate: samples per second.
        parts: number of the blocks.
    """

    def __init__(self, engine: Engine, found: list[Piece], speed: float) -> None:
        self._engine, self._pieces, self._speed = engine, found, speed
        self.rate = engine.rate
        self.parts = len(found)

    def __iter__(self) -> Iterator[Samples]:
        spoken = False
        for number, piece in enumerate(self._pieces):
            wave = levelled(self._engine.say(piece.text, self._speed, number), self.rate)
            spoken = spoken or wave.size > 0
            yield self._block(wave, piece, number)
        if not spoken:
            raise ParameterError("text", UNSPEAKABLE)

    def _block(self, wave: Wave, piece: Piece, number: int) -> Samples:
        """With its pause, and a short silence at the beginning and the end of all."""
        if not wave.size:
            return wave[None]
        last = number == self.parts - 1
        asked = max(piece.pause - 0.4, 0) + _LAST if last else piece.pause
        before = silence(_LEAD if number == 0 else 0, self.rate)
        return np.concatenate([before, wave, silence(asked / self._speed, self.rate)])[None]


def speak(text: str, voice: VoiceName = "neospeech:julie", speed: float = 1.0) -> Speech:
    """The text spoken by a voice, `speed` (0.5 to 2) times as fast as usual.

    English; numbers, dates, amounts, abbreviations and addresses as a person reads them; tags are
    left out but for `<break>`. The first call of a process loads the voice, 1 to 3 s.

    Raises ParameterError, for `text`, if nothing in it can be spoken; while iterating too.
    """
    found = pieces(text)
    if not found:
        raise ParameterError("text", UNSPEAKABLE)
    settings = VOICES[voice]
    return Speech(ENGINES[settings.engine](**settings.settings), found, speed)
