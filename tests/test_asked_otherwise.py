"""Questions that ask for something else than their first words say, and how far an answer goes around what was read."""

from pathlib import Path

import pytest

from bot.chain import Chain, Request
from bot.choose import choose
from bot.contradictions import contradictions
from bot.extent import extent
from bot.extractor import load_extractor
from bot.kinds import kind_of
from bot.matching import Matcher
from bot.own_places import without_own_place
from bot.question import understand
from bot.roles import headed, receivers, with_office
from bot.sentence import Sentence, sentences
from index.text.restore import restorer_of

from .documents import indexed

PLAN = """# Kế hoạch chống úng của thành phố Vĩnh Thủy năm 2025

## I. TÌNH HÌNH

Năm 2024, diện tích úng là 320 ha, giảm 8% so với năm 2023. Thu ngân sách của quận đạt 95 tỷ đồng; ngân sách chi cho thoát nước 12 tỷ đồng. Ngày 14/9/2024, ba tuyến phố bị ngập.

Đơn vị thi công chậm bị phạt 2% giá trị hợp đồng.

## II. TỔ CHỨC THỰC HIỆN

### 1. Phòng Quản lý đô thị

- Nạo vét cống trước mùa mưa, phối hợp với Công an quận cấm xe vào giờ cao điểm.

### 2. Ủy ban nhân dân các phường

- Hoàn thiện danh sách hộ, trình cấp có thẩm quyền xem xét, phê duyệt; Chủ tịch UBND phường chịu trách nhiệm.

- Lập tổ ứng trực tại phường Đông (khu chợ, bến xe), phường Tây (trường học, trạm y tế).
"""


@pytest.fixture(scope="module")
def plan(encoder, tmp_path_factory: pytest.TempPathFactory) -> Chain:  # noqa: ANN001
    folder: Path = tmp_path_factory.mktemp("plan")
    return Chain(indexed(folder, encoder, PLAN), load_extractor())


def _sentence(chain: Chain, words: str) -> Sentence:
    (found,) = [one for one in sentences(*chain.index.documents.values()) if words in one.text]
    return found


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("mấy dự án không triển khai được thì xử lý thế nào", "manner"),
        ("mấy dự án chậm tiến độ", "quantity"),
        ("Đơn vị nào thi công chậm thì bị gì?", "thing"),
        ("Đơn vị nào thi công chậm?", "body"),
        ("Hộ nào ở vùng thấp thì được hỗ trợ bao nhiêu?", "quantity"),
        ("Nhờ đâu diện tích úng giảm?", "reason"),
        ("nạo vét cống làm được đến đâu rồi", "manner"),
        ("Xe khách được đi đến đâu?", "place"),
        ("quan điểm của quận là như nào", "manner"),
        ("diện tích úng bao nhiêu héc-ta", "quantity"),
    ],
)
def test_the_kind_is_that_of_what_is_asked(question: str, kind: str) -> None:
    assert kind_of(question).name == kind


def test_what_is_counted_first_and_named_then_is_a_list() -> None:
    assert (kind_of("có mấy thành phố, tên là gì").name, kind_of("có mấy thành phố, tên là gì").many) == ("thing", True)
    assert kind_of("kể tên 5 trục đó ra").count == 5
    assert kind_of("kể tên 5 năm qua đã làm gì").count is None
    assert kind_of("diện tích bao nhiêu héc-ta").noun == "héc ta"


def test_a_unit_written_out_is_the_unit(plan: Chain) -> None:
    sentence = _sentence(plan, "320 ha")
    question = understand("Năm 2024 diện tích úng bao nhiêu héc-ta?", [], plan.index)
    choice = choose(question, sentence.text, Matcher(plan.index).match(question, sentence))
    assert choice and [sentence.text[slice(*span)] for span in choice.spans] == ["320 ha"]


def test_what_is_measured_is_no_counted_noun(plan: Chain) -> None:
    sentence = _sentence(plan, "95 tỷ")
    question = understand("số thu ngân sách của quận", [], plan.index)
    choice = choose(question, sentence.text, Matcher(plan.index).match(question, sentence))
    assert choice and sentence.text[slice(*choice.spans[0])] == "95 tỷ đồng"


def test_a_comparison_may_name_the_year_of_the_figure(plan: Chain) -> None:
    sentence = _sentence(plan, "giảm 8%")
    against = [contradictions(understand(question, [], plan.index), sentence, frozenset()) for question in ("Năm 2024 giảm mấy phần trăm so với năm 2023?", "Năm 2024 giảm mấy phần trăm so với năm 2022?")]
    assert against[0] == [] and "năm 2022" in against[1]


