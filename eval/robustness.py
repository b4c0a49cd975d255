"""Does an answer stay right however its question is typed?"""

from collections.abc import Callable
from typing import Any

from bot.chain import Chain, Request

from .forms import FORMS, item_in_form
from .questions import Outcome
from .scoring import judge


def evaluate(chain: Chain, outcomes: list[Outcome], progress: Callable[[int, int], None] = lambda *_: None) -> dict[str, Any]:
    """Ask each question that was answered rightly again, in every form.

    `robustness` is the share (0 to 1) of them whose answer stays right in all forms; None where none
    was right; `answered` and `refused` the same of the questions with an answer and of those to be refused. `forms` holds each form's own share, over the questions that it changes; `worst` names
    the form with the least.
    """
    right = [one.item for one in outcomes if one.verdict.right]
    lost: list[dict[str, Any]] = []
    rows: dict[str, dict[str, Any]] = {}
    for number, form in enumerate(FORMS):
        changed = kept = 0
        for done, item in enumerate(right, 1):
            variant = item_in_form(item, form)
            if (variant.question, variant.history) != (item.question, item.history):
                changed += 1
                answer = chain.answer(Request(variant.question, variant.history)).to_json(item.id)
                if judge(variant, answer, []).right:
                    kept += 1
                else:
                    lost.append({"id": item.id, "form": form, "question": variant.question, "given": answer["short_answer"] or answer["reason"]})
            progress(number * len(right) + done, len(FORMS) * len(right))
        rows[form] = {"questions": changed, "right": kept / changed if changed else None}
    tried = {form: row["right"] for form, row in rows.items() if row["right"] is not None}
    failed = {one["id"] for one in lost}
    kinds = {kind: [item.id in failed for item in right if item.status == kind] for kind in ("answered", "refused")}
    return {
        "questions": len(right),
        "robustness": 1 - len(failed) / len(right) if right else None,
        **{kind: {"questions": len(ids), "robustness": 1 - sum(ids) / len(ids) if ids else None} for kind, ids in kinds.items()},
        "worst": min(tried, key=lambda form: tried[form]) if tried else None,
        "forms": rows,
        "lost": lost,
    }
