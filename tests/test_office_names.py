"""How offices write names, rates and sections, and what is asked of them: read from the build of a decision with a rule behind it."""

from pathlib import Path

import pytest

from bot import enumerations
from bot.chain import Chain, Request
from bot.contradictions import contradictions
from bot.dated import of_another_step
from bot.extent import extent
from bot.extractor import load_extractor
from bot.members import members
from bot.question import understand
from bot.roles import performers
from bot.sentence import sentences, without_compared
from bot.spans import bodies, figures, times
from index.text.abbreviations import expand

from .documents import indexed

DECISION = """**ỦY BAN NHÂN DÂN TỈNH TÂN LĨNH**

Số: 1847/QĐ-UBND

*Tân Lĩnh, ngày 15 tháng 8 năm 2025*

# QUYẾT ĐỊNH

**Về việc hỗ trợ di dời cơ sở sản xuất gây ô nhiễm**

## Điều 1. Hồ sơ hỗ trợ

1. Hồ sơ gồm:

a) Đơn đề nghị hỗ trợ theo Mẫu số 02;

b) Giấy chứng nhận đăng ký kinh doanh;

c) Bản cam kết.

2. Cơ sở di dời tự chi trả phí lấy mẫu nước là 185.000 đồng/mẫu; hộ nghèo được miễn khoản này.

## Điều 2. Trách nhiệm

1. Giao Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Tư pháp xử lý trường hợp mất hồ sơ địa chính.

2. Tổ công tác có 09 thành viên, do Phó Giám đốc Sở Công Thương làm Tổ trưởng.

3. Dự án kè sông dài 23,6 km, tổng mức đầu tư 1.978 tỷ đồng.

## Điều 3. Hiệu lực

Quyết định này có hiệu lực từ ngày 01 tháng 9 năm 2025.

TM. ỦY BAN NHÂN DÂN

CHỦ TỊCH

Đặng Hữu Thiện
"""


@pytest.fixture(scope="module")
def decision(encoder, tmp_path_factory: pytest.TempPathFactory) -> Chain:  # noqa: ANN001
    folder: Path = tmp_path_factory.mktemp("decision")
    return Chain(indexed(folder, encoder, DECISION), load_extractor())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("đôn đốc Công ty Cổ phần Hạ tầng Lĩnh Nam hoàn thành", ["Công ty Cổ phần Hạ tầng Lĩnh Nam"]),
        ("Giao Bộ Chỉ huy Quân sự tỉnh chủ trì diễn tập", ["Bộ Chỉ huy Quân sự tỉnh"]),
        ("Hội Khuyến học phường Lê Lợi trao quà", ["Hội Khuyến học phường Lê Lợi"]),
        ("UBND huyện Lạc Thủy mời Công ty Lĩnh Nam và Sở Nội vụ", ["UBND huyện Lạc Thủy", "Công ty Lĩnh Nam", "Sở Nội vụ"]),
        ("Công ty Lĩnh Nam và Hòa Phát cùng thực hiện", ["Công ty Lĩnh Nam"]),
        ("UBND xã Hòa Lạc do ông Nguyễn Văn An làm Chủ tịch", ["UBND xã Hòa Lạc"]),
    ],
)
def test_a_body_has_its_whole_name_and_no_other(text: str, names: list[str]) -> None:
    assert [text[slice(*one)] for one in bodies(text)] == names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("năng suất 63,4 tạ/ha", ["63,4 tạ/ha"]),
        ("được 4.500.000 đồng/người/tháng", ["4.500.000 đồng/người/tháng"]),
        ("tăng 5%/năm, riêng xã A 7%", ["5%/năm", "7%"]),
        ("5 tỷ đồng", ["5 tỷ đồng"]),
    ],
)
def test_a_rate_is_whole(text: str, found: list[str]) -> None:
    assert [text[slice(*one)] for one in figures(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nộp trước ngày 15/12 hằng năm", ["trước ngày 15/12 hằng năm"]),
        ("họp vào chiều thứ Sáu hằng tuần", ["chiều thứ Sáu hằng tuần"]),
        ("xong trước ngày 15/10; nộp ngày 30/6/2025", ["trước ngày 15/10", "ngày 30/6/2025"]),
    ],
)
def test_deadlines_are_times(text: str, found: list[str]) -> None:
    assert [text[slice(*one)] for one in times(text)] == found


