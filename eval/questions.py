"""Run the own questions through the chain, and sum up."""

import json
import statistics
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.chain import Chain, Request
from bot.question import understand
from index.errors import UserError

from .scoring import Item, Verdict, item_from, judge

FOLDER = Path(__file__).parent / "questions"
THRESHOLDS = Path(__file__).parent / "thresholds.json"


@dataclass(frozen=True)
class Outcome:
    """One question, what was given, and the verdict."""

    item: Item
    answer: dict[str, Any]
    verdict: Verdict
    rank: int | None  # of the first passage that holds evidence, from 1


def load(split: str) -> list[Item]:
    """The items of a split of the own questions."""
    return load_file(FOLDER / f"{split}.jsonl")


def load_file(path: Path) -> list[Item]:
    """The items of a file of questions, one object a line.

    Raises:
        UserError: the file is not there, or a line is no question.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise UserError(f"Không mở được {path} ({error.strerror}); hãy kiểm tra đường dẫn.") from None
    except UnicodeDecodeError:
        raise UserError(f"{path} không phải tệp JSONL; một bảng thì trước hết nhận vào bằng python -m eval import.") from None
    items: list[Item] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = item_from(json.loads(line))
            assert item.status == "refused" or item.status == "answered" and item.evidence and (item.accepted or item.items)
        except (ValueError, KeyError, TypeError, AttributeError, AssertionError):
            raise UserError(f"{path}, dòng {number}: không phải một câu hỏi đủ trường; hãy tạo tệp bằng python -m eval import.") from None
        if any(other.id == item.id for other in items):
            raise UserError(f"{path}, dòng {number}: mã “{item.id}” đã có ở dòng trên; hãy đặt mã khác.")
        items.append(item)
    if not items:
        raise UserError(f"{path} không có câu hỏi nào; hãy tạo tệp bằng python -m eval import.")
    return items


def run(chain: Chain, items: list[Item], progress: Callable[[int], None] = lambda _: None) -> list[Outcome]:
    outcomes = []
    for done, item in enumerate(items, 1):
        answer = chain.answer(Request(item.question, item.history)).to_json(item.id)
        passages = _passages(chain, item)
        rank = next((n for n, text in enumerate(passages, 1) if any(e in text or text in e for e in item.evidence)), None)
        outcomes.append(Outcome(item, answer, judge(item, answer, passages[:5]), rank))
        progress(done)
    return outcomes


def _passages(chain: Chain, item: Item) -> list[str]:
    question = understand(item.question, list(item.history), chain.index)
    return [hit.passage.text for hit in chain.index.searcher.search(question.query, 10)]


def summary(outcomes: list[Outcome]) -> dict[str, Any]:
    """Every figure of a run; shares from 0 to 1, times in milliseconds."""
    answerable = [o for o in outcomes if o.item.status == "answered"]
    unanswerable = [o for o in outcomes if o.item.status == "refused"]
    given = [o for o in answerable if o.answer["status"] == "answered"]
    refused = [o for o in outcomes if o.answer["status"] == "refused"]
    ranks = [o.rank for o in answerable]
    times = sorted(o.answer["timings_ms"]["total"] for o in outcomes)
    citations = sum(o.verdict.citations for o in given)
    return {
        "questions": len(outcomes),
        "answerable": len(answerable),
        "unanswerable": len(unanswerable),
        "right": _share(o.verdict.right for o in answerable),
        "refused_rightly": _share(o.verdict.right for o in unanswerable),
        "exact": _share(o.verdict.exact for o in answerable),
        "f1": _mean(o.verdict.f1 for o in answerable),
        "citation_precision": sum(o.verdict.supporting for o in given) / citations if citations else None,
        "citation_recall": _mean(o.verdict.evidence_found / len(o.item.evidence) for o in answerable),
        "refusal_precision": _share(o.item.status == "refused" for o in refused),
        "refusal_recall": _share(o.answer["status"] == "refused" for o in unanswerable),
        "hit@1": _share(rank == 1 for rank in ranks),
        "hit@3": _share(rank is not None and rank <= 3 for rank in ranks),
        "hit@5": _share(rank is not None and rank <= 5 for rank in ranks),
        "mrr": _mean(1 / rank if rank else 0.0 for rank in ranks),
        "p50_ms": statistics.median(times),
        "p95_ms": times[min(len(times) - 1, int(0.95 * len(times)))],
        "by_type": _by(outcomes, lambda o: o.item.type),
        "by_form": _by(outcomes, lambda o: o.item.form),
        "lost_in": _count(o.verdict.lost_in for o in outcomes if o.verdict.lost_in),
    }


def failures(outcomes: list[Outcome]) -> list[dict[str, Any]]:
    return [
        {
            "id": o.item.id,
            "type": o.item.type,
            "form": o.item.form,
            "question": o.item.question,
            "expected": list(o.item.accepted[:3]) or [list(forms[:1]) for forms in o.item.items] or "refusal",
            "given": o.answer["short_answer"] or o.answer["reason"],
            "quotes": [citation["quote"] for citation in o.answer["citations"]],
            "verdict": asdict(o.verdict),
        }
        for o in outcomes
        if not o.verdict.right
    ]


def under_thresholds(figures: dict[str, Any], split: str) -> list[str]:
    """What falls short of `thresholds.json`, a sentence each."""
    least = json.loads(THRESHOLDS.read_text("utf-8")).get(split, {})
    return [f"{split}: {name} {figures[name] or 0:.3f} < {value}" for name, value in least.items() if figures[name] is None or figures[name] < value]


def _share(values) -> float | None:  # noqa: ANN001 - an iterable of bools
    values = list(values)
    return sum(values) / len(values) if values else None


def _mean(values) -> float | None:  # noqa: ANN001 - an iterable of floats
    values = list(values)
    return statistics.fmean(values) if values else None


def _by(outcomes: list[Outcome], key: Callable[[Outcome], str]) -> dict[str, dict[str, float]]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for outcome in outcomes:
        groups[key(outcome)].append(outcome.verdict.right)
    return {name: {"questions": len(group), "right": sum(group) / len(group)} for name, group in sorted(groups.items())}


def _count(values) -> dict[str, int]:  # noqa: ANN001 - an iterable of strings
    counts: dict[str, int] = defaultdict(int)
    for value in values:
        counts[value] += 1
    return dict(counts)
