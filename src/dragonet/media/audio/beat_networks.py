"""The networks that say of every frame of sound how much it is a beat and how much a downbeat.

Three trained by the authors of BeatNet on different music (see `beat_features`), averaged. Where
the files come from and their licence: `models/README.md`.
"""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

Floats = NDArray[np.float32]

NETWORKS = ("beatnet_1", "beatnet_2", "beatnet_3")

_STATE = (4, 1, 150)
"""Hidden and cell values of two recurrent layers."""


@cache
def _session(name: str) -> Any:
    """A network, loaded once a process; tasks run one to a process, so on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    path = Path(__file__).parent.parent / "models" / f"{name}.onnx"
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class Networks:
    """The three networks, with what they remember of the features heard so far."""

    def __init__(self) -> None:
        self._states = [np.zeros(_STATE, np.float32) for _ in NETWORKS]

    def hear(self, features: Floats) -> Floats:
        """Probabilities [n, (beat but no downbeat, downbeat)] of the next frames."""
        mean = np.zeros((len(features), 2), np.float32)
        for index, name in enumerate(NETWORKS):
            given = {"features": features, "state": self._states[index]}
            found, self._states[index] = _session(name).run(["activations", "state_after"], given)
            mean += found[:, :2] / len(NETWORKS)
        return mean
