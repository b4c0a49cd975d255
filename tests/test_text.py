"""The text floor: normalisation, tokens, sentences, abbreviations, restoration."""

import unicodedata
from collections import Counter

import pytest

from index.readers import legacy
from index.text import abbreviations
from index.text.counts import write
from index.text.language import WRITTEN, Nearby, Table, by_first, count_syllables, counts_in
from index.text.normalise import canonical, compatible, fold, match_key
from index.text.numerals import value
from index.text.restore import Restorer, restorer_of
from index.text.sentences import sentence_spans
from index.text.syllables import tokenise
from index.text.telex import decode


@pytest.mark.parametrize(("left", "right"), [("hoà", "hòa"), ("thuý", "thúy"), ("qui", "quy"), ("kỉ", "kỷ"), ("Uỷ", "ủy"), ("hoàn", "hoàn")])
def test_spellings_of_one_syllable_meet(left: str, right: str) -> None:
    assert match_key(left) == match_key(right)
    assert match_key(unicodedata.normalize("NFD", left)) == match_key(right)


def test_marks_are_never_confused() -> None:
    assert len({match_key(word) for word in ("ban", "bàn", "bán", "bạn", "băn", "bân")}) == 6


def test_fold_keeps_the_length_and_drops_every_mark() -> None:
    text = "Đảng bộ thành phố, ƯỚC đạt 6,11%"
    assert fold(text) == "dang bo thanh pho, uoc dat 6,11%"
    assert len(fold(text)) == len(text)


def test_canonical_text_is_nfc_without_invisible_characters() -> None:
    assert canonical(unicodedata.normalize("NFD", "Kế\u00a0 hoạch\u200b\r\n năm")) == "Kế hoạch\nnăm"


@pytest.mark.parametrize(("typed", "full", "fits"), [("ngan", "ngân", True), ("ngân", "ngan", False), ("dat", "đạt", True), ("bàn", "bán", False), ("đạt", "dạt", False)])
def test_a_typed_mark_never_changes(typed: str, full: str, fits: bool) -> None:
    assert compatible(typed, full) is fits


def test_numbers_and_codes_stay_whole() -> None:
    text = "Kết luận 143-KL/TU: 6,11%, 26.500, 6,5-7,0%, 17/18 huyện, ngày 24/11/2023, 12/2024/QĐ-UBND, 09-nq/tu"
    found = [token.text for token in tokenise(text) if token.kind != "word"]
    assert found == ["143-KL/TU", "6,11%", "26.500", "6,5-7,0%", "17/18", "24/11/2023", "12/2024/QĐ-UBND", "09-nq/tu"]
    assert all(text[token.start : token.end] == token.text for token in tokenise(text))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("TP. Hà Nội đạt 6,11%. Cả nước trên 5%.", 2),
        ("Thành lập mới 26.500 doanh nghiệp (tăng 6%). Đáng chú ý, có 111 xã.", 2),
        ("Gồm bút, sổ, v.v. và các thứ khác. Hết.", 2),
        ("TP.HCM tăng. Hà Nội giảm.", 2),
        ("Đạt nhiều kết quả tích cực… Sau đó là việc khác.", 2),
        ("Kinh Bắc, Thăng Long…, từng bước nâng cao.", 1),
        ("Điều 5. Phạm vi điều chỉnh", 1),
        ("PGS. TS. Nguyễn Văn A. phát biểu.", 1),
        ("Ông nói: “Phải làm ngay.” Mọi người đồng ý.", 2),
    ],
)
def test_sentences(text: str, count: int) -> None:
    spans = sentence_spans(text)
    assert len(spans) == count, [text[a:b] for a, b in spans]
    assert "".join(text[a:b] for a, b in spans).replace(" ", "") == text.replace(" ", "")


def test_abbreviations_come_from_the_documents_and_the_standing_table() -> None:
    learnt = abbreviations.learn("xây dựng Nông thôn mới (NTM) và Trung tâm Hành chính công (TTHCC)")
    assert learnt == {"ntm": "nông thôn mới", "tthcc": "trung tâm hành chính công"}
    assert abbreviations.expand("UBND TP. họp về TTHCC theo 09-NQ/TU", learnt) == (
        "ủy ban nhân dân thành phố họp về trung tâm hành chính công theo 09-NQ/TU"
    )


def test_a_passage_is_compared_with_its_abbreviations_opened_and_read_as_written() -> None:
    passage = "ĐẦU TƯ CÔNG: UBND tỉnh gửi KH tới HĐND; hội đồng nhân dân và trường THCS An Hòa (BAN) nhận. Số 5/KH-UBND."
    assert abbreviations.opened(passage, {"ban": "trường an hòa"}) == (
        "ĐẦU TƯ CÔNG: ủy ban nhân dân tỉnh gửi kế hoạch tới hội đồng nhân dân; hội đồng nhân dân và trường trung học cơ sở An Hòa (BAN) nhận. Số 5/KH-UBND."
    ), "BAN could be a word; a code stays"
    assert abbreviations.opened("Sở GD&ĐT, bệnh viện K, phát triển KT-XH; súng AK", {}) == "Sở giáo dục và đào tạo, bệnh viện K, phát triển kinh tế xã hội; súng AK"
    assert abbreviations.expand("Sở GD&ĐT gửi bệnh viện K ko, BN 17 dc k", {}) == "Sở giáo dục và đào tạo gửi bệnh viện K không, BN 17 được không"
    assert abbreviations.as_written("Ủy ban nhân dân gửi hội đồng nhân dân kế hoạch nào?", passage, {}) == "UBND gửi hội đồng nhân dân KH nào?"


