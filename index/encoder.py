"""The encoder: texts to unit vectors.

Where a question waits, the int8 graph is called directly through ONNX Runtime, without PyTorch;
`sentence_module.py` wraps the same graph for sentence-transformers. BOT_EMBEDDING_MODEL names
another model, which then runs through sentence-transformers itself.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from .errors import UserError
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
    """The built-in encoder: tokenizer and int8 graph in one folder."""

    def __init__(self, folder: Path) -> None:
        silence_libraries()
        import onnxruntime
        from tokenizers import Tokenizer

        graph = folder / "model.onnx"
        if not graph.exists():
            raise UserError(f"Chưa có bộ mã hóa tại {folder}; hãy chạy: python -m index.convert.")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = setting("BOT_THREADS")
        options.inter_op_num_threads = 1
        # Spinning threads starve beside a busy process: a 20 ms query was seen to take 12 s.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False  # the arena keeps the peak of the largest batch for good
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._width: int = self._session.get_outputs()[0].shape[2]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.fingerprint = _digest(graph, folder / "tokenizer.json")

    def queries(self, texts: list[str]) -> np.ndarray:
        return self._encode([QUERY_PREFIX + text for text in texts])

    def passages(self, texts: list[str]) -> np.ndarray:
        return self._encode([PASSAGE_PREFIX + text for text in texts])

    def pooled(self, input_ids: np.ndarray, attention_mask: np.ndarray) -> np.ndarray:
        """Unit vectors from token ids and mask (texts × tokens, int64): the mean of the tokens.

        One text a run: int8 scales are found over all that runs together, so that a text's
        vector would otherwise depend on its neighbours (cosine 0.994 was seen).
        """
        vectors = np.empty((len(input_ids), self._width), np.float32)
        for row, (ids, mask) in enumerate(zip(input_ids, attention_mask, strict=True)):
            ids = ids[None, : int(mask.sum())]
            mean = self._session.run(["tokens"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0].mean(axis=0)
            vectors[row] = mean / np.linalg.norm(mean)
        return vectors

    def token_ids(self, texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Token ids and mask, padded to the longest text."""
        encodings = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        ids = np.ones((len(encodings), max(map(len, encodings))), np.int64)  # 1 is <pad>
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding)] = encoding
            mask[row, : len(encoding)] = 1
        return ids, mask

    def _encode(self, texts: list[str]) -> np.ndarray:
        return self.pooled(*self.token_ids(texts)) if texts else np.empty((0, self._width), np.float32)


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
    from .convert import FOLDER

    name = setting("BOT_EMBEDDING_MODEL")
    return SentenceTransformerEncoder(name) if name else OnnxEncoder(setting("BOT_MODEL_DIR") / FOLDER)


def _digest(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
