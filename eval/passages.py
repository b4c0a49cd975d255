"""`python -m eval passages`: the whole chain and the guard on documents of other offices.

The written passages (`training/passages/`) become documents. Asked, each in its own document, are the questions of
those that no model was trained on (the thresholds of `bot/decide.py` were chosen with them in view); and the guard,
which nothing of them was tuned on, judges the statements that were written to them.
"""

import json
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.chain import Chain, Request
from bot.extractor import Extractor
from bot.guard.check import Guard
from bot.matching import Matcher
from index.build import build
from index.current import Index, open_index
from index.documents import Passage as Cited
from index.encoder import Encoder

from . import squad
from .scoring import f1
from .training.written import Passage, passages

_FORMS = ("full", "full", "none", "half")  # how questions are typed, by turns
_RIGHT = 0.6  # token F1 with what the writer took for the answer, from which an answer is right


def evaluate(encoder: Encoder, extractor: Extractor, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """Shares from 0 to 1: of the questions with an answer right, of the others refused, of true statements kept, of false struck."""
    held = passages(held_out=True)
    with tempfile.TemporaryDirectory() as folder:
        titles = _write([*passages(), *held], Path(folder) / "sources")
        build(Path(folder) / "sources", Path(folder) / "index", encoder, progress=lambda *_: None)
        index = open_index(Path(folder) / "index", encoder)
        try:
            chain = Chain(index, extractor)
            asked = [_ask(chain, number, one, titles[one.title]) for number, one in enumerate(_shown(held, "Hỏi", progress))]
            judged = [_judge(index, extractor, one, titles[one.title]) for one in _shown(held, "Câu", progress)]
        finally:
            index.close()
    questions, follow_ups = ([row for rows in asked for row in rows if bool(row["earlier"]) == later] for later in (False, True))
    statements = [row for rows in judged for row in rows]
    answerable, others = _parted(questions)
    later, misses = _parted(follow_ups)
    true, false = [row for row in statements if row["true"]], [row for row in statements if not row["true"]]
    return {
        "passages": len(held),
        "answerable": len(answerable),
        "unanswerable": len(others),
        "right": _share(answerable, "right"),
        "refused_rightly": _share(others, "right"),
        "follow_ups": len(later),
        "follow_ups_right": _share(later, "right"),
        "follow_ups_unanswerable": len(misses),
        "follow_ups_refused_rightly": _share(misses, "right"),
        "f1": sum(row["f1"] for row in answerable) / len(answerable),
        "true": len(true),
        "false": len(false),
        "kept": _share(true, "right"),
        "struck": _share(false, "right"),
        "questions": [*questions, *follow_ups],
        "statements": statements,
    }


def _write(found: list[Passage], folder: Path) -> dict[str, str]:
    """The passages of one title are a document, a section each; the documents' ids by title."""
    folder.mkdir()
    by_title: dict[str, list[Passage]] = {}
    for one in found:
        by_title.setdefault(one.title, []).append(one)
    for number, (title, some) in enumerate(by_title.items()):
        text = "\n\n".join(f"## {one.section}\n\n{one.text}" if one.section else one.text for one in some)
        (folder / f"van-ban-{number:03d}.md").write_text(f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\n{text}\n", "utf-8")
    return {title: f"van-ban-{number:03d}" for number, title in enumerate(by_title)}


def _ask(chain: Chain, number: int, passage: Passage, document: str) -> list[dict[str, Any]]:
    chooser = random.Random(f"{squad.SEED}:{number}")
    asked = [((), question, spans) for question, spans in passage.questions]
    asked += [((), question, ()) for question in passage.unanswerable]
    asked += [(one.earlier, one.question, one.spans) for one in passage.follow_ups]
    rows = []
    for earlier, question, spans in asked:
        accepted = [passage.text[slice(*span)] for span in spans]
        typed = squad.typed(question, chooser.choice(_FORMS), question)
        answer = chain.answer(Request(typed, (earlier,) if earlier else (), document))
        given = answer.short_answer or ""
        score = f1(given, " ".join(accepted)) if accepted and given else 0.0
        proven = any(accepted[0] in citation.quote for citation in answer.citations) if accepted else False
        right = score >= _RIGHT and proven if accepted else answer.status == "refused"
        rows.append({"earlier": earlier, "question": typed, "accepted": accepted, "given": given, "f1": score, "right": right})
    return rows


def _judge(index: Index, extractor: Extractor, passage: Passage, document: str) -> list[dict[str, Any]]:
    guard = Guard(index, Matcher(index), extractor)
    cited = _cited(index, passage, document)
    rows = []
    for true, statements in ((True, passage.true), (False, passage.false)):
        for statement in statements:
            verdict = guard.check(statement, cited)
            rows.append({"statement": statement, "true": true, "faults": list(verdict.faults), "right": verdict.holds == true})
    return rows


def _cited(index: Index, passage: Passage, document: str) -> list[Cited]:
    """The index's passages in which a written one stands; headings and folded white space move its place in the document."""
    text = index.documents[document].text
    lines = [line.strip() for line in passage.text.splitlines() if line.strip()]
    begin, end = text.index(lines[0]), text.index(lines[-1]) + len(lines[-1])
    return [one for one in index.passages if one.document_id == document and one.start < end and one.end > begin]


def _parted(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Those with an answer, and the others."""
    return [row for row in rows if row["accepted"]], [row for row in rows if not row["accepted"]]


def _shown(found: list[Passage], label: str, progress: Callable[[str, int, int], None]) -> Any:
    for number, one in enumerate(found):
        progress(label, number, len(found))
        yield one
    progress(label, len(found), len(found))


def _share(rows: list[dict[str, Any]], key: str) -> float:
    return sum(row[key] for row in rows) / len(rows) if rows else 0.0
