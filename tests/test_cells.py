"""Tables: the cell of the row and the column that a question names, and none for what no column tells."""

from pathlib import Path

import pytest

from bot.cells import Cell, cells
from bot.chain import Chain, Request
from bot.extractor import load_extractor

from .documents import indexed

TABLE = """---
title: Báo cáo nước sạch của huyện Bắc Lũng
---

## 1. Kết quả theo xã đến ngày 30/6/2025

| STT | Đơn vị | Số hộ | Tỷ lệ hộ dùng nước sạch hiện nay (%) | Mục tiêu tỷ lệ hộ dùng nước sạch (%) | Kinh phí được cấp (triệu đồng) | Kinh phí đề nghị bổ sung (triệu đồng) |
| --- | --- | --- | --- | --- | --- | --- |
| 1 | Xã Mường Lẻ | 1.395 | 17,5 | 85 | 1.200 | 310 |
| 2 | Xã Suối Hạ | 2.040 | 31,2 | 93 | 1.850 | 460 |
| 3 | Thị trấn Kim Ngạn | 3.412 | 64,8 | 98 | 2.400 | 0 |
"""


@pytest.fixture(scope="module")
def water(encoder, tmp_path_factory: pytest.TempPathFactory) -> Chain:  # noqa: ANN001
    folder: Path = tmp_path_factory.mktemp("water")
    return Chain(indexed(folder, encoder, TABLE), load_extractor())


def test_the_cells_of_a_row_have_their_columns() -> None:
    row = "STT: 1; Đơn vị: Xã Mường Lẻ; Tỷ lệ (%): 17,5"
    assert [(row[slice(*cell.head)], row[slice(*cell.value)]) for cell in cells(row)] == [("STT", "1"), ("Đơn vị", "Xã Mường Lẻ"), ("Tỷ lệ (%)", "17,5")]
    assert next(iter(cells(row))) == Cell((0, 3), (5, 6))


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Xã Mường Lẻ hiện có bao nhiêu phần trăm hộ dùng nước sạch?", "17,5"),
        ("xa suoi ha hien may % ho dung nuoc sach", "31,2"),
        ("Mục tiêu của xã Mường Lẻ là bao nhiêu phần trăm hộ dùng nước sạch?", "85"),
    ],
)
def test_the_cell_of_the_named_row_and_column_answers(water: Chain, question: str, short: str) -> None:
    assert water.answer(Request(question)).short_answer == short


@pytest.mark.parametrize(
    "question",
    ["Xã Bản Hin hiện có bao nhiêu phần trăm hộ dùng nước sạch?", "Xã Mường Lẻ còn bao nhiêu hộ chưa có nước sạch?", "Tỷ lệ hộ dùng nước sạch của xã Suối Hạ tăng bao nhiêu phần trăm?", "Xã Suối Hạ có bao nhiêu bể nước?"],
)
def test_what_no_column_or_row_tells_is_refused(water: Chain, question: str) -> None:
    answer = water.answer(Request(question))
    assert answer.status == "refused", answer.short_answer
