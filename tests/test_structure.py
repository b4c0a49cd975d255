"""What headings date, who does what, and who signed: read from the build of an official document."""

from pathlib import Path

import pytest

from bot.chain import Chain, Request
from bot.contradictions import contradictions
from bot.enumerations import led_list
from bot.extractor import load_extractor
from bot.kinds import kind_of
from bot.outline import section_topics
from bot.question import understand
from bot.roles import performers
from bot.sentence import sentences
from bot.spans import bodies, times
from index.text.abbreviations import expand

from .documents import indexed

PLAN = """**ỦY BAN NHÂN DÂN THÀNH PHỐ LONG ĐIỀN**

Số: 18/KH-UBND

*Long Điền, ngày 03 tháng 02 năm 2026*

# KẾ HOẠCH

**Trồng cây xanh đường phố năm 2026**

Thực hiện Luật Lâm nghiệp năm 2017, Ủy ban nhân dân thành phố ban hành Kế hoạch như sau:

## I. KẾT QUẢ NĂM 2025

- Tỷ lệ đường phố có cây xanh đạt 61%, tăng 4% so với năm 2023.
- Vườn ươm Gò Mít dự kiến đầy vào năm 2028.
- Đã trồng 3.150 cây bằng lăng.
- Trong năm 2024, thành phố chi 5 tỷ đồng. Số vườn ươm là 12.

## II. MỤC TIÊU NĂM 2026

- Tỷ lệ đường phố có cây xanh đạt 74%.
- Thời gian trồng: tháng 7 - 10/2026.

## III. PHÂN CÔNG

### 1. Phòng Quản lý đô thị

- Chọn giống cây, lập sơ đồ từng tuyến phố.

- Phân bổ cây giống, gồm:

a) Bằng lăng: 1.200 cây;

b) Sao đen: 800 cây;

c) Giáng hương: 450 cây.

### 2. Phòng Tài chính - Kế hoạch

- Thẩm định dự toán mua cây.

**TM. ỦY BAN NHÂN DÂN**
**KT. CHỦ TỊCH**
**PHÓ CHỦ TỊCH**

**Tạ Quang Nhã**
"""


@pytest.fixture(scope="module")
def plan(encoder, tmp_path_factory: pytest.TempPathFactory) -> Chain:  # noqa: ANN001
    folder: Path = tmp_path_factory.mktemp("plan")
    return Chain(indexed(folder, encoder, PLAN), load_extractor())


def _in_force(chain: Chain) -> dict[str, str | None]:
    (document,) = chain.index.documents.values()
    return {one.text: one.year_in_force for one in sentences(document)}


def test_a_heading_dates_what_stands_under_it_and_an_item_only_itself(plan: Chain) -> None:
    years = _in_force(plan)
    assert years["- Tỷ lệ đường phố có cây xanh đạt 74%."] == "2026"
    assert years["- Đã trồng 3.150 cây bằng lăng."] == "2025", "neither the year compared with, nor the one of the item before"
    assert years["Số vườn ươm là 12."] == "2024", "said in the same paragraph"
    assert years["- Chọn giống cây, lập sơ đồ từng tuyến phố."] == "2026", "the title's, not that of the law"


def test_the_year_in_force_parts_result_and_aim(plan: Chain) -> None:
    aim, result = ([one for one in sentences(*plan.index.documents.values()) if figure in one.text][0] for figure in ("74%", "61%"))
    asked = understand("Năm 2026 tỷ lệ đường phố có cây xanh là bao nhiêu?", [], plan.index)
    assert not contradictions(asked, aim, frozenset())
    assert "năm 2026" in contradictions(asked, result, frozenset())


def test_the_last_of_several_months_has_its_word_and_its_year(plan: Chain) -> None:
    (sentence,) = [one for one in sentences(*plan.index.documents.values()) if "tháng 7" in one.text]
    assert not contradictions(understand("Từ tháng 7 đến tháng 10/2026 làm gì?", [], plan.index), sentence, frozenset())
    assert contradictions(understand("Từ tháng 7 đến tháng 11/2026 làm gì?", [], plan.index), sentence, frozenset())


def test_type_and_subject_are_the_title_and_the_last_line_signs(plan: Chain) -> None:
    (document,) = plan.index.documents.values()
    assert document.title == "Kế hoạch trồng cây xanh đường phố năm 2026"
    assert document.field("người ký").value == "Tạ Quang Nhã"  # type: ignore[union-attr]
    assert plan.answer(Request("Ai ký Kế hoạch 18/KH-UBND?")).short_answer == "Tạ Quang Nhã"


def test_a_heading_that_names_a_body_says_who_does_what_stands_under_it(plan: Chain) -> None:
    answer = plan.answer(Request("Phòng nào thẩm định dự toán mua cây?"))
    assert answer.short_answer == "Phòng Tài chính - Kế hoạch"
    assert "Thẩm định dự toán mua cây" in " ".join(one.quote for one in answer.citations)


