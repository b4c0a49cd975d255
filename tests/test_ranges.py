"""Figures of a question against ranges, ones against "for each", counts in words against figures."""

import pytest

from bot.chain import Chain, Request
from bot.contradictions import contradictions
from bot.extractor import load_extractor
from bot.question import understand
from bot.ranges import ranges, within
from bot.sentence import sentences

from .documents import indexed

GUIDE = """# Hướng dẫn hỗ trợ di dời chuồng trại

**Giai đoạn 2026 - 2030**

## I. MỨC HỖ TRỢ

| Mức | Quy mô (đơn vị vật nuôi) | Hỗ trợ di dời |
| --- | --- | --- |
| 1 | Dưới 10 | 15.000.000 đồng |
| 2 | Từ 10 đến dưới 30 | 80.000.000 đồng |
| 3 | Từ 30 trở lên | 160.000.000 đồng |

## II. TRÁCH NHIỆM CỦA CƠ SỞ

Cơ sở chăn nuôi lại trong thời hạn 05 năm thì phải hoàn trả toàn bộ số tiền đã nhận.

Trong khi chờ chỗ ở mới, mỗi hộ được hỗ trợ tiền thuê nhà 4,5 triệu đồng/tháng.

Nếu hai tháng liên tiếp không đạt khối lượng, Ban Quản lý dự án chuyển phần việc cho nhà thầu khác.

Các xã gửi báo cáo về Phòng Kinh tế trước ngày 20 hằng tháng.

Tổng kinh phí giai đoạn 2026 - 2030 là 615 tỷ đồng.
"""


@pytest.fixture(scope="module")
def guide(encoder, tmp_path_factory: pytest.TempPathFactory) -> Chain:  # noqa: ANN001
    return Chain(indexed(tmp_path_factory.mktemp("guide"), encoder, GUIDE), load_extractor())


def _against(chain: Chain, asked: str, words: str) -> list[str]:
    (sentence,) = [one for one in sentences(*chain.index.documents.values()) if words in one.text]
    return contradictions(understand(asked, [], chain.index), sentence, frozenset())


@pytest.mark.parametrize(
    ("text", "figure", "inside"),
    [
        ("Quy mô (đơn vị vật nuôi): Từ 10 đến dưới 30; Di dời: 80.000.000 đồng", "12 đơn vị vật nuôi", True),
        ("Quy mô (đơn vị vật nuôi): Từ 10 đến dưới 30; Di dời: 80.000.000 đồng", "10 đơn vị vật nuôi", True),
        ("Quy mô (đơn vị vật nuôi): Từ 10 đến dưới 30; Di dời: 80.000.000 đồng", "30 đơn vị vật nuôi", False),
        ("Quy mô (đơn vị vật nuôi): Từ 30 trở lên; Di dời: 160.000.000 đồng", "12 đơn vị vật nuôi", False),
        ("Quy mô (đơn vị vật nuôi): Từ 30 trở lên; Di dời: 160.000.000 đồng", "1.200 đơn vị vật nuôi", True),
        ("chậm quá 60 ngày thì thu hồi giấy phép", "75 ngày", True),
        ("chậm quá 60 ngày thì thu hồi giấy phép", "60 ngày", True),
        ("nuôi lại trong thời hạn 05 năm thì phải hoàn trả", "2 năm", True),
        ("nuôi lại trong thời hạn 05 năm thì phải hoàn trả", "7 năm", False),
        ("nuôi lại trong thời hạn 05 năm thì phải hoàn trả", "7 ngày", None),
        ("cấp giấy phép trong thời hạn 15 ngày làm việc, do Phòng Kinh tế thực hiện", "3 ngày", None),
        ("xã có hơn 500 hộ dân bị ngập", "2.000 hộ", None),
        ("chậm từ 5 đến 10 ngày bị phạt 1 triệu đồng; chậm từ 11 đến 30 ngày bị phạt 3 triệu đồng", "20 ngày", None),
        ("vi phạm trên 10 ha bị phạt 40 triệu đồng", "90 triệu", None),
        ("dự án từ 500 triệu đến dưới 3 tỷ thì phải thẩm định", "800 triệu", None),
        ("hộ có 45 con, trên 60 ngày tuổi", "45 con", None),
        ("chậm quá 60 ngày, nộp lại sau 45 ngày", "45 ngày", None),
    ],
)
def test_a_figure_lies_in_a_range_of_its_unit_or_not(text: str, figure: str, inside: bool | None) -> None:
    number = figure.split()[0]
    assert within(figure, 0, len(number), text) is inside


def test_a_range_in_the_question_is_no_figure_of_the_askers() -> None:
    asked = "quy mô từ 5 đến dưới 10 đơn vị"
    assert within(asked, asked.index("10"), asked.index("10") + 2, "Quy mô (đơn vị): Từ 30 trở lên") is None


def test_no_bound_is_read_as_another_units() -> None:
    (one,) = ranges("Quy mô (đơn vị vật nuôi): Từ 10 đến dưới 30; Di dời: 80 triệu đồng")
    assert "trieu" not in one.unit


@pytest.mark.parametrize(
    ("asked", "words", "against"),
    [
        ("Trại 12 đơn vị vật nuôi di dời được bao nhiêu?", "Từ 10 đến dưới 30", False),
        ("Trại 12 đơn vị vật nuôi di dời được bao nhiêu?", "Từ 30 trở lên", True),
        ("2 năm sau nuôi lại thì bị gì?", "hoàn trả", False),
        ("7 năm sau nuôi lại thì bị gì?", "hoàn trả", True),
        ("Mỗi hộ được mấy triệu tiền thuê nhà 1 tháng?", "thuê nhà", False),
        ("Mỗi hộ được mấy triệu tiền thuê nhà 3 tháng?", "thuê nhà", True),
        ("2 tháng liền không đạt khối lượng thì sao?", "liên tiếp", False),
        ("4 tháng liền không đạt khối lượng thì sao?", "liên tiếp", True),
        ("Cả 5 năm tốn hết bao nhiêu tiền?", "615", False),
        ("Cả 3 năm tốn hết bao nhiêu tiền?", "615", True),
    ],
)
def test_a_figure_of_the_question_is_borne_out_or_not(guide: Chain, asked: str, words: str, against: bool) -> None:
    assert bool(_against(guide, asked, words)) is against


def test_a_recurring_deadline_is_a_time(guide: Chain) -> None:
    assert guide.answer(Request("cac xa gui bao cao ve phong kinh te truoc ngay may hang thang")).short_answer == "trước ngày 20 hằng tháng"


def test_never_the_row_of_another_range(guide: Chain) -> None:
    answer = guide.answer(Request("trại nhà tôi 12 đơn vị vật nuôi, di dời được hỗ trợ bao nhiêu tiền"))
    assert answer.status == "refused" or answer.short_answer == "80.000.000 đồng"
