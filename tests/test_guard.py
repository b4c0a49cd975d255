"""The guard: spellings that mean the same, and the sentences by which it is measured."""

import pytest

from bot.extractor import load_extractor
from bot.guard.check import Guard
from bot.guard.clauses import clauses
from bot.guard.facts import facts
from bot.matching import Matcher
from bot.sentence import sentences
from eval import guarding, questions

from .documents import indexed


@pytest.fixture(scope="module")
def guard(seed_chain) -> Guard:  # noqa: ANN001
    return Guard(seed_chain.index, Matcher(seed_chain.index), load_extractor())


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("400.421 tỷ", "400,421 nghìn tỷ đồng"), ("26,5 nghìn doanh nghiệp", "26.500 doanh nghiệp"), ("0,15 tỷ đồng", "150 triệu đồng"), ("9%", "9,0%"), ("9 phần trăm", "9,0%"),
        ("ngày 24 tháng 11 năm 2023", "24/11/2023"), ("tháng 11/2023", "ngày 23 và 24/11/2023"), ("từ 160 đến 162 triệu đồng", "160-162 triệu đồng"), ("hai thành phố", "2 thành phố"),
        ("lần thứ 14", "lần thứ mười bốn"), ("lần thứ XIV", "lần thứ mười bốn"), ("17 trong tổng số 18 huyện", "17/18 huyện"), ("mười bảy trên mười tám huyện", "17/18 huyện"),
        ("Kết luận số 143", "Kết luận số 143-KL/TU"), ("hai mươi xã", "20 xã"), ("từ năm 2021 đến năm 2025", "2021-2025"),
    ],
)  # fmt: skip
def test_spellings_that_mean_the_same_agree(written: str, printed: str) -> None:
    (fact,) = facts(written)
    assert any(fact.agrees(other) for other in facts(printed))


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("400,421 tỷ đồng", "400,421 nghìn tỷ đồng"), ("150 triệu USD", "150 triệu đồng"), ("9,0 điểm phần trăm", "9,0%"), ("23/11/2023", "24/11/2023"), ("ngày 24 tháng 10", "24/11/2023"),
        ("160 triệu đồng", "160-162 triệu đồng"), ("lần thứ 15", "lần thứ mười bốn"), ("16/18 huyện", "17/18 huyện"), ("143-QĐ/TU", "143-KL/TU"), ("2021-2026", "2021-2025"), ("1.135,5%", "113,5%"),
    ],
)  # fmt: skip
def test_what_is_not_the_same_does_not_agree(written: str, printed: str) -> None:
    assert not any(fact.agrees(other) for fact in facts(written) for other in facts(printed))


def test_every_sentence_of_the_article_bears_itself_out(guard: Guard, seed_chain) -> None:  # noqa: ANN001
    index = seed_chain.index
    for sentence in sentences(index.documents["ket-luan-143-kl-tu"]):
        cited = [passage for passage in index.passages if passage.start <= sentence.start < passage.end]
        verdict = guard.check(sentence.text, cited)
        assert verdict.holds and sentence.text in {proof.text for proof in verdict.proofs}, (sentence.text, verdict.faults)


def test_nothing_cited_and_nothing_said_hold_nothing(guard: Guard, seed_chain) -> None:  # noqa: ANN001
    passages = seed_chain.index.passages
    assert not guard.check("Thu ngân sách ước đạt 400,421 nghìn tỷ đồng.", []).holds
    for empty in ("", "…", "Xin chào anh/chị.", "Tôi là trợ lý ảo.", "Xem https://xau.example.", "<b>18/23 chỉ tiêu</b>"):
        assert not guard.check(empty, passages).holds, empty


def test_clauses_are_the_sentence_cut_where_both_sides_state_something() -> None:
    text = "Năm 2023, thu ngân sách đạt 400 tỷ đồng, bằng 113,5% dự toán; kinh tế tăng 6%, trong khi vốn đầu tư tăng 9%."
    cut = clauses(text)
    assert "".join(one.text for one in cut).strip(".") == text.strip(".")
    assert [len([fact for fact in one.facts if fact.kind == "figure"]) for one in cut] == [1, 1, 1, 1]
    assert [sorted(one.years) for one in cut] == [[2023], [2023], [], []]


NOTICE = """---
tiêu đề: Thông báo về năm học mới của tỉnh Hòa Phước
số hiệu: 18/TB-UBND
loại văn bản: Thông báo
---

# Thông báo về năm học mới của tỉnh Hòa Phước

Toàn tỉnh có 45 trường được công nhận đạt chuẩn quốc gia và 12 trường được công nhận chất lượng cao.

Phó Giám đốc Sở Giáo dục và Đào tạo Lê Văn Bình chủ trì cuộc họp ngày 5/8/2024. Ngành giáo dục tiếp tục thực hiện chủ đề “Dạy tốt, học tốt, sáng tạo, đổi mới”.

Các trường cần khẩn trương sửa chữa phòng học để học sinh yên tâm học tập.

Cuộc họp cho ý kiến về 3 nội dung: Kế hoạch tuyển sinh lớp 10;

Quy chế thi học sinh giỏi cấp tỉnh;

Đề án dạy tiếng Anh giai đoạn 2024-2030.

Sở đề nghị một số trường vùng cao thiếu phòng học và sách giáo khoa:

Lập danh sách học sinh cần hỗ trợ sách giáo khoa;

Rà soát phòng học tạm.

Năm học trước, số học sinh khá giỏi cao hơn chỉ tiêu. Trưởng phòng Mầm non Trần Thị Cúc trình bày báo cáo.
"""


