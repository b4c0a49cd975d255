"""The entailment model: what it reads, what it weighs, and the pairs that it was trained on."""

import json
import random
import re
from collections import Counter
from dataclasses import fields, replace

import pytest

from bot.guard import entailment as model
from bot.guard.check import Guard
from bot.guard.entailment import Doubts, Entailment, Weights, evidence, led, load_entailment
from bot.matching import Matcher
from eval.training import entailment, statements, written
from eval.training.network import EntailmentNetwork, ReaderNetwork
from index.errors import UserError

TEXT = (
    "Ban Chỉ đạo gồm 12 thành viên do Chủ tịch UBND tỉnh làm Trưởng ban. Cơ quan thường trực là Sở Nội vụ. "
    "Ban họp mỗi quý một lần; cuộc họp chỉ hợp lệ khi có mặt hai phần ba thành viên. Kinh phí do ngân sách tỉnh bảo đảm."
)


def test_evidence_is_the_sentences_that_say_most_in_their_order() -> None:
    statement = "Kinh phí của Ban do ngân sách tỉnh chi, còn cơ quan thường trực là Sở Nội vụ."
    assert evidence(statement, TEXT, 100) == "Cơ quan thường trực là Sở Nội vụ. Kinh phí do ngân sách tỉnh bảo đảm."
    assert evidence(statement, TEXT, 1) in TEXT, "one sentence at least"
    assert evidence(statement, TEXT) == TEXT
    assert evidence("Một điều khác hẳn.", "") == ""
    assert led("Quyết định", "", TEXT) == f"Quyết định. {TEXT}" and led("", "", TEXT) == TEXT


@pytest.mark.parametrize(
    ("proven", "not_proven"),
    [
        ("Sở Nội vụ giữ vai trò thường trực của Ban Chỉ đạo.", "Sở Nội vụ giữ vai trò Trưởng ban của Ban Chỉ đạo."),
        ("Tiền cho Ban Chỉ đạo hoạt động lấy từ ngân sách của tỉnh.", "Tiền cho Ban Chỉ đạo hoạt động lấy từ ngân sách trung ương."),
        ("Đứng đầu Ban Chỉ đạo là Chủ tịch UBND tỉnh.", "Đứng đầu Ban Chỉ đạo là Giám đốc Sở Nội vụ."),
        ("Thiếu quá một phần ba thành viên thì Ban không họp được.", "Ban vẫn họp được khi thiếu quá nửa số thành viên."),
    ],
)  # fmt: skip
def test_a_paraphrase_is_read_as_proven_rather_than_its_false_twin(proven: str, not_proven: str) -> None:
    judge = load_entailment()
    assert judge.logit(proven, evidence(proven, TEXT)) > judge.logit(not_proven, evidence(not_proven, TEXT))


def test_doubts_are_weighed_up_to_two_of_a_kind() -> None:
    shipped = load_entailment()
    said = "Sở Nội vụ là cơ quan thường trực của Ban Chỉ đạo."
    plain = shipped.doubts(said, TEXT, covered=1.0, changed=0, new=0, elsewhere=0)
    assert plain.proven == pytest.approx(shipped.logit(said, TEXT))
    for kind in ("changed", "new", "elsewhere"):
        counts = {"changed": 0, "new": 0, "elsewhere": 0}
        seen = [shipped.doubts(said, TEXT, covered=1.0, **counts | {kind: count}) for count in (0, 1, 2, 3)]
        assert seen[2] == seen[3] and seen[0] == plain and getattr(seen[3], kind) == Doubts.MOST
        assert seen[1].probability < plain.probability, kind
    flat = Entailment(model.FOLDER / "entailment.onnx", Weights(0.0, 0.0, 0.0, 0.0, 0.0, 0.0))
    assert flat.doubts(said, TEXT, covered=0.0, changed=9, new=9, elsewhere=9).probability == 0.5


def test_the_weights_are_of_the_shipped_graph_and_a_missing_one_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # noqa: ANN001
    held = json.loads((model.FOLDER / "weights.json").read_text("utf-8"))
    assert set(held["logistic"]) == {one.name for one in fields(Weights)}
    assert held["logistic"]["proven"] > 0 > held["logistic"]["elsewhere"]
    monkeypatch.setattr(model, "FOLDER", tmp_path)
    with pytest.raises(UserError, match="weights.json"):
        model.load_entailment.__wrapped__()
    (tmp_path / "weights.json").write_text(json.dumps(held), "utf-8")
    with pytest.raises(UserError, match="entailment.onnx"):
        model.load_entailment.__wrapped__()


