"""Our int8 models as folders that other libraries load: the same weights, in float32 again."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoTokenizer, BertForQuestionAnswering, BertModel

from bot.extractor import FOLDER as READER
from index.graph import FOLDER as RETRIEVER
from index.graph import words

from ..training.base import prepare
from ..training.shipped import restored


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