@pytest.fixture(scope="module")
def noticed(encoder, tmp_path_factory: pytest.TempPathFactory) -> tuple[Guard, list]:  # noqa: ANN001
    """The guard over a notice of another office, and all of its passages."""
    folder = tmp_path_factory.mktemp("notice")
    index = indexed(folder, encoder, NOTICE)
    return Guard(index, Matcher(index), load_extractor()), list(index.passages)


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("Số trường được công nhận chất lượng cao của tỉnh là 12.", "Số trường được công nhận đạt chuẩn quốc gia của tỉnh là 12."),
        ("Về chất lượng cao, toàn tỉnh có 12 trường được công nhận.", "Về chuẩn quốc gia, toàn tỉnh có 12 trường được công nhận."),
        ("Ông Lê Văn Bình, Phó Giám đốc Sở Giáo dục và Đào tạo, chủ trì cuộc họp.", "Ông Lê Văn Bình, Giám đốc Sở Giáo dục và Đào tạo, chủ trì cuộc họp."),
        ("Ngành giáo dục tiếp tục chủ đề “Dạy tốt, học tốt, sáng tạo, đổi mới”.", "Ngành giáo dục tiếp tục chủ đề “Dạy tốt, học tốt, sáng tạo, hội nhập”."),
        ("Theo Thông báo, các trường cần sửa chữa phòng học để học sinh yên tâm học tập.", "Theo Thông báo, học sinh cần yên tâm học tập để các trường sửa chữa phòng học."),
        ("Bà Trần Thị Cúc, Trưởng phòng Mầm non, trình bày báo cáo.", "Bà Trần Thị Cúc, Phó Trưởng phòng Mầm non, trình bày báo cáo."),
        ("Chủ đề của ngành giáo dục là «Dạy tốt, học tốt, sáng tạo, đổi mới».", "Chủ đề của ngành giáo dục là «Dạy tốt, học tốt, sáng tạo, kỷ cương»."),
        ("Các trường cần sửa chữa phòng học, nhằm để học sinh yên tâm học tập.", "Nhờ học sinh yên tâm học tập, các trường khẩn trương sửa chữa phòng học."),
        ("Sở đề nghị lập danh sách học sinh cần hỗ trợ sách giáo khoa.", "Hai trường vùng cao thiếu phòng học và sách giáo khoa."),
        ("Số học sinh khá giỏi năm học trước vượt chỉ tiêu.", "Số học sinh khá giỏi năm học trước là cao nhất."),
        ("Theo Thông báo, cuộc họp do Phó Giám đốc Lê Văn Bình chủ trì.", "Theo Nghị quyết, cuộc họp do Phó Giám đốc Lê Văn Bình chủ trì."),
        ("Cuộc họp đã cho ý kiến về quy chế thi học sinh giỏi cấp tỉnh.", "Cuộc họp đã cho ý kiến về quy chế thi học sinh giỏi cấp huyện."),
    ],
)  # fmt: skip
def test_the_same_words_of_another_thing_are_struck(noticed: tuple[Guard, list], true: str, false: str) -> None:
    guard, cited = noticed
    assert guard.check(true, cited).holds
    assert not guard.check(false, cited).holds


def test_a_retelling_has_words_that_join_and_none_that_tell_more(noticed: tuple[Guard, list]) -> None:
    guard, cited = noticed
    assert guard.check("Nhìn chung, vấn đề đặt ra là các trường cần khẩn trương sửa chữa phòng học để học sinh yên tâm học tập.", cited).holds
    assert not guard.check("Nhìn chung, các trường cần vay mượn để khẩn trương sửa chữa phòng học.", cited).holds


@pytest.mark.parametrize("split", guarding.SPLITS)
def test_false_sentences_are_struck_and_true_ones_kept(seed_chain, encoder, split: str) -> None:  # noqa: ANN001
    rows = guarding.load(split)[:: 7 if split == "writers" else 1]  # a seventh of many
    with guarding.index_of(split, seed_chain.index, encoder) as index:
        text = "\n".join(document.text for document in index.documents.values())
        assert all(quote in text for row in rows for quote in row["quotes"]) and len({row["sentence"] for row in rows}) == len(rows)
        figures = guarding.summary(guarding.check(index, load_extractor(), rows))
    assert figures["true"] >= 75 and figures["false"] >= 75 and sum(row["wrong_thing"] for row in rows) >= figures["false"] / (3 if split == "offices" else 2)
    assert questions.under_thresholds(figures, f"guard {split}") == []
