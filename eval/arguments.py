"""The commands of `python -m eval` and what each takes."""

import argparse
from pathlib import Path

from . import squad
from .compare import MARGIN
from .public import SETS
from .scale import SIZES


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """`command` is None for the own questions."""
    parser = argparse.ArgumentParser(prog="python -m eval", description="Đo chất lượng trả lời.")
    _questions(parser, None)
    parser.add_argument("--forms", action="store_true", help="hỏi lại từng câu đúng ở mọi dạng gõ")
    parser.add_argument("--json", type=Path, metavar="FILE", help="ghi toàn bộ kết quả ra tệp")
    parser.add_argument("--llm", nargs="?", const="", metavar="TÊN", help="bằng lời của mô hình (mặc định BOT_LLM; packaged: mô hình nhỏ trong gói) bên cạnh lời văn bản")
    commands = parser.add_subparsers(dest="command")
    report = commands.add_parser("report", help="báo cáo dạng trang HTML")
    _questions(report, argparse.SUPPRESS)
    report.add_argument("--from", dest="run", type=Path, metavar="FILE", help="từ kết quả đã ghi bằng --json (mặc định: đo lại)")
    report.add_argument("--out", type=Path, metavar="FILE", help="tệp HTML (mặc định: report.html trong BOT_DATA_DIR, trang quản trị hiện tệp ấy)")
    compare = commands.add_parser("compare", help="so hai lần đo, từng câu một")
    compare.add_argument("before", type=Path, metavar="A.json")
    compare.add_argument("after", type=Path, metavar="B.json")
    compare.add_argument("--margin", type=float, default=MARGIN, help=f"tỷ lệ đúng được phép giảm (mặc định {MARGIN})")
    taken = commands.add_parser("import", help="câu hỏi từ bảng CSV hay XLSX")
    taken.add_argument("file", type=Path, nargs="?", metavar="BẢNG")
    taken.add_argument("--template", type=Path, metavar="FILE.xlsx", help="chỉ ghi mẫu để điền")
    taken.add_argument("--out", type=Path, metavar="FILE", help="tệp JSONL (mặc định: questions/ trong BOT_DATA_DIR)")
    retrieval = commands.add_parser("retrieval", help="chất lượng tìm kiếm trên tệp SQuAD")
    reading = commands.add_parser("reading", help="bộ đọc trên tệp SQuAD, với chính đoạn văn của mỗi câu hỏi")
    for one in (retrieval, reading):
        one.add_argument("--dataset", type=Path, required=True)
        one.add_argument("--query-form", choices=squad.FORMS, default="full")
    reading.add_argument("--half-unanswerable", action="store_true", help="làm cho một nửa câu hỏi không có lời đáp")
    speed = commands.add_parser("speed", help="tốc độ so với cách làm thông thường")
    load = commands.add_parser("load", help="nhiều người hỏi cùng lúc")
    load.add_argument("--face", choices=("api", "chat"), default="api", help="qua API hay qua trang hỏi đáp (mặc định api)")
    load.add_argument("--users", type=int, default=50, help="số người (mặc định 50)")
    load.add_argument("--every", type=float, default=5, metavar="S", help="mỗi người hỏi một câu sau từng này giây (mặc định 5)")
    load.add_argument("--seconds", type=float, default=60, metavar="S", help="thời gian đo (mặc định 60)")
    faults = commands.add_parser("faults", help="sự cố: người hỏi bỏ đi, đổi chỉ mục, dịch vụ bị dừng đột ngột")
    sets = [commands.add_parser(name, help=f"{title}: số của ta bên số đã công bố") for name, title in SETS.items()]
    for one in sets:
        one.add_argument("--dataset", type=Path, required=True, help=f"tệp của {SETS[one.prog.split()[-1]]}")
        one.add_argument("--every", type=_positive, default=1, metavar="N", help="chỉ mỗi câu thứ N (mặc định mọi câu)")
    peers = commands.add_parser("peers", help="các cách làm khác, trên cùng văn bản và câu hỏi")
    peers.add_argument("--dataset", type=Path, required=True, help="tệp SQuAD, như xquad.vi.json")
    peers.add_argument("--every", type=_positive, default=1, metavar="N", help="chỉ mỗi câu thứ N của tệp ấy (mặc định mọi câu)")
    scale = commands.add_parser("scale", help="lập chỉ mục và trả lời khi số đoạn tăng dần")
    scale.add_argument("--dataset", type=Path, required=True, help="tệp SQuAD cho mượn đoạn văn, như viquad1.train.json")
    scale.add_argument("--sizes", type=_positive, nargs="+", default=list(SIZES), metavar="N", help=f"các số đoạn (mặc định {' '.join(map(str, SIZES))})")
    scale.add_argument("--plot", type=Path, metavar="FILE.svg", help="vẽ biểu đồ ra tệp")
    guard = commands.add_parser("guard", help="câu đúng phải giữ, câu sai phải lược")
    guard.add_argument("--split", choices=("dev", "test", "writers", "offices"), default=argparse.SUPPRESS, help="chỉ một phần (mặc định cả bốn)")
    guard.add_argument("--dataset", type=Path, metavar="FILE", help="thay vào đó: câu của một tệp SQuAD, giữ nguyên và làm sai bằng máy")
    guard.add_argument("--every", type=_positive, default=1, metavar="N", help="chỉ mỗi đoạn thứ N của tệp ấy (mặc định mọi đoạn)")
    passages = commands.add_parser("passages", help="câu hỏi và câu viết về văn bản của các cơ quan khác, không dùng để huấn luyện")
    for one in (passages, guard, retrieval, reading, speed, load, faults, peers, scale, *sets):
        one.add_argument("--json", type=Path, metavar="FILE", default=argparse.SUPPRESS)
    fuzz = commands.add_parser("fuzz", help="yêu cầu đúng và sai, sinh từ mô tả OpenAPI của dịch vụ")
    fuzz.add_argument("--examples", type=int, default=200, help="số yêu cầu cho mỗi địa chỉ (mặc định 200)")
    harvest = commands.add_parser("harvest", help="câu hỏi nháp từ góp ý chưa đúng và câu bị từ chối")
    harvest.add_argument("--days", type=int, default=30, help="trong từng này ngày gần nhất (mặc định 30)")
    harvest.add_argument("--out", type=Path, metavar="FILE", help="ghi ra tệp mới, .jsonl hoặc .xlsx để điền (mặc định in ra)")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} nhỏ hơn 1")
    return value


def _questions(parser: argparse.ArgumentParser, default: str | None) -> None:
    """Which questions; below a command that shares these options nothing is the default, or it would undo what stands before it."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--split", choices=("dev", "test"), help="chỉ một phần (mặc định cả hai)", default=default)
    which.add_argument("--questions", type=Path, metavar="FILE", help="bộ câu hỏi khác, dạng JSONL", default=default)
