"""Questions that staff write in a table: CSV and XLSX, good rows and bad."""

import csv
import re
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from eval import importing, questions, record, sheets
from eval.__main__ import main
from index.errors import UserError

_TITLES = [column.title for column in importing.COLUMNS]
_EVIDENCE = "Thu ngân sách trên địa bàn ước đạt 400,421 nghìn tỷ đồng"


def _row(**cells: object) -> list:
    named = {"id": importing.ID, "question": importing.QUESTION, "stated": importing.STATED, "accepted": importing.ACCEPTED, "items": importing.MEMBERS,
             "evidence": importing.EVIDENCE, "type": importing.TYPE, "before": importing.BEFORE, "replied": importing.REPLIED}  # fmt: skip
    return [next((value for key, value in cells.items() if named[key] == title), None) for title in _TITLES]


_GOOD = [
    _row(id="thu-1", question="Thu ngân sách năm 2023 ước đạt bao nhiêu?", stated="có", accepted="400,421 nghìn tỷ đồng\nước đạt 400,421 nghìn tỷ đồng", evidence=_EVIDENCE),
    _row(question="Thu ngân sách của Huế là bao nhiêu?", stated="Không", type="gần đúng"),
    _row(question="con nam 2024 thi sao", stated="không", before="Thu ngân sách năm 2023 đạt bao nhiêu?", replied="400,421 nghìn tỷ đồng"),
]
_BAD = {
    "thiếu “Câu hỏi”": _row(stated="không"),
    "phải là “có” hoặc “không”": _row(question="A?", stated="chắc là có"),
    "không tìm thấy trong văn bản nào": _row(question="B?", stated="có", accepted="x", evidence="Câu này không ở đâu cả x"),
    "“400.421 nghìn tỷ đồng” không có trong câu chứng minh": _row(question="K?", stated="có", accepted="400.421 nghìn tỷ đồng", evidence=_EVIDENCE),
    "“—” không có trong câu chứng minh": _row(question="L?", stated="có", accepted="—", evidence=_EVIDENCE),
    "không có trong câu chứng minh": _row(question="C?", stated="có", accepted="500 tỷ", evidence=_EVIDENCE),
    "phải để trống": _row(question="D?", stated="không", accepted="x"),
    "cần đúng một trong hai ô": _row(question="E?", stated="có", accepted="400,421 nghìn tỷ đồng", items="a\nb", evidence=_EVIDENCE),
    "không có giá trị “đố vui”": _row(question="F?", stated="không", type="đố vui"),
    "là câu phải từ chối": _row(question="G?", stated="có", accepted="400,421 nghìn tỷ đồng", evidence=_EVIDENCE, type="gần đúng"),
    "thiếu “Câu hỏi trước”": _row(question="H?", stated="không", replied="x"),
    "đã có ở dòng 2": _row(id="thu-1", question="I?", stated="không"),
    "câu hỏi này đã có ở dòng 3": _row(question="THU NGAN SACH CUA HUE LA BAO NHIEU", stated="không"),
}


