"""Near misses: what is asked of another level, office, time, number or kind than the text tells is refused, and the like of it answered."""

from pathlib import Path

import pytest

from bot.chain import Chain, Request
from bot.dated import figure_of_year, of_another_year
from bot.extractor import load_extractor
from bot.levels import levels_against
from bot.matching import Matcher
from bot.numbers import counted_otherwise, counts_in, ordinals_missing
from bot.question import understand
from bot.titles import deputised
from index.text.syllables import tokenise

from .documents import indexed

TEXT = """---
title: Báo cáo công tác tuần tra bờ sông của tỉnh Hà Trung
---

## 1. Lực lượng

Đội tàu tuần tra gần bờ có 14 chiếc. UBND huyện bố trí trạm trực trong 25 ngày. Tổ chức làm ba đợt, đợt đầu vào ngày 12/3.

Ông Lý Văn Tấn, Phó Giám đốc Sở Xây dựng, kiểm tra kè Bắc Lũng. Phiên họp thứ năm mở sáng 9/4, bàn 6 nội dung.

## 2. Kết quả

Năm 2022 tuần tra 310 lượt. Năm 2023, số vụ lấn bờ là 48 vụ, giảm 12 vụ so với năm 2022. Ai vắng mặt ba lần bị nhắc nhở trước toàn đội.

Tiền trực đêm từ 90.000 đồng (2022) lên 120.000 đồng (2023). Tập thể xuất sắc được thưởng 9 triệu đồng. Tiền xăng là 70.000 đồng (2022), tiền ăn là 80.000 đồng (2023).
"""


@pytest.fixture(scope="module")
def patrol(encoder, tmp_path_factory: pytest.TempPathFactory) -> Chain:  # noqa: ANN001
    folder: Path = tmp_path_factory.mktemp("patrol")
    index = indexed(folder, encoder, TEXT)
    return Chain(index, load_extractor())


@pytest.mark.parametrize(
    ("told", "short", "missed"),
    [
        ("Đội tàu tuần tra gần bờ có bao nhiêu chiếc?", "14 chiếc", "Đội tàu tuần tra xa bờ có bao nhiêu chiếc?"),
        ("UBND huyện bố trí trạm trực bao nhiêu ngày?", "25 ngày", "UBND xã bố trí trạm trực bao nhiêu ngày?"),
        ("Đợt đầu vào ngày nào?", "12/3", "Đợt hai vào ngày nào?"),
        ("Phó Giám đốc Sở Xây dựng là ai?", "Lý Văn Tấn", "Giám đốc Sở Xây dựng là ai?"),
        ("Phiên họp thứ năm bàn bao nhiêu nội dung?", "6 nội dung", "Phiên họp thứ chín bàn bao nhiêu nội dung?"),
        ("Năm 2023 có bao nhiêu vụ lấn bờ?", "48 vụ", "Năm 2022 có bao nhiêu vụ lấn bờ?"),
        ("Tiền trực đêm năm 2022 là bao nhiêu?", "90.000 đồng", "Tiền trực đêm năm 2024 là bao nhiêu?"),
        ("Tập thể xuất sắc được thưởng bao nhiêu?", "9 triệu đồng", "Cá nhân xuất sắc được thưởng bao nhiêu?"),
        ("Vắng mặt ba lần thì bị làm sao?", "nhắc nhở", "Vắng mặt hai lần thì bị làm sao?"),
    ],
)
def test_the_told_is_answered_and_its_near_miss_refused(patrol: Chain, told: str, short: str, missed: str) -> None:
    assert short in (patrol.answer(Request(told)).short_answer or "")
    assert patrol.answer(Request(missed)).status == "refused"


def test_a_figure_of_the_year_before_is_not_given_for_the_year(patrol: Chain) -> None:
    answer = patrol.answer(Request("Tiền trực đêm năm 2023 là bao nhiêu?"))
    assert answer.status == "refused" or answer.short_answer == "120.000 đồng"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("sau 3 năm đạt 45% vốn đầu tư công", {"3", "45%"}),  # neither five nor four
        ("năm 2023 thống nhất với hai nội dung", {"2023", "2"}),
        ("kỳ họp thứ tư bàn năm dự án, sau năm năm", {"4", "5"}),
        ("lần thứ mười lăm, khóa XVII", {"10", "15", "17"}),
        ("04 tổ", {"04", "4"}),
    ],
)
def test_numbers_in_words_count_only_where_they_are_numbers(text: str, counts: set[str]) -> None:
    assert counts_in(tuple(tokenise(text))) == counts


