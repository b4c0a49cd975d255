"""`python -m eval.training retriever|reader|entailment [--data FILE] [--on] [--device cpu|cuda] [--runs DIR]`.

Trains, exports and calibrates; what ships lies in `index/model/`, `bot/model/` and `bot/guard/model/` and is replaced.
A run that stopped goes on from its last checkpoint in `--runs`.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path

from tqdm import tqdm

from bot.extractor import FOLDER as READER
from bot.guard.entailment import FOLDER as ENTAILMENT
from index.errors import UserError
from index.graph import FOLDER as ENCODER
from index.settings import silence_libraries


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.training", description="Train the shipped models again.")
    parser.add_argument("model", choices=("retriever", "reader", "entailment"))
    parser.add_argument("--data", type=Path, help="a file in SQuAD format, for retriever and reader; the shipped ones: ViQuAD 1.0 train")
    parser.add_argument("--on", action="store_true", help="train the shipped reader on, instead of from the encoder")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the base model and of checkpoints")
    options = parser.parse_args(arguments)
    if options.model != "entailment" and not options.data:
        parser.error("--data is needed: a file in SQuAD format")
    silence_libraries()
    from .base import prepare

    try:
        prepare(options.runs / "base")
        {"retriever": _retriever, "reader": _reader, "entailment": _entailment}[options.model](options)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _retriever(options: argparse.Namespace) -> None:
    from . import retriever
    from .export import export_encoder, export_words

    trained = retriever.run(options.data, options.runs / "base", options.runs / "retriever", options.device)
    ENCODER.mkdir(exist_ok=True)
    export_words(trained.cpu(), ENCODER)
    (ENCODER / "tokenizer.json").write_bytes((options.runs / "base" / "tokenizer.json").read_bytes())
    export_encoder(trained.cpu(), ENCODER / "encoder.onnx")


def _reader(options: argparse.Namespace) -> None:
    from . import reader
    from .calibrate import calibrate, pairs_of
    from .examples import ReaderData
    from .export import export_reader
    from .written import Written, halves, passages

    trained = reader.run(options.data, options.runs / "base", options.runs / "reader", options.device, READER / "reader.onnx" if options.on else None)
    READER.mkdir(exist_ok=True)
    graph = options.runs / "reader" / "reader.onnx"
    export_reader(trained.cpu(), graph)
    with tqdm(desc="calibration", file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        fit, check = halves(passages(held_out=True))
        fitted = pairs_of(ReaderData(options.data, reader.FITTED_ON), Written(fit), reader.SEED)
        checked = pairs_of(ReaderData(options.data, reader.CHECKED_ON), Written(check), reader.SEED)
        calibration = calibrate(graph, fitted, checked, progress)
    shutil.copy(graph, READER)
    (READER / "calibration.json").write_text(json.dumps(calibration, indent=1), "utf-8")


def _entailment(options: argparse.Namespace) -> None:
    from . import entailment
    from .export import export_entailment
    from .weigh import weigh

    trained = entailment.run(options.runs / "base", options.runs / "entailment", options.device, READER / "reader.onnx")
    graph = options.runs / "entailment" / "entailment.onnx"
    export_entailment(trained.cpu(), graph)
    weights = weigh(graph)
    ENTAILMENT.mkdir(exist_ok=True)
    shutil.copy(graph, ENTAILMENT)
    (ENTAILMENT / "weights.json").write_text(json.dumps(weights, indent=1), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
