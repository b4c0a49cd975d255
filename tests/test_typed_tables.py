"""Tables that are typed as text, and what is asked of a plan that holds one."""

from typing import SupportsIndex

import pytest

from bot.chain import Chain, Request
from bot.contradictions import denied_otherwise
from bot.enumerations import items
from bot.extractor import load_extractor
from bot.measures import only_added
from bot.otherwise import told_otherwise
from bot.question import _needs_history, understand
from bot.titles import deputised
from index.readers.lines import text_blocks, typed_rows
from index.readers.plain import parse_markdown

from .documents import indexed

ROWS = [
    "STT | Việc | Đơn vị chủ trì | Đơn vị phối hợp | Thời hạn",
    "1 | Lắp 18 camera ở các điểm hay đổ trộm rác | Công an phường | Viễn thông Lam Giang | Trước ngày 15/5/2025",
    "2 | Phát 1.200 bộ thùng rác hai ngăn cho hộ nghèo | Hội Liên hiệp Phụ nữ phường | Các khu phố | Trước ngày 25/4/2025",
    "3 | Hội thi khu phố sạch đẹp | Ủy ban MTTQ Việt Nam phường | Các đoàn thể | Tháng 10/2025",
]
PLAN = "\n".join(
    [
        "ỦY BAN NHÂN DÂN\nPHƯỜNG BẾN LAU\n\nSố 47/KH-UBND\n\nBến Lau, ngày 21 tháng 02 năm 2025\n\nKẾ HOẠCH CỦA ỦY BAN NHÂN DÂN PHƯỜNG\n\nPhân loại rác tại nguồn năm 2025\n",
        "Phường có thêm 9 khu phố đạt chuẩn, nâng tổng số lên 31 khu phố. Giao Trường Tiểu học Võ Thị Sáu làm điểm.\n",
        "V. NHIỆM VỤ CỤ THỂ",
        *ROWS,
        "",
        "Phản ánh của người dân qua nhóm Zalo phải được trả lời trong vòng 48 giờ.",
    ]
)


@pytest.fixture(scope="module")
def plan(encoder, tmp_path_factory: pytest.TempPathFactory) -> Chain:  # noqa: ANN001
    return Chain(indexed(tmp_path_factory.mktemp("typed"), encoder, PLAN), load_extractor())


@pytest.mark.parametrize("cut", [" | ", "\t"])
def test_rows_typed_as_text_keep_their_header(cut: str) -> None:
    blocks = text_blocks(["Danh mục:", *(row.replace(" | ", cut) for row in ROWS), "Ghi chú ở dưới."])
    assert [block.kind for block in blocks] == ["paragraph", "row", "row", "row", "paragraph"]
    assert blocks[1].text.startswith("STT: 1; Việc: Lắp 18 camera ở các điểm hay đổ trộm rác; Đơn vị chủ trì: Công an phường")


def test_markdown_without_a_line_below_the_header() -> None:
    assert [block.kind for block in parse_markdown("Danh mục:\n" + "\n".join(ROWS)).blocks] == ["paragraph", "row", "row", "row"]
    drawn = ["| a | b |", "|---|---|", "| 1 | 2 |", "| 3 | 4 |"]
    assert [row for row in typed_rows(drawn) if row] == [["a", "b"], ["1", "2"], ["3", "4"]]


@pytest.mark.parametrize(
    "lines",
    [
        ["Quốc hội | Chính phủ", "Trang chủ", "Tin tức"],
        ["Một dòng có | một gạch và rất nhiều chữ khác.", "Dòng sau thì không.", "Dòng nữa."],
        ["Lương Văn Khải", "Đoàn Thu Hà", "Bế Thị Sen"],
        ["a | b", "c | d | e", "g | h"],
        ["1.\tHỗ trợ tiền mặt.", "2.\tHỗ trợ cây giống.", "3.\tHỗ trợ phân bón."],
        ["Thu ngân sách | 52 tỷ đồng", "Chi ngân sách | 41 tỷ đồng", "Kết dư | 11 tỷ đồng"],
        ["|---|---|"] * 5,
    ],
)
def test_lines_that_are_no_table_stay_paragraphs(lines: list[str]) -> None:
    assert typed_rows(lines) == []


def test_an_empty_cell_and_a_drawn_grid_part_no_table() -> None:
    rows = ["Xã | Số cây | Hạn", "Ea Trol | 700 cây |", "Ea Ly | 900 cây | Tháng 7"]
    assert [block.text for block in text_blocks(rows)] == ["Xã: Ea Trol; Số cây: 700 cây", "Xã: Ea Ly; Số cây: 900 cây; Hạn: Tháng 7"]
    grid = ["+---+---+", "| Xã | Cây |", "+---+---+", "| Ea Trol | 700 |", "| Ea Ly | |", "+---+---+"]
    assert [block.text for block in text_blocks(grid)] == ["Xã: Ea Trol; Cây: 700", "Xã: Ea Ly"]
    duty = ["Ngày\tNgười trực", "5/4\tLê Văn Tám", "6/4\tTrần Thị Chín"]
    assert [block.text for block in text_blocks(duty)] == ["Ngày: 5/4; Người trực: Lê Văn Tám", "Ngày: 6/4; Người trực: Trần Thị Chín"]
    results = ["Chỉ tiêu | Năm 2023 | Năm 2024", "Thu | 52 tỷ | 60 tỷ", "Chi | 41 tỷ | 45 tỷ"]
    assert text_blocks(results)[0].text == "Chỉ tiêu: Thu; Năm 2023: 52 tỷ; Năm 2024: 60 tỷ"


