"""Two questions asked in one."""

import pytest

from bot.chain import Chain, Request
from bot.twofold import parts


@pytest.mark.parametrize(
    ("asked", "two"),
    [
        ("Năm 2023 mở mới được bao nhiêu công ty, tăng mấy phần trăm?", ("Năm 2023 mở mới được bao nhiêu công ty", "tăng mấy phần trăm")),
        ("năm 2025 tỉnh bố trí bao nhiêu tiền và lấy từ nguồn nào?", ("năm 2025 tỉnh bố trí bao nhiêu tiền", "lấy từ nguồn nào")),
        ("Hội nghị họp vào ngày nào? Ai phát biểu kết luận?", ("Hội nghị họp vào ngày nào", "Ai phát biểu kết luận")),
        ("Vốn phải giao xong lúc nào, đầu năm hay giữa năm?", None),
        ("Định hướng mấy thành phố trực thuộc, tên là gì?", None),
        ("Những ai được hỗ trợ từ quỹ, kể hết giúp em những ai", None),
        ("ai được giao hoàn thiện dự thảo báo cáo và chỉ thị sau hội nghị, cơ quan nào", None),
        ("Đơn vị nào giải ngân chậm thì bị xử lý thế nào?", None),
        ("Cơ quan nào và ai chủ trì?", None),
        ("Nếu hộ nào chậm khai báo, hộ đó bị phạt bao nhiêu?", None),
        ("Xã nào không đạt chuẩn, xã đó bị gì?", None),
        ("Cơ quan nào hướng dẫn các xã, phường nào chưa đạt?", None),
        ("Cơ quan nào chịu trách nhiệm, có phải Sở Y tế không?", None),
        ("Trồng bao nhiêu ha bưởi, năng suất bao nhiêu, trồng cam bao nhiêu ha?", None),
        ("Thu ngân sách và chi ngân sách năm 2023 đạt bao nhiêu?", None),
    ],
)
def test_each_part_has_its_own_word_that_asks(asked: str, two: tuple[str, str] | None) -> None:
    assert parts(asked) == two


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("Năm 2023 mở mới được bao nhiêu công ty, tăng mấy phần trăm?", "26.500 doanh nghiệp (tăng 6%)"),
        ("Năm 2023 toàn xã hội bỏ vốn đầu tư ở Hà Nội được bao nhiêu, tăng mấy phần trăm?", "504,89 nghìn tỷ đồng, tăng 9,0%"),
    ],
)
def test_both_are_answered(seed_chain: Chain, asked: str, answer: str) -> None:
    given = seed_chain.answer(Request(asked))
    assert given.short_answer == answer
    assert all(any(piece in one.quote for one in given.citations) for piece in given.items or (answer,))


@pytest.mark.parametrize("asked", ["Bí thư Thành ủy là ai, giữ chức vụ gì ở Trung ương?", "ai phat bieu ket luan hoi nghi, chuc vu gi"])
def test_the_office_is_that_of_the_one_who_was_named(seed_chain: Chain, asked: str) -> None:
    short = seed_chain.answer(Request(asked)).short_answer or ""
    assert "Đinh Tiến Dũng" in short and "Thường trực" not in short


def test_what_is_not_told_of_a_second_question_is_said(seed_chain: Chain) -> None:
    answer = seed_chain.answer(Request("Bí thư Thành ủy là ai, quê ở đâu?"))
    assert answer.short_answer == "Đinh Tiến Dũng" and answer.answer.endswith("không thấy văn bản nêu.")
    assert answer.answer == " ".join(one.text for one in answer.said)


@pytest.mark.parametrize("asked", ["ai làm trưởng các tiểu ban chuẩn bị Đại hội XVIII, có mấy tiểu ban", "HĐND TP thông qua kế hoạch KTXH 2024 ở kỳ họp nào, ngày nào"])
def test_neither_is_answered_where_the_article_tells_none(seed_chain: Chain, asked: str) -> None:
    assert seed_chain.answer(Request(asked)).status == "refused"
