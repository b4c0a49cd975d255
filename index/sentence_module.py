"""The built-in encoder as a sentence-transformers module.

`sentence-transformers[onnx]` needs an optimum that does not go with version 6, so the graph is
wrapped here once: `sentence_transformer()` behaves like any SentenceTransformer.
"""

from collections.abc import Sequence
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule

from .encoder import PASSAGE_PREFIX, QUERY_PREFIX, OnnxEncoder

_PAD = 1


class OnnxModule(InputModule):
    """Tokenizes with the encoder's own tokenizer and answers with its pooled unit vectors."""

    def __init__(self, encoder: OnnxEncoder) -> None:
        super().__init__()
        self._encoder = encoder

    def preprocess(self, inputs: Sequence[str], prompt: str | None = None, **_: Any) -> dict[str, torch.Tensor]:
        rows = [torch.tensor(ids) for ids in self._encoder.token_ids([(prompt or "") + text for text in inputs])]
        ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=_PAD)
        return {"input_ids": ids, "attention_mask": (ids != _PAD).long()}

    def forward(self, features: dict[str, torch.Tensor], **_: Any) -> dict[str, torch.Tensor]:
        texts = zip(features["input_ids"], features["attention_mask"], strict=True)
        vectors = self._encoder.pooled([ids[: int(mask.sum())].tolist() for ids, mask in texts])
        return features | {"sentence_embedding": torch.from_numpy(vectors)}

    def get_embedding_dimension(self) -> int:
        return 384

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        raise NotImplementedError("The graph lies in index/model/; there is nothing else to save.")


def sentence_transformer(encoder: OnnxEncoder) -> SentenceTransformer:
    """A SentenceTransformer over the graph, with E5's prompts for queries and documents."""
    return SentenceTransformer(
        modules=[OnnxModule(encoder)], device="cpu", prompts={"query": QUERY_PREFIX, "document": PASSAGE_PREFIX}
    )
