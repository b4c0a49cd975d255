"""The entailment model: does a text prove a sentence, whatever words either uses."""

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

from index.errors import UserError
from index.graph import open_graph, words
from index.text.sentences import sentence_spans
from index.text.syllables import tokenise

FOLDER = Path(__file__).parent / "model"
MOST_CHARS = 700  # of the text beside a sentence, as the model was trained
_LEAD_CHARS = 100  # of the document's title, and of the section


@dataclass(frozen=True)
class Weights:
    """Logistic regression from the model's logit and the rules' doubts to the probability that a text proves a sentence."""

    bias: float
    proven: float
    covered: float
    changed: float
    new: float
    elsewhere: float


@dataclass(frozen=True)
class Doubts:
    """What speaks for and against a sentence that has nothing plainly wrong.

    `proven` is the model's logit, `covered` the share (0 to 1) of its words that the proof holds; `changed` counts hedges, denials, duties
    and the like that are not the proof's, `new` words that no proof has, `elsewhere` what is said of another thing: each from 0 to `MOST`.
    """

    MOST: ClassVar[int] = 2  # a third one says no more than the second

    proven: float
    covered: float
    changed: int
    new: int
    elsewhere: int
    probability: float


class Entailment:
    """Reads a sentence with its evidence, one at a time: int8 scales would otherwise depend on the neighbours."""

    def __init__(self, graph: Path, weights: Weights) -> None:
        self._words, self._session, self._weights = words(), open_graph(graph), weights

    def logit(self, sentence: str, text: str) -> float:
        """Above 0 where `text` (see `evidence` and `led`) rather proves `sentence`."""
        encoding = self._words.tokenizer.encode(sentence, text)
        (proven,) = self._session.run(["proven"], {"words": self._words.embed(encoding.ids)})
        return float(proven[0])

    def doubts(self, sentence: str, text: str, *, covered: float, changed: int, new: int, elsewhere: int) -> Doubts:
        """The rules' doubts, weighed with what the model reads."""
        proven = self.logit(sentence, text)
        changed, new, elsewhere = (min(count, Doubts.MOST) for count in (changed, new, elsewhere))
        weights = self._weights
        sum_ = weights.bias + weights.proven * proven + weights.covered * covered + weights.changed * changed + weights.new * new + weights.elsewhere * elsewhere
        return Doubts(proven, covered, changed, new, elsewhere, 1 / (1 + math.exp(-sum_)))


def evidence(sentence: str, text: str, most: int = MOST_CHARS) -> str:
    """The sentences of `text` that say most of `sentence`, in their order, of at most `most` code points where one allows.

    Chosen one after the other, each for the words and pairs of words that those before it lack.
    """
    spans = sentence_spans(text)
    held = [_keys(text[start:end]) for start, end in spans]
    wanted, chosen, room = _keys(sentence), list[int](), most
    while left := [at for at in range(len(spans)) if at not in chosen and (not chosen or spans[at][1] - spans[at][0] <= room)]:
        best = max(left, key=lambda at: (len(held[at] & wanted), -at))
        wanted = wanted - held[best]
        room -= spans[best][1] - spans[best][0]
        chosen.append(best)
    return " ".join(text[slice(*spans[at])] for at in sorted(chosen)).replace("\n", " ")


def led(title: str, section: str, text: str) -> str:
    """`text` with the document's title and its section before it."""
    return "".join(f"{one[:_LEAD_CHARS]}. " for one in (title, section) if one) + text


def _keys(text: str) -> set[str]:
    keys = [token.folded for token in tokenise(text)]
    return {*keys, *map("_".join, zip(keys, keys[1:], strict=False))}


@cache
def load_entailment() -> Entailment:
    """The shipped model, loaded once.

    Raises:
        UserError: it is not there.
    """
    path = FOLDER / "weights.json"
    try:
        weights = Weights(**json.loads(path.read_text("utf-8"))["logistic"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"Không đọc được {path} ({error}); hãy lấy lại mã nguồn đầy đủ (git checkout).") from None
    return Entailment(FOLDER / "entailment.onnx", weights)