@pytest.mark.parametrize(
    ("text", "span", "items"),
    [
        ("biểu dương xã Tân Phong và xã Mỹ Lạc", "Tân Phong và xã Mỹ Lạc", ["xã Tân Phong", "xã Mỹ Lạc"]),
        ("biểu dương phường Tân Phong và xã Mỹ Lạc", "Tân Phong và xã Mỹ Lạc", ["Tân Phong", "xã Mỹ Lạc"]),
        ("huyện Nà Hoa, Khánh Yên và Tràng Bạch, buộc tiêu hủy 1.126 con", "Nà Hoa, Khánh Yên và Tràng Bạch, buộc tiêu hủy 1.126 con", ["Nà Hoa", "Khánh Yên", "Tràng Bạch"]),
    ],
)
def test_members_have_their_noun_and_a_clause_is_none(text: str, span: str, items: list[str]) -> None:
    start = text.index(span)
    assert [text[slice(*one)] for one in members(text, (start, start + len(span)))] == items


def test_what_is_joined_to_names_in_capitals_stays() -> None:
    text = "Hà Nội và Huế, Đà Nẵng và Cần Thơ"
    assert len(enumerations.items(text, (0, len(text)))) == 4


@pytest.mark.parametrize(
    ("short", "long"),
    [("Sở NN&MT", "Sở nông nghiệp và môi trường"), ("sở vhtt&dl", "sở văn hóa thể thao và du lịch"), ("thuê đất trong CCN", "thuê đất trong cụm công nghiệp")],
)
def test_offices_are_abbreviated_as_they_are_called_since_2025(short: str, long: str) -> None:
    assert expand(short, {}) == long


def test_a_body_stands_without_the_verb_that_gives_it_its_task(decision: Chain) -> None:
    text = "Sở Công Thương đôn đốc Công ty Cổ phần Lĩnh Nam hoàn thành hệ thống"
    asked = understand("Đơn vị nào phải hoàn thành hệ thống?", [], decision.index)
    start = text.index("đôn đốc")
    assert text[slice(*extent(asked, text, (start, text.index(" hoàn thành"))))] == "Công ty Cổ phần Lĩnh Nam"


def test_whom_a_question_names_in_short_it_does_not_ask_for(decision: Chain) -> None:
    text = "Thành ủy Hà Nội đề nghị các cấp ủy cần tập trung chỉ đạo quyết liệt."
    assert performers(understand("Thành ủy đề nghị những tổ chức nào tập trung chỉ đạo quyết liệt?", [], decision.index), text) is None


@pytest.mark.parametrize(
    ("question", "history", "answer"),
    [
        ("Sở nào phối hợp với Sở NN&MT xử lý hồ sơ địa chính bị mất?", (), "Sở Tư pháp"),
        ("Điều 2 nói về vấn đề gì?", (), "Trách nhiệm"),
        ("dieu 1 quy dinh gi", (), "Hồ sơ hỗ trợ"),
        ("quyết định 1847 có hiệu lực khi nào", (), "từ ngày 01 tháng 9 năm 2025"),
        ("Quyết định về hỗ trợ di dời áp dụng từ hôm nào?", (), "từ ngày 01 tháng 9 năm 2025"),
        ("ai ky qd nay vay", (), "Đặng Hữu Thiện"),
        ("hồ sơ xin hỗ trợ gồm những giấy tờ gì", (), "Đơn đề nghị hỗ trợ theo Mẫu số 02; Giấy chứng nhận đăng ký kinh doanh; Bản cam kết"),
        ("the tong muc dau tu thi sao", (("kè sông dài bao nhiêu", "23,6 km"),), "1.978 tỷ đồng"),
        ("hộ nghèo có phải trả không", (), "hộ nghèo được miễn khoản này"),
    ],
)
def test_as_it_is_asked_in_offices(decision: Chain, question: str, history: tuple[tuple[str, str], ...], answer: str) -> None:
    assert decision.answer(Request(question, history)).short_answer == answer


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("Tổ trưởng tổ công tác tên là gì?", (("Tổ công tác có mấy người?", "09 thành viên"),)),
        ("Quyết định 1847 hết hiệu lực khi nào?", ()),
        ("Nghị quyết 1847 có hiệu lực khi nào?", ()),
        ("Điều 9 nói về vấn đề gì?", ()),
    ],
)
def test_what_it_does_not_say(decision: Chain, question: str, history: tuple[tuple[str, str], ...]) -> None:
    assert decision.answer(Request(question, history)).status == "refused"


