"""What a question asks for: a section by what it is about, as many as it counts, the number of one type of document, names and no count."""

import pytest

from bot.chain import Chain, Request
from bot.choose import _named_first
from bot.enumerations import items
from bot.extractor import Extractor, load_extractor
from bot.foreign import _PLACED
from bot.kinds import kind_of
from bot.outline import section_number
from bot.question import understand
from bot.spans import times

from .test_decide import SURE, decided, said


def _short(chain: Chain, question: str, *history: tuple[str, str]) -> str | None:
    return chain.answer(Request(question, history)).short_answer


@pytest.mark.parametrize(
    ("question", "marker"),
    [
        ("Phần tài chính - ngân sách là mục thứ mấy?", "Thứ hai"),
        ("quy hoach chung thu do nam o phan nao", "Thứ tư"),
        ("Mục nào nói về quy hoạch chung Thủ đô?", "Thứ tư"),
        ("Nhận định về kinh tế - xã hội năm 2023 được nêu ở điểm thứ mấy của Kết luận?", "Thứ nhất"),
        ("Kế hoạch đầu tư công năm 2024 được nêu ở mục thứ mấy?", "Thứ ba"),
    ],
)
def test_a_section_is_found_by_what_it_is_about(seed_chain: Chain, question: str, marker: str) -> None:
    answer = seed_chain.answer(Request(question))
    assert answer.short_answer == marker and answer.citations[0].quote.startswith(marker)


@pytest.mark.parametrize(
    "question",
    [
        "Phần y tế dự phòng là mục thứ mấy?",
        "Điều nào quy định về tài chính - ngân sách?",
        "Đầu tư công là nội dung thứ mấy?",  # two are about it
        "Kế hoạch đầu tư công năm 2025 được nêu ở mục thứ mấy?",  # another year's
        "Kinh tế - xã hội năm 2023 đứng thứ mấy?",  # asks for a rank
        "Đầu tư công trung hạn sửa đổi, bổ sung điều nào?",
    ],
)
def test_no_section_is_named_but_the_only_one_about_it(seed_chain: Chain, question: str) -> None:
    (document,) = seed_chain.index.documents.values()
    assert section_number(understand(question, [], seed_chain.index), document) is None


def test_an_article_is_found_by_its_heading(chain: Chain) -> None:
    for question, marker in (("Điều nào quy định về kinh phí?", "Điều 3"), ("dieu nao quy dinh ve pham vi dieu chinh", "Điều 1")):
        answer = chain.answer(Request(question, document_id="quyet-dinh-27"))
        assert answer.short_answer == marker and answer.citations[0].quote.startswith(marker)


def test_as_many_as_are_asked_for(seed_chain: Chain) -> None:
    assert _short(seed_chain, "Hai thành phố nào trực thuộc Thủ đô?") == "Thành phố Bắc sông Hồng (Mê Linh - Sóc Sơn - Đông Anh); Thành phố phía Tây Hà Nội (Hòa Lạc - Xuân Mai)"
    assert _short(seed_chain, "2 co quan nao phai sua hoan thien du thao chi thi") == "Ban Tuyên giáo Thành ủy; Văn phòng Thành ủy"
    assert _short(seed_chain, "2 sân bay nào lưỡng dụng?") == "Sân bay Hòa Lạc; sân bay Gia Lâm"
    assert _short(seed_chain, "02 cơ quan nào phải sửa, hoàn thiện dự thảo chỉ thị?") == "Ban Tuyên giáo Thành ủy; Văn phòng Thành ủy"
    assert _short(seed_chain, "3 sân bay nào lưỡng dụng?") is None


