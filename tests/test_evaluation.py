"""The evaluation that staff read: forms by construction, intervals, comparison, the report."""

import copy
import json
import math
import re
import unicodedata
import zlib
from pathlib import Path

import pytest

from eval import compare, questions, record, robustness
from eval.__main__ import _COMMANDS, main
from eval.arguments import parse
from eval.forms import FORMS, in_form
from eval.report.page import render
from eval.significance import interval, paired_p
from index.errors import UserError
from index.settings import ROOT
from index.text.normalise import fold, match_key
from index.text.telex import decode

_ITEMS = [item for split in ("dev", "test") for item in questions.load(split)]


@pytest.fixture(scope="module")
def run(outcomes, seed_chain) -> dict:  # noqa: ANN001
    """A recorded run over both splits, as `python -m eval --json` writes it."""
    splits = {name: {**questions.summary(found), "failures": questions.failures(found), "outcomes": record.rows(found)} for name, found in outcomes.items()}
    return {"index": seed_chain.index.build, "encoder": seed_chain.index.manifest["encoder"], "run": record.conditions(seed_chain), "splits": splits}


# --- forms


@pytest.mark.parametrize("form", FORMS)
def test_a_form_changes_how_a_question_is_typed_and_nothing_else(form: str) -> None:
    items = [item for item in _ITEMS if item.form == "full"]
    asked = [unicodedata.normalize("NFC", item.question) for item in items]
    typed = [in_form(question, form, item.id) for question, item in zip(asked, items, strict=True)]
    assert typed == [in_form(question, form, item.id) for question, item in zip(asked, items, strict=True)], "the same each run"
    assert sum(one != other for one, other in zip(typed, asked, strict=True)) >= 10
    for one, other in zip(typed, asked, strict=True):
        assert len(one.split()) == len(other.split())
        match form:
            case "none":
                assert one.lower() == fold(other) and fold(one) == one.lower()
            case "half":
                assert fold(one) == fold(other) and all(word in (meant, fold(meant)) or fold(meant) == word.lower() for word, meant in zip(one.split(), other.split(), strict=True))
            case "capitals":
                assert one == one.upper() and one.lower() == other.lower()
            case "decomposed":
                assert unicodedata.normalize("NFC", one) == other
            case "placement":
                assert [match_key(word) for word in re.findall(r"[^\W\d_]+", one)] == [match_key(word) for word in re.findall(r"[^\W\d_]+", other)]
                assert fold(one) == fold(other)
            case "telex":
                for word, meant in zip(one.split(), other.split(), strict=True):
                    assert word == meant or fold(word) == word and match_key(decode(word)) == match_key(meant.lower()), "keys that type the word"


def test_examples_of_forms() -> None:
    assert in_form("Hòa Lạc hoà thuận", "placement", "1") == "Hoà Lạc hòa thuận"
    assert in_form("Thủy lợi quý nào, quả của ai?", "placement", "1") == "Thuỷ lợi quý nào, quả của ai?", "qu is a consonant, and quý has one vowel"
    assert in_form("THÚY", "placement", "1") == "THUÝ"
    assert in_form("Đường", "telex", "1") == "dduwowngf"
    with pytest.raises(ValueError, match="none of none, half, telex"):
        in_form("a", "morse", "1")


def test_answers_stay_right_however_they_are_typed(seed_chain, outcomes) -> None:  # noqa: ANN001
    """An eighth of the questions here; all of them against the threshold in `python -m eval --forms`."""
    right = [one for found in outcomes.values() for one in found if one.verdict.right]
    chosen = [one for one in right if zlib.crc32(one.item.id.encode()) % 8 == 0]  # the same ones, whatever else is right
    measured = robustness.evaluate(seed_chain, chosen)
    assert measured["questions"] == len(chosen) >= 18 and set(measured["forms"]) == set(FORMS)
    assert measured["robustness"] >= 0.95, measured["lost"]
    assert measured["answered"]["questions"] + measured["refused"]["questions"] == measured["questions"]
    assert measured["worst"] in FORMS and all(measured["forms"][measured["worst"]]["right"] <= (1 if row["right"] is None else row["right"]) for row in measured["forms"].values())


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
    with pytest.raises(UserError, match="không có phần “test”"):
        compare.compare(run, changed)
    (found,) = compare.compare({**run, "splits": {"dev": run["splits"]["dev"]}}, changed)
    assert found.questions == len(run["splits"]["dev"]["outcomes"]) - 3 and len(found.left_out) == 3
    lacking = copy.deepcopy(run)
    del lacking["splits"]["dev"]["outcomes"][5]["rank"]
    for broken in ("{", "[]", '{"splits": {"dev": {"outcomes": [{}]}}}', json.dumps({**run, "splits": {}}), json.dumps(lacking)):
        (tmp_path / "x.json").write_text(broken, "utf-8")
        for command in (["compare", str(tmp_path / "x.json"), str(tmp_path / "x.json")], ["report", "--from", str(tmp_path / "x.json")]):
            assert main(command) == 1
            assert "python -m eval --json" in capsys.readouterr().err
    assert main(["compare", str(tmp_path / "khong-co.json"), str(tmp_path / "x.json")]) == 1
    assert "Không mở được" in capsys.readouterr().err


    other = copy.deepcopy(run)
    for row in other["splits"]["dev"]["outcomes"]:
        row["question"] += "?"
    with pytest.raises(UserError, match="không có câu nào chung ở phần “dev”"):
        compare.compare(run, other)


def test_a_loss_of_robustness_is_a_loss(run, tmp_path, capsys) -> None:  # noqa: ANN001
    for name, share in (("a", 0.98), ("b", 0.9)):
        (tmp_path / name).write_text(json.dumps({**run, "robustness": {"robustness": share}}), "utf-8")
    assert main(["compare", str(tmp_path / "a"), str(tmp_path / "b")]) == 4 and "giảm 0.080" in capsys.readouterr().out
    assert main(["compare", str(tmp_path / "b"), str(tmp_path / "a")]) == 0


# --- report


def test_the_report_reads_and_prints(run, tmp_path, browser) -> None:  # noqa: ANN001
    changed = copy.deepcopy(run)
    changed["splits"]["dev"]["outcomes"][0] |= {"right": False, "lost_in": "reading", "question": "<img src=x onerror=alert(1)> & “ngoặc”?"}
    changed["robustness"] = {"questions": 40, "robustness": 0.975, "worst": "telex", "answered": {"questions": 30, "robustness": 0.967}, "refused": {"questions": 10, "robustness": 1.0}, "lost": [{"id": "dev-9", "form": "telex", "question": "thu ngaan", "given": "not_in_documents"}],
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


def test_each_command_is_documented_and_has_its_arguments() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for command in filter(None, _COMMANDS):
        with pytest.raises(SystemExit, match="0"):
            parse([command, "--help"])
        assert f"python -m eval {command}" in readme, command
