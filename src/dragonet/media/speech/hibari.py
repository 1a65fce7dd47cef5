"""The engine that is built in: Hibari, one female voice of American English.

A network of 8 MB in its package predicts spectra, 80 a second
(the package hibari-tts). A man's voice is made of the same spectra.
"""

from functools import cache
from typing import Any

import numpy as np
from hibari import Hibari, dsp

from dragonet.media.speech.engine import Wave
from dragonet.media.speech.shift import shifted


@cache
def _model() -> Any:
    """The network and its dictionaries, loaded once a process: about 1.5 s and 200 MB.

    Without an argument: any other voice would be downloaded.
    """
    return Hibari(threads=1)


class HibariEngine:
    """Hibari's voice, its pitch and its resonances multiplied by factors; see `engine.Engine`."""

    rate: int = dsp.SR

    def __init__(self, pitch: float = 1, formants: float = 1) -> None:
        self._pitch, self._formants = pitch, formants

    def say(self, sentence: str, speed: float, seed: int) -> Wave:
        """See `Engine.say`."""
        model = _model()
        ids = model.ids(model.g2p(sentence))
        if len(ids) < 3:  # nothing between the marks of begin and end
            return np.zeros(0, np.float32)
        inputs = {"ids": np.asarray([ids], np.int64), "speed": np.asarray([speed], np.float32)}
        tone, turn, noise, rest, phase, f0 = (out[0] for out in model.sess.run(None, inputs))
        random = np.random.default_rng(seed)
        if self._pitch == self._formants == 1:
            return np.asarray(dsp.synth(tone, turn, noise, rest, phase, f0, random), np.float32)
        factors = {"pitch": self._pitch, "formants": self._formants}
        return shifted(tone, noise, rest, phase, f0, random=random, **factors)
