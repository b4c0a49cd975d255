"""What a question asks for: a section by what it is about, as many as it counts, the number of one type of document, names and no count."""

import pytest

from bot.chain import Chain, Request
from bot.enumerations import items
from bot.extractor import Extractor, load_extractor
from bot.kinds import kind_of

from .test_decide import SURE, decided, said


def _short(chain: Chain, question: str, *history: tuple[str, str]) -> str | None:
    return chain.answer(Request(question, history)).short_answer


@pytest.mark.parametrize(
    ("question", "marker"),
    [
        ("Phần tài chính - ngân sách là mục thứ mấy?", "Thứ hai"),
        ("quy hoach chung thu do nam o phan nao", "Thứ tư"),
        ("Nhận định về kinh tế - xã hội năm 2023 được nêu ở điểm thứ mấy của Kết luận?", "Thứ nhất"),
    ],
)
def test_a_section_is_found_by_what_it_is_about(seed_chain: Chain, question: str, marker: str) -> None:
    answer = seed_chain.answer(Request(question))
    assert answer.short_answer == marker and answer.citations[0].quote.startswith(marker)


@pytest.mark.parametrize("question", ["Phần y tế dự phòng là mục thứ mấy?", "Điều nào quy định về tài chính - ngân sách?", "Đầu tư công là nội dung thứ mấy?"])
def test_a_section_that_is_not_there_or_not_the_only_one_has_no_number(seed_chain: Chain, question: str) -> None:
    assert "Thứ" not in (_short(seed_chain, question) or "")


def test_as_many_as_are_asked_for(seed_chain: Chain) -> None:
    assert _short(seed_chain, "Hai thành phố nào trực thuộc Thủ đô?") == "Thành phố Bắc sông Hồng (Mê Linh - Sóc Sơn - Đông Anh); Thành phố phía Tây Hà Nội (Hòa Lạc - Xuân Mai)"
    assert _short(seed_chain, "2 co quan nao phai sua hoan thien du thao chi thi") == "Ban Tuyên giáo Thành ủy; Văn phòng Thành ủy"
    assert _short(seed_chain, "2 sân bay nào lưỡng dụng?") == "Sân bay Hòa Lạc; sân bay Gia Lâm"
    assert _short(seed_chain, "3 sân bay nào lưỡng dụng?") is None


@pytest.mark.parametrize(
    ("question", "many", "count"),
    [
        ("Hai thành phố nào trực thuộc Thủ đô?", True, 2),
        ("12 xã nào chưa đạt?", True, 12),
        ("Những xã nào chưa đạt?", True, None),
        ("Tháng 2 xã nào đạt chuẩn?", False, None),
        ("Năm 2023 xã nào đạt chuẩn?", False, None),
        ("Khoản 2 điều nào bị bãi bỏ?", False, None),
    ],
)
def test_what_counts_the_asked_for_and_what_does_not(question: str, many: bool, count: int | None) -> None:
    assert (kind_of(question).many, kind_of(question).count) == (many, count)


def test_whoever_is_no_person_asked_for() -> None:
    assert kind_of("ai làm chậm có bị kiểm điểm không").name == "yesno"
    assert kind_of("ai có trách nhiệm kiểm điểm").name == kind_of("ai không bị kiểm điểm").name == "person"


def test_the_number_of_another_type_is_not_the_document_s(seed_chain: Chain) -> None:
    assert _short(seed_chain, "chuyen doi so cua thanh pho duoc trien khai theo nghi quyet so may cua thanh uy") == "09-NQ/TU"
    assert _short(seed_chain, "Kết luận này số mấy?") == "143-KL/TU"


def test_a_follow_up_on_another_indicator_may_have_another_unit(seed_chain: Chain) -> None:
    before = ("Năm 2024 thành phố phấn đấu GRDP tăng bao nhiêu?", "khoảng 6,5-7,0%")
    assert _short(seed_chain, "Thế còn bình quân đầu người thì sao ạ?", before) == "khoảng 160-162 triệu đồng"
    assert "tỷ" not in (_short(seed_chain, "Còn năm 2023?", ("Tốc độ tăng trưởng năm 2024 phấn đấu bao nhiêu?", "khoảng 6,5-7,0%")) or "")


def test_what_is_pointed_at_must_be_of_the_kind(seed_chain: Chain) -> None:
    assert decided(seed_chain, "Chỉ số SIPAS đứng thứ mấy cả nước?", "thứ hạng", SURE) is None
    assert said(decided(seed_chain, "Năm 2024 là năm thứ mấy của kế hoạch 5 năm?", "năm thứ tư", SURE)) == ["năm thứ tư"]
    assert decided(seed_chain, "Kể tên các chỉ tiêu vượt kế hoạch.", "3 chỉ tiêu", SURE) is None
    open_bracket = "Thành phố Bắc sông Hồng (Mê Linh - Sóc Sơn - Đông Anh"
    assert said(decided(seed_chain, "Thành phố nào được định hướng ở phía bắc sông Hồng?", open_bracket, SURE)) == [f"{open_bracket})"]


def test_an_ellipsis_ends_a_list() -> None:
    text = "giữ bản sắc các vùng: Xứ Đoài, Xứ Đông, Thăng Long…, từng bước nâng cao đời sống"
    span = (text.index("Xứ Đoài"), len(text))
    assert [text[start:end] for start, end in items(text, span)] == ["Xứ Đoài", "Xứ Đông", "Thăng Long"]
    text = "gồm đá, cát, sỏi v.v.; đất sét… và than; quặng"
    assert [text[start:end] for start, end in items(text, (4, len(text)))] == ["đá, cát, sỏi v.v", "đất sét… và than", "quặng"], "within an item it ends nothing"


def test_what_was_read_last_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    read, logits = [], Extractor._logits  # noqa: SLF001
    monkeypatch.setattr(Extractor, "_logits", lambda self, *given: read.append(given) or logits(self, *given))
    extractor = load_extractor()
    first = extractor.extract("Thu được bao nhiêu?", "Xã thu 71 triệu đồng.", support=0.5)
    assert extractor.extract("Thu được bao nhiêu?", "Xã thu 71 triệu đồng.", support=0.5) == first and len(read) == 1
    assert extractor.extract("Thu được bao nhiêu?", "Xã thu 72 triệu đồng.", support=0.5) != first and len(read) == 2
