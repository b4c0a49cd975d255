"""`python -m eval [--split …]`, `retrieval --dataset FILE`, `reading --dataset FILE`, `speed`, `load`, `faults`, `fuzz`, `harvest`.

Exit 0 all thresholds reached (of `load`, `faults`, `fuzz`: what must hold did), 4 not, 1 it could not run.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bot.chain import Chain
from bot.extractor import load_extractor
from bot.open import open_chain
from index.current import open_index
from index.encoder import load_encoder
from index.errors import UserError
from index.settings import setting

from . import questions, squad

_BELOW = 4


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval", description="Đo chất lượng trả lời.")
    parser.add_argument("--split", choices=("dev", "test"), help="chỉ một phần (mặc định cả hai)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="ghi toàn bộ kết quả ra tệp")
    commands = parser.add_subparsers(dest="command")
    retrieval = commands.add_parser("retrieval", help="chất lượng tìm kiếm trên tệp SQuAD")
    retrieval.add_argument("--dataset", type=Path, required=True)
    retrieval.add_argument("--query-form", choices=squad.FORMS, default="full")
    retrieval.add_argument("--json", type=Path, metavar="FILE", default=argparse.SUPPRESS)
    reading = commands.add_parser("reading", help="bộ đọc trên tệp SQuAD, với chính đoạn văn của mỗi câu hỏi")
    reading.add_argument("--dataset", type=Path, required=True)
    reading.add_argument("--query-form", choices=squad.FORMS, default="full")
    reading.add_argument("--half-unanswerable", action="store_true", help="làm cho một nửa câu hỏi không có lời đáp")
    reading.add_argument("--json", type=Path, metavar="FILE", default=argparse.SUPPRESS)
    speed = commands.add_parser("speed", help="tốc độ so với cách làm thông thường")
    speed.add_argument("--json", type=Path, metavar="FILE", default=argparse.SUPPRESS)
    load = commands.add_parser("load", help="nhiều người hỏi cùng lúc")
    load.add_argument("--face", choices=("api", "chat"), default="api", help="qua API hay qua trang hỏi đáp (mặc định api)")
    load.add_argument("--users", type=int, default=50, help="số người (mặc định 50)")
    load.add_argument("--every", type=float, default=5, metavar="S", help="mỗi người hỏi một câu sau từng này giây (mặc định 5)")
    load.add_argument("--seconds", type=float, default=60, metavar="S", help="thời gian đo (mặc định 60)")
    load.add_argument("--json", type=Path, metavar="FILE", default=argparse.SUPPRESS)
    faults = commands.add_parser("faults", help="sự cố: người hỏi bỏ đi, đổi chỉ mục, dịch vụ bị dừng đột ngột")
    faults.add_argument("--json", type=Path, metavar="FILE", default=argparse.SUPPRESS)
    fuzz = commands.add_parser("fuzz", help="yêu cầu đúng và sai, sinh từ mô tả OpenAPI của dịch vụ")
    fuzz.add_argument("--examples", type=int, default=200, help="số yêu cầu cho mỗi địa chỉ (mặc định 200)")
    harvest = commands.add_parser("harvest", help="câu hỏi nháp từ góp ý chưa đúng và câu bị từ chối")
    harvest.add_argument("--days", type=int, default=30, help="trong từng này ngày gần nhất (mặc định 30)")
    harvest.add_argument("--out", type=Path, metavar="FILE", help="ghi ra tệp mới (mặc định in ra)")
    options = parser.parse_args(arguments)
    try:
        if options.command == "retrieval":
            return _retrieval(options)
        if options.command == "reading":
            return _reading(options)
        if options.command == "speed":
            from .speed import evaluate

            figures = evaluate(open_chain(), [item.question for item in questions.load("dev")[:20]])
            return _report(figures, options.json)
        if options.command == "load":
            from .load import evaluate as under_load

            figures = under_load(options.face, options.users, options.every, options.seconds, [item.question for item in questions.load("dev")])
            return _report(figures, options.json) or (0 if figures["held"] else _BELOW)
        if options.command == "faults":
            from .faults import evaluate as after_faults

            figures = after_faults(load_encoder(), "Thu ngân sách năm 2023 đạt bao nhiêu?")
            return _report(figures, options.json) or (0 if figures["held"] else _BELOW)
        if options.command == "fuzz":
            from .fuzz import fuzz as fuzzed

            return 0 if fuzzed(options.examples) else _BELOW
        if options.command == "harvest":
            return _harvest(options)
        return _own(options)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1


def _retrieval(options: argparse.Namespace) -> int:
    from .retrieval import evaluate

    with _Bars() as progress:
        figures = evaluate(options.dataset, options.query_form, load_encoder(), load_extractor(), progress)
    return _report(figures, options.json)


def _reading(options: argparse.Namespace) -> int:
    from .reading import cases_of, evaluate, half_unanswerable

    cases = (half_unanswerable if options.half_unanswerable else cases_of)(options.dataset, options.query_form)
    with _Bars() as progress:
        figures = evaluate(cases, load_extractor(), progress)
    return _report({"dataset": options.dataset.name, "query_form": options.query_form, "half_unanswerable": options.half_unanswerable, **figures}, options.json)


def _harvest(options: argparse.Namespace) -> int:
    from bot.records.store import Records

    from .harvest import harvest

    found = harvest(Records(setting("BOT_DATA_DIR")), options.days)
    lines = "".join(json.dumps(draft, ensure_ascii=False) + "\n" for draft in found.drafts)
    if options.out:
        try:
            # Questions of readers: for the operator alone.
            with open(os.open(options.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(lines)
        except OSError as error:
            raise UserError(f"Không ghi được {options.out} ({error.strerror}); hãy chọn tên tệp chưa có.") from None
    else:
        print(lines, end="")
    left_out = f"bỏ qua {found.known} lượt hỏi đã có trong bộ câu hỏi, {found.wordless} lượt không có lời câu hỏi (BOT_KEEP_QUESTIONS tắt, hoặc đã quá hạn lưu)"
    print(f"{len(found.drafts)} câu nháp; {left_out}.", file=sys.stderr)
    return 0


class _Bars:
    """Progress on stderr, a bar for each label."""

    def __enter__(self) -> Callable[[str, int, int], None]:
        self._bars: dict[str, tqdm] = {}
        return self._show

    def _show(self, label: str, done: int, total: int) -> None:
        if label not in self._bars:
            self._bars[label] = tqdm(total=total, desc=label, file=sys.stderr)
        self._bars[label].update(done - self._bars[label].n)

    def __exit__(self, *_: object) -> None:
        for bar in self._bars.values():
            bar.close()


def _own(options: argparse.Namespace) -> int:
    splits = [options.split] if options.split else ["dev", "test"]
    chain = open_chain()
    body: dict[str, Any] = {"index": chain.index.build, "encoder": chain.index.manifest["encoder"], "splits": {}}
    short: list[str] = []
    for split in splits:
        figures = _run(chain, split, split, body)
        short += questions.under_thresholds(figures, split)
    if sets := setting("BOT_EVAL_DATA"):
        from .haystack import build_haystack

        with tempfile.TemporaryDirectory() as folder:
            added = build_haystack(setting("BOT_SOURCE_DIR"), sets, Path(folder), load_encoder())
            crowded = Chain(open_index(Path(folder) / "index", load_encoder()), load_extractor())
            for split in splits:
                _run(crowded, split, f"{split} among {added} other texts", body)
    else:
        print("Bỏ qua phép đo giữa nhiều văn bản khác: chưa đặt BOT_EVAL_DATA.")
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(body, ensure_ascii=False, indent=1), "utf-8")
    for line in short:
        print(f"DƯỚI NGƯỠNG {line}", file=sys.stderr)
    return _BELOW if short else 0


def _run(chain: Chain, split: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
    items = questions.load(split)
    with tqdm(total=len(items), desc=name, file=sys.stderr) as bar:
        outcomes = questions.run(chain, items, lambda done: bar.update(1))
    figures = questions.summary(outcomes)
    body["splits"][name] = {**figures, "failures": questions.failures(outcomes)}
    print(f"\n== {name}: {figures['answerable']} có lời đáp, {figures['unanswerable']} phải từ chối")
    for key, value in figures.items():
        if isinstance(value, float):
            print(f"  {key:20} {value:.3f}")
    for group in ("by_type", "by_form"):
        print("  " + ", ".join(f"{key} {row['right']:.2f} ({row['questions']})" for key, row in figures[group].items()))
    print(f"  mất ở: {figures['lost_in']}")
    return figures


def _report(figures: dict[str, Any], path: Path | None) -> int:
    """Figures on standard output, with all detail (the worst cases) in the file."""
    print(json.dumps({key: value for key, value in figures.items() if key != "worst"}, ensure_ascii=False, indent=1))
    if path:
        path.write_text(json.dumps(figures, ensure_ascii=False, indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
