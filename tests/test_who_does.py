"""Who is asked for by what he does: a name that the sentence tells of another deed is no answer."""

import itertools
from pathlib import Path

import pytest

from bot.chain import Chain, Request
from bot.deed import deed_asked, told
from bot.extent import extent
from bot.extractor import load_extractor
from bot.foreign import foreign
from bot.kinds import kind_of
from bot.question import understand
from bot.sentence import sentences

from .documents import indexed

MINUTES = """# Biên bản họp giao ban của UBND phường Hải Lăng

Phó Chủ tịch UBND phường Trần Văn Nam ký biên bản này.

## 1. Phòng Kinh tế

- Tập hợp ý kiến của các hộ kinh doanh, trình Chủ tịch UBND phường.

## 2. Công an phường

Kiểm tra, đôn đốc các tổ dân phố ký cam kết; Trạm Y tế thông báo lịch tiêm.

Sở Giao thông có văn bản riêng.

Giao các ông, bà sau đôn đốc việc thu phí:

- Tổ trưởng tổ 1;

- Tổ trưởng tổ 2.
"""
PAPER = ("soạn thảo", "tham mưu", "lưu giữ", "in ấn", "phản đối", "thẩm định", "quay phim", "gop y cho")
MEETING = ("chủ trì", "ghi biên bản", "vắng mặt ở", "tài trợ", "bảo quản", "trả lời phỏng vấn về")


@pytest.fixture(scope="module")
def minutes(encoder, tmp_path_factory: pytest.TempPathFactory) -> Chain:  # noqa: ANN001
    folder: Path = tmp_path_factory.mktemp("minutes")
    return Chain(indexed(folder, encoder, MINUTES), load_extractor())


@pytest.mark.parametrize(
    "question",
    [f"{who} {deed} kết luận 143" for who, deed in itertools.product(("ai", "ai được giao", "đơn vị nào phải"), PAPER)]
    + [f"{who} {deed} hội nghị lần thứ 14" for who, deed in itertools.product(("ai", "người nào lo"), MEETING)]
    + ["người soạn thảo kết luận 143 là ai", "kết luận 143 do ai tham mưu", "ai phai hoan thien chi thi sau hoi nghi"],
)  # fmt: skip
def test_who_does_what_is_not_told_is_refused(seed_chain: Chain, question: str) -> None:
    answer = seed_chain.extract(Request(question)).answer
    assert answer.status == "refused", answer.short_answer


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("ai đặt bút ký kết luận 143", "Nguyễn Thị Tuyến"),
        ("Ai đọc lời kết luận tại hội nghị lần thứ mười bốn?", "Đinh Tiến Dũng"),
        ("ai duoc giao dieu hanh ngan sach 2024", "Ban Thường vụ Thành ủy"),
        ("Bộ phận nào lo chỉnh sửa bản thảo theo các góp ý của người dự họp?", "Ban Tuyên giáo Thành ủy; Văn phòng Thành ủy"),
        ("nghị quyết số 15 là của cơ quan nào ban hành", "Bộ Chính trị"),
        ("dự thảo chỉ thị xây dựng người hà nội thanh lịch văn minh do ai đưa ra hội nghị", "Ban Thường vụ Thành ủy"),
    ],
)
def test_who_does_what_is_told_in_other_words_is_answered(seed_chain: Chain, question: str, who: str) -> None:
    assert seed_chain.extract(Request(question)).answer.short_answer == who