@pytest.mark.parametrize(
    ("question", "many", "count"),
    [
        ("Hai thành phố nào trực thuộc Thủ đô?", True, 2),
        ("12 xã nào chưa đạt?", True, 12),
        ("Mười hai xã nào chưa đạt?", True, 12),
        ("Đó là hai mươi ba xã nào?", True, 23),
        ("05 xã nào chưa đạt?", True, 5),
        ("Hai phó chủ tịch nào phụ trách kinh tế?", True, 2),
        ("5 vùng văn hóa truyền thống nào cần giữ?", True, 5),
        ("Những xã nào chưa đạt?", True, None),
        ("Hai cao tốc gặp nhau chỗ nào?", True, None),
        ("Hơn 3 xã nào được chọn?", False, None),
        ("Quyết định 45 cơ quan nào chủ trì?", False, None),
        ("Đường vành đai 4 qua huyện nào?", False, None),
        ("Từ 18 tuổi người nào được miễn?", False, None),
        ("Tháng 2 xã nào đạt chuẩn?", False, None),
        ("Năm 2023 xã nào đạt chuẩn?", False, None),
        ("Khoản 2 điều nào bị bãi bỏ?", False, None),
    ],
)
def test_what_counts_the_asked_for_and_what_does_not(question: str, many: bool, count: int | None) -> None:
    assert (kind_of(question).many, kind_of(question).count) == (many, count)


def test_whoever_is_no_person_asked_for() -> None:
    assert kind_of("ai làm chậm có bị kiểm điểm không").name == "yesno"
    assert kind_of("Ai làm chậm có bị kiểm điểm không ạ?").name == "yesno"
    assert kind_of("Ai quyết định hồ sơ có được duyệt hay không?").name == kind_of("Ai kiểm tra xem tiền có được chi đúng không?").name == "person"
    assert kind_of("ai có trách nhiệm kiểm điểm").name == kind_of("ai không bị kiểm điểm").name == "person"


def test_the_number_of_another_type_is_not_the_document_s(seed_chain: Chain) -> None:
    assert _short(seed_chain, "chuyen doi so cua thanh pho duoc trien khai theo nghi quyet so may cua thanh uy") == "09-NQ/TU"
    assert "143" not in (_short(seed_chain, "Kết luận nêu chuyển đổi số thực hiện theo nghị quyết số mấy?") or "")
    assert "143" not in (_short(seed_chain, "Nghị quyết về chuyển đổi số ký hiệu là gì?") or "")
    assert _short(seed_chain, "Ai ký Nghị quyết về chuyển đổi số?") != _short(seed_chain, "Ai ký Kết luận 143?") == "Nguyễn Thị Tuyến"
    assert _short(seed_chain, "Kết luận này số mấy?") == _short(seed_chain, "Số hiệu của kết luận về thực hiện Nghị quyết là gì?") == "143-KL/TU"


def test_a_follow_up_on_another_indicator_may_have_another_unit(seed_chain: Chain) -> None:
    before = ("Năm 2024 thành phố phấn đấu GRDP tăng bao nhiêu?", "khoảng 6,5-7,0%")
    assert _short(seed_chain, "Thế còn bình quân đầu người thì sao ạ?", before) == "khoảng 160-162 triệu đồng"
    money = ("GRDP bình quân đầu người năm 2023 đạt bao nhiêu?", "150 triệu đồng")
    assert decided(seed_chain, "Còn mục tiêu phấn đấu năm 2024?", "khoảng 10,5-11,5%", SURE, (money,)) is None, "a plan of the same thing has its unit"
    assert said(decided(seed_chain, "Còn vốn đầu tư xã hội năm 2024?", "khoảng 10,5-11,5%", SURE, (money,))) == ["khoảng 10,5-11,5%"]


