"""Train the retriever: questions in every typed form towards the vectors of their passages.

The passages' vectors are the base encoder's and stay as they are, so that every passage of the
file is a negative in every step (in-batch and hard ones among them), and a step costs only
questions. Two anchors keep what the base knew: a question's vector stays near the base's vector of
the same question fully marked, and a passage's near the base's vector of that passage.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from index.encoder import PASSAGE_PREFIX, QUERY_PREFIX
from index.text.restore import restorer_of
from index.text.sentences import sentence_spans

from .. import squad
from .forms import in_form
from .loop import precision, train
from .network import hidden_states, load_base

SEED = 143
EPOCHS = 4
RATE = 5e-5
_FORM_WEIGHTS = {"full": 0.3, "none": 0.25, "half": 0.15, "telex": 0.12, "restored": 0.12, "plain": 0.06}
_QUESTIONS, _ANCHORS = 128, 16  # of one batch
_TEMPERATURE = 0.02
_QUESTION_ANCHOR, _PASSAGE_ANCHOR = 2.0, 8.0
_PAD = 1


@dataclass(frozen=True)
class Batch:
    """Questions as typed, the vectors of the same fully marked, their passages' rows; and pieces of passages with their vectors."""

    questions: tuple[Tensor, Tensor]  # ids and mask
    marked: Tensor
    rows: Tensor
    pieces: tuple[Tensor, Tensor]
    anchors: Tensor


class RetrieverData:
    """Questions and passages of a SQuAD-format file, with the base encoder's vectors of both."""

    def __init__(self, path: Path, tokenizer: Tokenizer, base: Any, device: str) -> None:
        self.texts, self.questions = squad.load(path)
        self._tokenizer, self._device = tokenizer, device
        self._restorer = restorer_of(())
        self.passages = self._vectors(base, [PASSAGE_PREFIX + text for text in self.texts])
        self._marked = self._vectors(base, [QUERY_PREFIX + squad.typed(one.question, "full", one.id) for one in self.questions])
        chooser = random.Random(SEED)
        self._pieces = []
        for text in self.texts:
            sentences = sentence_spans(text)
            start, end = chooser.choice(sentences)
            self._pieces.append(PASSAGE_PREFIX + text[start : min(end, start + 300)])
        self._anchors = self._vectors(base, self._pieces)

    @property
    def steps(self) -> int:
        return len(self.questions) // _QUESTIONS

    def batches(self, epoch: int) -> Iterator[Batch]:
        chooser = random.Random(SEED + epoch)
        order = chooser.sample(range(len(self.questions)), len(self.questions))
        forms = list(_FORM_WEIGHTS)
        for step in range(self.steps):
            chosen = order[step * _QUESTIONS : (step + 1) * _QUESTIONS]
            typed = [
                QUERY_PREFIX + in_form(self.questions[i].question, chooser.choices(forms, list(_FORM_WEIGHTS.values()))[0], chooser, self._restorer)
                for i in chosen
            ]
            pieces = chooser.sample(range(len(self._pieces)), _ANCHORS)
            yield Batch(
                self._tokens(typed),
                self._marked[chosen],
                torch.tensor([self.questions[i].passage for i in chosen], device=self._device),
                self._tokens([self._pieces[i] for i in pieces]),
                self._anchors[pieces],
            )

    def _tokens(self, texts: list[str]) -> tuple[Tensor, Tensor]:
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        ids = torch.full((len(rows), max(map(len, rows))), _PAD)
        for number, row in enumerate(rows):
            ids[number, : len(row)] = torch.tensor(row)
        return ids.to(self._device), (ids != _PAD).to(self._device)

    def _vectors(self, base: Any, texts: list[str]) -> Tensor:
        """Unit vectors by the base; texts of like length together."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = torch.empty(len(texts), base.config.hidden_size, device=self._device)
        dtype = precision(self._device)
        base.eval()
        for first in range(0, len(order), 32):
            some = order[first : first + 32]
            with torch.no_grad(), torch.autocast(self._device, dtype=dtype, enabled=dtype is not torch.float32):
                vectors[some] = pooled(base, *self._tokens([texts[i] for i in some]))
        return vectors


def pooled(base: Any, ids: Tensor, mask: Tensor) -> Tensor:
    """Unit vectors: the mean of the tokens, float32, texts × width."""
    states = hidden_states(base, ids, mask).float() * mask[:, :, None]
    return functional.normalize(states.sum(1) / mask.sum(1, keepdim=True), dim=-1)


def run(data: Path, base: Path, folder: Path, device: str) -> Any:
    """Train on the SQuAD-format file `data` from the encoder in `base`; checkpoints in `folder`. Returns the trained encoder."""
    torch.manual_seed(SEED)
    encoder = load_base(base, device)
    questions = RetrieverData(data, Tokenizer.from_file(str(base / "tokenizer.json")), encoder, device)

    def loss_of(network: nn.Module, batch: Batch) -> Tensor:
        vectors = pooled(network, *batch.questions)
        right = functional.cross_entropy(vectors @ questions.passages.T / _TEMPERATURE, batch.rows)
        kept = 1 - (vectors * batch.marked).sum(-1).mean()
        still = 1 - (pooled(network, *batch.pieces) * batch.anchors).sum(-1).mean()
        return right + _QUESTION_ANCHOR * kept + _PASSAGE_ANCHOR * still

    train(encoder, questions.batches, loss_of, epochs=EPOCHS, steps_in_epoch=questions.steps, rate=RATE, device=device, folder=folder, data=data)
    return encoder