def test_the_issuer_is_read_from_a_letterhead_of_two_columns(encoder, tmp_path: Path) -> None:  # noqa: ANN001
    text = (
        "HỘI ĐỒNG NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nSố: 9/NQ-HĐND\n\nNGHỊ QUYẾT\n\nVề nước sạch\n\n"
        "HỘI ĐỒNG NHÂN DÂN TỈNH AN LỘC KHÓA X, KỲ HỌP THỨ 4\n\nĐiều 1. Đến năm 2030 mọi hộ có nước sạch.\n"
    )
    (document,) = indexed(tmp_path, encoder, text).documents.values()
    assert document.field("cơ quan ban hành").value == "HỘI ĐỒNG NHÂN DÂN TỈNH AN LỘC"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("question", "sentence", "doing"),
    [
        ("Ai được giao khảo sát hiện trạng?", "Ủy ban nhân dân tỉnh giao Sở Xây dựng chỉ đạo Phòng Hạ tầng khảo sát hiện trạng.", ("Phòng Hạ tầng",)),
        ("Cơ quan nào chỉ đạo Phòng Hạ tầng khảo sát?", "Ủy ban nhân dân tỉnh giao Sở Xây dựng chỉ đạo Phòng Hạ tầng khảo sát hiện trạng.", ("Sở Xây dựng",)),
        ("Đơn vị nào hoàn thiện đề án?", "Giao Sở Y tế, Sở Tài chính tiếp thu ý kiến tại cuộc họp Ban Dân tộc, hoàn thiện đề án.", ("Sở Y tế", "Sở Tài chính")),
        ("Ai chịu trách nhiệm về kết quả?", "Chủ tịch UBND phường chịu trách nhiệm trước Sở Y tế về kết quả.", ("Chủ tịch UBND phường",)),
        ("Ai giải trình khi Sở Y tế chậm hạn?", "Sở Y tế chậm hạn phải giải trình.", None),
        ("Ai lập danh sách hộ?", "Ủy ban nhân dân xã báo cáo Sở Y tế, lập danh sách hộ.", ("Ủy ban nhân dân xã",)),
        ("Ai lập dự toán?", "Sở Y tế được Sở Tài chính hướng dẫn lập dự toán.", None),
        ("Ai thẩm định hồ sơ?", "Sở Y tế không thẩm định hồ sơ của doanh nghiệp.", None),
        ("Ai phê duyệt dự án?", "Sở Xây dựng thẩm định; việc phê duyệt dự án thuộc Ủy ban nhân dân tỉnh.", None),
        ("Ai lập hồ sơ?", "Sở Y tế yêu cầu người dân lập hồ sơ.", None),
        ("Ai thẩm định đề án?", "Đề án được Sở Tài chính thẩm định trước khi trình.", ("Sở Tài chính",)),
        ("Sở Y tế làm gì?", "Sở Y tế kiểm tra nước sạch.", None),
        ("Ai thẩm tra đề án?", "Sở Y tế kiểm tra nước sạch.", None),
    ],
)
def test_a_body_does_what_stands_behind_it(seed_chain: Chain, question: str, sentence: str, doing: tuple[str, ...] | None) -> None:
    found = performers(understand(question, [], seed_chain.index), sentence)
    assert (found and tuple(sentence[slice(*span)] for span in found)) == doing


@pytest.mark.parametrize("question", ["Ai được giao hoàn thiện dự thảo Báo cáo sau hội nghị?", "ai duoc giao hoan thien du thao Bao cao sau hoi nghi"])
def test_who_acts_is_not_who_orders(seed_chain: Chain, question: str) -> None:
    assert seed_chain.answer(Request(question)).items == ("Ban Tuyên giáo Thành ủy", "Văn phòng Thành ủy")


def test_names_of_bodies_are_whole() -> None:
    text = "Sở Tài nguyên và Môi trường và Sở Y tế phối hợp với Phòng Tài chính - Kế hoạch, Trung tâm Văn hóa, Thông tin và Thể thao."
    named = ["Sở Tài nguyên và Môi trường", "Sở Y tế", "Phòng Tài chính - Kế hoạch", "Trung tâm Văn hóa, Thông tin và Thể thao"]
    assert [text[slice(*span)] for span in bodies(text)] == named


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("mấy giờ thu gom rác", ("time", "")),
        ("phát triển theo kiểu nào", ("manner", "")),
        ("mỗi ngày thải ra bao nhiêu tấn rác", ("quantity", "tấn rác")),
        ("được bao nhiêu phần trăm so với dự toán", ("quantity", "phần trăm")),
        ("bao nhiêu tiền mỗi cái", ("quantity", "tiền mỗi cái")),
        ("rác chia làm mấy nhóm, kể ra", ("thing", "nhóm")),
        ("sao chỉ nhắc mà không phạt", ("reason", "")),
    ],
)
def test_what_is_asked_for(question: str, kind: tuple[str, str]) -> None:
    assert (kind_of(question).name, kind_of(question).noun) == kind


