"""The path that writes, with a real small model behind a real server of its dialect."""

import os

import pytest

from bot.chain import Chain
from bot.extractor import load_extractor
from bot.writing.model import open_model
from eval import local_model, questions
from eval.writing import measure
from eval.writing.judge import cited, false_figures, printed_figures, says, tells
from eval.writing.run import evaluate, held

from .test_project import _item


@pytest.fixture(scope="module")
def served_model(tmp_path_factory):  # noqa: ANN001, ANN201
    if local_model.missing() and not os.environ.get("CI"):
        pytest.skip(f"no small model on this machine: {', '.join(local_model.missing())}")
    with local_model.served(tmp_path_factory.mktemp("model") / "log") as url:
        yield url


def test_a_small_model_writes_and_no_false_figure_reaches_the_user(served_model, seed_chain, monkeypatch) -> None:  # noqa: ANN001
    """A few questions of both kinds; all of them: `python -m eval --llm packaged`."""
    for name, value in {"BOT_LLM": local_model.NAME, "BOT_LLM_URL": served_model, "BOT_LLM_TIMEOUT_S": "120"}.items():
        monkeypatch.setenv(name, value)
    model = open_model()
    assert model is not None
    overheard = measure.Overheard(model)
    chain = Chain(seed_chain.index, load_extractor(), overheard)
    wanted = {"dev-001", "dev-030", "written-dev-02"}
    items = [(item, ()) for item in questions.load("dev") if item.id in wanted] + [pair for pair in measure.load_wanting_sentences("dev") if pair[0].id in wanted]
    assert {item.id for item, _ in items} == wanted
    outcomes = measure.run(chain, overheard, items, lambda _: None)
    figures = measure.summary(outcomes, [document.text for document in seed_chain.index.documents.values()])
    assert figures["sentences_written"] >= 3 and figures["sentences_that_reached"] >= 1 and figures["false_figures_that_reached"] == 0
    for one in outcomes:
        if one.written.written:
            quotes = {citation.n: citation.quote for citation in one.written.citations}
            assert all(said.cites and set(said.cites) <= quotes.keys() for said in one.written.said)
            assert all(quote in seed_chain.index.documents["ket-luan-143-kl-tu"].text for quote in quotes.values())
        else:
            assert one.written.short_answer == one.plain.short_answer


def test_a_model_that_is_not_named_is_asked_for(monkeypatch) -> None:  # noqa: ANN001
    with pytest.raises(Exception, match="--llm packaged"):
        evaluate("", ["dev"])
    assert not held({"splits": {"dev": {"false_figures_that_reached": 1, "sentences_that_reached": 9}}})
    assert not held({"splits": {"dev": {"false_figures_that_reached": 0, "sentences_that_reached": 0}}})


def test_the_judges_of_written_answers() -> None:
    item = _item(question="Thu ngân sách năm 2023 đạt bao nhiêu?", accepted=("400,421 nghìn tỷ đồng",), evidence=("Thu ngân sách ước đạt 400,421 nghìn tỷ đồng, đạt 113,5% dự toán.",))
    assert says("Thu ước đạt 400,421 nghìn tỷ đồng.", "400,421 nghìn tỷ đồng") and not says("Thu 4400,421 nghìn tỷ đồng.", "400,421 nghìn tỷ đồng")
    answer = {"status": "answered", "answer": "Thu ngân sách ước đạt 400,421 nghìn tỷ đồng.", "citations": [{"quote": item.evidence[0]}]}
    assert tells(item, answer) and not tells(item, {**answer, "citations": [{"quote": "Một câu khác."}]}) and not tells(item, {"status": "refused"})
    printed = printed_figures(["Thu ngân sách ước đạt 400,421 nghìn tỷ đồng, đạt 113,5% dự toán. Vốn đầu tư 504,89 nghìn tỷ đồng, tăng 9,0%, năm 2023."])
    assert false_figures(item, "Thu ngân sách năm 2023 đạt 400.421 tỷ đồng.", printed) == []
    assert false_figures(item, "Thu ngân sách năm 2023 đạt 400,421 tỷ đồng.", printed) == ["400,421"]  # a thousandth of it
    assert false_figures(item, "Thu ngân sách năm 2023 tăng 113,5 tỷ đồng, đạt 400.421 tỷ đồng.", printed) == ["113,5"]  # a percentage there
    assert false_figures(item, "Thu ngân sách năm 2023 đạt 400,421.", printed) == []  # of whatever unit
    assert false_figures(item, "Thu ngân sách năm 2023 đạt 999 tỷ đồng.", printed) == ["999"]
    assert false_figures(item, "Thu ngân sách năm 2023 đạt 504,89 nghìn tỷ đồng.", printed) == ["504,89"]  # printed, for something else
    assert false_figures(item, "Vốn đầu tư xã hội 504,89 nghìn tỷ đồng, tăng 9%.", printed) == []  # of something else, and right there
    refused = _item(question="Thu ngân sách năm 2025 đạt bao nhiêu?", status="refused", accepted=(), evidence=())
    assert false_figures(refused, "Thu ngân sách năm 2025 đạt 400,421 nghìn tỷ đồng.", printed) == ["400,421"]
    whole, half = "Thu ngân sách ước đạt 400,421 nghìn tỷ đồng.", "Một câu hoàn toàn khác."
    assert (cited(whole, [whole]).recalled, cited(whole, [whole]).precise) == (True, 1)
    assert (cited(whole, [whole, half]).recalled, cited(whole, [whole, half]).precise) == (True, 1)  # the second is not needed
    assert not cited(whole, [half]).recalled and not cited(whole, []).recalled
