"""Readers, sections, cards and passages, on the seed and on documents of other shapes."""

from pathlib import Path

import docx
import pytest

from index.assemble import assemble
from index.documents import Document
from index.errors import SourceError
from index.passages import MAX_CHARS, passages
from index.readers import read
from index.text.sentences import sentence_spans

from .conftest import DATA, ROOT
from .documents import write_docx


def _open(path: Path) -> Document:
    return assemble(read(path), path, "van-ban")


@pytest.fixture(scope="module")
def seed() -> Document:
    return _open(ROOT / "source_docs" / "ket-luan-143-kl-tu.md")


def test_the_seed_holds_the_article_and_none_of_the_page(seed: Document) -> None:
    source = (ROOT / "source_docs" / "ket-luan-143-kl-tu.md").read_text("utf-8").split("---\n", 2)[2]
    assert seed.text == "\n\n".join(line.lstrip("# ") for line in source.splitlines() if line)
    for chrome in ("Dòng sự kiện", "Tăng tương phản", "Click để đánh giá", "Bài viết liên quan"):
        assert chrome not in seed.text
    assert seed.text.count("phát biểu kết luận Hội nghị") == 1


def test_ordinals_outrank_headlines_and_a_closing_paragraph_ends_the_last(seed: Document) -> None:
    outline = {section.title.split(",")[0]: section for section in seed.sections}
    assert [section.number for section in seed.sections if section.style == "thứ"] == [1, 2, 3, 4]
    assert outline["Quyết liệt giải ngân vốn đầu tư công"].path[0].startswith("Thứ nhất")
    assert seed.section_path(seed.text.index("504,89 nghìn tỷ"))[0].startswith("Thứ nhất")
    assert seed.section_path(seed.text.index("sân bay lưỡng dụng"))[0].startswith("Thứ tư")
    assert seed.section_path(seed.text.index("Tại Kết luận số 143")) == ()
    third = outline["Thứ ba"]
    assert seed.text[slice(*third.topic)].endswith("trung hạn 5 năm 2021-2025 cấp thành phố")


def test_a_card_field_is_proven_by_its_words(seed: Document) -> None:
    for name in ("số hiệu", "người ký", "kỳ họp", "ngày họp", "cơ quan ban hành"):
        field = seed.field(name)
        assert field is not None and field.start is not None
        assert seed.text[field.start : field.end].lower() == field.value.lower()
    assert seed.field("loại nguồn").start is None  # not the article's words: shown, never an answer
    assert seed.field("ngày ban hành") is None


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_a_decision_in_articles_clauses_and_points(kind: str, tmp_path: Path) -> None:
    path = DATA / "quyet-dinh-31.pdf"
    if kind == "docx":
        path = tmp_path / "27.docx"
        write_docx(path)
    document = _open(path)
    assert [(s.style, s.number) for s in document.sections] == [
        ("điều", 1), ("điều", 2), ("khoản", 1), ("khoản", 2), ("điểm", 1), ("điểm", 2), ("điều", 3), ("điều", 4)
    ]  # fmt: skip
    assert document.number == ("27/QĐ-UBND" if kind == "docx" else "31/QĐ-UBND")
    assert document.field("người ký").value == ("Phạm Văn Khải" if kind == "docx" else "Đỗ Thị Minh Thư")
    assert document.field("ngày hiệu lực").value == "từ ngày 01 tháng 6 năm 2024"
    path_of_point = document.section_path(document.text.index("Danh sách người dự họp ghi rõ"))
    assert [title.split(".")[0].split(")")[0] for title in path_of_point] == ["Điều 2", "2", "b"]
    assert {paragraph.page for paragraph in document.paragraphs} == ({None} if kind == "docx" else {1})