def test_hours_are_times_and_hn_behind_an_office_is_the_city() -> None:
    text = "Thu gom hằng ngày, từ 18 giờ đến 21 giờ."
    assert [text[slice(*span)] for span in times(text)] == ["từ 18 giờ đến 21 giờ"]
    assert expand("bi thu thanh uy hn", {}) == "bi thu thanh uy hà nội"
    assert expand("hn có họp ko", {}) == "hn có họp không", "today, as people write it"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Thủ đô dự kiến có thêm những thành phố trực thuộc nào?", "Thành phố Bắc sông Hồng; Thành phố phía Tây Hà Nội"),
        ("Tăng trưởng của Hà Nội 2023 có thấp hơn trung bình toàn quốc không?", "cao hơn mức bình quân chung cả nước"),
        ("Có mấy chỉ tiêu KT-XH làm tốt hơn cả mức đã giao trong năm 2023?", "3 chỉ tiêu"),
        ("cham giai ngan co bi kiem diem ko", "xem xét kiểm điểm trách nhiệm"),
    ],
)
def test_counts_bound_lists_parts_are_told_of_wholes_and_two_readings_agree(seed_chain: Chain, question: str, answer: str) -> None:
    assert answer in (seed_chain.answer(Request(question)).short_answer or "")


def test_money_is_no_khoan(plan: Chain) -> None:
    assert plan.answer(Request("Khoản 150 triệu dùng vào việc gì?")).reason == "not_in_documents"
    (document,) = plan.index.documents.values()
    assert section_topics(understand("Khoản 150 triệu dùng vào việc gì?", [], plan.index), document) is None


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("Cây giống được phân bổ gồm những gì?", ("Bằng lăng", "Sao đen", "Giáng hương")),
        ("Mục tiêu năm 2026 gồm những gì?", ("Tỷ lệ đường phố có cây xanh đạt 74%", "Thời gian trồng: tháng 7 - 10/2026")),
    ],
)
def test_a_list_over_paragraphs_is_given_whole_with_each_proof(plan: Chain, question: str, items: tuple[str, ...]) -> None:
    answer = plan.answer(Request(question))
    assert answer.items == items
    assert len(answer.citations) == len(items) + 1, "what leads to it, and each item"


def test_who_asks_of_an_item_does_not_get_the_whole_list(plan: Chain) -> None:
    answer = plan.answer(Request("Phân bổ cây giống sao đen gồm những gì?"))
    assert len(answer.items) != 3


@pytest.mark.parametrize(
    ("lines", "items"),
    [
        (("Hồ sơ gồm:", "a) Đơn;", "b) Bản sao."), ["Đơn", "Bản sao"]),
        (("Nguồn vốn:", "- Ngân sách: 3 tỷ đồng;", "- Xã hội hóa: 2 tỷ đồng.", "Hết."), ["Ngân sách", "Xã hội hóa"]),
        (("Hồ sơ gồm:", "a) Đơn;", "- Bản sao."), []),
        (("Hồ sơ như trên.", "a) Đơn;", "b) Bản sao."), []),
    ],
)
def test_what_leads_to_a_list_and_what_ends_it(encoder, tmp_path: Path, lines: tuple[str, ...], items: list[str]) -> None:  # noqa: ANN001
    (document,) = indexed(tmp_path, encoder, "\n\n".join(lines)).documents.values()
    assert [document.text[slice(*item)] for item, _ in led_list(document, len(lines[0]))] == items


@pytest.mark.parametrize("following", ["## I. Kết quả năm 2025", "Số: 18/KH-UBND"])
def test_a_number_or_a_section_is_no_subject(encoder, tmp_path: Path, following: str) -> None:  # noqa: ANN001
    (document,) = indexed(tmp_path, encoder, f"# BÁO CÁO\n\n{following}\n\nĐã trồng 12 cây.\n").documents.values()
    assert document.title == "Báo cáo"


@pytest.mark.parametrize(
    ("heading", "year"),
    [
        ("I. Kết quả năm 2025", "2025"),
        ("II. Kết quả giai đoạn 2021-2025", None),
        ("III. Kết quả đến ngày 31/12/2025", None),
        ("IV. Vốn 2000 tỷ đồng", None),
        ("V. Thực hiện Luật Đất đai 2024", None),
        ("VI. So với năm 2024", None),
        ("VII. Nhiệm vụ", "2026"),
    ],
)
def test_a_heading_dated_otherwise_keeps_the_title_s_year_away(encoder, tmp_path: Path, heading: str, year: str | None) -> None:  # noqa: ANN001
    (document,) = indexed(tmp_path, encoder, f"# Kế hoạch trồng cây năm 2026\n\n## {heading}\n\nTrồng thêm 40 cây.\n").documents.values()
    assert [one.year_in_force for one in sentences(document)][-1] == year


def test_an_annex_does_not_sign(encoder, tmp_path: Path) -> None:  # noqa: ANN001
    text = "Số: 4/QĐ-UBND\n\nQUYẾT ĐỊNH\n\nVề khen thưởng\n\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nTạ Quang Nhã\n\nPHỤ LỤC TẶNG BẰNG KHEN CỦA CHỦ TỊCH\n\nTrần Văn Bình\n"
    (document,) = indexed(tmp_path, encoder, text).documents.values()
    assert document.field("người ký").value == "Tạ Quang Nhã"  # type: ignore[union-attr]