@pytest.mark.parametrize(("typed", "meant"), [("ngaan", "ngân"), ("sachs", "sách"), ("ddatj", "đạt"), ("nawm", "năm"), ("truowngr", "trưởng"), ("huyeenj", "huyện"), ("hoa", "hoa")])
def test_telex(typed: str, meant: str) -> None:
    assert match_key(decode(typed)) == match_key(meant)


@pytest.fixture(scope="module")
def restorer() -> Restorer:
    return Restorer(*count_syllables("Thu ngân sách trên địa bàn ước đạt 400,421 nghìn tỷ đồng."))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("thu ngan sach 2023 dat bao nhieu", "thu ngân sách 2023 đạt bao nhiêu"),
        ("thu ngaan sachs nam 2023", "thu ngân sách năm 2023"),
        ("toc do tang truong kinh te", "tốc độ tăng trưởng kinh tế"),
        ("doanh ngiệp", "doanh nghiệp"),
        ("143-KL/TU", "143-KL/TU"),
    ],
)
def test_restoration(restorer: Restorer, typed: str, meant: str) -> None:
    assert restorer.restore(typed) == meant


def test_restoration_leaves_typed_marks_alone(restorer: Restorer) -> None:
    typed = "Bàn về bạn đọc và tiền vốn của sở"
    assert restorer.restore(typed) == typed


def test_what_is_asked_in_offices_is_restored_as_its_writers_marked_it() -> None:
    """Of written passages that nothing was counted on, each question with its passage nearby: 67 in a hundred whole without the counts."""
    from eval.training.written import passages

    restorer, whole, total = restorer_of(()), 0, 0
    for one in passages(held_out=True):
        nearby = Nearby.of([one.text])
        for question in (*(question for question, _ in one.questions), *one.unanswerable):
            whole += restorer.restore(fold(question), nearby).lower() == canonical(question).lower()
            total += 1
    assert total > 1000 and whole / total > 0.78


@pytest.mark.parametrize(
    ("word", "number"),
    [("12", 12), ("mười", 10), ("mười lăm", 15), ("Hai mươi", 20), ("hai mươi mốt", 21), ("chín mươi ba", 93), ("tư", 4), ("XVII", 17), ("mười mươi", None), ("hai ba", None), ("xã", None)],
)
def test_numbers_in_words(word: str, number: int | None) -> None:
    assert value(word) == number


def test_tables_beside_each_other_sum_up_to_one() -> None:
    def table(text: str, *beside: Table) -> Table:
        singles, pairs = count_syllables(text)
        return Table(dict(singles), by_first(pairs), beside)

    one, more = "thu ngân sách năm 2023 vượt dự toán", "chi ngân sách năm sau, thu vượt kế hoạch"
    whole, first = table(f"{one}. {more}"), table(one)
    second = table(more, first)
    for name in ("total", "different"):
        assert getattr(whole, name) == getattr(first, name) + getattr(second, name)
    for name in ("singles", "begun", "after", "before"):
        assert Counter(getattr(whole, name)) == Counter(getattr(first, name)) + Counter(getattr(second, name)), name
    assert {folded: sorted(first.forms[folded] + second.forms[folded]) for folded in whole.forms} == {folded: sorted(forms) for folded, forms in whole.forms.items()}
    assert whole.pair("ngân", "sách") == 2 == first.pair("ngân", "sách") + second.pair("ngân", "sách") and second.pair("dự", "toán") == 0


def test_the_counts_are_those_of_the_written_passages(tmp_path) -> None:  # noqa: ANN001
    from eval.training.asked import texts

    write(tmp_path / "written.json.gz", "eval/training/passages", texts())
    assert counts_in(tmp_path / "written.json.gz") == counts_in(WRITTEN)
    assert counts_in(WRITTEN)[0]["#"] > 10_000, "numbers too"


def test_restored_syllables_on_unmarked_public_questions(eval_data) -> None:  # noqa: ANN001
    from eval import squad

    texts, questions = squad.load(eval_data / "xquad.vi.json")
    language = [count_syllables(text) for text in texts]
    restorer = Restorer(sum((one for one, _ in language), start=type(language[0][0])()), sum((two for _, two in language), start=type(language[0][1])()))
    right = total = 0
    for question in questions[::10]:
        meant = canonical(question.question).lower().split()
        given = restorer.restore(squad.typed(question.question, "none", question.id)).lower().split()
        total += len(meant)
        right += sum(a == b for a, b in zip(given, meant, strict=False)) if len(given) == len(meant) else 0
    assert right / total >= 0.95


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam §éc lËp - Tù do - H¹nh phóc QuyÕt ®Þnh cña ñy ban", "TCVN3"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam Ñoäc laäp Töï do Haïnh phuùc Quyeát ñònh cuûa", "VNI"),
        ("Cộng hòa xã hội chủ nghĩa Việt Nam Độc lập Tự do Hạnh phúc", None),
        ("The quick brown fox jumps over the lazy dog near the café", None),
    ],
)
def test_letters_from_before_unicode_are_recognised(text: str, encoding: str | None) -> None:
    assert legacy.encoding_of(text) == encoding
