"""Train the reader: spans and answerability on pairs of windows, one that answers and one that does not."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from . import official, written
from .examples import Example, ReaderData
from .loop import train
from .network import ReaderNetwork, load_base
from .shipped import load_reader
from .written import Written

SEED = 143
EPOCHS, RATE = 2, 2e-4
EPOCHS_ON, RATE_ON = 1, 1.5e-4  # where the shipped reader is trained on
# Articles of the file: trained on, calibration fitted on, calibration checked on.
TRAINED_ON, FITTED_ON, CHECKED_ON = slice(None, -4), slice(-4, -2), slice(-2, None)
# For each pair of the file: practice pairs put together by rule (`official.py`), and pairs from written passages (`written.py`).
_OFFICIAL, _WRITTEN = 0.1, 1.3
_TOKENS = 5120  # of one batch, padding counted
_SORTED = 640  # pairs that are sorted by length together
_MAX_TOKENS = 320
_MARGIN_WEIGHT = 0.5  # of the window that answers above the one that does not, for re-ranking
_PAD = 1


@dataclass(frozen=True)
class Encoded:
    ids: list[int]
    start: int  # token of the answer's start, 0 where there is none
    end: int


def encode(tokenizer: Tokenizer, example: Example) -> Encoded | None:
    """Token ids of question and window and the tokens of the answer; None where the limit cuts it off."""
    encoding = tokenizer.encode(example.question, example.window)
    ids = encoding.ids[:_MAX_TOKENS]
    if example.span is None:
        return Encoded(ids, 0, 0)
    inside = [
        i
        for i, (kind, (start, end)) in enumerate(zip(encoding.sequence_ids[:_MAX_TOKENS], encoding.offsets, strict=False))
        if kind == 1 and start < example.span[1] and end > example.span[0]
    ]
    covered = inside and encoding.offsets[inside[-1]][1] >= example.span[1]
    return Encoded(ids, inside[0], inside[-1]) if covered else None


@dataclass(frozen=True)
class Batch:
    """Rows 2i and 2i + 1 are of one question: the first answers, the second does not."""

    ids: Tensor
    mask: Tensor
    start: Tensor
    end: Tensor


def batches(data: ReaderData, own: Written, tokenizer: Tokenizer, epoch: int, device: str) -> Iterator[Batch]:
    """Batches of about equal cost: pairs sorted by length among their neighbours, in random order."""
    pairs = []
    for answered, unanswered in _mixed(data, own, SEED + epoch):
        left, right = encode(tokenizer, answered), encode(tokenizer, unanswered)
        if left and right:
            pairs.append((left, right))
        if len(pairs) == _SORTED:
            yield from _sorted_batches(pairs, epoch, device)
            pairs = []
    yield from _sorted_batches(pairs, epoch, device)


def _mixed(data: ReaderData, own: Written, seed: int) -> Iterator[tuple[Example, Example]]:
    """The pairs of the file, and among them those in the language of official documents."""
    chooser = random.Random(seed)
    practice = official.pairs(seed, int(_OFFICIAL * len(data.questions)))
    passes = itertools.chain.from_iterable(own.pairs(1000 * seed + number) for number in itertools.count())
    for pair in data.pairs(seed):
        yield pair
        drawn = [extra] if chooser.random() < _OFFICIAL and (extra := next(practice, None)) else []
        drawn += itertools.islice(passes, int(_WRITTEN) + (chooser.random() < _WRITTEN % 1))
        for answered, unanswered in drawn:
            yield data.typed(answered, None, chooser), data.typed(unanswered, None, chooser)


def _sorted_batches(pairs: list[tuple[Encoded, Encoded]], epoch: int, device: str) -> list[Batch]:
    pairs = sorted(pairs, key=lambda pair: max(len(one.ids) for one in pair))
    groups: list[list[tuple[Encoded, Encoded]]] = [[]]
    for pair in pairs:
        longest = max(len(one.ids) for one in pair)
        if groups[-1] and (len(groups[-1]) + 1) * 2 * longest > _TOKENS:
            groups.append([])
        groups[-1].append(pair)
    random.Random(epoch).shuffle(groups)
    return [_batch([one for pair in group for one in pair], device) for group in groups if group]


def _batch(rows: list[Encoded], device: str) -> Batch:
    longest = max(len(row.ids) for row in rows)
    ids = torch.full((len(rows), longest), _PAD)
    for number, row in enumerate(rows):
        ids[number, : len(row.ids)] = torch.tensor(row.ids)
    start, end = torch.tensor([row.start for row in rows]), torch.tensor([row.end for row in rows])
    return Batch(ids.to(device), (ids != _PAD).to(device), start.to(device), end.to(device))


def loss_of(network: nn.Module, batch: Batch) -> Tensor:
    """Cross-entropy of start and end (the first token where nothing answers), of answered or not,
    and the margin of the answering window over its pair."""
    start, end, answered = network(batch.ids, batch.mask)
    hidden = (~batch.mask).float() * -10000.0
    start, end, answered = start.float() + hidden, end.float() + hidden, answered.float()
    spans = functional.cross_entropy(start, batch.start) + functional.cross_entropy(end, batch.end)
    exists = functional.binary_cross_entropy_with_logits(answered, (batch.start > 0).float())
    margin = functional.softplus(answered[1::2] - answered[0::2]).mean()
    return spans / 2 + exists + _MARGIN_WEIGHT * margin


def run(data: Path, base: Path, folder: Path, device: str, shipped: Path | None = None) -> ReaderNetwork:
    """Train on the SQuAD-format file `data` from the encoder in `base`, or on from the reader's graph `shipped`; checkpoints in `folder`."""
    torch.manual_seed(SEED)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    questions, own = ReaderData(data, TRAINED_ON), Written(written.passages())
    network = ReaderNetwork(load_base(base, device))
    if shipped:
        load_reader(network, shipped)
    network.to(device)
    steps = sum(1 for _ in batches(questions, own, tokenizer, 0, "cpu"))
    train(
        network,
        lambda epoch: batches(questions, own, tokenizer, epoch, device),
        loss_of,
        epochs=EPOCHS_ON if shipped else EPOCHS,
        steps_in_epoch=steps,
        rate=RATE_ON if shipped else RATE,
        device=device,
        folder=folder,
        data=data,
    )
    return network
