"""The encoder: texts to unit vectors.

Where a question waits, the int8 graph is called directly through ONNX Runtime, without PyTorch;
`sentence_module.py` wraps the same graph for sentence-transformers. BOT_EMBEDDING_MODEL names
another model, which then runs through sentence-transformers itself.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from .errors import UserError
from .graph import FOLDER, open_graph, words
from .settings import setting, silence_libraries

# E5 was trained with these (Wang et al. 2024, "Multilingual E5 Text Embeddings", section 2).
QUERY_PREFIX, PASSAGE_PREFIX = "query: ", "passage: "


class Encoder(Protocol):
    """Anything that turns texts into unit vectors of one width."""

    fingerprint: str

    def queries(self, texts: list[str]) -> np.ndarray:
        """Vectors of questions, float32, texts × width."""

    def passages(self, texts: list[str]) -> np.ndarray:
        """Vectors of passages, float32, texts × width."""


class OnnxEncoder:
    """The built-in encoder (its card: `index/model/README.md`)."""

    def __init__(self) -> None:
        graph = FOLDER / "encoder.onnx"
        self._words = words()
        self._session = open_graph(graph)
        self.fingerprint = _digest(graph, *(FOLDER / name for name in ("tokenizer.json", "words.npy", "word-scales.npy")))

    def queries(self, texts: list[str]) -> np.ndarray:
        return self._encode([QUERY_PREFIX + text for text in texts])

    def passages(self, texts: list[str]) -> np.ndarray:
        return self._encode([PASSAGE_PREFIX + text for text in texts])

    def pooled(self, ids: Sequence[list[int]]) -> np.ndarray:
        """Unit vectors of texts given as token ids: the mean of their tokens.

        One text a run: int8 scales are found over all that runs together, so that a text's
        vector would otherwise depend on its neighbours (cosine 0.994 was seen).
        """
        vectors = np.empty((len(ids), self._words.width), np.float32)
        for row, one in enumerate(ids):
            mean = self._session.run(["vector"], {"words": self._words.embed(one)})[0][0]
            vectors[row] = mean / np.linalg.norm(mean)
        return vectors

    def token_ids(self, texts: list[str]) -> list[list[int]]:
        """Token ids of each text, at most 512."""
        return [encoding.ids for encoding in self._words.tokenizer.encode_batch(texts)]

    def _encode(self, texts: list[str]) -> np.ndarray:
        return self.pooled(self.token_ids(texts))


class SentenceTransformerEncoder:
    """Any sentence-transformers model, by name or folder, with its own prompts."""

    def __init__(self, name: str) -> None:
        silence_libraries()
        try:
            from sentence_transformers import SentenceTransformer

            self.model: Any = SentenceTransformer(name, device="cpu")
        except Exception as error:  # the library raises OSError, ValueError and others of its own
            raise UserError(f"Không mở được mô hình BOT_EMBEDDING_MODEL={name!r}: {error}; hãy kiểm tra tên hoặc thư mục.") from error
        self.fingerprint = "sentence-transformers:" + name

    def queries(self, texts: list[str]) -> np.ndarray:
        return self.model.encode_query(texts, normalize_embeddings=True, show_progress_bar=False)

    def passages(self, texts: list[str]) -> np.ndarray:
        return self.model.encode_document(texts, normalize_embeddings=True, show_progress_bar=False)


@cache
def load_encoder() -> Encoder:
    """The encoder that the settings name, loaded once.

    Raises:
        UserError: it is not there.
    """
    name = setting("BOT_EMBEDDING_MODEL")
    return SentenceTransformerEncoder(name) if name else built_in()


@cache
def built_in() -> OnnxEncoder:
    """The built-in encoder, whichever the settings name: for what was fitted to its scale."""
    return OnnxEncoder()


def _digest(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
