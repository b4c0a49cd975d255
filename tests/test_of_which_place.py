"""Papers of several places in one index: which of them a question is asked of, and how their letterheads tell it."""

from pathlib import Path

import pytest

from bot.chain import Chain, Request
from bot.extractor import load_extractor
from bot.matching import Matcher
from bot.own_places import of_another_place, own_places, place_asked
from bot.question import understand
from bot.rerank import Reranker
from bot.roles import only_helps
from bot.sentence import without_mark
from bot.spans import bodies, figures
from index.build import build
from index.current import open_index
from index.text.abbreviations import expand, opened

UPLANDS = """HỘI ĐỒNG NHÂN DÂN
HUYỆN ĐÔNG LẠC

Số: 58/NQ-HĐND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Đông Lạc, ngày 19 tháng 12 năm 2024

NGHỊ QUYẾT

Về nhiệm vụ phát triển kinh tế - xã hội năm 2025

Điều 1. Nhiệm vụ

1. Xóa 214 nhà tạm, nhà dột nát trước ngày 31 tháng 10 năm 2025.

2. Mưa lũ làm hư hỏng 63 công trình thủy lợi.

Điều 2. Tổ chức thực hiện

1. Phòng Nội vụ:

a) Chủ trì, phối hợp với Phòng Tài chính rà soát biên chế các xã.

b) Lập danh sách cán bộ nghỉ hưu.
"""
COAST = """HỘI ĐỒNG NHÂN DÂN
TỈNH LAM GIANG

Số: 47/NQ-HĐND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Lam Giang, ngày 11 tháng 12 năm 2025

NGHỊ QUYẾT

Về chương trình trồng rừng ven biển

Điều 1. Thông qua chương trình

Nghị quyết được 52/54 đại biểu biểu quyết tán thành.
"""


@pytest.fixture(scope="module")
def two(encoder, tmp_path_factory: pytest.TempPathFactory) -> Chain:  # noqa: ANN001
    folder: Path = tmp_path_factory.mktemp("two")
    (folder / "sources").mkdir()
    (folder / "sources" / "huyen.txt").write_text(UPLANDS, "utf-8")
    (folder / "sources" / "tinh.txt").write_text(COAST, "utf-8")
    build(folder / "sources", folder / "index", encoder, progress=lambda *_: None)
    return Chain(open_index(folder / "index", encoder), load_extractor())


def test_a_letterhead_in_capitals_tells_the_place(two: Chain) -> None:
    assert own_places(two.index.documents["huyen"]) == (("huyện", "Đông Lạc"), ("huyện", ""))
    assert own_places(two.index.documents["tinh"]) == (("tỉnh", "Lam Giang"), ("tỉnh", ""))


def test_a_question_that_names_the_place_is_answered_by_its_paper(two: Chain) -> None:
    for question in ("214 căn nhà dột nát ở Đông Lạc chậm nhất bao giờ phải xóa xong?", "214 nha dot nat o dong lac cham nhat bao gio phai xoa xong"):
        answer = two.answer(Request(question))
        assert (answer.short_answer or "").removeprefix("trước ") == "ngày 31 tháng 10 năm 2025", question
        assert {citation.document_id for citation in answer.citations} == {"huyen"}


def test_what_is_told_of_another_place_is_refused(two: Chain) -> None:
    assert two.answer(Request("bao nhieu dai bieu hdnd tinh lam giang bieu quyet tan thanh nghi quyet")).short_answer == "52/54 đại biểu"
    for question in ("bao nhieu dai bieu hdnd dong lac bieu quyet tan thanh nghi quyet", "Bao nhiêu đại biểu HĐND huyện Đông Lạc biểu quyết tán thành nghị quyết?"):
        assert two.answer(Request(question)).status == "refused", question


def test_letters_that_a_place_s_name_begins_with_are_no_other_place(two: Chain) -> None:
    matcher = Matcher(two.index)
    told = next(one for one in matcher.sentences("huyen") if "63 công trình" in one.text)
    asked = understand("mua lu lam Dong Lac hu hong bao nhieu cong trinh thuy loi", [], two.index)
    assert not matcher.match(asked, told).against, "'lam Dong' is not Lâm Đồng"
    other = understand("Mưa lũ ở Lâm Đồng làm hư hỏng bao nhiêu công trình thủy lợi?", [], two.index)
    assert matcher.match(other, told).against


