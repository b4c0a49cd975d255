"""`python -m eval.training retriever|reader --data FILE [--on] [--device cpu|cuda] [--runs DIR]`.

Trains, exports and calibrates; what ships lies in `index/model/` and `bot/model/` and is replaced.
A run that stopped goes on from its last checkpoint in `--runs`.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path

from tqdm import tqdm

from bot.extractor import FOLDER as READER
from index.errors import UserError
from index.graph import FOLDER as ENCODER
from index.settings import silence_libraries


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.training", description="Train the shipped models again.")
    parser.add_argument("model", choices=("retriever", "reader"))
    parser.add_argument("--data", type=Path, required=True, help="a file in SQuAD format; the shipped models: ViQuAD 1.0 train")
    parser.add_argument("--on", action="store_true", help="train the shipped reader on, instead of from the encoder")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="folder of the base model and of checkpoints")
    options = parser.parse_args(arguments)
    silence_libraries()
    from .base import prepare

    try:
        prepare(options.runs / "base")
        (_retriever if options.model == "retriever" else _reader)(options)
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
    from .written import Written, passages

    trained = reader.run(options.data, options.runs / "base", options.runs / "reader", options.device, READER / "reader.onnx" if options.on else None)
    READER.mkdir(exist_ok=True)
    graph = options.runs / "reader" / "reader.onnx"
    export_reader(trained.cpu(), graph)
    with tqdm(desc="calibration", file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        held = passages(held_out=True)
        for_fit = set(sorted({one.title for one in held})[::2])  # whole documents on either side
        fitted = pairs_of(ReaderData(options.data, reader.FITTED_ON), Written([one for one in held if one.title in for_fit]), reader.SEED)
        checked = pairs_of(ReaderData(options.data, reader.CHECKED_ON), Written([one for one in held if one.title not in for_fit]), reader.SEED)
        calibration = calibrate(graph, fitted, checked, progress)
    shutil.copy(graph, READER)
    (READER / "calibration.json").write_text(json.dumps(calibration, indent=1), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
