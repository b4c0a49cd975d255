"""The guard: spellings that mean the same, and the sentences by which it is measured."""

import pytest

from bot.extractor import load_extractor
from bot.guard.check import Guard
from bot.guard.clauses import clauses
from bot.guard.facts import facts
from bot.matching import Matcher
from bot.sentence import sentences
from eval import guarding, questions


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


@pytest.mark.parametrize("split", guarding.SPLITS)
def test_false_sentences_are_struck_and_true_ones_kept(seed_chain, split: str) -> None:  # noqa: ANN001
    rows = guarding.load(split)
    text = seed_chain.index.documents["ket-luan-143-kl-tu"].text
    assert all(quote in text for row in rows for quote in row["quotes"]) and len({row["sentence"] for row in rows}) == len(rows)
    figures = guarding.summary(guarding.check(seed_chain.index, load_extractor(), rows))
    assert figures["true"] >= 75 and figures["false"] >= 75 and sum(row["wrong_thing"] for row in rows) >= figures["false"] / 2
    assert questions.under_thresholds(figures, f"guard {split}") == []
