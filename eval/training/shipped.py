"""The weights of a shipped graph in float32 again, to train on from or to give to other libraries."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from .network import ReaderNetwork

_QUANTIZED, _WEIGHT = "_quantized", ".weight"
_PASSED = ("Cast", "Mul")  # between a quantised product and what adds its bias


def load_reader(network: ReaderNetwork, graph: Path) -> None:
    """Put the weights of a shipped reader into `network`, whose word embeddings stay as they are.

    Raises:
        ValueError: the graph's parameters are not the network's.
    """
    state = {_name(name): torch.from_numpy(value.copy()) for name, value in restored(graph).items()}
    lacking, extra = network.load_state_dict(state, strict=False)
    if extra or any("word_embeddings" not in name for name in lacking):
        raise ValueError(f"the graph's parameters do not fit: {lacking} missing, {extra} unknown")


def _name(name: str) -> str:
    if name.startswith("network."):
        return name.removeprefix("network.")
    return f"base.{name}" if name.startswith("embeddings.") else f"base.encoder.{name}"


def restored(graph: Path) -> dict[str, np.ndarray]:
    """The parameters of a graph that `eval.training.export` wrote, float32, by their names in the network."""
    model = onnx.load(graph)
    arrays = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    readers: dict[str, list[onnx.NodeProto]] = {}
    for node in model.graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    found = {name: array for name, array in arrays.items() if name.endswith((".bias", _WEIGHT))}
    for node in model.graph.node:
        if node.op_type in ("MatMulInteger", "MatMul") and node.input[1] in arrays:
            matrix = arrays[node.input[1]]
            if node.input[1].endswith(_QUANTIZED):
                stem = node.input[1].removesuffix(_QUANTIZED)
                matrix = (matrix.astype(np.float32) - arrays[f"{stem}_zero_point"].astype(np.float32)) * arrays[f"{stem}_scale"]
            found[_bias_behind(node, readers, arrays).removesuffix(".bias") + _WEIGHT] = matrix.T
    for name in ("embeddings.token_type_embeddings", "embeddings.position_embeddings"):
        stem = f"{name}{_WEIGHT}"
        found[stem] = (arrays[f"{stem}{_QUANTIZED}"].astype(np.float32) - arrays[f"{stem}_zero_point"]) * arrays[f"{stem}_scale"]
    return found


def _bias_behind(node: onnx.NodeProto, readers: dict[str, list[onnx.NodeProto]], arrays: dict[str, np.ndarray]) -> str:
    """The name of the bias that is added to what a product gives; it tells whose product it is."""
    while True:
        (node,) = readers[node.output[0]]
        bias = next((name for name in node.input if name in arrays and name.endswith(".bias") and "LayerNorm" not in name), None)
        if bias:
            return bias
        if node.op_type not in _PASSED:
            raise ValueError(f"{node.op_type} stands between a product and its bias; the export has changed")
