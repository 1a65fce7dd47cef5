"""What a speech engine is."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Wave = NDArray[np.float32]
"""Samples of one channel, shape (n,), full scale -1 to 1."""


class Engine(Protocol):
    """Speaks one sentence after the other in one voice.

    Attributes:
        rate: samples per second.
    """

    rate: int

    def say(self, sentence: str, speed: float, seed: int) -> Wave:
        """Speak a sentence of at most a few hundred characters, `speed` times as fast.

        The same arguments give the same samples. Silence around it does not matter, nor how loud
        it is; nothing that could be spoken gives an empty array.
        """