def test_of_figures_of_one_kind_the_one_is_given_that_the_question_tells_apart(seed_chain: Chain) -> None:
    before = ("Bao nhiêu xã đạt chuẩn NTM nâng cao?", "111 xã")
    assert said(decided(seed_chain, "con kieu mau thi sao", "111 xã", SURE, (before,))) == ["20 xã"]
    assert said(decided(seed_chain, "Có mấy xã nâng cao?", "20 xã", SURE)) == ["111 xã"]
    assert said(decided(seed_chain, "Có mấy xã kiểu mẫu?", "20 xã", SURE)) == ["20 xã"]
    assert said(decided(seed_chain, "Thành phố có bao nhiêu xã đạt chuẩn?", "111 xã", SURE)) == ["111 xã"]


def test_what_is_pointed_at_must_be_of_the_kind(seed_chain: Chain) -> None:
    assert decided(seed_chain, "Chỉ số SIPAS đứng thứ mấy cả nước?", "thứ hạng", SURE) is None
    assert decided(seed_chain, "Dự án này đứng thứ mấy?", "nhất là không gian văn hóa hồ Hoàn Kiếm", SURE) is None
    assert said(decided(seed_chain, "Những mức tăng trưởng nào được nêu?", "6,11%", SURE)) == ["6,11%"]
    assert said(decided(seed_chain, "Năm 2024 là năm thứ mấy của kế hoạch 5 năm?", "năm thứ tư", SURE)) == ["năm thứ tư"]
    assert decided(seed_chain, "Kể tên các chỉ tiêu vượt kế hoạch.", "3 chỉ tiêu", SURE) is None
    open_bracket = "Thành phố Bắc sông Hồng (Mê Linh - Sóc Sơn - Đông Anh"
    assert said(decided(seed_chain, "Thành phố nào được định hướng ở phía bắc sông Hồng?", open_bracket, SURE)) == [f"{open_bracket})"]


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("Xứ Đoài, Xứ Đông, Thăng Long…, từng bước nâng cao đời sống", ["Xứ Đoài", "Xứ Đông", "Thăng Long"]),
        ("nhà ở, trường học, trạm y tế… và các công trình khác", ["nhà ở", "trường học", "trạm y tế", "các công trình khác"]),
        ("y tế, giáo dục…, giao thông, môi trường", ["y tế", "giáo dục", "giao thông", "môi trường"]),
        ("Tờ trình số ..., Báo cáo số 12", ["Tờ trình số", "Báo cáo số 12"]),
    ],
)
def test_a_clause_behind_and_so_on_is_no_member(text: str, members: list[str]) -> None:
    assert [text[start:end] for start, end in items(text, (0, len(text)))] == members


@pytest.mark.parametrize(("piece", "placed"), [("thứ nhì", True), ("hạng Nhất", True), ("năm thứ tư", True), ("khóa XVII", True), ("nhất", True), ("thứ hạng", False), ("đầu tư công", False), ("thống nhất", False)])
def test_what_says_which_in_an_order(piece: str, placed: bool) -> None:
    assert bool(_PLACED.search(piece)) == placed


@pytest.mark.parametrize(("text", "found"), [("kế hoạch 3 năm giai đoạn 2024-2026", ["2024-2026"]), ("đền xây dựng năm 938", ["năm 938"])])
def test_a_number_of_years_is_no_year(text: str, found: list[str]) -> None:
    given = [text[start:end] for start, end in _named_first("là từ năm nào", text, times(text))]
    assert all(any(one in piece for piece in given) for one in found) and "3 năm" not in given


def test_what_was_read_last_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    read, logits = [], Extractor._logits  # noqa: SLF001
    Extractor.extract.cache_clear()
    monkeypatch.setattr(Extractor, "_logits", lambda self, *given: read.append(given) or logits(self, *given))
    extractor = load_extractor()
    first = extractor.extract("Thu được bao nhiêu?", "Xã thu 71 triệu đồng.", support=0.5)
    assert extractor.extract("Thu được bao nhiêu?", "Xã thu 71 triệu đồng.", support=0.5) == first and len(read) == 1
    assert extractor.extract("Thu được bao nhiêu?", "Xã thu 72 triệu đồng.", support=0.5) != first and len(read) == 2