class _Counted(list[str]):
    """Lines that count how often one is looked at: a clock would also count what else the machine does."""

    looked = 0

    def __getitem__(self, at: SupportsIndex | slice) -> str | list[str]:  # type: ignore[override]
        self.looked += 1
        return super().__getitem__(at)


@pytest.mark.parametrize(
    "rows",
    [["| a | b |", "|---|---|"], ["| a | b |", "| 5 | 6 |"], ["a b"], ["Nơi nhận:      CHỦ TỊCH", ""]],
    ids=["headers without rows", "rows without a header", "running text", "signatures"],
)
def test_a_line_is_looked_at_a_few_times_however_many_there_are(rows: list[str]) -> None:
    lines = _Counted(rows * 4000)
    assert text_blocks(lines)
    assert len(lines) <= lines.looked < 8 * len(lines)


def test_a_long_table_keeps_its_header_throughout() -> None:
    assert len(text_blocks(["Xã | Cây", *(f"Xã {number} | {number} cây" for number in range(5000))])) == 5000


def test_the_card_of_a_number_without_a_colon(plan: Chain) -> None:
    (document,) = plan.index.documents.values()
    card = {field.name: field.value for field in document.card}
    assert (card["số hiệu"], card["loại văn bản"], card["ngày ban hành"]) == ("47/KH-UBND", "KẾ HOẠCH", "ngày 21 tháng 02 năm 2025")
    assert plan.answer(Request("KH 47 ban hanh ngay nao")).short_answer == "ngày 21 tháng 02 năm 2025"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [("Đơn vị nào chủ trì lắp camera?", "Công an phường"), ("khi nao thi phat xong thung rac cho ho ngheo", "Trước ngày 25/4/2025")],
)
def test_a_row_answers(plan: Chain, asked: str, answer: str) -> None:
    assert plan.answer(Request(asked)).short_answer == answer


def test_only_who_does_is_asked_of_what_went_before(plan: Chain) -> None:
    assert plan.answer(Request("đơn vị nào phối hợp?", (("Đơn vị nào chủ trì lắp camera?", "Công an phường"),))).short_answer == "Viễn thông Lam Giang"
    whole = understand("Sở nào chủ trì lắp camera giám sát?", [], plan.index)
    assert not _needs_history(whole.restored, [token for token, _ in whole.words])


def test_a_headmaster_is_no_school(plan: Chain) -> None:
    text = "Giao Trường Tiểu học Võ Thị Sáu làm điểm."
    assert deputised("hiệu trưởng trường đó là ai", text, (5, 31))
    assert not deputised("ai làm điểm", text, (5, 31))
    assert not deputised("Chủ tịch Ủy ban nhân dân huyện là ai?", "Đoàn Văn Thái, Chủ tịch Ủy ban nhân dân huyện, chủ trì.", (0, 13))
    assert not deputised("Ai làm trưởng khối thi đua?", "Công an phường làm trưởng khối thi đua.", (0, 14))
    assert plan.answer(Request("hiệu trưởng trường đó là ai", (("Trường nào được chọn làm điểm?", "Trường Tiểu học Võ Thị Sáu"),))).status == "refused"


def test_what_was_added_is_no_total(plan: Chain) -> None:
    assert plan.answer(Request("đến nay phường có bao nhiêu khu phố đạt chuẩn?")).short_answer != "9 khu phố"
    assert plan.answer(Request("Phường có thêm bao nhiêu khu phố đạt chuẩn?")).short_answer == "9 khu phố"
    text = "Đến nay phường thành lập thêm được 6 tổ hòa giải."
    asked = understand("đến nay phường thành lập được bao nhiêu tổ hòa giải", [], plan.index)
    assert not only_added(asked, text, (0, len(text)), (35, 48)), "no total is told"


def test_the_rest_is_asked_with_one_more_word() -> None:
    asked = " còn bao nhiêu căn nhà tạm phải xóa nữa "
    assert list(told_otherwise(asked, " đã xóa 2.145 nhà tạm ", figure=True)) == ["còn lại"]
    assert not list(told_otherwise(asked, " xóa toàn bộ 1.370 nhà tạm còn lại ", figure=True))
    assert not list(told_otherwise(" ngoài công an còn những đơn vị nào tuần tra nữa ", " tuần tra có đoàn thanh niên ", figure=False))


def test_a_list_of_names_ends_where_a_clause_begins() -> None:
    text = "tái định cư cho 265 hộ thuộc các xã Ia Rong, Cư Mốt và Sơn Thủy, bảo đảm người dân có nhà ở mới"
    assert [text[slice(*one)] for one in items(text, (0, len(text)))][1:] == ["Cư Mốt", "Sơn Thủy"]
    tasks = "mở Chợ phiên, lập Trạm thu mua và Kho lạnh, bảo đảm giá cà phê, xây 3 đập nước"
    assert len(items(tasks, (0, len(tasks)))) == 5


def test_what_goes_beyond_its_powers_cannot_be_settled(plan: Chain) -> None:
    question = understand("Việc khó không tự giải quyết được thì báo cáo ai?", [], plan.index)
    assert denied_otherwise(question, "Những khó khăn vượt thẩm quyền phải báo cáo Thường trực Tỉnh ủy.") == "vượt thẩm quyền"
    assert denied_otherwise(question, "Những khó khăn phải báo cáo Thường trực Tỉnh ủy.") is None
    late = understand("Đơn vị không quyết toán đúng hạn thì báo cáo ai?", [], plan.index)
    assert denied_otherwise(late, "Các vấn đề vượt thẩm quyền thì báo cáo huyện.") is None
    poor = understand("Hộ không thuộc diện nghèo được hỗ trợ bao nhiêu?", [], plan.index)
    assert denied_otherwise(poor, "Hộ nghèo mua thiết bị ngoài danh mục được hỗ trợ 2 triệu đồng.") is None
