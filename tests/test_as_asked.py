"""A question in the document's words, and figures that are told of other things than those asked about."""

from pathlib import Path

import pytest

from bot.chain import Chain, Request
from bot.extractor import load_extractor
from bot.kinds import kind_of
from bot.neighbours import told_of_others
from bot.numbers import ordinals_as_written
from bot.own_places import own_places, without_own_place
from bot.question import understand
from bot.rerank import Reranker
from bot.sentence import sentences
from index.text.abbreviations import expand
from index.text.normalise import is_shouted

from .documents import indexed
from .test_decide import SURE, decided, said

REPORT = """---
tiêu đề: Báo cáo công tác thủy lợi quý III
cơ quan ban hành: Sở Nông nghiệp tỉnh Tây Lâm
---

# Báo cáo công tác thủy lợi quý III

Sở Nông nghiệp tỉnh Tây Lâm báo cáo Hội nghị lần thứ mười hai của ngành.

## Sửa chữa đê

Đã gia cố 14/15 tuyến đê; trong đó, có 52 cống được lát đá hai mặt và 9 cống được thay cửa. Kinh phí sửa chữa là 7,4 tỷ đồng.
"""


@pytest.fixture(scope="module")
def report(encoder, tmp_path_factory: pytest.TempPathFactory) -> Chain:  # noqa: ANN001
    folder: Path = tmp_path_factory.mktemp("report")
    index = indexed(folder, encoder, REPORT)
    return Chain(index, load_extractor())