CONFERENCE = """# Tỉnh ủy Trà Vân giữ đà tăng trưởng

Trong hai ngày 9 và 10/12, Ban Chấp hành Đảng bộ tỉnh họp để đánh giá kết quả thực hiện nhiệm vụ năm 2024, bàn phương hướng năm 2025.

Báo cáo do đồng chí Phùng Văn Tấn trình bày nêu rõ, kinh tế của tỉnh tăng 8,12%, cao hơn mức 7,45% của năm 2023.

Tỉnh phấn đấu trồng mới 900 ha rừng.

Năm 2025, tỉnh khởi công cảng cạn Tân Lũng trong quý I và hoàn thành đường vành đai trước ngày 2/9/2025.

Sở Công Thương trình Đề án tại Tờ trình số 118/TTr-SCT.

Di dời 312 hộ dân tại các xã Nậm Lành, Pa Hiêng và Khe Sứ, mỗi hộ được cấp 300 m² đất ở.
"""


@pytest.fixture(scope="module")
def conference(encoder, tmp_path_factory: pytest.TempPathFactory) -> Chain:  # noqa: ANN001
    return Chain(indexed(tmp_path_factory.mktemp("conference"), encoder, CONFERENCE), load_extractor())


@pytest.mark.parametrize(
    ("words", "year"),
    [("8,12%", "2024"), ("900 ha", "2025")],
)
def test_results_are_of_the_year_before_and_aims_of_the_next(conference: Chain, words: str, year: str) -> None:
    (document,) = conference.index.documents.values()
    assert [one.year_in_force for one in sentences(document) if words in one.text] == [year]


@pytest.mark.parametrize(
    ("question", "sentence", "against"),
    [
        ("Năm 2024 kinh tế tỉnh tăng mấy phần trăm?", "8,12%", False),
        ("Năm 2025 kinh tế tỉnh tăng mấy phần trăm?", "8,12%", True),
        ("Tờ trình của Sở Tài chính số mấy?", "118/TTr-SCT", True),
        ("Tờ trình của Sở Công Thương số mấy?", "118/TTr-SCT", False),
        ("Tờ trình số 118 có hiệu lực khi nào?", "118/TTr-SCT", True),
        ("ong tran van bay ky to trinh so may", "118/TTr-SCT", True),
    ],
)
def test_another_year_office_step_or_person_is_a_contradiction(conference: Chain, question: str, sentence: str, against: bool) -> None:
    (document,) = conference.index.documents.values()
    (told,) = [one for one in sentences(document) if sentence in one.text]
    assert bool(contradictions(understand(question, [], conference.index), told, frozenset())) is against


@pytest.mark.parametrize(
    ("question", "step"),
    [("cảng cạn Tân Lũng bao giờ hoàn thành", True), ("cảng cạn Tân Lũng bao giờ khởi công", False), ("cảng cạn Tân Lũng làm khi nào", False)],
)
def test_the_day_of_another_step_is_none_of_this(conference: Chain, question: str, step: bool) -> None:
    (document,) = conference.index.documents.values()
    start = document.text.index("trong quý I")
    assert of_another_step(understand(question, [], conference.index), document.text, (start, start + len("trong quý I"))) is step


