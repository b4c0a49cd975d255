"""`python -m index`: build the index. Exit 0 all read, 3 some sources unread, 1 nothing usable."""

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from .build import build
from .encoder import load_encoder
from .errors import UserError
from .settings import setting


class _Progress:
    """One bar for each step of a build; nothing where nobody watches."""

    def __init__(self) -> None:
        self._bar: tqdm | None = None
        self._label = ""

    def __call__(self, label: str, done: int, total: int) -> None:
        if label != self._label:
            self.close()
            self._label = label
            self._bar = tqdm(total=total, desc=label, file=sys.stderr, leave=True)
        assert self._bar is not None
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m index", description="Lập chỉ mục các văn bản nguồn.")
    parser.add_argument("--source", type=Path, help="thư mục văn bản (mặc định BOT_SOURCE_DIR)")
    parser.add_argument("--out", type=Path, help="thư mục chỉ mục (mặc định BOT_INDEX_DIR)")
    parser.add_argument("--rebuild", action="store_true", help="mã hóa lại tất cả, kể cả phần không đổi")
    options = parser.parse_args(arguments)
    progress = _Progress()
    try:
        report = build(
            options.source or setting("BOT_SOURCE_DIR"),
            options.out or setting("BOT_INDEX_DIR"),
            load_encoder(),
            rebuild=options.rebuild,
            progress=progress,
        )
    except UserError as error:
        progress.close()
        print(error, file=sys.stderr)
        return 1
    progress.close()
    print(f"Đã lập chỉ mục {len(report.documents)} văn bản, {report.passages} đoạn ({report.embedded} đoạn mã hóa mới): {report.build}")
    for document in report.documents:
        print(f"  đọc được: {document}")
    for failure in report.failures:
        print(f"  KHÔNG đọc được: {failure}", file=sys.stderr)
    return 3 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
