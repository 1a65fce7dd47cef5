"""Convert BeatNet's networks from NumPy arrays under their PyTorch names to ONNX.

`uv run --with onnx python scripts/beatnet_to_onnx.py beatnet1.npz beatnet_1.onnx`

The weights come from the wheel `BeatNet` 1.1.3, which itself cannot be depended on: it requires
PyTorch, madmom and PortAudio. They are stored as 16-bit floats and widened when the model is
loaded. The state of the LSTMs is an input and an output, so that sound of any length passes in
blocks.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

BANDS, CELLS, LAYERS, CLASSES = 272, 150, 2, 3
STATE = [2 * LAYERS, 1, CELLS]


class Converter:
    """One graph: what it holds so far."""

    def __init__(self, arrays: dict[str, np.ndarray]) -> None:
        self.arrays = arrays
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, values: np.ndarray | None = None) -> str:
        """Store half-precision values, by default those of that name."""
        half = np.asarray(self.arrays[name] if values is None else values, np.float16)
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(half), name))
        self.node("Cast", [name], [f"{name}.wide"], to=TensorProto.FLOAT)
        return f"{name}.wide"

    def ints(self, *values: int) -> str:
        """Store integers."""
        name = f"i{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.array(values, np.int64), name))
        return name

    def node(self, kind: str, inputs: list[str], outputs: list[str], **attributes: object) -> None:
        """Add a node."""
        self.nodes.append(helper.make_node(kind, inputs, outputs, **attributes))

    def linear(self, name: str, given: str, output: str) -> None:
        """Add a fully connected layer."""
        names = [self.weight(f"{name}.{part}") for part in ("weight", "bias")]
        self.node("Gemm", [given, *names], [output], transB=1)

    def lstm(self, layer: int, given: str, output: str) -> None:
        """Add a recurrent layer. PyTorch's gates are in, forget, cell, out; ONNX's i, o, f, c."""

        def gates(kind: str) -> np.ndarray:
            parts = np.split(self.arrays[f"lstm.{kind}_l{layer}"], 4)
            return np.concatenate([parts[gate] for gate in (0, 3, 1, 2)])[None]

        names = [
            self.weight(f"lstm{layer}.input", gates("weight_ih")),
            self.weight(f"lstm{layer}.recurrent", gates("weight_hh")),
            self.weight(
                f"lstm{layer}.bias", np.concatenate([gates("bias_ih"), gates("bias_hh")], axis=1)
            ),
        ]
        before, after = ([f"{part}{layer}{when}" for part in "hc"] for when in ("_before", ""))
        made = f"{output}_directions"
        self.node("LSTM", [given, *names, "", *before], [made, *after], hidden_size=CELLS)
        self.node("Squeeze", [made, self.ints(1)], [output])

    def convert(self) -> onnx.ModelProto:
        """The whole graph."""
        filters = [self.weight(f"conv1.{part}") for part in ("weight", "bias")]
        states = [f"{part}{layer}" for layer in range(LAYERS) for part in "hc"]
        self.node("Unsqueeze", ["features", self.ints(1)], ["one_channel"])
        self.node("Conv", ["one_channel", *filters], ["filtered"])
        self.node("Relu", ["filtered"], ["rectified"])
        self.node("MaxPool", ["rectified"], ["pooled"], kernel_shape=[2], strides=[2])
        self.node("Flatten", ["pooled"], ["flat"])
        self.linear("linear0", "flat", "narrow")
        self.node("Unsqueeze", ["narrow", self.ints(1)], ["sequence0"])
        self.node("Split", ["state"], [f"{name}_before" for name in states], num_outputs=4)
        for layer in range(LAYERS):
            self.lstm(layer, f"sequence{layer}", f"sequence{layer + 1}")
        self.node("Concat", states, ["state_after"], axis=0)
        self.node("Squeeze", [f"sequence{LAYERS}", self.ints(1)], ["cells"])
        self.linear("linear", "cells", "logits")
        self.node("Softmax", ["logits"], ["activations"], axis=1)
        return self.model()

    def model(self) -> onnx.ModelProto:
        """The nodes so far with inputs and outputs."""

        def value(name: str, *shape: str | int) -> onnx.ValueInfoProto:
            return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

        given = [value("features", "frames", BANDS), value("state", *STATE)]
        made = [value("activations", "frames", CLASSES), value("state_after", *STATE)]
        graph = helper.make_graph(self.nodes, "beatnet", given, made, self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
        onnx.checker.check_model(model, full_check=True)
        return model


if __name__ == "__main__":
    source, target = sys.argv[1:]
    with np.load(source) as arrays:
        onnx.save(Converter(dict(arrays)).convert(), Path(target))
