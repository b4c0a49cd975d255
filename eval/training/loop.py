"""The training loop: AdamW with warm-up and linear decay, checkpoints to resume from, time left."""

import hashlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import nn

from index.errors import UserError

_WARM_UP = 0.06  # share of the steps


def precision(device: str) -> torch.dtype:
    """bfloat16 where the hardware multiplies it (CUDA, AMX, AVX-512 BF16); elsewhere it is many times slower than float32."""
    fast = device == "cuda" or torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()  # noqa: SLF001 - torch has no public name for it
    return torch.bfloat16 if fast else torch.float32


def train(
    network: nn.Module,
    epoch: Callable[[int], Iterator[Any]],
    loss_of: Callable[[nn.Module, Any], torch.Tensor],
    *,
    epochs: int,
    steps_in_epoch: int,
    rate: float,
    device: str,
    folder: Path,
    data: Path,
    every_s: float = 180,
) -> None:
    """Train `network` in place; a run that stopped goes on from its last checkpoint in `folder`.

    `epoch(n)` yields the batches of epoch n, the same each time it is asked; `loss_of` gives the
    loss of one batch. A checkpoint is written every `every_s` seconds, and at the end.

    Raises:
        UserError: the checkpoint in `folder` is of other data or of another schedule.
    """
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / "checkpoint.pt"
    identity = f"{hashlib.sha256(data.read_bytes()).hexdigest()[:16]} {epochs} {rate}"
    trained = {name: value for name, value in network.named_parameters() if value.requires_grad}
    plain = [value for name, value in trained.items() if value.ndim < 2]
    matrices = [value for name, value in trained.items() if value.ndim >= 2]
    optimiser = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}], lr=rate, fused=True
    )
    total = epochs * steps_in_epoch
    warm = max(1, int(_WARM_UP * total))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (total - step) / max(1, total - warm)))
    )
    step = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=device)
        if state["identity"] != identity:
            raise UserError(f"{checkpoint} thuộc một lần huấn luyện khác (dữ liệu hoặc lịch khác); hãy xóa tệp ấy hoặc chọn --runs khác.")
        step = state["step"]
        missing = network.load_state_dict(state["network"], strict=False).missing_keys
        assert all("word_embeddings" in name for name in missing), missing
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        print(f"resumed at step {step} of about {total}", flush=True)

    def save() -> None:
        weights = {name: value for name, value in network.state_dict().items() if "word_embeddings" not in name}
        part = checkpoint.with_suffix(".part")
        state = {"identity": identity, "step": step, "network": weights, "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict()}
        torch.save(state, part)
        part.replace(checkpoint)

    network.train()
    dtype = precision(device)
    begin = saved = time.monotonic()
    first, mean, seen = step, 0.0, 0
    for number in range(epochs):
        for batch in epoch(number):
            seen += 1
            if seen <= first:
                continue
            torch.manual_seed(step)  # so that a resumed run drops what the whole one would
            with torch.autocast(device, dtype=dtype, enabled=dtype is not torch.float32):
                loss = loss_of(network, batch)
            loss.backward()
            nn.utils.clip_grad_norm_(trained.values(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad(set_to_none=True)
            step += 1
            mean = loss.item() if step == first + 1 else 0.98 * mean + 0.02 * loss.item()
            now = time.monotonic()
            if now - saved >= every_s:
                save()
                saved = now
            if step % 50 == 0:
                left = (now - begin) / (step - first) * max(0, total - step) / 60
                print(f"epoch {number + 1} of {epochs}, step {step} of about {total}, loss {mean:.3f}, {left:.0f} minutes left", file=sys.stderr, flush=True)
    save()
    network.eval()