def test_a_table_s_good_rows_are_taken_and_its_bad_ones_named(seed_dir, tmp_path, monkeypatch, capsys) -> None:  # noqa: ANN001
    monkeypatch.setenv("BOT_INDEX_DIR", str(seed_dir))
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path / "data"))
    book = Workbook()
    for row in (_TITLES, *_GOOD, [None] * len(_TITLES), *_BAD.values()):
        book.active.append(row)
    number = book.active.max_row + 1
    book.active.append(_row(question="Bao nhiêu?", stated="có", accepted=6.11, evidence=_EVIDENCE))
    book.active.append(_row(question="=1+1", stated="không"))
    book.save(tmp_path / "của tôi.xlsx")
    assert main(["import", str(tmp_path / "của tôi.xlsx")]) == 3
    told = capsys.readouterr()
    lines = told.err.splitlines()
    for at, cause in enumerate(_BAD, 6):
        assert any(line.startswith(f"Dòng {at}: ") and cause in line for line in lines), cause
    assert any(line.startswith(f"Dòng {number}: ") and "đã bị đổi thành số" in line for line in lines)
    assert any(line.startswith(f"Dòng {number + 1}: ") and "công thức" in line for line in lines)
    assert len([line for line in lines if line.startswith("Dòng ")]) == len(_BAD) + 2, "no good row among them"
    out = tmp_path / "data" / "questions" / "của tôi.jsonl"
    items = questions.load_file(out)
    assert [item.status for item in items] == ["answered", "refused", "refused"] and items[0].accepted == ("400,421 nghìn tỷ đồng", "ước đạt 400,421 nghìn tỷ đồng")
    assert items[0].id == "thu-1" and re.fullmatch(r"của tôi-[0-9a-f]{8}", items[1].id) and items[1].type == "near_miss"
    assert items[0].evidence[0].startswith(_EVIDENCE) and items[0].evidence[0].endswith((".", ";")), "the whole sentence, as citations are"
    assert items[2].history == (("Thu ngân sách năm 2023 đạt bao nhiêu?", "400,421 nghìn tỷ đồng"),) and (items[2].type, items[2].form) == ("followup", "none")
    assert main(["--questions", str(out), "--json", str(tmp_path / "run.json")]) == 0
    found = record.load(tmp_path / "run.json")["splits"]["của tôi.jsonl"]
    assert found["right"] == 1.0 and found["questions"] == 3
    for _ in range(2):
        assert main(["import", str(tmp_path / "của tôi.xlsx")]) == 3
    assert len(list(out.parent.glob("của tôi.jsonl.*"))) == 2, "what lay there is kept, each time"


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16")])
def test_csv_as_programs_write_it(delimiter: str, encoding: str, seed_dir, tmp_path, monkeypatch, capsys) -> None:  # noqa: ANN001
    monkeypatch.setenv("BOT_INDEX_DIR", str(seed_dir))
    path = tmp_path / "a.csv"
    with open(path, "w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerows([[*map(str.upper, _TITLES), "Người viết"], *([*row, "An"] for row in _GOOD)])
    assert main(["import", str(path), "--out", str(tmp_path / "a.jsonl")]) == 0
    assert "“Người viết” không được đọc" in capsys.readouterr().err
    assert [item.accepted for item in questions.load_file(tmp_path / "a.jsonl")][0] == ("400,421 nghìn tỷ đồng", "ước đạt 400,421 nghìn tỷ đồng"), "two lines in one cell"


def test_a_broken_row_of_a_csv_costs_itself_alone(seed_dir, tmp_path, monkeypatch, capsys) -> None:  # noqa: ANN001
    monkeypatch.setenv("BOT_INDEX_DIR", str(seed_dir))
    good = 'Thu ngân sách của Huế?,không,,\n'
    rows = ['"Theo "Kết luận" thì sao?",không,,\n', f"Thu bao nhiêu?,có,{_EVIDENCE},400,421 nghìn tỷ đồng\n", "Ai ký văn bản của Huế?,không,,\n"]
    (tmp_path / "a.csv").write_text("Câu hỏi,Văn bản có nêu,Câu chứng minh,Lời đáp chấp nhận\n" + good + "".join(rows), "utf-8")
    assert main(["import", str(tmp_path / "a.csv"), "--out", str(tmp_path / "a.jsonl")]) == 3
    told = capsys.readouterr().err
    assert re.search("Dòng 3: dấu ngoặc kép.*\nDòng 4: có nhiều ô hơn số cột", told)
    assert [item.question for item in questions.load_file(tmp_path / "a.jsonl")] == ["Thu ngân sách của Huế?", "Ai ký văn bản của Huế?"]


def test_a_workbook_that_lies_about_its_size_loses_no_row(tmp_path) -> None:  # noqa: ANN001
    book = Workbook()
    for row in (_TITLES, *_GOOD):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', content) if "sheet1" in name else content)
    assert len(sheets.read(tmp_path / "b.xlsx")[1]) == len(_GOOD)
    with zipfile.ZipFile(tmp_path / "c.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/sharedStrings.xml", b" " * 201 * 1024 * 1024)
    with pytest.raises(UserError, match="mở ra lớn hơn 200 MB"):
        sheets.read(tmp_path / "c.xlsx")


def test_a_file_that_is_no_table_is_named(tmp_path, capsys) -> None:  # noqa: ANN001
    (tmp_path / "a.csv").write_bytes("Câu hỏi\nạ".encode("utf-16-le"))
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 not a book")
    (tmp_path / "c.csv").write_text("", "utf-8")
    (tmp_path / "d.csv").write_text("Câu hỏi,Lời đáp\nA?,b\n", "utf-8")
    (tmp_path / "e.ods").write_text("x", "utf-8")
    (tmp_path / "h.csv").write_text("Câu hỏi,Văn bản có nêu\n", "utf-8")
    (tmp_path / "i.csv").write_text("Câu hỏi,CAU HOI\nA?,B?\n", "utf-8")
    for name, cause in (("a.csv", "UTF-8"), ("b.xlsx", "không đọc được"), ("c.csv", "không có dòng câu hỏi nào"), ("h.csv", "không có dòng câu hỏi nào"), ("i.csv", "hai cột cùng tên"), ("d.csv", "thiếu cột “Văn bản có nêu”"), ("e.ods", ".xlsx"), ("f.csv", "Không mở được")):
        assert main(["import", str(tmp_path / name)]) == 1
        assert cause in capsys.readouterr().err, name
    whole = '{"id": "a", "type": "absent", "form": "full", "question": "A?", "status": "refused"}\n'
    for text, cause in (('{"id": "a"}\n', "dòng 1"), ("[]\n", "dòng 1"), (whole.replace("refused", "answered"), "dòng 1"), (whole * 2, "dòng 2: mã “a” đã có"), ("", "không có câu hỏi nào")):
        (tmp_path / "g.jsonl").write_text(text, "utf-8")
        assert main(["--questions", str(tmp_path / "g.jsonl")]) == 1 and cause in capsys.readouterr().err, text
    assert main(["--questions", str(tmp_path / "b.xlsx")]) in (1,) and "python -m eval import" in capsys.readouterr().err


def test_the_template_can_be_filled_in(seed_dir, tmp_path, monkeypatch, capsys) -> None:  # noqa: ANN001
    monkeypatch.setenv("BOT_INDEX_DIR", str(seed_dir))
    path = tmp_path / "mau.xlsx"
    assert main(["import", "--template", str(path)]) == 0 and main(["import", "--template", str(path)]) == 1, "an existing file is not written over"
    assert "hãy chọn tên tệp chưa có" in capsys.readouterr().err
    book = load_workbook(path)
    assert [cell.value for cell in book["Câu hỏi"][1]] == _TITLES and len(book["Câu hỏi"].data_validations.dataValidation) == 2
    assert {row[0].value for row in book["Hướng dẫn"].iter_rows()} == set(_TITLES)
    for at, value in enumerate(_GOOD[0], 1):
        book["Câu hỏi"].cell(2, at, value)
    book.save(path)
    assert main(["import", str(path), "--out", str(tmp_path / "a.jsonl")]) == 0
    assert len(questions.load_file(tmp_path / "a.jsonl")) == 1
    assert importing.missing_titles(sheets.read(path)[0]) == []
