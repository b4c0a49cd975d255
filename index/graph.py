"""ONNX graphs and what feeds them: the tokenizer and the word embeddings that all models share."""

from functools import cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from .errors import UserError
from .settings import setting, silence_libraries

FOLDER = Path(__file__).parent / "model"


class Words:
    """The tokenizer, and its word embeddings: int8 rows, each with its scale.

    Both models leave the embeddings as they were, so one copy serves them; rows are read from the
    file as they are asked for.
    """

    def __init__(self) -> None:
        try:
            self.tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
            self._rows = np.load(FOLDER / "words.npy", mmap_mode="r")
            self._scales = np.load(FOLDER / "word-scales.npy")
        except Exception as error:  # tokenizers raises bare Exception
            raise UserError(f"Không đọc được mô hình tại {FOLDER} ({error}); hãy lấy lại mã nguồn đầy đủ (git checkout).") from None

    @property
    def width(self) -> int:
        return self._rows.shape[1]

    def embed(self, ids: list[int]) -> np.ndarray:
        """Embeddings of token ids, float32, 1 × tokens × width."""
        return (self._rows[ids].astype(np.float32) * self._scales[ids, None])[None]


@cache
def words() -> Words:
    """The shipped tokenizer and word embeddings, opened once."""
    return Words()


def open_graph(path: Path):  # noqa: ANN201 - an onnxruntime.InferenceSession; imported where it is needed
    """A session over the graph at `path`, on BOT_THREADS threads.

    Raises:
        UserError: it is not there or is damaged.
    """
    silence_libraries()
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = setting("BOT_THREADS")
    options.inter_op_num_threads = 1
    # Spinning threads starve beside a busy process: a 20 ms query was seen to take 12 s.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False  # the arena keeps the peak of the largest input for good
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises a dozen kinds of its own
        raise UserError(f"Không mở được mô hình {path} ({error}); hãy lấy lại mã nguồn đầy đủ (git checkout).") from None
