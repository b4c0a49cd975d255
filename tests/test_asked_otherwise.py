"""Questions that ask for something else than their first words say, and how far an answer goes around what was read."""

import re
from pathlib import Path

import pytest

from bot.chain import Chain, Request
from bot.choose import choose
from bot.contradictions import contradictions, denied_otherwise
from bot.extent import extent
from bot.extractor import load_extractor
from bot.kinds import kind_of
from bot.matching import Matcher
from bot.measures import of_another_measure
from bot.neighbours import named_elsewhere
from bot.otherwise import told_otherwise
from bot.own_places import without_own_place
from bot.question import understand
from bot.roles import headed, receivers, with_office
from bot.sentence import Sentence, sentences
from bot.spans import contacts
from bot.titles import deputised
from index.build import build
from index.current import open_index
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


@pytest.mark.parametrize(
    ("question", "sentence", "against"),
    [
        ("Bốn xã còn lại là xã nào?", "Bốn xã đạt chuẩn là An, Bình, Cát, Dương.", True),
        ("Vốn còn lại chưa giải ngân là bao nhiêu?", "Giải ngân 156 tỷ đồng, còn 144 tỷ đồng chưa giải ngân.", False),
        ("Mức hỗ trợ cao nhất là bao nhiêu?", "Mức hỗ trợ không quá 20 triệu đồng.", False),
        ("Tổ 2 mỗi ca có mấy người?", "Các tổ 1, 2 và 3 trực chốt, mỗi ca 8 người.", False),
        ("Đã vận động được bao nhiêu tiền?", "Quỹ vận động được 350 triệu đồng.", False),
        ("Bốn xã còn lại là xã nào?", "Còn lại bốn xã An, Bình, Cát, Dương chưa đạt.", False),
        ("Người trẻ nhất là ai?", "Bà Lê Thị Hoa, 33 tuổi, được bầu làm Bí thư.", True),
        ("Người trẻ nhất là ai?", "Trẻ nhất là bà Lê Thị Hoa, 33 tuổi.", False),
        ("Hai trạm mở sau cùng ở đâu?", "Hai trạm đầu tiên ở huyện Mộc.", True),
        ("Cửa khẩu chính mở lúc nào?", "Cửa khẩu phụ mở từ 7 giờ.", True),
        ("Ai chỉ huy Tổ 1 của xã?", "Ông Nam chỉ huy Tổ 4 của xã; bà Lụa chỉ huy Tổ 3 của xã.", True),
        ("Ai chỉ huy Tổ 3 của xã?", "Ông Nam chỉ huy Tổ 4 của xã; bà Lụa chỉ huy Tổ 3 của xã.", False),
        ("Đã thành lập bao nhiêu tổ?", "Hội Nông dân vận động thành lập 45 tổ.", True),
        ("Đã thành lập bao nhiêu tổ?", "Đã vận động thành lập 45 tổ.", False),
        ("Phấn đấu thành lập bao nhiêu tổ?", "Hội Nông dân vận động thành lập 45 tổ.", False),
    ],
)
def test_what_is_told_of_something_else(question: str, sentence: str, against: bool) -> None:
    asked, said = (" " + " ".join(re.findall(r"[^\W_]+", text.lower())) + " " for text in (question, sentence))
    assert bool(list(told_otherwise(asked, said, figure=kind_of(question).name == "quantity"))) is against