def test_a_day_in_figures_is_in_its_month(plan: Chain) -> None:
    sentence = _sentence(plan, "14/9/2024")
    assert not contradictions(understand("Trong tháng 9 có mấy tuyến phố bị ngập?", [], plan.index), sentence, frozenset())
    assert contradictions(understand("Trong tháng 8 có mấy tuyến phố bị ngập?", [], plan.index), sentence, frozenset())


def test_where_a_sentence_begins_a_capital_names_nobody(plan: Chain) -> None:
    sentence = _sentence(plan, "Nạo vét")
    assert not contradictions(understand("Phải nạo vét cống ở đâu? Liệt kê giúp em", [], plan.index), sentence, frozenset())
    assert contradictions(understand("Phải nạo vét cống Liệt Sơn ở đâu?", [], plan.index), sentence, frozenset())


def test_initials_are_opened_as_the_word_that_stands_nearby(plan: Chain) -> None:
    assert "ngân sách" in understand("thu NS của quận năm 2024", [], plan.index).restored
    assert "QX" in understand("thu QX của quận năm 2024", [], plan.index).restored, "no word has these"


def test_the_heading_that_names_a_body_does_what_stands_under_it(plan: Chain) -> None:
    sentence = _sentence(plan, "Nạo vét")
    text = sentence.document.text
    span = headed(understand("Phòng nào nạo vét cống?", [], plan.index), sentence)
    assert span and text[slice(*span)] == "Phòng Quản lý đô thị"
    assert headed(understand("Sở nào nạo vét cống?", [], plan.index), sentence) is None
    assert headed(understand("Phòng Quản lý đô thị phối hợp với cơ quan nào?", [], plan.index), sentence) is None
    assert plan.answer(Request("Cơ quan nào nạo vét cống trước mùa mưa?")).short_answer == "Phòng Quản lý đô thị"


def test_to_whom_something_is_handed(plan: Chain) -> None:
    text = _sentence(plan, "Hoàn thiện danh sách").text
    whom = receivers(understand("hoàn thiện danh sách xong thì trình ai?", [], plan.index), text)
    assert whom and text[slice(*whom)] == "cấp có thẩm quyền"
    assert receivers(understand("danh sách gửi ai?", [], plan.index), text) is None


def test_an_office_belongs_to_its_body() -> None:
    text = "Chủ tịch UBND phường chịu trách nhiệm."
    start = text.index("UBND")
    assert text[slice(*with_office(text, (start, start + 11)))] == "Chủ tịch UBND phường"
    start = text.index("trách nhiệm")
    assert with_office(text, (start, start + 11)) == (start, start + 11)


def test_how_far_an_answer_goes(plan: Chain) -> None:
    document = _sentence(plan, "Nạo vét").document
    text = document.text

    def around(question: str, piece: str) -> str:
        start = text.index(piece)
        return text[slice(*extent(understand(question, [], plan.index), text, (start, start + len(piece))))]

    mixed = "khu chợ, bến xe), phường Tây (trường học, trạm y tế"
    assert around("Phường Tây lập tổ ứng trực ở đâu?", mixed) == "trường học, trạm y tế"
    assert around("Phường Đông lập tổ ứng trực ở đâu?", mixed) == "khu chợ, bến xe"
    assert around("Ai chịu trách nhiệm?", "UBND phường chịu") == "Chủ tịch UBND phường chịu"


def test_the_own_place_stands_bare_too(plan: Chain) -> None:
    (document,) = plan.index.documents.values()
    assert without_own_place("diện tích úng Vĩnh Thủy năm 2024 là bao nhiêu", document, "") == "diện tích úng năm 2024 là bao nhiêu"
    assert "Vĩnh Thủy" in without_own_place("so với Vĩnh Thủy năm 2024 thì hơn bao nhiêu", document, "")


def test_a_mark_parts_neighbours() -> None:
    restorer = restorer_of(["tiêu chí, tiêu chuẩn cụ thể. Chỉ tiêu đạt. Chỉ tiêu vượt. Chỉ tiêu giảm. Chỉ tiêu tăng."] * 30)
    assert restorer.restore("tieu chi, tieu chuan") == "tiêu chí, tiêu chuẩn"


def test_a_follow_up_turns_with_a_bare_word(plan: Chain) -> None:
    history = [("thu ngân sách của quận là bao nhiêu", "95 tỷ đồng")]
    assert understand("the chi cho thoat nuoc thi sao", history, plan.index).restored.startswith("thế ")


def test_another_body_has_no_date_on_this_card(plan: Chain) -> None:
    assert plan.answer(Request("Quốc hội họp ngày nào?")).status == "refused"