def test_what_is_ordered_or_counted_otherwise() -> None:
    numbers = counts_in(tuple(tokenise("Kỳ họp thứ mười khai mạc sáng 9/12, chia làm ba đợt")))
    assert ordinals_missing("kỳ họp thứ chín", numbers) == ["thứ chín"], "the day of a date orders nothing"
    assert ordinals_missing("kỳ họp thứ mười", numbers) == []
    assert ordinals_missing("đợt hai", numbers) == ["đợt hai"] and ordinals_missing("hai đợt", numbers) == []
    assert counted_otherwise("vắng hai lần thì sao", "ai vắng ba lần liên tiếp") == ["hai lần"]
    assert counted_otherwise("vắng ba lần thì sao", "ai vắng 03 lần") == []
    assert counted_otherwise("hai tuần sau làm gì", "các tuần sau") == [], "it counts them nowhere"
    assert counted_otherwise("tháng ba năm 2024 làm gì", "sau 5 năm thực hiện") == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("vốn giai đoạn 2021-2025 là bao nhiêu", "giai đoạn 2021-2025, vốn là 50 tỷ đồng"),
        ("vốn giai đoạn 2021 - 2025 là bao nhiêu", "giai đoạn 2021 - 2025, vốn là 50 tỷ đồng"),
        ("đại hội năm 2023 bầu ai", "đại hội bầu ông An"),
        ("kiểm tra mấy đợt năm 2024", "kiểm tra ba đợt"),
        ("kiểm tra bao nhiêu lần năm nay", "kiểm tra ba lượt"),
        ("xử lý trong vòng 30 phút thì sao", "trong vòng nửa giờ"),
        ("đợt 1 khi nào", "đợt đầu vào tháng 3"),
        ("lần thứ hai mươi họp ở đâu", "lần thứ 20 họp ở hà nội"),
    ],
)
def test_spans_of_years_and_measures_order_nothing(asked: str, said: str) -> None:
    assert ordinals_missing(asked, counts_in(tuple(tokenise(said)))) == []


@pytest.mark.parametrize(
    ("asked", "said", "against"),
    [
        ("ủy ban nhân dân xã làm gì", "ủy ban nhân dân tỉnh giao", ["ủy ban nhân dân xã"]),
        ("ủy ban nhân dân xã báo cáo ai", "ủy ban nhân dân các xã báo cáo ủy ban nhân dân huyện", []),
        ("ủy ban nhân dân phường làm gì", "ủy ban nhân dân cấp xã", []),
        ("công an tỉnh bắt ai", "công an thành phố bắt", []),  # a city may be a province's equal
        ("huyện ủy giao ai", "tỉnh ủy giao sở xây dựng", ["huyện ủy"]),
        ("ủy ban nhân dân làm gì", "ủy ban nhân dân tỉnh giao", []),
        ("ủy ban nhân dân xã làm gì", "ủy ban nhân dân tỉnh, huyện, xã niêm yết", []),
        ("ủy ban nhân dân xã báo cáo gì", "uỷ ban nhân dân xã báo cáo ủy ban nhân dân huyện", []),
        ("ban chỉ đạo xã có mấy tổ", "ban chỉ đạo thành lập 3 tổ", []),
    ],
)
def test_the_body_of_another_level(asked: str, said: str, against: list[str]) -> None:
    assert levels_against(asked, said) == against


@pytest.mark.parametrize(
    ("question", "piece", "given", "another"),
    [
        ("Tiền trực đêm năm 2023 là bao nhiêu?", "90.000 đồng", "120.000 đồng", False),
        ("Tiền trực đêm năm 2022 là bao nhiêu?", "90.000 đồng", "90.000 đồng", False),
        ("Năm 2023 số vụ lấn bờ giảm bao nhiêu?", "12 vụ", "12 vụ", False),  # "so với năm 2022" is what it is compared with
        ("Tiền ăn năm 2022 là bao nhiêu?", "80.000 đồng", "80.000 đồng", True),  # beside it another thing has that year
    ],
)
def test_a_figure_is_of_the_year_beside_it(patrol: Chain, question: str, piece: str, given: str, another: bool) -> None:
    asked = understand(question, [], patrol.index)
    (document,) = patrol.index.documents.values()
    start = document.text.index(piece)
    sentence = next(one for one in Matcher(patrol.index).sentences(document.id) if one.start <= start < one.end)
    span = figure_of_year(asked, sentence, (start, start + len(piece)))
    assert document.text[slice(*span)] == given
    assert of_another_year(asked, sentence, span) is another


@pytest.mark.parametrize(
    ("asked", "text", "wrong"),
    [
        ("Giám đốc Sở Y tế là ai?", "Ông Lò Văn Pánh, Phó Giám đốc Sở Y tế, dự họp.", True),
        ("Phó Giám đốc Sở Y tế là ai?", "Ông Lò Văn Pánh, Giám đốc Sở Y tế, dự họp.", True),
        ("Chủ tịch UBND xã là ai?", "Ông Lò Văn Pánh, Phó Bí thư, Chủ tịch UBND xã.", False),
        ("Ai dự họp?", "Ông Lò Văn Pánh, Phó Giám đốc Sở Y tế, dự họp.", False),
        ("Ai được Chủ tịch UBND tỉnh ủy quyền ký?", "Phó Chủ tịch UBND tỉnh Lò Văn Pánh được ủy quyền ký.", False),
        ("Tổng Giám đốc là ai?", "Ông Lò Văn Pánh, Phó Tổng Giám đốc, dự họp.", True),
        ("Bộ trưởng là ai?", "Thứ trưởng Lò Văn Pánh dự họp.", True),
        ("Giám đốc Sở Y tế là ai?", "Giám đốc Sở Y tế Lò Văn Pánh vắng; Phó Giám đốc dự.", False),
    ],
)
def test_a_deputy_is_not_the_head(asked: str, text: str, wrong: bool) -> None:
    start = text.index("Lò Văn Pánh")
    assert deputised(asked, text, (start, start + len("Lò Văn Pánh"))) is wrong