@pytest.mark.parametrize(
    ("question", "text", "piece", "other"),
    [
        ("Mua bao nhiêu bộ đàm?", "Mua bộ đàm 60 triệu đồng.", "60 triệu đồng", True),
        ("Mua bộ đàm hết bao nhiêu tiền?", "Mua bộ đàm 60 triệu đồng.", "60 triệu đồng", False),
        ("Tỉnh chi bao nhiêu cho bộ đàm?", "Mua bộ đàm 60 triệu đồng.", "60 triệu đồng", False),
        ("Doanh thu du lịch là bao nhiêu?", "Đón 9 triệu lượt khách.", "9 triệu", True),
        ("Doanh thu du lịch là bao nhiêu?", "Thu 9 triệu đồng.", "9 triệu đồng", False),
        ("Có bao nhiêu đảng viên tham dự?", "Có 45 đồng chí đảng viên tham dự.", "45 đồng chí", False),
        ("Được hưởng phụ cấp bao nhiêu?", "Phụ cấp bằng 0,8 mức lương cơ sở.", "0,8", False),
        ("Mỗi tổ mấy người?", "Sở Y tế cử 14 tổ cấp cứu.", "14 tổ cấp cứu", True),
        ("Sở Y tế cử mấy tổ?", "Sở Y tế cử 14 tổ cấp cứu.", "14 tổ cấp cứu", False),
    ],
)
def test_what_a_figure_measures(plan: Chain, question: str, text: str, piece: str, other: bool) -> None:
    start = text.index(piece)
    assert of_another_measure(understand(question, [], plan.index), text, (start, start + len(piece))) is other


def test_a_figure_is_of_what_its_own_clause_names(encoder, tmp_path: Path) -> None:  # noqa: ANN001
    index = indexed(tmp_path, encoder, "Chỉ số PAR-Index tăng 7 bậc, chỉ số SIPAS giữ nguyên.\n")
    (sentence,) = sentences(*index.documents.values())
    start = sentence.text.index("7 bậc")
    named = [named_elsewhere(understand(question, [], index), sentence, (sentence.start + start, sentence.start + start + 5)) for question in ("SIPAS tăng mấy bậc?", "PAR-Index tăng mấy bậc?")]
    assert named == [True, False]


def test_a_deputy_beside_another_s_office_is_not_the_head() -> None:
    text = "vắng Giám đốc Sở Tài chính (đi công tác, có ủy quyền cho Phó Giám đốc Thái Minh Khuê)"
    span = (text.index("Thái"), text.index("Khuê") + 4)
    assert deputised("Giám đốc Sở Tài chính là ai?", text, span)
    assert not deputised("Phó Giám đốc Sở Tài chính là ai?", text, span)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Liên hệ 0298.3856.417 (gặp bà Hường).", ["0298.3856.417"]),
        ("Gọi tổng đài 1900 0836 hoặc 024 3825 1234.", ["1900 0836", "024 3825 1234"]),
        ("Gửi về vanphong@vinhthuy.gov.vn.", ["vanphong@vinhthuy.gov.vn"]),
        ("Quyết định số 0123/QĐ-UBND ngày 01/02/2024 chi 1.900.000 đồng.", []),
    ],
)
def test_contacts(text: str, found: list[str]) -> None:
    assert [text[slice(*span)] for span in contacts(text)] == found


def test_effect_recipients_and_signer_of_a_layout_in_columns(encoder, tmp_path: Path) -> None:  # noqa: ANN001
    text = (
        "ỦY BAN NHÂN DÂN TỈNH AN LỘC\n\nSố: 5/CT-UBND\n\nAn Lộc, ngày 06 tháng 5 năm 2024\n\nCHỈ THỊ\n\nVề nước sạch\n\n"
        "Chỉ thị này có hiệu lực kể từ ngày 01 tháng 9 năm 2024 và thay thế Chỉ thị số 7/CT-UBND.\n\n"
        "Nơi nhận:                    CHỦ TỊCH\n\n- Bộ Y tế (để b/c);\n\n- Lưu: VT (H.45b).           Lương Văn Khải\n"
    )
    (document,) = indexed(tmp_path, encoder, text).documents.values()
    fields = {field.name: field.value for field in document.card}
    assert (fields["người ký"], fields["ngày hiệu lực"]) == ("Lương Văn Khải", "từ ngày 01 tháng 9 năm 2024")
    assert fields["nơi nhận"].startswith("- Bộ Y tế")


def test_who_signs_below_a_remark(encoder, tmp_path: Path) -> None:  # noqa: ANN001
    text = "SỞ Y TẾ\n\nSố: 5/HD-SYT\n\nHƯỚNG DẪN\n\nVề tiêm chủng\n\nTiêm từ ngày 01/6.\n\nKT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\n(Đã ký)\n\nPhan Hữu Trọng\n"
    (document,) = indexed(tmp_path, encoder, text).documents.values()
    assert document.field("người ký").value == "Phan Hữu Trọng"  # type: ignore[union-attr]