LETTERHEAD = (
    ("UBND TỈNH LAM SƠN\nSỞ Y TẾ\n-------", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n---------"),
    ("Số: 215/KH-SYT", "Lam Sơn, ngày 03 tháng 02 năm 2026"),
)
SIGNATURE = (("Nơi nhận:\n- Bộ Y tế;\n- Lưu: VT, NVY.", "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\n(Đã ký)\n\nTrần Thu Hòa"),)


def _write_in_tables(path: Path) -> None:
    """As offices lay out a page in Word: letterhead and signature in tables without borders."""
    word = docx.Document()

    def table(rows) -> None:  # noqa: ANN001
        made = word.add_table(rows=len(rows), cols=len(rows[0]))
        for row, cells in zip(made.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text

    table(LETTERHEAD)
    for line in ("KẾ HOẠCH", "Tiêm chủng mở rộng năm 2026", "1. Tỷ lệ tiêm đủ các loại vắc xin đạt 95%."):
        word.add_paragraph(line)
    table((("Huyện", "Chỉ tiêu"), ("An Lão", "96%")))
    table(SIGNATURE)
    word.save(str(path))


def _write_in_markdown(path: Path) -> None:
    rows = ["| " + " | ".join(cell.replace("\n", "<br>") for cell in row) + " |" for row in LETTERHEAD]
    signed = ["| " + " | ".join(cell.replace("\n", "<br>") for cell in row) + " |" for row in SIGNATURE]
    body = "# KẾ HOẠCH\n\n**Tiêm chủng mở rộng năm 2026**\n\n1. Tỷ lệ tiêm đủ các loại vắc xin đạt 95%.\n\n| Huyện | Chỉ tiêu |\n| --- | --- |\n| An Lão | 96% |\n"
    path.write_text("\n".join([rows[0], "| --- | --- |", *rows[1:], "", body, signed[0], "| --- | --- |", ""]), "utf-8")


@pytest.mark.parametrize(("name", "write"), [("ke-hoach.docx", _write_in_tables), ("ke-hoach.md", _write_in_markdown)])
def test_a_letterhead_and_a_signature_laid_out_in_tables_make_the_card(name: str, write, tmp_path: Path) -> None:  # noqa: ANN001
    write(tmp_path / name)
    document = _open(tmp_path / name)
    card = {field.name: field.value for field in document.card}
    assert document.title == "Kế hoạch tiêm chủng mở rộng năm 2026"
    assert (card["số hiệu"], card["ngày ban hành"]) == ("215/KH-SYT", "ngày 03 tháng 02 năm 2026")
    assert (card["cơ quan ban hành"], card["người ký"]) == ("UBND TỈNH LAM SƠN SỞ Y TẾ", "Trần Thu Hòa")
    assert "Bộ Y tế" in card["nơi nhận"]
    assert "Huyện: An Lão; Chỉ tiêu: 96%" in document.text, "a table of facts keeps its header with each row"
    assert "-----" not in document.text


COLUMNS = """ỦY BAN NHÂN DÂN                         CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH LAM GIANG                               Độc lập - Tự do - Hạnh phúc
-------                                      ---------------
Số: 47/2024/QĐ-UBND                          Lam Giang, ngày 16 tháng 9 năm 2024

                              QUYẾT ĐỊNH
              Ban hành Quy chế hỗ trợ nghề thủ công

Điều 1. Ban hành kèm theo Quyết định này Quy chế hỗ trợ nghề thủ công.

Nơi nhận:                                    TM. ỦY BAN NHÂN DÂN
- Như Điều 3;                                KT. CHỦ TỊCH
- Sở Tư pháp;
- Lưu: VT, KT (08 bản).

                                             Đoàn Khắc Viễn

QUY CHẾ
Hỗ trợ nghề thủ công
"""


def test_a_text_in_two_columns_is_read_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "qd.txt").write_text(COLUMNS, "utf-8")
    document = _open(tmp_path / "qd.txt")
    card = {field.name: field.value for field in document.card}
    assert (card["số hiệu"], card["cơ quan ban hành"], card["người ký"]) == ("47/2024/QĐ-UBND", "ỦY BAN NHÂN DÂN TỈNH LAM GIANG", "Đoàn Khắc Viễn")
    assert "CHỦ TỊCH" not in card["nơi nhận"] and "Sở Tư pháp" in card["nơi nhận"]
    assert document.title == "Quyết định ban hành Quy chế hỗ trợ nghề thủ công"


def test_a_letterhead_without_an_empty_line_below_takes_nothing_of_the_body(tmp_path: Path) -> None:
    head = COLUMNS.split("\n\n")[0]
    body = "Sâu cuốn lá gây hại trên diện rộng ở các xã vùng cao, nhất là những nơi gieo cấy muộn,\nnhiều hộ đã phải phun thuốc hai lần trong vụ này."
    (tmp_path / "cv.txt").write_text(f"{head}\n{body}\n", "utf-8")
    text = _open(tmp_path / "cv.txt").text
    assert "gieo cấy muộn, nhiều hộ" in text and text.index("ngày 16 tháng 9") < text.index("Sâu cuốn lá")


@pytest.mark.parametrize("cell", ["Nơi nhận: kho huyện", "KT. CHỦ TỊCH"])
def test_a_table_of_facts_stays_one_whatever_a_cell_says(tmp_path: Path, cell: str) -> None:
    (tmp_path / "bang.md").write_text(f"| Trạm | Ghi chú | Khẩu trang |\n| --- | --- | --- |\n| Hòa Tây | {cell} | 300 hộp |\n", "utf-8")
    assert f"Trạm: Hòa Tây; Ghi chú: {cell}; Khẩu trang: 300 hộp" in _open(tmp_path / "bang.md").text


def test_a_signer_beside_the_recipients_is_found_before_what_is_issued_with_the_document(tmp_path: Path) -> None:
    signed = "Nơi nhận:                          CHỦ TỊCH\n- Như Điều 2;\n- Lưu: VT.                          Đặng Hữu Thiện"
    (tmp_path / "qd.txt").write_text(f"Số: 7/QĐ-UBND\n\nQUYẾT ĐỊNH\n\nVề việc ban hành Quy chế\n\nĐiều 1. Ban hành Quy chế.\n\n{signed}\n\nQUY CHẾ\n\nĐiều 1. Phạm vi\n", "utf-8")
    assert _open(tmp_path / "qd.txt").field("người ký").value == "Đặng Hữu Thiện"


def test_a_table_keeps_its_header_with_each_row(tmp_path: Path) -> None:
    write_docx(tmp_path / "27.docx")
    document = _open(tmp_path / "27.docx")
    row = "Phòng họp: Phòng B; Sức chứa: 25 người; Phụ trách: Lê Quốc Bảo"
    assert row in document.text
    assert document.section_path(document.text.index(row))[-1].startswith("Điều 3")
    (tmp_path / "bang.md").write_text("# Bảng\n\n| Xã | Số hộ |\n|---|---|\n| An Bình | 120 |\n| Tân Lập | 95 |\n", "utf-8")
    assert "Xã: Tân Lập; Số hộ: 95" in _open(tmp_path / "bang.md").text


def test_a_web_page_loses_its_chrome(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>Đoạn {n} của bài viết nói về kế hoạch cấp nước sạch cho xã Tân Lập trong năm 2024.</p>" for n in range(1, 6))
    (tmp_path / "bai.html").write_text(
        f"<html lang='vi'><head><title>Cấp nước sạch</title></head><body><nav><a href='/'>Trang chủ</a><a href='/b'>Tin mới</a></nav>"
        f"<article><h1>Cấp nước sạch cho xã Tân Lập</h1>{paragraphs}</article><footer>Bản quyền thuộc về Cổng thông tin</footer></body></html>",
        "utf-8",
    )
    document = _open(tmp_path / "bai.html")
    assert "Đoạn 3 của bài viết" in document.text
    assert "Trang chủ" not in document.text and "Bản quyền" not in document.text


def test_wrapped_lines_of_a_text_file_are_joined(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ủy ban nhân dân xã tổ chức họp vào sáng thứ hai hằng\ntuần tại hội trường.\n\nĐoạn hai.\n", "utf-8")
    assert _open(tmp_path / "a.txt").text.split("\n\n") == ["Ủy ban nhân dân xã tổ chức họp vào sáng thứ hai hằng tuần tại hội trường.", "Đoạn hai."]


def test_passages_cut_no_sentence_and_know_their_place(seed: Document) -> None:
    found = passages(seed)
    ends = {end for _, end in sentence_spans(seed.text)}
    starts = {start for start, _ in sentence_spans(seed.text)}
    for passage in found:
        assert seed.text[passage.start : passage.end] == passage.text
        assert passage.start in starts and passage.end in ends
        assert len(passage.text) <= MAX_CHARS
        assert passage.context.startswith("143-KL/TU Hà Nội quyết liệt")
        assert all(title in passage.context for title in passage.section)
    covered = "".join(passage.text for passage in found)
    assert covered.replace("\n", "") == seed.text.replace("\n", "")


def test_a_long_paragraph_is_cut_between_sentences(tmp_path: Path) -> None:
    sentence = "Ủy ban nhân dân các xã báo cáo kết quả thực hiện trước ngày 25 hằng tháng. "
    (tmp_path / "dai.txt").write_text(sentence * 60, "utf-8")
    found = passages(_open(tmp_path / "dai.txt"))
    assert len(found) > 3
    assert all(passage.text.endswith("hằng tháng.") and len(passage.text) <= MAX_CHARS for passage in found)


def test_front_matter_mistakes_are_named_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "loi.md").write_text("---\ntiêu đề: Một\nsố hiệu: [1\n---\n\nNội dung.\n", "utf-8")
    with pytest.raises(SourceError, match="dòng"):
        read(tmp_path / "loi.md")
