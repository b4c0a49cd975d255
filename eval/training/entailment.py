"""Train the entailment model: of two statements, the one that its text proves, from the shipped reader's lower layers."""

from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from . import written
from .loop import digest, train
from .network import EntailmentNetwork, ReaderNetwork, load_base
from .reader import Batch, encode, sorted_batches
from .shipped import load_reader
from .statements import Statements

SEED = 143
EPOCHS, RATE = 2, 2e-4
_TOKENS = 3584  # of one batch, padding counted
_SORTED = 320  # pairs that are sorted by length together
_MARGIN_WEIGHT = 0.5  # of the true statement above the false one


def batches(own: Statements, tokenizer: Tokenizer, epoch: int, device: str) -> Iterator[Batch]:
    """Batches of about equal cost; rows 2i are proven, rows 2i + 1 are not."""
    pairs = []
    for left, right in own.pairs(SEED + epoch):
        encoded = encode(tokenizer, left), encode(tokenizer, right)
        if all(encoded):
            pairs.append(encoded)
        if len(pairs) == _SORTED:
            yield from sorted_batches(pairs, epoch, device, _TOKENS)
            pairs = []
    yield from sorted_batches(pairs, epoch, device, _TOKENS)


def loss_of(network: nn.Module, batch: Batch) -> Tensor:
    """Cross-entropy of proven or not, and the margin of the proven statement over its pair."""
    proven = network(batch.ids, batch.mask).float()
    truth = (torch.arange(len(proven), device=proven.device) % 2 == 0).float()
    margin = functional.softplus(proven[1::2] - proven[0::2]).mean()
    return functional.binary_cross_entropy_with_logits(proven, truth) + _MARGIN_WEIGHT * margin


def run(base: Path, folder: Path, device: str, reader: Path) -> EntailmentNetwork:
    """Train on the written passages' statements, on from the lower layers of the reader's graph; checkpoints in `folder`."""
    torch.manual_seed(SEED)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    own, start = Statements(written.passages()), ReaderNetwork(load_base(base, device))
    load_reader(start, reader)
    network = EntailmentNetwork(start).to(device)
    train(
        network,
        lambda epoch: batches(own, tokenizer, epoch, device),
        loss_of,
        epochs=EPOCHS,
        steps_in_epoch=sum(1 for _ in batches(own, tokenizer, 0, "cpu")),
        rate=RATE,
        device=device,
        folder=folder,
        of=digest(*sorted(written.FOLDER.glob("[0-9]*.jsonl"))),
    )
    return network
