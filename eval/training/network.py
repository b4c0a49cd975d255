"""The networks that are trained: the base encoder, and the reader's heads on it."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

_KEEP = 0.9  # of the activations, by dropout
_POOL = 1 << 24


def load_base(folder: Path, device: str) -> Any:
    """The BertModel in `folder`, its word embeddings frozen, with attention and dropout that are
    fast on a CPU too: torch's fused attention takes half of a training step there, its dropout a
    quarter."""
    from transformers import AttentionInterface, BertModel

    AttentionInterface.register("plain", _attention)
    base = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="plain")
    base.embeddings.word_embeddings.weight.requires_grad_(False)
    dropout = PooledDropout()
    base.embeddings.dropout = dropout
    for layer in base.encoder.layer:
        layer.attention.self.dropout.p = 0.0
        layer.attention.output.dropout = dropout
        layer.output.dropout = dropout
    return base.to(device)


def hidden_states(base: Any, ids: Tensor, mask: Tensor) -> Tensor:
    """Last layer, texts × tokens × width; `mask` is 1 where `ids` holds a token."""
    states = base.embeddings(input_ids=ids)
    bias = (1.0 - mask[:, None, None, :].to(states.dtype)) * -10000.0
    for layer in base.encoder.layer:
        output = layer(states, bias)
        states = output[0] if isinstance(output, tuple) else output
    return states


def _attention(module: nn.Module, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, **_: Any) -> tuple[Tensor, None]:
    scores = torch.matmul(query * query.shape[-1] ** -0.5, key.transpose(-1, -2))
    if mask is not None:
        scores = scores + mask.to(scores.dtype)
    weights = torch.softmax(scores, -1, dtype=value.dtype)
    return torch.matmul(weights, value).transpose(1, 2).contiguous(), None


class PooledDropout(nn.Module):
    """Dropout whose masks are slices of one random pool, drawn once."""

    def __init__(self) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(143)
        pool = (torch.rand(_POOL, generator=generator) < _KEEP).to(torch.bfloat16) / _KEEP
        self.register_buffer("pool", pool, persistent=False)

    def forward(self, states: Tensor) -> Tensor:
        if not self.training:
            return states
        count = states.numel()
        start = int(torch.randint(0, _POOL - count, (1,)))
        return states * self.pool[start : start + count].view(states.shape)


class ReaderNetwork(nn.Module):
    """Start and end of the answer over the tokens (position 0: none here), and one logit: answered at all."""

    def __init__(self, base: Any) -> None:
        super().__init__()
        width = base.config.hidden_size
        self.base = base
        self.span = nn.Linear(width, 2)
        self.dense = nn.Linear(width, width)
        self.answered = nn.Linear(width, 1)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        return self.heads(hidden_states(self.base, ids, mask))

    def heads(self, states: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Start and end logits (texts × tokens) and the logit of an answer (texts)."""
        start, end = self.span(states).unbind(-1)
        return start, end, self.answered(torch.tanh(self.dense(states[:, 0]))).squeeze(-1)