@pytest.mark.parametrize(
    ("question", "words", "expected"),
    [
        ("ai ký biên bản", "Trần Văn Nam", False),
        ("ai soạn biên bản", "Trần Văn Nam", True),
        ("người ký biên bản là ai", "Trần Văn Nam", False),
        ("người lập biên bản là ai", "Trần Văn Nam", True),
        ("đơn vị nào gom ý kiến của các hộ kinh doanh", "Phòng Kinh tế", False),  # told under the heading
        ("đơn vị nào kiểm tra ý kiến của các hộ kinh doanh", "Phòng Kinh tế", True),
        ("ai đi giục các tổ dân phố ký cam kết", "Công an phường", False),
        ("ai lo việc kiểm tra tổ dân phố", "Kiểm tra", False),
        ("ai niêm yết lịch tiêm", "Trạm Y tế", False),
        ("ai tiêm", "Trạm Y tế", False),
        ("ai hướng dẫn lịch tiêm", "Trạm Y tế", True),
        ("ai lo cái lịch tiêm", "Trạm Y tế", False),  # in a word of his own
        ("ai kí biên bản", "Trần Văn Nam", False),
        ("phòng nào chủ trì xây dựng kế hoạch tiêm", "Trạm Y tế", True),
        ("ai chủ trì thông báo lịch tiêm", "Trạm Y tế", False),  # who leads a deed does it
        ("ai được thông báo lịch tiêm", "Trần Văn Nam", False),  # to whom it is done, who knows how it is told
        ("đơn vị nào trực thuộc phường", "Trần Văn Nam", False),  # half of a word is no deed
        ("ai bàn giao lịch tiêm", "Sở Giao thông", True),
        ("ai đôn đốc thu phí", "Tổ trưởng tổ 1", False),  # told by the line above the list
        ("ai soạn thảo quy định thu phí", "Tổ trưởng tổ 1", True),
        ("ai là phó chủ tịch", "Trạm Y tế", False),  # no deed is asked of
        ("lịch tiêm là của ai soạn", "Trần Văn Nam", False),  # whose it is
        ("có ai soạn lịch tiêm không", "Trần Văn Nam", False),
        ("bao nhiêu người soạn biên bản", "Trần Văn Nam", False),  # not who
    ],
)
def test_a_deed_is_told_or_not(minutes: Chain, question: str, words: str, expected: bool) -> None:
    held = [one for one in sentences(*minutes.index.documents.values()) if words in one.text]
    deed = deed_asked(understand(question, [], minutes.index))
    assert held and (deed is not None and not told(deed, held[:1])) is expected


@pytest.mark.parametrize(
    ("question", "span", "expected"),
    [
        ("ai kiểm tra dự thảo", "Kế hoạch công tác", True),
        ("ai kiểm tra dự thảo", "Trần Văn Nam", False),
        ("ai kiểm tra dự thảo", "Petrolimex", False),
        ("ai kiểm tra dự thảo", "các hộ kinh doanh", False),
        ("ai mua bảo hiểm", "thương nhân", False),
        ("có ai tử vong không", "không có ca nào", False),
        ("kết luận bãi bỏ văn bản nào", "Ban Thường vụ Thành ủy", True),
        ("kết luận bãi bỏ văn bản nào", "Quyết định của Ban Thường vụ", False),
        ("hội nghị họp ngày nào", "Trần Văn Nam", False),  # of days the reader knows
    ],
)
def test_what_a_kind_of_question_cannot_mean(minutes: Chain, question: str, span: str, expected: bool) -> None:
    assert foreign(understand(question, [], minutes.index), span, (0, len(span))) is expected


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("kết luận 143 mang chữ ký của ai", "Nguyễn Thị Tuyến"),
        ("ai ký kết luận 143 của Thành ủy Hà Nội", "Nguyễn Thị Tuyến"),
        ("ai ký kết luận này thay ban thường vụ", "Nguyễn Thị Tuyến"),
        ("ai ký kết luận 143 thay mặt ban thường vụ", "Nguyễn Thị Tuyến"),
        ("ai ký hợp đồng thuê xe theo kết luận này", None),
        ("ai ký kết các hợp đồng theo kết luận này", None),
        ("ai là thư ký hội nghị lần thứ 14", None),
        ("ai đăng ký tham gia hội nghị lần thứ 14", None),
        ("ai ký kết luận thanh tra đất đai quận Ba Đình", None),
    ],
)
def test_the_signer_is_of_this_paper_alone(seed_chain: Chain, question: str, who: str | None) -> None:
    assert seed_chain.extract(Request(question)).answer.short_answer == who


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("Giao Công ty Cấp nước Yên Giang lắp ống.", "Công ty Cấp nước", "Công ty Cấp nước Yên Giang"),
        ("Giám đốc Sở Y tế Trần Văn Nam dự.", "Sở Y tế", "Sở Y tế"),
        ("Giao Công ty Cấp nước lắp ống.", "Công ty Cấp nước", "Công ty Cấp nước"),
    ],
)
def test_a_body_is_named_with_its_place(minutes: Chain, text: str, span: str, expected: str) -> None:
    begin = text.index(span)
    start, end = extent(understand("công ty nào lắp ống", [], minutes.index), text, (begin, begin + len(span)))
    assert text[start:end] == expected


def test_a_count_of_what_is_done_to_is_none_of_who_does_it() -> None:
    assert kind_of("6 điểm trường lẻ được cơ quan nào gom về").count is None
    assert kind_of("2 cơ quan nào gom về").count == 2