def test_who_only_works_with_the_one_asked_for_does_not_lead(two: Chain) -> None:
    answer = two.answer(Request("Phòng nào chủ trì rà soát biên chế các xã của huyện Đông Lạc?"))
    assert answer.short_answer in (None, "Phòng Nội vụ")
    text = "Chủ trì, phối hợp với Sở Nội vụ, Sở Tài chính rà soát biên chế."
    for question, helps in (("Sở nào chủ trì rà soát biên chế?", True), ("Rà soát biên chế phải phối hợp với sở nào?", False)):
        asked = understand(question, [], two.index)
        assert {only_helps(asked, text, start) for start, _ in bodies(text)} == {helps}, question


def test_a_quote_leaves_the_mark_of_a_list_behind(two: Chain) -> None:
    answer = two.answer(Request("Mưa lũ làm hư hỏng bao nhiêu công trình thủy lợi?"))
    assert answer.citations[0].quote == "Mưa lũ làm hư hỏng 63 công trình thủy lợi."
    text = "2. Về y tế"
    assert text[slice(*without_mark(text, (0, len(text)), [(3, 10)]))] == "Về y tế"
    assert text[slice(*without_mark(text, (0, len(text)), [(0, 10)]))] == text, "where the mark is part of the answer it stays"


def test_the_words_of_a_long_title_that_are_asked_for_are_read(two: Chain) -> None:
    title = "Thông báo kết luận của Chủ tịch Ủy ban nhân dân tỉnh tại cuộc họp về tiến độ giải phóng mặt bằng Dự án đường nối Quốc lộ 19E với Cảng Vĩnh Hòa"
    words = understand("đường nối cảng Vĩnh Hòa dài bao nhiêu", [], two.index).words
    piece = Reranker(load_extractor(), two.index)._piece(words, title)  # noqa: SLF001
    assert "đường nối" in piece and "Cảng Vĩnh Hòa" in piece and len(piece) <= 90


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("duong noi QL19E dai may km", "duong noi quốc lộ 19E dai may km"),
        ("nối QL 19E với QL.1A", "nối quốc lộ 19E với quốc lộ 1A"),
        ("mở rộng ĐT.741", "mở rộng đường tỉnh 741"),
        ("gọi ĐT 0912345678", "gọi ĐT 0912345678"),
    ],
)
def test_roads_by_number(typed: str, read: str) -> None:
    assert expand(typed, {}) == read
    assert opened(typed, {}) == read


def test_a_measure_by_day_and_night_and_an_office_of_two_bodies_are_whole() -> None:
    text = "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân huyện theo dõi lò đốt công suất 20 tấn/ngày đêm."
    assert [text[slice(*span)] for span in figures(text)] == ["20 tấn/ngày đêm"]
    assert [text[slice(*span)] for span in bodies(text)] == ["Văn phòng Hội đồng nhân dân và Ủy ban nhân dân huyện"]


def test_a_person_behind_an_office_is_no_place(encoder, tmp_path: Path) -> None:  # noqa: ANN001
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.md").write_text("# Thông báo kết luận của Chủ tịch Ủy ban nhân dân tỉnh Phan Trọng Khải\n\nHọp về y tế.\n", "utf-8")
    build(tmp_path / "sources", tmp_path / "index", encoder, progress=lambda *_: None)
    assert own_places(open_index(tmp_path / "index", encoder).documents["a"]) == ()


def test_the_card_of_another_place_s_paper_is_not_given(two: Chain) -> None:
    assert two.answer(Request("Nghị quyết của HĐND tỉnh Lam Giang ban hành ngày nào?")).short_answer == "ngày 11 tháng 12 năm 2025"
    for question in ("Nghị quyết của HĐND tỉnh Hải Lăng ban hành ngày nào?", "Nghị quyết số 18/NQ-HĐND của HĐND tỉnh Lam Giang ban hành ngày nào?", "Nghị quyết của HĐND thành phố Đà Lạt có số hiệu gì?"):
        assert two.answer(Request(question)).status == "refused", question


def test_both_places_of_a_comparison_are_asked_for_and_a_person_is_none(two: Chain) -> None:
    uplands, coast = (two.index.documents[name] for name in ("huyen", "tinh"))
    assert [place_asked("So sánh thu ngân sách của Đông Lạc và Lam Giang", one) for one in (uplands, coast)] == ["Đông Lạc", "Lam Giang"]
    assert place_asked("Ngoài Đông Lạc còn nơi nào trồng chè?", uplands) is None
    assert place_asked("Đồng chí Lam Giang phát biểu gì?", coast) is None
    assert place_asked("thu ngân sách tính", coast, "thu ngan sach tinh lam giang") == "Lam Giang", "as it was typed"
    assert of_another_place("Kế hoạch của UBND thành phố Hải Lăng ban hành ngày nào?", uplands)
    assert not of_another_place("Nghị quyết của HĐND huyện Đông Lạc ban hành ngày nào?", uplands)
