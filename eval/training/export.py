"""From trained weights to what ships: int8 graphs that take word embeddings, one text a run."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from .network import ReaderNetwork

# Matrices kept in float32: their inputs have outliers, which cost most of the distance of int8.
_KEPT_IN_FP32 = ("/layer.4/output/dense/MatMul",)


class _EncoderGraph(nn.Module):
    """Word embeddings (1 × tokens × width) to the mean of the last layer (1 × width)."""

    def __init__(self, base: Any) -> None:
        super().__init__()
        self.embeddings, self.layer = base.embeddings, base.encoder.layer

    def states(self, words):  # noqa: ANN001, ANN202
        states = self.embeddings(inputs_embeds=words)
        for layer in self.layer:
            output = layer(states, None)
            states = output[0] if isinstance(output, tuple) else output
        return states

    def forward(self, words):  # noqa: ANN001, ANN202
        return self.states(words).mean(1)


class _ReaderGraph(_EncoderGraph):
    """Word embeddings to start and end logits (1 × tokens) and the logit of an answer (1)."""

    def __init__(self, network: ReaderNetwork) -> None:
        super().__init__(network.base)
        self.network = network

    def forward(self, words):  # noqa: ANN001, ANN202
        return self.network.heads(self.states(words))


def export_encoder(base: Any, target: Path) -> None:
    """Write the encoder's int8 graph."""
    _export(_EncoderGraph(base), target, ["vector"], {})


def export_reader(network: ReaderNetwork, target: Path) -> None:
    """Write the reader's int8 graph."""
    _export(_ReaderGraph(network), target, ["start", "end", "answered"], {"start": {1: "tokens"}, "end": {1: "tokens"}})


def export_words(base: Any, folder: Path) -> None:
    """Write the word embeddings as int8 rows with a scale each."""
    words = base.embeddings.word_embeddings.weight.detach().numpy()
    scales = (np.abs(words).max(1) / 127).astype(np.float32)
    np.save(folder / "words.npy", np.round(words / scales[:, None]).astype(np.int8))
    np.save(folder / "word-scales.npy", scales)


def _export(graph: nn.Module, target: Path, outputs: list[str], axes: dict[str, dict[int, str]]) -> None:
    """Fuse and quantise. `reduce_range` and scales per channel keep the accuracy on processors
    without VNNI, whose 8-bit products saturate otherwise."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers.optimizer import optimize_model

    graph.eval()
    for module in graph.modules():
        if hasattr(module, "config") and hasattr(module.config, "_attn_implementation"):
            module.config._attn_implementation = "eager"  # noqa: SLF001 - the form that the fusion knows
    with tempfile.TemporaryDirectory() as folder:
        whole, fused_path = Path(folder) / "whole.onnx", Path(folder) / "fused.onnx"
        torch.onnx.export(
            graph,
            (torch.randn(1, 7, 384),),
            str(whole),
            input_names=["words"],
            output_names=outputs,
            dynamic_axes={"words": {1: "tokens"}, **axes},
            opset_version=17,
            dynamo=False,
        )
        fused = optimize_model(str(whole), "bert", num_heads=12, hidden_size=384, opt_level=0)
        fused.save_model_to_file(str(fused_path))
        quantize_dynamic(
            str(fused_path),
            str(target),
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            nodes_to_exclude=list(_KEPT_IN_FP32),
            # The fused operators are outside ONNX's shape inference; everything they give is a float.
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
