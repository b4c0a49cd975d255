"""What is typed loosely: particles, names without marks, "mấy" that counts nothing, what stands behind a deed."""

import pytest

from bot.chain import Chain, Request
from bot.enumerations import items
from bot.extent import extent
from bot.extractor import load_extractor
from bot.kinds import kind_of
from bot.members import bodies_alone
from bot.question import understand
from index.text.normalise import fold

from .documents import indexed


def _short(chain: Chain, question: str, *history: tuple[str, str]) -> str | None:
    return chain.answer(Request(question, history)).short_answer


def test_a_particle_behind_a_unit(seed_chain: Chain) -> None:
    assert understand("kinh te nam 2023 tang bao nhieu phan tram vay", [], seed_chain.index).restored.endswith("phần trăm vậy")
    for asked in ("co bao nhieu ho duoc vay", "co bao nhieu nguoi vay"):
        assert understand(asked, [], seed_chain.index).restored.endswith("vay")


def test_a_word_is_not_read_as_one_that_asks(seed_chain: Chain) -> None:
    assert "đầu tư" in understand("cho em xin con so von toan xa hoi vao dau tu nam 2023", [], seed_chain.index).restored


@pytest.mark.parametrize("asked", ["ba Tuyen giu chuc gi the a", "bà Tuyến giữ chức gì"])
def test_a_name_without_marks_is_the_document_s(seed_chain: Chain, asked: str) -> None:
    assert _short(seed_chain, asked) == "Phó Bí thư Thường trực Thành ủy Hà Nội"


def test_what_somebody_is_is_an_office(seed_chain: Chain) -> None:
    assert _short(seed_chain, "ba Tuyen la gi o thanh uy") in ("Phó Bí thư Thường trực Thành ủy Hà Nội", "Ủy viên Trung ương Đảng, Phó Bí thư Thường trực Thành ủy Hà Nội")
    assert understand("ba Dinh co bao nhieu phuong", [], seed_chain.index).restored.lower().startswith("ba đình")
    assert understand("ba huyen nao dat chuan", [], seed_chain.index).restored.startswith("ba ")
    assert kind_of("ông Đinh Tiến Dũng là gì").name == "position"


@pytest.mark.parametrize(
    "asked", ["GRDP bình quân đầu người 2024 phấn đấu bao nhiêu?", "GRDP bình quân năm 2024 phấn đấu bao nhiêu", "GRDP đầu người 2024 phấn đấu bao nhiêu", "muc tieu grdp binh quan dau nguoi 2024 la bao nhieu"]
)
def test_what_is_told_of_each_is_found_beside_what_is_told_of_all(seed_chain: Chain, asked: str) -> None:
    assert _short(seed_chain, asked) == "khoảng 160-162 triệu đồng"


@pytest.mark.parametrize("asked", ["GRDP dau nguoi 2024 phan dau bao nhieu", "Sang năm 2024 thành phố muốn nâng GRDP mỗi đầu người lên mức nào?"])
def test_what_is_told_of_each_is_not_told_of_all(seed_chain: Chain, asked: str) -> None:
    assert _short(seed_chain, asked) in (None, "khoảng 160-162 triệu đồng")


def test_what_is_told_of_all_is_not_told_of_each(seed_chain: Chain) -> None:
    assert _short(seed_chain, "Tốc độ tăng GRDP năm 2024 phấn đấu bao nhiêu?") == "khoảng 6,5-7,0%"
    assert _short(seed_chain, "Mức bình quân chung cả nước là bao nhiêu?") in (None, "trên 5%")


def test_another_name_stays_another(seed_chain: Chain) -> None:
    assert _short(seed_chain, "bà Tuyền giữ chức gì") is None


