"""`python -m eval [--split …]` and its commands; `--help` lists them.

Exit 0 all thresholds reached (of `load`, `faults`, `fuzz`, `compare`: what must hold did), 4 not, 3 some rows of a
table could not be taken, 1 it could not run.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bot.extractor import load_extractor
from bot.open import open_chain
from index.encoder import load_encoder
from index.errors import UserError
from index.settings import setting

from . import own, questions, record
from .arguments import parse

_BELOW, _PARTLY = 4, 3


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    try:
        return _COMMANDS[options.command](options)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1


def _own(options: argparse.Namespace) -> int:
    if options.llm is not None:
        return _with_model(options)
    body, short = own.measure(_sets(options), in_all_forms=options.forms, among_others=True)
    if options.json:
        record.write(options.json, json.dumps(body, ensure_ascii=False, indent=1))
    return _told(short)


def _with_model(options: argparse.Namespace) -> int:
    from .writing.run import evaluate, held

    body = evaluate(options.llm, [options.split] if options.split else list(own.SPLITS))
    if options.json:
        record.write(options.json, json.dumps(body, ensure_ascii=False, indent=1))
    return 0 if held(body) else _BELOW


def _guard(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    if options.dataset:
        from .swapping import evaluate

        with _Bars() as progress:
            figures = evaluate(options.dataset, options.every, progress)
        return _report(figures, options.json)
    from index.encoder import load_encoder

    from .guarding import SPLITS, check, index_of, load, summary

    seed = open_chain().index
    body, short = {}, []
    for split in [options.split] if options.split else SPLITS:
        with index_of(split, seed, load_encoder()) as index:
            checked = check(index, load_extractor(), load(split))
        figures = summary(checked)
        body[split] = {**figures, "sentences": [asdict(one) for one in checked]}
        print(f"== {split}: {figures['true']} câu đúng, giữ {figures['kept']:.3f}; {figures['false']} câu sai, lược {figures['struck']:.3f} (đúng số mà sai việc: {figures['struck_wrong_thing']:.3f})")
        print("  " + ", ".join(f"{name} {row['struck']:.2f} ({row['sentences']})" for name, row in figures["by_change"].items()))
        for one in checked:
            if one.kept != one.true:
                print(f"  {one.id} {'bị lược' if one.true else 'lọt qua'}: {one.sentence} {'; '.join(one.faults)}")
        short += questions.under_thresholds(figures, f"guard {split}")
    if options.json:
        record.write(options.json, json.dumps(body, ensure_ascii=False, indent=1))
    return _told(short)


def _write_report(options: argparse.Namespace) -> int:
    from .report.page import render

    short: list[str] = []
    if options.run:
        body = record.load(options.run)
        short = [line for name, split in body["splits"].items() for line in questions.under_thresholds(split, name)]
    else:
        body, short = own.measure(_sets(options), in_all_forms=True, among_others=False)
    out = options.out or setting("BOT_DATA_DIR") / "report.html"
    record.write(out, render(body))
    print(f"\nĐã ghi báo cáo vào {out}; mở bằng trình duyệt, hoặc ở trang quản trị, mục Báo cáo đánh giá.")
    return _told(short)


def _compare(options: argparse.Namespace) -> int:
    from .compare import as_text, compare, robustness_lost

    before, after = record.load(options.before), record.load(options.after)
    found, lost = compare(before, after), robustness_lost(before, after)
    print(as_text(found, options.margin))
    if lost:
        print(f"== các dạng gõ: tỷ lệ giữ được ở mọi dạng {'giảm' if lost > 0 else 'tăng'} {abs(lost):.3f}")
    return _BELOW if lost > options.margin or any(one.worsened(options.margin) for one in found) else 0


def _import(options: argparse.Namespace) -> int:
    from . import importing, sheets

    if options.template:
        sheets.write_xlsx(options.template, importing.COLUMNS, [])
        print(f"Đã ghi mẫu vào {options.template}; điền rồi chạy python -m eval import {options.template}")
        return 0
    if not options.file:
        raise UserError("Cần tên một tệp .csv hay .xlsx, hoặc --template MẪU.xlsx để lấy mẫu.")
    titles, rows = sheets.read(options.file)
    if lacking := importing.missing_titles(titles):
        raise UserError(f"{options.file} thiếu cột {', '.join(f'“{title}”' for title in lacking)}; hãy dùng mẫu: python -m eval import --template MẪU.xlsx")
    for title in importing.unknown_titles(titles):
        print(f"Cột “{title}” không được đọc: không phải cột của mẫu.", file=sys.stderr)
    found = importing.items_of(rows, list(open_chain().index.documents.values()), options.file.stem)
    for problem in found.problems:
        print(problem, file=sys.stderr)
    out = options.out or setting("BOT_DATA_DIR") / "questions" / f"{options.file.stem}.jsonl"
    if found.items:
        record.write(out, importing.as_jsonl(found.items), keep_old=True)
        print(f"Đã nhận {len(found.items)} câu vào {out}; đo bằng python -m eval --questions {out}")
    if found.problems:
        print(f"{len(found.problems)} dòng chưa nhận được; hãy sửa trong bảng rồi chạy lại.", file=sys.stderr)
    return 0 if not found.problems else _PARTLY if found.items else 1


def _sets(options: argparse.Namespace) -> list[tuple[str, list[questions.Item]]]:
    if options.questions:
        return [(options.questions.name, questions.load_file(options.questions))]
    return [(split, questions.load(split)) for split in ([options.split] if options.split else own.SPLITS)]


def _told(short: list[str]) -> int:
    for line in short:
        print(f"DƯỚI NGƯỠNG {line}", file=sys.stderr)
    return _BELOW if short else 0


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


def _passages(options: argparse.Namespace) -> int:
    from .passages import evaluate

    with _Bars() as progress:
        figures = evaluate(load_encoder(), load_extractor(), progress)
    _report({key: value for key, value in figures.items() if not isinstance(value, list)}, None)
    if options.json:
        record.write(options.json, json.dumps(figures, ensure_ascii=False, indent=1))
    return _told(questions.under_thresholds(figures, "passages"))


def _harvest(options: argparse.Namespace) -> int:
    from bot.records.store import Records

    from .harvest import harvest

    found = harvest(Records(setting("BOT_DATA_DIR")), options.days)
    lines = "".join(json.dumps(draft, ensure_ascii=False) + "\n" for draft in found.drafts)
    if options.out and options.out.suffix.lower() == ".xlsx":
        from . import importing, sheets

        sheets.write_xlsx(options.out, importing.COLUMNS, [importing.row_of(draft) for draft in found.drafts])
    elif options.out:
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


def _public(options: argparse.Namespace) -> int:
    from .public import as_table, evaluate

    with _Bars() as progress:
        figures = evaluate(options.dataset, load_encoder(), load_extractor(), progress, options.every)
    print(as_table(options.command, figures))
    if options.json:
        record.write(options.json, json.dumps(figures, ensure_ascii=False, indent=1))
    return 0


def _speed(options: argparse.Namespace) -> int:
    from .speed import evaluate

    return _report(evaluate(open_chain(), [item.question for item in questions.load("dev")[:20]]), options.json)


def _load(options: argparse.Namespace) -> int:
    from .load import evaluate

    figures = evaluate(options.face, options.users, options.every, options.seconds, [item.question for item in questions.load("dev")])
    return _report(figures, options.json) or (0 if figures["held"] else _BELOW)


def _faults(options: argparse.Namespace) -> int:
    from .faults import evaluate

    figures = evaluate(load_encoder(), "Thu ngân sách năm 2023 đạt bao nhiêu?")
    return _report(figures, options.json) or (0 if figures["held"] else _BELOW)


def _fuzz(options: argparse.Namespace) -> int:
    from .fuzz import fuzz

    return 0 if fuzz(options.examples) else _BELOW


def _peers(options: argparse.Namespace) -> int:
    from .peers.run import as_json, as_table, evaluate

    chain = open_chain()
    rows = evaluate(chain, options.dataset, lambda step: print(step, "…", file=sys.stderr, flush=True), options.every)
    print(as_table(rows))
    if options.json:
        record.write(options.json, json.dumps({"dataset": options.dataset.name, "every": options.every, "run": record.conditions(chain), "rows": as_json(rows)}, ensure_ascii=False, indent=1))
    return 0


def _scale(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from .scale import as_table, evaluate, plot

    found = evaluate(options.dataset, tuple(options.sizes), lambda step: print(step, "…", file=sys.stderr, flush=True))
    print(as_table(found))
    if options.json:
        record.write(options.json, json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    if options.plot:
        record.write(options.plot, plot(found).decode("utf-8"))
    return 0


def _report(figures: dict[str, Any], path: Path | None) -> int:
    """Figures on standard output, with all detail (the worst cases) in the file."""
    print(json.dumps({key: value for key, value in figures.items() if key != "worst"}, ensure_ascii=False, indent=1))
    if path:
        record.write(path, json.dumps(figures, ensure_ascii=False, indent=1))
    return 0


_COMMANDS = {
    None: _own, "guard": _guard, "report": _write_report, "compare": _compare, "import": _import, "retrieval": _retrieval, "reading": _reading, "passages": _passages,
    "speed": _speed, "load": _load, "faults": _faults, "fuzz": _fuzz, "harvest": _harvest, "peers": _peers, "scale": _scale, "xquad": _public, "viquad": _public,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