NOTICE = """# Thông báo về bến tàu và lệ phí của thị xã Bãi Cát năm 2026

Bến tàu do Công ty Vịnh Xanh khai thác, số điện thoại 0203 3999 111. Đường dây nóng của thị xã tiếp nhận 86 cuộc gọi; số điện thoại 0268 3777 115 do Văn phòng quản lý.

Hộ nghèo được miễn tiền điện sinh hoạt, hộ cận nghèo được giảm 30%. Trẻ em dưới 6 tuổi được khám miễn phí. Cấm xe tải đi qua cầu Sông Mây.

Thực hiện Quyết định số 12/2024/QĐ-UBND của tỉnh, thị xã hỗ trợ 450 hộ mua máy cày. Đầu tháng 3/2027 khởi công 2 cầu.

Trung tâm gửi mẫu bệnh phẩm cho Chi cục Thú y và gửi báo cáo dịch tễ cho Sở Nông nghiệp. Xã nộp danh sách hộ cho Phòng Lao động rà soát.

## 1. Phòng Kinh tế

Nhà thầu Minh Phát thi công chậm 45 ngày so với hợp đồng.
"""


@pytest.fixture(scope="module")
def notice(encoder, tmp_path_factory: pytest.TempPathFactory) -> Chain:  # noqa: ANN001
    return Chain(indexed(tmp_path_factory.mktemp("notice"), encoder, NOTICE), load_extractor())


def _short(chain: Chain, question: str) -> str | None:
    return chain.answer(Request(question)).short_answer


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("Số điện thoại của Công an thị xã là số nào?", "0203"),
        ("Số điện thoại của Phòng Kinh tế?", "0203"),
        ("Đường dây nóng do đơn vị nào quản lý?", "0268"),
        ("Đường dây nóng tiếp nhận bao nhiêu cuộc gọi?", "0268"),
        ("Hộ nào không được miễn tiền điện?", "Hộ nghèo"),
        ("Cầu nào không cấm xe tải?", "Sông Mây"),
        ("Năm 2024 thị xã hỗ trợ bao nhiêu hộ mua máy cày?", "450"),
        ("Ai thi công chậm 45 ngày?", "Phòng Kinh tế"),
        ("Mẫu bệnh phẩm gửi cơ quan nào?", "Sở Nông nghiệp"),
    ],
)
def test_what_another_question_would_be_answered_with_is_not_given(notice: Chain, question: str, wrong: str) -> None:
    assert wrong not in (_short(notice, question) or "")


def test_whose_telephone_and_which_denial(notice: Chain) -> None:
    assert _short(notice, "Số điện thoại của Công ty Vịnh Xanh?") == "0203 3999 111"
    sentence = _sentence(notice, "khám miễn phí")
    assert denied_otherwise(understand("Ai không phải trả tiền khám?", [], notice.index), sentence.text) == "miễn"
    assert denied_otherwise(understand("Ai không được khám miễn phí?", [], notice.index), sentence.text) is None
    assert denied_otherwise(understand("Ai được khám?", [], notice.index), sentence.text) is None


def test_what_a_telephone_is_asked_for_besides() -> None:
    asked = ("Kinh phí lắp đặt đường dây nóng là bao nhiêu?", "Mua bao nhiêu số điện thoại?", "Xã có lắp đường dây nóng không?", "Đường dây nóng tiếp nhận những nội dung gì?")
    assert "contact" not in {kind_of(question).name for question in asked}
    assert {kind_of(question).name for question in ("số điện thoại công an xã", "Đường dây nóng là số mấy?", "hotline hỗ trợ là gì")} == {"contact"}


