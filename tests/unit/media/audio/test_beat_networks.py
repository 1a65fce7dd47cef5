"""The beat networks: what the files compute, against NumPy and against the weights' source."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dragonet.media.audio import beat_networks
from dragonet.media.audio.beat_features import HOP, RATE, Features, filterbank
from dragonet.media.audio.beat_networks import NETWORKS, Networks

Array = np.ndarray[Any, np.dtype[Any]]

FROM_SOURCE = {
    "beatnet_1": [(0.3129, 0.5105), (0.3422, 0.4848), (0.2370, 0.4891)],
    "beatnet_2": [(0.6897, 0.2258), (0.7277, 0.1969), (0.6962, 0.2356)],
    "beatnet_3": [(0.8448, 0.1191), (0.9023, 0.0514), (0.6763, 0.2950)],
}
"""Frames 20, 40 and 59 of `pattern()`, by the published 32-bit weights."""


def pattern() -> Array:
    frame, band = np.arange(60)[:, None], np.arange(272)[None]
    values = 0.5 + 0.5 * np.sin(0.37 * frame + 0.05 * band) * np.cos(0.011 * frame * band)
    return np.asarray(np.maximum(values, 0), np.float32)


def fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """The fields of a Protocol Buffers message: number, integer or bytes."""
    at = 0

    def integer() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at, value, shift = at + 1, value | (byte & 127) << shift, shift + 7
            if byte < 128:
                return value

    while at < len(data):
        number, kind = divmod(integer(), 8)
        assert kind in (0, 2)
        value: Any = integer()
        if kind == 2:
            value, at = data[at : at + value], at + value
        yield number, value


def weights(name: str) -> dict[str, Array]:
    """The half-precision constants of an ONNX file (ModelProto.graph.initializer)."""
    path = Path(beat_networks.__file__).parent.parent / "models" / f"{name}.onnx"
    graph = next(value for number, value in fields(path.read_bytes()) if number == 7)
    found = {}
    for tensor in (value for number, value in fields(graph) if number == 5):
        parts = list(fields(tensor))  # 1: a dimension, 2: the type, 8: the name, 9: the values
        one = dict(parts)
        if one[2] == 10:
            shape = [value for number, value in parts if number == 1]
            found[one[8].decode()] = np.frombuffer(one[9], np.float16).reshape(shape).astype(float)
    return found


def forward(given: Array, w: dict[str, Array]) -> Array:
    """Convolution, maxima of two, linear, two LSTMs, linear, softmax: in plain NumPy."""
    windows = np.lib.stride_tricks.sliding_window_view(given.astype(float), 10, axis=1)
    kernel, bias = w["conv1.weight"][:, 0], w["conv1.bias"]
    found = np.maximum(np.einsum("npk,ck->ncp", windows, kernel) + bias[:, None], 0)
    found = found[:, :, :262].reshape(len(given), 2, 131, 2).max(axis=3).reshape(len(given), 262)
    found = found @ w["linear0.weight"].T + w["linear0.bias"]
    for layer in ("lstm0", "lstm1"):
        hidden, cell, rows = np.zeros(150), np.zeros(150), []
        for row in found @ w[f"{layer}.input"][0].T + w[f"{layer}.bias"][0].reshape(2, 600).sum(0):
            gates = row + w[f"{layer}.recurrent"][0] @ hidden
            enter, leave, forget = (1 / (1 + np.exp(-part)) for part in gates[:450].reshape(3, 150))
            cell = forget * cell + enter * np.tanh(gates[450:])
            hidden = leave * np.tanh(cell)
            rows.append(hidden)
        found = np.array(rows)
    logits = found @ w["linear.weight"].T + w["linear.bias"]
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def run(name: str, given: Array) -> Array:
    state = np.zeros((4, 1, 150), np.float32)
    found = beat_networks._session(name).run(None, {"features": given, "state": state})[0]
    return np.asarray(found)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_files_compute_what_numpy_does(name: str) -> None:
    found = run(name, pattern())
    assert np.abs(found - forward(pattern(), weights(name))).max() < 1e-5


@pytest.mark.parametrize("name", NETWORKS)
def test_half_precision_costs_next_to_nothing(name: str) -> None:
    found = run(name, pattern())[[20, 40, 59], :2]
    assert np.abs(found - np.array(FROM_SOURCE[name])).max() < 1e-3


def test_blocks_do_not_show() -> None:
    whole, parts = Networks(), Networks()
    given = pattern()
    found = np.concatenate([parts.hear(given[:7]), parts.hear(given[7:8]), parts.hear(given[8:])])
    assert np.abs(found - whole.hear(given)).max() < 1e-5


def features(blocks: list[Array], hop: int = HOP) -> Array:
    maker = Features(hop)
    found = [made for block in blocks for made in maker.hear(block)]
    return np.concatenate([*found, *maker.end()])


@pytest.mark.parametrize("hop", [353, 441, 551])
def test_features_of_blocks_are_those_of_the_whole(hop: int) -> None:
    random = np.random.default_rng(0)
    sound = random.standard_normal(15 * RATE).astype(np.float32)
    whole = features([sound], hop)
    assert len(whole) == -(-len(sound) // hop)
    pieces = np.split(sound, np.sort(random.integers(0, len(sound), 40)))
    assert np.array_equal(features(pieces, hop), whole)


def test_features_are_magnitudes_of_bands_and_their_rise() -> None:
    time = np.arange(RATE, dtype=np.float32) / RATE
    sound = np.where(time < 0.5, 0, 0.5 * np.sin(2 * np.pi * 1000 * time)).astype(np.float32)
    found = features([sound])
    bands, rise = found[:, :136], found[:, 136:]
    centres = np.arange(705) * RATE / 1410 @ filterbank()
    assert centres[bands[40].argmax()] == pytest.approx(1000, rel=0.03)
    # frame 40, directly: a Hann window over 1411 samples around sample 40 * 441
    frame = sound[40 * HOP - 705 : 40 * HOP + 706] * np.hanning(1411)
    expected = np.log10(np.abs(np.fft.fft(frame))[:705] @ filterbank() + 1)
    assert np.abs(bands[40] - expected).max() < 1e-4
    assert np.allclose(rise[1:], np.maximum(np.diff(bands, axis=0), 0))
    assert rise.sum(axis=1).argmax() in (24, 25, 26)
