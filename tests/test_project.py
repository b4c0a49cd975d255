"""The house: evaluation thresholds, documented settings, arrows that run one way."""

import json
import re
import subprocess
import sys

import pytest

from bot.extractor import load_extractor
from bot.kinds import kind_of
from eval import questions, squad
from eval.retrieval import evaluate
from eval.scoring import Item, judge
from index.errors import UserError
from index.settings import SETTINGS, setting

from .conftest import ROOT


@pytest.mark.parametrize("split", ["dev", "test"])
def test_own_questions_reach_the_thresholds(outcomes, split: str) -> None:  # noqa: ANN001
    assert questions.under_thresholds(questions.summary(outcomes[split]), split) == []


def test_the_questions_are_well_formed_and_the_splits_share_no_evidence(seed_chain) -> None:  # noqa: ANN001
    text = seed_chain.index.documents["ket-luan-143-kl-tu"].text
    items = {split: questions.load(split) for split in ("dev", "test")}
    everything = items["dev"] + items["test"]
    assert len(everything) >= 200 and len({item.id for item in everything}) == len(everything)
    assert sum(item.status == "refused" for item in everything) >= 80
    assert len(items["test"]) >= 100 and sum(item.status == "refused" for item in items["test"]) >= 40
    for item in everything:
        assert (item.status == "answered") == bool(item.accepted or item.items) == bool(item.evidence)
        assert all(evidence in text for evidence in item.evidence), item.id
    evidence = {split: {one for item in items[split] for one in item.evidence} for split in items}
    assert not any(a in b or b in a for a in evidence["dev"] for b in evidence["test"])


@pytest.mark.parametrize(("form", "least"), [("full", 0.95), ("none", 0.94)])
def test_retrieval_on_public_questions(eval_data, encoder, form: str, least: float) -> None:  # noqa: ANN001
    """Every third question, all 240 passages; the whole set is asked by command."""
    figures = evaluate(eval_data / "xquad.vi.json", form, encoder, load_extractor(), lambda *_: None, every=3)
    assert figures["questions"] == 397 and figures["passages"] == 240
    assert figures["hit@1"] >= least


def test_retrieval_takes_any_squad_file_and_merges_equal_paragraphs(tmp_path, encoder) -> None:  # noqa: ANN001
    paragraphs = [
        {"context": "Hồ Gươm nằm ở trung tâm Hà Nội.", "qas": [{"id": "1", "question": "Hồ Gươm nằm ở đâu?", "is_impossible": False}]},
        {"context": "Hồ Gươm nằm ở trung tâm Hà Nội.", "qas": [{"id": "2", "question": "ho nao o trung tam Ha Noi"}]},
        {"context": "Sông Hương chảy qua thành phố Huế.", "qas": [{"id": "3", "question": "Sông nào chảy qua Huế?"}]},
    ]
    path = tmp_path / "set.json"
    path.write_text(json.dumps({"version": "2.0", "data": [{"paragraphs": paragraphs}]}))
    done = subprocess.run(
        [sys.executable, "-m", "eval", "retrieval", "--dataset", str(path), "--query-form", "none", "--json", str(tmp_path / "out.json")],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    figures = json.loads((tmp_path / "out.json").read_text())
    assert done.returncode == 0 and json.loads(done.stdout) == figures
    assert figures.keys() >= {"dataset", "questions", "passages", "hit@1", "hit@3", "hit@10", "mrr@10", "ndcg@10", "seconds"}
    assert (figures["questions"], figures["passages"], figures["hit@1"], figures["mrr@10"]) == (3, 2, 1.0, 1.0)
    with pytest.raises(UserError, match="SQuAD"):
        squad.load(ROOT / "eval" / "thresholds.json")


def test_half_typed_questions_are_the_same_each_time() -> None:
    question = "Thu ngân sách năm 2023 đạt được bao nhiêu nghìn tỷ đồng?"
    half = squad.typed(question, "half", "1")
    assert half == squad.typed(question, "half", "1") and half not in (question, squad.typed(question, "none", "1"))
    assert squad.typed(question, "none", "1") == "Thu ngan sach nam 2023 dat duoc bao nhieu nghin ty dong?"


def _item(**changes) -> Item:  # noqa: ANN003
    base = {"id": "1", "type": "fact", "form": "full", "question": "", "history": (), "status": "answered", "accepted": ("6,5%",), "items": (), "evidence": ("Tăng 6,5%.",)}
    return Item(**{**base, **changes})


def _given(short: str, *items: str, quote: str = "Tăng 6,5%.") -> dict:
    return {"status": "answered", "short_answer": short, "items": list(items), "citations": [{"quote": quote}]}


def test_scoring_minds_figures_lists_and_quotes() -> None:
    assert judge(_item(), _given("6,5%"), []).right
    assert not judge(_item(), _given("65%"), []).right  # dropping punctuation must not make another figure
    assert not judge(_item(), _given("6,5%", quote="Một câu khác."), []).right
    assert not judge(_item(), _given("6,5%", quote="Tăng 6,5%. Và còn một câu nữa ở ngay sau."), []).right
    listed = _item(accepted=(), items=(("a b", "b"), ("c",)))
    assert judge(listed, _given("b; c", "b", "c"), []).right
    assert not judge(listed, _given("b", "b"), []).right
    assert not judge(listed, _given("b; c; d", "b", "c", "d"), []).right
    refused = _item(status="refused", accepted=(), evidence=())
    assert not judge(refused, _given("6,5%"), []).right
    assert judge(refused, {"status": "refused"}, []).right


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Thu ngân sách đạt bao nhiêu?", "quantity"), ("Ai ký văn bản?", "person"), ("Họp vào ngày nào?", "time"),
        ("Vì sao phải giao vốn sớm?", "reason"), ("Cơ quan nào chủ trì?", "body"), ("Khóa mấy?", "order"),
        ("Dự án có bị loại không?", "yesno"), ("An ninh ra sao?", "manner"), ("Bà ấy giữ chức vụ gì?", "position"),
    ],
)  # fmt: skip
def test_kinds_of_questions(question: str, kind: str) -> None:
    assert kind_of(question).name == kind


def test_each_setting_is_documented_with_its_default_and_a_wrong_value_is_named() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for one in SETTINGS:
        row = re.search(rf"^\| `{one.name}` \| (.*?) \| (.*?) \| (.*?) \|$", readme, re.M)
        assert row, one.name
        assert row.groups() == (f"`{one.default}`" if one.default else "—", one.help, one.reason)
    assert set(re.findall(r"\| `(BOT_\w+)`", readme)) == {one.name for one in SETTINGS}
    with pytest.raises(UserError, match=r"BOT_PORT='cổng'.*hãy"):
        setting("BOT_PORT", {"BOT_PORT": "cổng"})


def test_arrows_run_one_way_and_rooms_are_small() -> None:
    for floor, forbidden in (("index", "bot|eval"), ("bot", "eval")):
        for path in (ROOT / floor).rglob("*.py"):
            assert not re.search(rf"^\s*(?:from|import) (?:{forbidden})\b", path.read_text("utf-8"), re.M), path
    for floor in ("index", "bot", "eval"):
        for path in (ROOT / floor).rglob("*.py"):
            assert len(path.read_text("utf-8").splitlines()) <= 300, path
