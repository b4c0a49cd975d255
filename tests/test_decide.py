"""One answer from two readings: which is believed, and what is an answer for neither. The rules read the real article; what
the trained reader points at, and how surely, is given."""

import pytest

from bot.chain import PASSAGES, Chain
from bot.decide import decide
from bot.question import understand
from bot.reader import Reading, read
from bot.rerank import Pointed
from index.search import Hit

SURE, HALF_SURE, UNSURE = 9.0, 2.5, -9.0


def decided(chain: Chain, question: str, words: str, score: float, history: tuple[tuple[str, str], ...] = ()) -> Reading | None:
    """What is decided where the trained reader points at `words` of the article with `score`."""
    asked = understand(question, list(history), chain.index)
    (document,) = chain.index.documents.values()
    start = document.text.index(words)
    span = (start, start + len(words))
    passage = next(one for one in chain.index.passages if one.start <= span[0] and span[1] <= one.end)
    pointed = [Pointed(Hit(passage, 0.5, None, 0.5), (passage.start, passage.end), span, 0.5, score)]
    readings = read(asked, chain.index.searcher.search(asked.query, PASSAGES, None), chain._matcher)  # noqa: SLF001
    return decide(asked, readings, pointed, chain._matcher)  # noqa: SLF001


def said(reading: Reading | None) -> list[str] | None:
    return reading and [reading.sentence.document.text[start:end] for start, end in reading.spans]


def test_where_the_rules_find_nothing_the_trained_reader_is_believed_if_it_is_sure(seed_chain: Chain) -> None:
    question = "Người đứng đầu cấp ủy Thủ đô là ông nào vậy?"
    assert said(decided(seed_chain, question, "Đinh Tiến Dũng", SURE)) == ["Đinh Tiến Dũng"]
    assert decided(seed_chain, question, "Đinh Tiến Dũng", UNSURE) is None


def test_who_does_what_is_asked_of_is_whole_where_the_trained_reader_has_a_part_or_takes_another(seed_chain: Chain) -> None:
    question, doing = "Bộ phận nào lo chỉnh sửa bản thảo theo các góp ý của người dự họp?", ["Ban Tuyên giáo Thành ủy", "Văn phòng Thành ủy"]
    assert said(decided(seed_chain, question, "Ban Tuyên giáo Thành ủy", SURE)) == doing
    assert decided(seed_chain, question, "Ban Tuyên giáo Thành ủy", UNSURE) is None


def test_what_the_rules_find_stands_where_the_trained_reader_points_there_too(seed_chain: Chain) -> None:
    question = "Thu ngân sách năm 2023 ước đạt bao nhiêu?"
    assert "400,421" in said(decided(seed_chain, question, "400,421", SURE))[0]


def test_the_sure_reader_is_believed_against_the_rules_and_where_it_finds_nothing_neither_is(seed_chain: Chain) -> None:
    question, other = "Thu ngân sách năm 2023 ước đạt bao nhiêu?", "26.500 doanh nghiệp"
    assert "400,421" not in (said(decided(seed_chain, question, other, SURE)) or [""])[0]
    assert decided(seed_chain, question, other, UNSURE) is None, "it has not read the rules' sentence, or found nothing there"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Hội nghị có bao nhiêu đại biểu tham dự?", "ngày 23 và 24/11/2023"),  # a date counts nothing
        ("Cơ quan nào sửa bản thảo theo góp ý?", ","),  # no word at all
        ("Cơ quan nào kết hợp xây sân bay quốc tế thứ 2?", "đầu tư"),  # no body
    ],
)
def test_what_is_not_of_the_kind_asked_for_is_no_answer(seed_chain: Chain, question: str, words: str) -> None:
    assert words not in (said(decided(seed_chain, question, words, SURE)) or [])


def test_a_follow_up_is_read_too(seed_chain: Chain) -> None:
    history = (("Ai phát biểu kết luận hội nghị?", "Đinh Tiến Dũng"),)
    found = decided(seed_chain, "Đồng chí ấy giữ chức vụ gì?", "Bí thư Thành ủy Hà Nội", SURE, history)
    assert "Bí thư Thành ủy" in said(found)[0]


def test_a_list_is_given_member_by_member(seed_chain: Chain) -> None:
    words = "Ban Tuyên giáo Thành ủy, Văn phòng Thành ủy"
    found = decided(seed_chain, "Những bộ phận nào lo chỉnh sửa bản thảo theo góp ý của người dự họp?", words, SURE)
    assert said(found) == ["Ban Tuyên giáo Thành ủy", "Văn phòng Thành ủy"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Vì sao PAR-Index được cải thiện?", "An ninh, quốc phòng được củng cố vững chắc"),  # no word that gives a reason
        ("Thế nào là làm chậm tiến độ, không đạt yêu cầu?", "dồn giải ngân vào cuối năm"),  # denies, and the sentence does not
        ("Bao nhiêu thì đủ?", "quyết liệt"),  # no number
    ],
)
def test_what_lacks_a_word_that_the_rules_look_for_must_be_surer(seed_chain: Chain, question: str, words: str) -> None:
    assert said(decided(seed_chain, question, words, SURE)) == [words]
    assert words not in (said(decided(seed_chain, question, words, HALF_SURE)) or [])


def test_how_many_are_is_not_how_many_are_not(seed_chain: Chain) -> None:
    assert decided(seed_chain, "Còn bao nhiêu chỉ tiêu không đạt kế hoạch?", "3 chỉ tiêu", SURE) is None


def test_a_list_goes_on_where_the_reader_stops_and_is_not_swapped_for_another(seed_chain: Chain) -> None:
    question = "Vốn đầu tư công phải được giao cho các đối tượng nào?"
    assert said(decided(seed_chain, question, "các cơ quan, đơn vị, địa phương", SURE)) == ["các cơ quan", "đơn vị", "địa phương", "chủ đầu tư"]
    words = "khu vực hồ Hoàn Kiếm và các không gian văn hóa phố đi bộ trên địa bàn thành phố"
    found = said(decided(seed_chain, "Quy chế quản lý không gian văn hóa dự kiến xây dựng cho những khu vực nào?", words, SURE))
    assert found == words.split(" và ")