def test_a_list_of_places_ends_where_a_clause_begins(conference: Chain) -> None:
    assert conference.answer(Request("dan o may xa nao phai di doi")).items == ("Nậm Lành", "Pa Hiêng", "Khe Sứ")


@pytest.mark.parametrize(
    ("typed", "restored"),
    [("Bao nhiêu hộ được vay?", "Bao nhiêu hộ được vay?"), ("Mức lãi suất vay?", "Mức lãi suất vay?"), ("ai ky qd nay vay", "ai ký quyết định này vậy"), ("nhóm v", "nhóm v"), ("họp ở phòng nào v?", "họp ở phòng nào vậy?")],
)
def test_only_behind_a_word_that_asks_an_end_is_a_particle(decision: Chain, typed: str, restored: str) -> None:
    assert understand(typed, [], decision.index).restored == restored


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Xuất khẩu đạt hơn 45 tỷ đồng năm 2022", "Xuất khẩu đạt hơn 45 tỷ đồng năm 2022"),
        ("tăng 8,12%, cao hơn mức 7,45% của năm 2023", "tăng 8,12%, "),
    ],
)
def test_more_than_a_figure_of_a_year_compares_only_where_it_says_so(text: str, left: str) -> None:
    assert without_compared(text) == left


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Ai tặng quà cho các ông bà cao tuổi?", "8,12%"),
        ("Bao nhiêu cán bộ y tế được giao trình Đề án?", "118/TTr-SCT"),
        ("Sở Tài chính và Sở Công Thương trình Đề án số mấy?", "100%"),
    ],
)
def test_words_are_no_names_of_persons_or_offices(conference: Chain, question: str, sentence: str) -> None:
    told = [one for one in sentences(*conference.index.documents.values()) if sentence in one.text]
    against = {word for one in told for word in contradictions(understand(question, [], conference.index), one, frozenset())}
    assert not against & {"cao tuổi", "bộ y tế"}


def test_who_asks_for_more_than_what_an_article_says_does_not_get_its_name(decision: Chain) -> None:
    for question in ("Điều 2 giao sở nào chủ trì xử lý hồ sơ địa chính?", "Điều 1 quy định phí lấy mẫu nước bao nhiêu?"):
        assert decision.answer(Request(question)).short_answer not in ("Trách nhiệm", "Hồ sơ hỗ trợ")


def test_a_last_member_of_another_kind_stays() -> None:
    text = "Phòng Nội vụ, Phòng Tư pháp và Phòng Y tế, đại diện các xã, thị trấn"
    assert len(enumerations.items(text, (0, len(text)))) == 5


@pytest.mark.parametrize(
    ("asked", "text", "time", "step"),
    [
        ("Cầu được khởi công khi nào?", "Cầu được khởi công và hoàn thành trong năm 2023.", "trong năm 2023", False),
        ("Hạn đăng ký dự thi là khi nào?", "Việc đăng ký kết thúc ngày 20/6/2024.", "ngày 20/6/2024", False),
        ("Cầu khánh thành khi nào?", "Cầu được khởi công ngày 20/6/2024, đường khánh thành sau.", "ngày 20/6/2024", True),
    ],
)
def test_steps_told_with_one_time_share_it(decision: Chain, asked: str, text: str, time: str, step: bool) -> None:
    start = text.index(time)
    assert of_another_step(understand(asked, [], decision.index), text, (start, start + len(time))) is step


def test_an_article_is_proven_by_its_heading_or_read_whole(decision: Chain) -> None:
    about, says = (decision.answer(Request(question)) for question in ("Điều 2 nói về vấn đề gì?", "Điều 2 quy định gì?"))
    assert about.short_answer == says.short_answer == "Trách nhiệm"
    assert len(about.citations[0].quote) < len(says.citations[0].quote) and "1.978 tỷ đồng" in says.citations[0].quote
