"""Documents written for the tests."""

from pathlib import Path

import docx

from index.build import build
from index.current import Index, open_index

LINES = (
    "ỦY BAN NHÂN DÂN HUYỆN SƠN LÂM",
    "Số: 27/QĐ-UBND",
    "Sơn Lâm, ngày 14 tháng 5 năm 2024",
    "QUYẾT ĐỊNH",
    "Về việc ban hành Quy chế sử dụng phòng họp trực tuyến của huyện Sơn Lâm",
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Điều 1. Phạm vi điều chỉnh",
    "Quy chế này quy định việc đăng ký, sử dụng và bảo quản 6 phòng họp trực tuyến của huyện Sơn Lâm.",
    "Điều 2. Đăng ký sử dụng",
    "1. Đơn vị có nhu cầu phải đăng ký với Văn phòng Hội đồng nhân dân và Ủy ban nhân dân huyện chậm nhất 2 ngày làm việc trước cuộc họp.",
    "2. Hồ sơ đăng ký gồm: phiếu đăng ký; danh sách người dự họp; tài liệu cuộc họp.",
    "a) Phiếu đăng ký lập theo mẫu số 01.",
    "b) Danh sách người dự họp ghi rõ số điện thoại liên hệ.",
    "Điều 3. Kinh phí",
    "Kinh phí vận hành phòng họp trực tuyến hằng năm là 480 triệu đồng, lấy từ ngân sách huyện.",
    "TABLE",
    "Điều 4. Hiệu lực thi hành",
    "Quyết định này có hiệu lực từ ngày 01 tháng 6 năm 2024.",
    "CHỦ TỊCH",
    "Phạm Văn Khải",
)
TABLE = (("Phòng họp", "Sức chứa", "Phụ trách"), ("Phòng A", "40 người", "Trần Thị Hạnh"), ("Phòng B", "25 người", "Lê Quốc Bảo"))


def write_docx(path: Path) -> None:
    document = docx.Document()
    for line in LINES:
        if line != "TABLE":
            document.add_paragraph(line)
            continue
        table = document.add_table(rows=len(TABLE), cols=len(TABLE[0]))
        for row, cells in zip(table.rows, TABLE, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    document.save(str(path))


def indexed(folder: Path, encoder, text: str) -> Index:  # noqa: ANN001
    """An index in `folder` over one Markdown document."""
    (folder / "sources").mkdir()
    (folder / "sources" / "van-ban.md").write_text(text, "utf-8")
    build(folder / "sources", folder / "index", encoder, progress=lambda *_: None)
    return open_index(folder / "index", encoder)
