"""Our int8 models as folders that other libraries load: the same weights, in float32 again."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import AutoTokenizer, BertForQuestionAnswering, BertModel

from bot.extractor import FOLDER as READER
from index.graph import FOLDER as RETRIEVER
from index.graph import words

from ..training.base import prepare

_QUANTIZED, _WEIGHT = "_quantized", ".weight"
_PASSED = ("Cast", "Mul")  # between a quantised product and what adds its bias


def write_all(folder: Path) -> dict[str, Path]:
    """Write what is not there yet: "base" (multilingual-e5-small as anyone has it), "own" (our retriever), "reader" (our reader).

    A folder's name bears the mark of the graph that it was made from: a model trained anew is written anew.
    """
    base = folder / "bert"
    prepare(base)
    graphs = {"own": RETRIEVER / "encoder.onnx", "reader": READER / "reader.onnx"}
    made = {"base": folder / "base", **{name: folder / f"{name}-{hashlib.sha256(graph.read_bytes()).hexdigest()[:8]}" for name, graph in graphs.items()}}
    if not made["base"].exists():
        _sentence_folder(BertModel.from_pretrained(base, add_pooling_layer=False), base, made["base"])
    if not made["own"].exists():
        model = BertModel.from_pretrained(base, add_pooling_layer=False)
        _load(model, restored(graphs["own"]))
        _sentence_folder(model, base, made["own"])
    if not made["reader"].exists():
        reader = BertForQuestionAnswering.from_pretrained(base)
        found = restored(graphs["reader"])
        _load(reader.bert, {name: value for name, value in found.items() if not name.startswith("network.")})
        reader.qa_outputs.load_state_dict({kind: torch.from_numpy(found[f"network.span.{kind}"].copy()) for kind in ("weight", "bias")})
        _written(made["reader"], lambda new: (reader.save_pretrained(new), AutoTokenizer.from_pretrained(base).save_pretrained(new)))
    return made


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


def _load(model: Any, found: dict[str, np.ndarray]) -> None:
    state = {(name if name.startswith("embeddings.") else f"encoder.{name}"): torch.from_numpy(value.copy()) for name, value in found.items()}
    shared = words()
    state["embeddings.word_embeddings.weight"] = torch.from_numpy(shared.embed(list(range(model.config.vocab_size)))[0].copy())
    lacking, extra = model.load_state_dict(state, strict=False)
    if extra or lacking:
        raise ValueError(f"the graph's parameters do not fit: {lacking} missing, {extra} unknown")


def _sentence_folder(model: BertModel, tokenizer: Path, target: Path) -> None:
    """A sentence-transformers folder: mean of the last layer, unit length, E5's prompts."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Normalize, Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling

    staging = target.with_name(f"{target.name}-plain")
    model.save_pretrained(staging)
    AutoTokenizer.from_pretrained(tokenizer).save_pretrained(staging)
    plain = Transformer(str(staging), max_seq_length=512)
    modules = [plain, Pooling(plain.get_embedding_dimension(), pooling_mode="mean"), Normalize()]
    whole = SentenceTransformer(modules=modules, prompts={"query": "query: ", "document": "passage: "}, device="cpu")
    _written(target, lambda new: whole.save(str(new), create_model_card=False))
    shutil.rmtree(staging)


def _written(target: Path, write: Any) -> None:
    """A folder that is there is whole."""
    new = target.with_name(f"{target.name}-new")
    shutil.rmtree(new, ignore_errors=True)
    write(new)
    new.rename(target)