def test_what_is_plainly_wrong_is_not_weighed_and_the_texts_own_words_need_no_proof(seed_chain) -> None:  # noqa: ANN001
    guard = Guard(seed_chain.index, Matcher(seed_chain.index), load_entailment())
    passages = [one for one in seed_chain.index.passages if "400,421" in one.text]
    wrong = guard.check("Thu ngân sách năm 2023 ước đạt 500 nghìn tỷ đồng.", passages)
    assert wrong.doubts is None and not wrong.holds
    weighed = guard.check("Tiền thu vào ngân sách trên địa bàn ước đạt 400,421 nghìn tỷ đồng.", passages)
    assert weighed.doubts is not None and weighed.holds == (weighed.doubts.probability >= 0.5) == (weighed.faults == ())


def test_statement_pairs_are_proven_and_not() -> None:
    found = [one for one in written.passages() if one.true][:60]
    own = statements.Statements(found)
    letters = lambda text: re.sub(r"\d", "", text)  # noqa: E731 - half of the pairs have other figures
    true, false = ({letters(text) for one in found for text in texts(one)} for texts in (lambda one: one.true, lambda one: one.false))
    texts = [letters(one.text) for one in found]
    pairs = list(own.pairs(1))
    kinds = Counter()
    for proven, wrong in pairs:
        as_it_stands = any(letters(proven.question) in text for text in texts)
        assert (as_it_stands or letters(proven.question) in true) and proven.span is None and wrong.span is None
        if letters(wrong.question) in false:
            kinds["own"] += 1
        elif wrong.question == proven.question:
            assert wrong.window != proven.window
            kinds["same"] += 1
        else:
            assert wrong.question not in wrong.window
            kinds["spoilt"] += 1
        kinds["as it stands"] += as_it_stands
    assert all(count > 0.1 * len(pairs) for count in kinds.values()) and len(kinds) == 4, kinds
    assert kinds["as it stands"] < kinds["spoilt"], "some of the writers' are spoilt too"
    assert {letters(proven.question) for proven, _ in pairs} >= true, "every true statement is drawn"
    assert pairs == list(own.pairs(1)) and pairs != list(own.pairs(2))


def test_a_statement_is_spoilt_by_denial_opposite_or_another_fact() -> None:
    text = "Tỉnh giao Sở Nội vụ chủ trì, trình trước ngày 30/6/2025. Kinh phí tăng 12% so với 9% của năm trước. Dự án không được giãn tiến độ."
    drawn = {statements._spoilt(text, statement, random.Random(seed)) for statement in ("Kinh phí tăng 12% so với năm trước.", "Dự án không được giãn tiến độ.") for seed in range(30)}
    assert {"Kinh phí giảm 12% so với năm trước.", "Kinh phí tăng 9% so với năm trước.", "Kinh phí không tăng 12% so với năm trước.", "Dự án được giãn tiến độ."} <= drawn


def test_a_step_of_training_tells_pairs_apart_and_leaves_the_lowest_layers(tmp_path) -> None:  # noqa: ANN001
    import torch
    from tokenizers import Tokenizer

    from eval.training.base import prepare
    from eval.training.network import load_base

    base = tmp_path / "base"
    prepare(base)
    network = EntailmentNetwork(ReaderNetwork(load_base(base, "cpu")))
    frozen = {name: value.clone() for name, value in network.named_parameters() if not value.requires_grad}
    assert len(network.base.encoder.layer) == network.LAYERS and any("layer.0." in name for name in frozen) and not any(f"layer.{network.FROZEN}." in name for name in frozen)
    own = statements.Statements([one for one in written.passages() if one.true][:3])
    whole = next(entailment.batches(own, Tokenizer.from_file(str(base / "tokenizer.json")), 0, "cpu"))
    batch = replace(whole, ids=whole.ids[:4], mask=whole.mask[:4])
    optimiser = torch.optim.AdamW([one for one in network.parameters() if one.requires_grad], lr=1e-4)
    network.eval()
    losses = []
    for _ in range(3):
        loss = entailment.loss_of(network, batch)
        losses.append(loss.item())
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
    assert losses[-1] < losses[0]
    assert all(torch.equal(value, dict(network.named_parameters())[name]) for name, value in frozen.items())