@pytest.mark.parametrize(
    ("asked", "kind", "many"),
    [
        ("họp mấy hôm đó có ai phát biểu kết luận", "person", False),
        ("dồn giải ngân về cuối năm thì gây ra mấy cái hại gì", "thing", True),
        ("mấy dự án chậm thì xử lý thế nào", "manner", False),
        ("nâng thu nhập lên mức nào", "quantity", False),
        ("phục vụ ở mức nào", "thing", False),
        ("có mấy hôm mưa", "quantity", False),
        ("có mấy hồ sơ trước ngày 15/5", "quantity", False),
        ("xảy ra mấy vụ năm nay", "quantity", False),
    ],
)
def test_what_is_asked(asked: str, kind: str, many: bool) -> None:
    found = kind_of(asked)
    assert (found.name, found.many) == (kind, many)


def test_the_days_of_a_meeting_are_not_what_it_heard(seed_chain: Chain) -> None:
    assert _short(seed_chain, "hội nghị họp ngày nào") == "ngày 23 và 24/11/2023"
    assert _short(seed_chain, "Liệt kê các nội dung mà Ban Chấp hành đã cho ý kiến trong 2 ngày họp") != "ngày 23 và 24/11/2023"


@pytest.mark.parametrize("asked", ['muc "thứ tư" trong kết luận nói về gì', "mục thứ tư nói về gì"])
def test_a_section_in_quotation_marks(seed_chain: Chain, asked: str) -> None:
    assert "Quy hoạch chung Thủ đô" in (_short(seed_chain, asked) or "")


def test_what_is_changed_is_not_kept(encoder, tmp_path) -> None:  # noqa: ANN001
    chain = Chain(indexed(tmp_path, encoder, "# Hướng dẫn\n\nTrường hợp giữ nguyên địa chỉ kinh doanh, hộ kinh doanh nộp hồ sơ qua bưu điện.\n"), load_extractor())
    assert _short(chain, "Thay đổi địa chỉ kinh doanh thì nộp hồ sơ ra sao?") is None


def test_how_something_changes_may_be_not_at_all(seed_chain: Chain) -> None:
    assert "giữ nguyên thứ hạng" in (_short(seed_chain, "xep hang SIPAS thay doi ra sao") or "")


def test_a_list_of_bodies_ends_where_one_does_something() -> None:
    text = "giao Ban Tuyên giáo Thành ủy, Văn phòng Thành ủy tiếp thu tối đa ý kiến và Chỉ thị của Thành ủy"
    spans = [(text.index(one), text.index(one) + len(one)) for one in ("Ban Tuyên giáo Thành ủy", "Văn phòng Thành ủy tiếp thu tối đa ý kiến", "Chỉ thị của Thành ủy")]
    assert [text[slice(*one)] for one in bodies_alone(text, spans)] == ["Ban Tuyên giáo Thành ủy", "Văn phòng Thành ủy"]
    assert bodies_alone(text, spans[:1]) == spans[:1]
    text = "gồm Sở Y tế, Ủy ban nhân dân các phường ven biển, Công an thành phố và Sở Tài chính"
    spans = items(text, (4, len(text)))
    assert len(spans) == 4 and bodies_alone(text, spans) == spans


def test_the_object_of_a_deed_stands_behind_it(seed_chain: Chain) -> None:
    text = "triển khai ngay từ tháng đầu tiên, tránh tình trạng dồn vào cuối năm"
    asked = understand("làm vậy để tránh chuyện gì", [], seed_chain.index)
    assert text[slice(*extent(asked, text, (0, len(text))))] == "tránh tình trạng dồn vào cuối năm"
    assert extent(understand("làm vậy để làm gì", [], seed_chain.index), text, (0, len(text))) == (0, len(text))


def test_no_name_where_names_are_asked_for(seed_chain: Chain) -> None:
    assert _short(seed_chain, "dự án nào bị đưa ra khỏi danh mục, cho xin tên") is None
    assert fold(_short(seed_chain, "sân bay lưỡng dụng nào được đề xuất, tên là gì") or "").startswith("san bay hoa lac")