def _fronts(chain: Chain, question: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What of title and card is read before the windows."""
    given, front = set(), Reranker._front  # noqa: SLF001
    monkeypatch.setattr(Reranker, "_front", lambda *args: given.add(found := front(*args)) or found)
    asked = understand(question, [], chain.index)
    Reranker(load_extractor(), chain.index).point(asked, chain.index.searcher.search(asked.query, 3, None))
    return given - {""}


def test_what_the_whole_document_is_of_is_read_before_a_window_that_does_not_say_it(report: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Sở Nông nghiệp tỉnh Tây Lâm: " in _fronts(report, "Kinh phí sửa chữa đê của tỉnh Tây Lâm là bao nhiêu?", monkeypatch)
    assert not _fronts(report, "Kinh phí sửa chữa là bao nhiêu?", monkeypatch), "nothing is missing"
    assert not _fronts(report, "Kinh phí sửa chữa ở Bắc Hải là bao nhiêu?", monkeypatch), "the document is not of Bắc Hải"


def test_a_place_that_the_whole_document_is_of_hinders_no_answer(seed_chain: Chain) -> None:
    assert seed_chain.answer(Request("Thu ngân sách trên địa bàn thành phố năm 2023 ước đạt bao nhiêu?")).short_answer == "400,421 nghìn tỷ đồng"
    assert seed_chain.answer(Request("Thu ngân sách trên địa bàn tỉnh Bắc Ninh năm 2023 ước đạt bao nhiêu?")).status == "refused"


@pytest.mark.parametrize(
    ("question", "passage", "written"),
    [
        ("Ban Chấp hành khóa 17 họp lần thứ 14", "Hội nghị lần thứ mười bốn, khóa XVII", "Ban Chấp hành khóa XVII họp lần thứ mười bốn"),
        ("Đại hội XIII của Đảng", "Nghị quyết Đại hội 13", "Đại hội 13 của Đảng"),
        ("đại hội 12 họp năm nào", "Đại hội XIII", "đại hội 12 họp năm nào"),
        ("lần 2 năm 2024 có 3 xã", "lần thứ hai, ba xã", "lần 2 năm 2024 có 3 xã"),
        ("bao nhiêu lần vi phạm", "lần thứ sáu", "bao nhiêu lần vi phạm"),
        ("giai đoạn 5, đợt 4", "giai đoạn năm, đợt tư", "giai đoạn 5, đợt 4"),
        ("Đại hội XIII", "Đại hội mười ba, Đại hội XIII", "Đại hội XIII"),
    ],
)
def test_ordinals_are_read_as_the_passage_writes_them(question: str, passage: str, written: str) -> None:
    assert ordinals_as_written(question, passage) == written


def test_a_number_in_digits_is_found_in_words(report: Chain, seed_chain: Chain) -> None:
    assert seed_chain.answer(Request("hội nghị lần thứ 14 thuộc khóa nào")).short_answer == "khóa XVII"
    assert seed_chain.answer(Request("BCH ĐB TP họp HN lần 14 là khoá mấy")).short_answer == "khóa XVII"
    assert report.answer(Request("hội nghị lần thứ 13 của ngành do ai báo cáo")).status == "refused"


def test_figures_told_of_other_things_do_not_answer(report: Chain) -> None:
    (document,) = report.index.documents.values()
    (sentence,) = [one for one in sentences(document) if "14/15" in one.text]
    start = sentence.start + sentence.text.index("14/15")
    span = (start, start + len("14/15 tuyến đê"))
    cases = {
        "Bao nhiêu tuyến đê được lát đá hai mặt?": True,  # so are 52 cống
        "Bao nhiêu tuyến đê được thay cửa?": True,
        "Đã gia cố bao nhiêu tuyến đê?": False,
        "Bao nhiêu tuyến đê đã được sửa chữa và gia cố?": False,
    }
    assert {question: told_of_others(understand(question, [], report.index), sentence, span) for question in cases} == cases


def test_of_two_counts_the_one_is_given_whose_words_are_asked(seed_chain: Chain) -> None:
    assert said(decided(seed_chain, "Có mấy chỉ tiêu dự kiến đạt kế hoạch?", "3 chỉ tiêu", SURE)) == ["18/23 chỉ tiêu"]
    assert said(decided(seed_chain, "Có mấy chỉ tiêu vượt kế hoạch?", "3 chỉ tiêu", SURE)) == ["3 chỉ tiêu"]


def test_a_reason_is_said_with_a_word_that_gives_reasons(seed_chain: Chain) -> None:
    question = "Sao lại phải giao vốn đầu tư công ngay từ đầu năm?"
    assert said(decided(seed_chain, question, "TP quán triệt quan điểm chỉ đạo", SURE))[0].startswith("để tập trung quyết liệt triển khai")
    assert "tránh tình trạng dồn" in said(decided(seed_chain, question, "tránh tình trạng dồn giải ngân vào cuối năm", SURE))[0]


def test_a_list_does_not_begin_with_the_last_syllable_of_its_first_member(seed_chain: Chain) -> None:
    late = "cao, dự án trọng điểm, dự án cấp bách, giải quyết dân sinh bức xúc trên địa bàn thành phố"
    given = said(decided(seed_chain, "Cắt dự án không khả thi thì dồn vốn cho những loại dự án nào?", late, SURE))
    assert given[0] == "các dự án khác có tính khả thi cao" and given[1:] == late.split(", ")[1:]


def test_what_is_of_another_year_gives_way_to_what_the_rules_read_beside_it(seed_chain: Chain) -> None:
    pointed = "phát huy kết quả và ưu điểm của năm 2023; có quan điểm nuôi dưỡng, phát triển nguồn thu bền vững"
    assert said(decided(seed_chain, "Nợ đọng ngân sách thì năm 2024 phải làm gì?", pointed, SURE))[0].startswith("quyết liệt trong việc thu hồi nợ đọng ngân sách")


def test_names_are_asked_for_and_a_kind_is_none(seed_chain: Chain) -> None:
    assert decided(seed_chain, "cho xin tên 20 xã kiểu mẫu", "chuẩn NTM kiểu mẫu", SURE) is None
    assert said(decided(seed_chain, "cho xin tên sân bay lưỡng dụng", "Sân bay Hòa Lạc", SURE)) == ["Sân bay Hòa Lạc"]


def test_a_date_that_is_told_asks_for_none(seed_chain: Chain) -> None:
    assert seed_chain.answer(Request("Hội nghị Ban Chấp hành họp ngày 15/12/2023 cho ý kiến về bao nhiêu nội dung?")).status == "refused"
    for question in ("Hội nghị diễn ra khi nào?", "hoi nghi hop ngay nao", "Hội nghị họp lúc nào vậy?", "Hội nghị tổ chức ngày?"):
        assert seed_chain.answer(Request(question)).short_answer == "ngày 23 và 24/11/2023", question


def test_a_term_of_office_typed_without_marks_is_no_signature(seed_chain: Chain) -> None:
    assert seed_chain.answer(Request("Dang bo thanh pho khoa XVII la cua nhiem ky nao?")).short_answer == "nhiệm kỳ 2020-2025"
    assert seed_chain.answer(Request("ai ky ket luan nay")).short_answer == "Nguyễn Thị Tuyến"
    assert seed_chain.answer(Request("ket luan nay ky ngay nao")).status == "refused"


@pytest.mark.parametrize(
    ("typed", "restored"),
    [
        ("Huyen Dong Anh co nam trong Thanh pho Bac song Hong khong?", "có nằm trong"),
        ("co quan nao phai tiep thu y kien", "cơ quan nào"),
        ("co quan nay co phai tiep thu y kien khong", "cơ quan này có phải"),
    ],
)
def test_whether_is_asked_with_co_and_khong(seed_chain: Chain, typed: str, restored: str) -> None:
    assert restored in understand(typed, [], seed_chain.index).restored


def test_a_number_of_things_asked_for_without_a_question_word() -> None:
    assert (kind_of("số xã đạt chuẩn nâng cao").name, kind_of("tổng số doanh nghiệp mới").name) == ("quantity", "quantity")
    assert {kind_of(question).name for question in ("số hiệu", "số quyết định khen thưởng", "số tài khoản nộp phạt", "số thứ tự")} == {"open"}
    assert {kind_of(question).name for question in ("số chỉ tiêu vượt kế hoạch", "số công trình hoàn thành")} == {"quantity"}
    assert kind_of("số điện thoại trực ban").name == "contact"
    assert kind_of("khu vực phía nào được lợi").name == "place"


def test_what_a_price_is_for_is_not_counted() -> None:
    assert [kind_of(f"giá thuê là {asked}?").noun for asked in ("bao nhiêu một mét vuông mỗi tháng", "bao nhiêu mỗi lượt", "bao nhiêu xã")] == ["", "", "xã"]


def test_half_a_year_is_six_months(encoder, tmp_path: Path) -> None:  # noqa: ANN001
    index = indexed(tmp_path, encoder, "# Báo cáo\n\n6 tháng đầu năm 2025, huyện trồng 2.310 cây xanh.\n")
    chain = Chain(index, load_extractor())
    told = {"Nửa đầu năm 2025 huyện trồng bao nhiêu cây xanh?": "2.310 cây xanh", "Sáu tháng đầu năm 2025 huyện trồng bao nhiêu cây xanh?": "2.310 cây xanh", "Nửa cuối năm 2025 huyện trồng bao nhiêu cây xanh?": None, "9 tháng đầu năm 2025 huyện trồng bao nhiêu cây xanh?": None}
    assert {question: chain.answer(Request(question)).short_answer for question in told} == told


def test_short_questions_in_capitals_are_words(seed_chain: Chain) -> None:
    assert [is_shouted(text) for text in ("SỐ XÃ KIỂU MẪU", "AI KÝ VĂN BẢN", "UBND TP HN", "GRDP", "Ai ký văn bản")] == [True, True, False, False, False]
    assert seed_chain.answer(Request("SỐ XÃ KIỂU MẪU")).short_answer == "20 xã"


def test_hn_is_a_conference_or_the_capital() -> None:
    assert expand("HN lần thứ 14 của TP HN", {}) == "hội nghị lần thứ 14 của thành phố hà nội"
    assert expand("HN thu ngân sách bao nhiêu", {}) == "hà nội thu ngân sách bao nhiêu"
    assert expand("ai dự HN ở HN", {}) == "ai dự hội nghị ở hà nội"


def test_a_document_s_own_place_is_taken_out_of_the_question_that_is_read(report: Chain, seed_chain: Chain) -> None:
    (document,), (article,) = report.index.documents.values(), seed_chain.index.documents.values()
    read = "Kinh phí sửa chữa là 7,4 tỷ đồng."
    cases = {
        "Kinh phí sửa chữa đê của tỉnh Tây Lâm là bao nhiêu?": "Kinh phí sửa chữa đê là bao nhiêu?",
        "o tinh Tay Lam kinh phi sua de la bao nhieu": "kinh phi sua de la bao nhieu",
        "Kinh phí sửa đê của toàn tỉnh là bao nhiêu?": "Kinh phí sửa đê là bao nhiêu?",
        "Kinh phí sửa đê của thành phố Tây Lâm là bao nhiêu?": "Kinh phí sửa đê của thành phố Tây Lâm là bao nhiêu?",  # a city of that name
        "Kinh phí sửa đê không thuộc Tây Lâm là bao nhiêu?": "Kinh phí sửa đê không thuộc Tây Lâm là bao nhiêu?",
        "So với tỉnh Tây Lâm thì tăng bao nhiêu?": "So với tỉnh Tây Lâm thì tăng bao nhiêu?",
        "Trong tình hình mới thì tỉnh nào sửa đê?": "Trong tình hình mới thì tỉnh nào sửa đê?",
        "Kinh phí của Trường Đại học Tây Lâm là bao nhiêu?": "Kinh phí của Trường Đại học Tây Lâm là bao nhiêu?",
        "Kinh phí sửa đê của tỉnh Bắc Hải là bao nhiêu?": "Kinh phí sửa đê của tỉnh Bắc Hải là bao nhiêu?",
        "kinh phi sua de cua tinh bac giang la bao nhieu": "kinh phi sua de cua tinh bac giang la bao nhieu",
        "Tây Lâm chi bao nhiêu?": "Tây Lâm chi bao nhiêu?",  # hardly anything would be left
    }
    assert {question: without_own_place(question, document, read) for question in cases} == cases
    assert without_own_place("Tỉnh Tây Lâm chi bao nhiêu để sửa đê?", document, "Tỉnh Tây Lâm chi 7,4 tỷ đồng.") == "Tỉnh Tây Lâm chi bao nhiêu để sửa đê?", "the window names it"
    assert set(own_places(article)) == {("thành phố", "Hà Nội"), ("", "Thủ đô"), ("thành phố", "")}
    assert without_own_place("Nguồn thu do thuế mang lại là bao nhiêu?", article, read) == "Nguồn thu do thuế mang lại là bao nhiêu?"


def test_a_document_is_of_the_place_that_only_its_card_names(encoder, tmp_path: Path) -> None:  # noqa: ANN001
    index = indexed(tmp_path, encoder, REPORT.replace("Sở Nông nghiệp tỉnh Tây Lâm báo cáo", "Sở báo cáo"))
    chain = Chain(index, load_extractor())
    for question in ("Ở tỉnh Tây Lâm có bao nhiêu cống được thay cửa?", "o Tay Lam co bao nhieu cong duoc thay cua"):
        assert chain.answer(Request(question)).short_answer == "9 cống", question
    assert chain.answer(Request("Ở tỉnh Bắc Giang có bao nhiêu cống được thay cửa?")).status == "refused"


def test_a_date_is_the_same_however_it_is_written(encoder, tmp_path: Path) -> None:  # noqa: ANN001
    index = indexed(tmp_path, encoder, "# Thông báo\n\nNgày 12 tháng 5 năm 2025, ông Lê Văn Thịnh chủ trì cuộc họp về trường lớp. Đến hết tháng 4 năm 2025, huyện có 33 trường đạt chuẩn quốc gia.\n")
    chain = Chain(index, load_extractor())
    told = {"Ai chủ trì cuộc họp ngày 12/5/2025 về trường lớp?": "Lê Văn Thịnh", "Đến hết tháng 4/2025 có bao nhiêu trường đạt chuẩn quốc gia?": "33 trường", "Ai chủ trì cuộc họp ngày 13/5/2025 về trường lớp?": None, "Đến hết tháng 6/2025 có bao nhiêu trường đạt chuẩn quốc gia?": None}
    assert {question: chain.answer(Request(question)).short_answer for question in told} == told
