"""`python -m eval harvest`: draft evaluation questions out of what readers found wrong and what was refused.

A draft has the fields of `eval/questions/*.jsonl`; those that only a person can fill, having read the
document, stand empty, and `note` says what was given. Nothing of it counts until someone has filled it in.
"""

import time
from dataclasses import dataclass
from typing import Any

from bot.records.figures import answered
from bot.records.store import Answered, Records
from index.text.normalise import fold, is_marked

from . import questions
from .scoring import normalise

_ASKED = """
SELECT answers.*, feedback.rating, feedback.reason AS why, feedback.comment FROM answers LEFT JOIN feedback USING (request_id)
WHERE answers.at >= ? AND (feedback.rating = 'down' OR answers.reason = 'not_in_documents' AND feedback.rating IS NOT 'up') ORDER BY answers.at
"""


@dataclass(frozen=True)
class Harvest:
    """Drafts, and what was left out: without its words (not kept), or among the own questions already."""

    drafts: list[dict[str, Any]]
    wordless: int
    known: int


def harvest(records: Records, days: int) -> Harvest:
    """Drafts of the last `days`, one for each question (however often and however typed), the most often asked first.

    Raises:
        UserError: the records cannot be read.
    """
    with records.open() as connection:
        rows = connection.execute(_ASKED, (int(time.time()) - days * 86400,)).fetchall()
        orphans = connection.execute("SELECT count(*) FROM feedback WHERE rating = 'down' AND request_id NOT IN (SELECT request_id FROM answers)").fetchone()[0]
    own = {_key(item.question, [question for question, _ in item.history]) for split in ("dev", "test") for item in questions.load(split)}
    drafts: dict[tuple[str, ...], dict[str, Any]] = {}
    wordless, known = orphans, 0
    for row in rows:
        one = answered(row)
        if one.question is None:
            wordless += 1
            continue
        key = _key(one.question, [question for question, _ in one.history or ()])
        if key in own:
            known += 1
            continue
        draft = drafts.setdefault(key, _draft(one))
        draft["note"]["asked"] += 1
        if row["rating"]:
            draft["note"]["said"].append({"reason": row["why"], "comment": row["comment"]})
    return Harvest(sorted(drafts.values(), key=lambda draft: (-len(draft["note"]["said"]), -draft["note"]["asked"])), wordless, known)


def _draft(one: Answered) -> dict[str, Any]:
    return {
        "id": f"draft-{one.request_id}",
        "type": "",
        "form": "full" if is_marked(one.question or "") else "none",
        "question": one.question,
        "history": [list(turn) for turn in one.history or ()],
        "status": "",
        "accepted": [],
        "evidence": [],
        "note": {"asked": 0, "said": [], "given": one.short_answer, "reason": one.reason, "cited": [list(place) for place in one.cited]},
    }


def _key(question: str, before: list[str]) -> tuple[str, ...]:
    """One question however it is typed: without marks, case and punctuation, with the questions before it."""
    return tuple(normalise(fold(text)) for text in [*before, question])