@pytest.mark.parametrize(
    ("text", "name", "question"),
    [
        ("Phó Chủ tịch (phụ trách văn xã) Lê Thị Bích chủ trì hội nghị.", "Lê Thị Bích", "Chủ tịch huyện Nam Lạc là ai?"),
        ("Phó Bí thư của Đảng ủy xã Vũ Văn Cường tiếp công dân.", "Vũ Văn Cường", "Bí thư Đảng ủy xã là ai?"),
        ("Lò Văn Hặc Phó Chủ tịch Hội Cựu chiến binh phụ trách.", "Lò Văn Hặc", "Chủ tịch Hội Cựu chiến binh là ai?"),
    ],
)
def test_a_deputy_is_not_the_head(text: str, name: str, question: str) -> None:
    start = text.index(name)
    assert deputised(question, text, (start, start + len(name)))


def test_initials_with_several_meanings_stay(encoder, tmp_path: Path) -> None:  # noqa: ANN001
    index = indexed(tmp_path, encoder, "# Báo cáo\n\nDoanh thu du lịch 900 tỷ đồng; doanh thu vận tải 10 tỷ đồng. Hội đồng có 120 thí sinh.\n")
    assert "doanh thu" not in understand("Tổng ĐT du lịch là bao nhiêu?", [], index).restored.lower()
    assert "thí sinh" not in understand("Hội đồng có mấy TS?", [], index).restored


def test_one_recipient(notice: Chain) -> None:
    text = _sentence(notice, "nộp danh sách").text
    whom = receivers(understand("Danh sách hộ nộp cho cơ quan nào?", [], notice.index), text)
    assert whom and text[slice(*whom)] == "Phòng Lao động"
    assert receivers(understand("Mẫu bệnh phẩm gửi cơ quan nào?", [], notice.index), _sentence(notice, "mẫu bệnh phẩm").text) is None


def test_the_effect_of_this_document_and_no_body_signs(encoder, tmp_path: Path) -> None:  # noqa: ANN001
    text = (
        "SỞ Y TẾ\n\nSố: 5/TB-SYT\n\nTHÔNG BÁO\n\nVề tiêm chủng\n\nQuyết định số 118/QĐ-SYT có hiệu lực từ ngày 15/02/2021 hết hiệu lực. Thông báo này có hiệu lực kể từ ngày 15-3-2026.\n\n"
        "Nơi nhận:                    GIÁM ĐỐC\n\n- Lưu: VT, NVY (Hòa).           Phòng Khám Lộc Ninh\n"
    )
    (document,) = indexed(tmp_path, encoder, text).documents.values()
    fields = {field.name: field.value for field in document.card}
    assert fields["ngày hiệu lực"] == "từ ngày 15-3-2026" and "người ký" not in fields


def test_a_month_s_year_goes_before_the_year_in_force(notice: Chain) -> None:
    sentence = _sentence(notice, "tháng 3/2027")
    assert contradictions(understand("Năm 2026 khởi công mấy cầu?", [], notice.index), sentence, frozenset())
    assert not contradictions(understand("Năm 2027 khởi công mấy cầu?", [], notice.index), sentence, frozenset())


def test_this_document_is_the_one_of_its_type(encoder, tmp_path: Path) -> None:  # noqa: ANN001
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "a.md").write_text("# Quyết định về chợ đêm\n\nSở Công Thương cấp phép 14 quầy hàng. Sở Xây dựng lắp 20 cột đèn.\n", "utf-8")
    (sources / "b.md").write_text("# Thông báo về cây xanh\n\nSở Tư pháp kiểm tra văn bản.\n", "utf-8")
    build(sources, tmp_path / "index", encoder, progress=lambda *_: None)
    chain = Chain(open_index(tmp_path / "index", encoder), load_extractor())
    assert chain.answer(Request("Sở Xây dựng làm gì trong quyết định này?")).short_answer
    assert chain.answer(Request("Sở Xây dựng làm gì trong thông báo này?")).status == "refused"


def test_one_of_each_is_no_first(notice: Chain) -> None:
    sentence = _sentence(notice, "Trẻ em dưới 6 tuổi")
    each, first = (contradictions(understand(question, [], notice.index), sentence, frozenset()) for question in ("Khám miễn phí bao nhiêu tiền 1 trẻ em?", "Trẻ em loại 1 được khám miễn phí bao nhiêu?"))
    assert "1" not in each and "1" in first
