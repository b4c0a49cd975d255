"""The reader model: a question and a window of text to the span that answers, and how surely."""

import json
import math
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from index.errors import UserError
from index.graph import open_graph, words
from index.text.sentences import sentence_spans

FOLDER = Path(__file__).parent / "model"
_AGAIN = 4  # windows, those of one question: asked again at once (of one document, or by another button), it is not read again
_ANOTHER_SENTENCE = 3.0  # off the score of a span that goes on in another one; chosen on articles held out of training
_MAX_SPAN_TOKENS = 100  # longer than 99 of 100 answers, those of ViQuAD and the lists of written passages


@dataclass(frozen=True)
class Calibration:
    """Logistic regression from three signals to the probability that the window answers."""

    bias: float
    answered: float  # weight of the logit of an answer
    margin: float  # weight of the best span's score above that of "none here"
    support: float  # weight of the share of the question's words that the window holds


@dataclass(frozen=True)
class Extraction:
    """The best span of one window (code points in the window) and what speaks for it.

    `answered` and `margin` are the model's signals that `probability` (0 to 1, calibrated) is made of.
    """

    start: int
    end: int
    answered: float
    margin: float
    probability: float

    def moved(self, by: int) -> "Extraction":
        """The same, its offsets counted from `by` code points earlier."""
        return replace(self, start=self.start + by, end=self.end + by)


class Extractor:
    """Reads windows one at a time: int8 scales would otherwise depend on the neighbours."""

    def __init__(self, graph: Path, calibration: Calibration) -> None:
        self._words, self._session, self._calibration = words(), open_graph(graph), calibration

    @lru_cache(maxsize=_AGAIN)  # noqa: B019 - the extractor lives as long as the process
    def extract(self, question: str, window: str, *, support: float, lead: str = "", again: tuple[str, str] | None = None) -> Extraction:
        """The best span of `window` for `question`.

        `support` is the share of the question's words that the window holds; `lead`, which ends with a space, is read before the
        window. `again` is the question in another form (its marks not restored, say) and the lead to it, as surely meant: both are
        read, and their logits averaged.
        """
        window = window.replace("\n", " ")  # as in training; the length is the same
        read = [self._logits(*form, window) for form in dict.fromkeys(((question, lead), again or (question, lead)))]
        # What is longer than the model reads is cut, behind a longer question sooner.
        pieces = [piece for piece, *others in zip(*(places for _, places in read), strict=False) if all(other == piece for other in others)]
        start, end = (sum(logits[side][: len(pieces)] for logits, _ in read) / len(read) for side in (0, 1))
        none, answered = (sum(logits[side] for logits, _ in read) / len(read) for side in (2, 3))
        if not pieces:
            return Extraction(0, 0, answered, 0.0, 0.0)
        ends = [stop for _, stop in sentence_spans(window)]
        first, last, score = _likeliest(start, end, np.array([bisect_left(ends, right) for _, right in pieces]))
        margin = score - none
        return Extraction(pieces[first][0], pieces[last][1], answered, margin, self._probability(answered, margin, support))

    def _logits(self, question: str, lead: str, window: str) -> tuple[tuple[np.ndarray, np.ndarray, float, float], list[tuple[int, int]]]:
        """Start and end for each piece of the window, "none here" and "answered"; and the pieces' offsets in the window."""
        text = lead.replace("\n", " ") + window
        encoding = self._words.tokenizer.encode(question, text)
        start, end, answered = self._session.run(["start", "end", "answered"], {"words": self._words.embed(encoding.ids)})
        # A piece that begins a word has the space before it in its offsets.
        pieces = [(left + (text[left : left + 1] == " ") - len(lead), right - len(lead)) for left, right in encoding.offsets]
        own = [i for i, (sequence, (left, right)) in enumerate(zip(encoding.sequence_ids, pieces, strict=True)) if sequence == 1 and 0 <= left < right]
        return (start[0][own], end[0][own], float(start[0, 0] + end[0, 0]), float(answered[0])), [pieces[i] for i in own]

    def _probability(self, answered: float, margin: float, support: float) -> float:
        weights = self._calibration
        return 1 / (1 + math.exp(-(weights.bias + weights.answered * answered + weights.margin * margin + weights.support * support)))


def _likeliest(start: np.ndarray, end: np.ndarray, sentence: np.ndarray) -> tuple[int, int, float]:
    """The span (first piece, last piece) with the greatest sum of logits, less where it goes on in another sentence, and that sum."""
    scores = start[:, None] + end[None, :] - _ANOTHER_SENTENCE * (sentence[:, None] != sentence[None, :])
    allowed = np.tril(np.triu(np.ones_like(scores, bool)), _MAX_SPAN_TOKENS - 1)
    first, last = divmod(int(np.where(allowed, scores, -np.inf).argmax()), len(start))
    return first, last, float(scores[first, last])


@cache
def load_extractor() -> Extractor:
    """The shipped reader, loaded once.

    Raises:
        UserError: it is not there.
    """
    path = FOLDER / "calibration.json"
    try:
        calibration = Calibration(**json.loads(path.read_text("utf-8"))["logistic"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"Không đọc được {path} ({error}); hãy lấy lại mã nguồn đầy đủ (git checkout).") from None
    return Extractor(FOLDER / "reader.onnx", calibration)
