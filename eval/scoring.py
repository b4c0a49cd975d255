"""Is an answer right: SQuAD-style normalisation, exact match, F1, lists, citations."""

import re
import string
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Any

_PUNCTUATION = set(string.punctuation) | set("“”‘’«»–—…·•")


@dataclass(frozen=True)
class Item:
    """One question of the evaluation set; `items` holds accepted forms for each member of a list."""

    id: str
    type: str
    form: str
    question: str
    history: tuple[tuple[str, str], ...]
    status: str
    accepted: tuple[str, ...]
    items: tuple[tuple[str, ...], ...]
    evidence: tuple[str, ...]


def item_from(line: dict[str, Any]) -> Item:
    evidence = line.get("evidence", ())
    return Item(
        id=line["id"],
        type=line["type"],
        form=line["form"],
        question=line["question"],
        history=tuple((question, answer) for question, answer in line.get("history", ())),
        status=line["status"],
        accepted=tuple(line.get("accepted", ())),
        items=tuple(tuple(forms) for forms in line.get("items", ())),
        evidence=(evidence,) if isinstance(evidence, str) else tuple(evidence),
    )


def normalise(text: str) -> str:
    """NFC, lower case, punctuation dropped, white space folded (as SQuAD does, without its articles)."""
    text = unicodedata.normalize("NFC", text).lower()
    return " ".join("".join(" " if char in _PUNCTUATION else char for char in text).split())


def figures(text: str) -> tuple[str, ...]:
    """The numbers of a text as they are written: punctuation that a comparison drops, figures keep."""
    return tuple(re.findall(r"\d+(?:[.,]\d+)*", text))


def same(given: str, accepted: str) -> bool:
    """Equal after normalisation, their figures equal to the letter."""
    return normalise(given) == normalise(accepted) and figures(given) == figures(accepted)


def f1(given: str, accepted: str) -> float:
    """Token F1 (Rajpurkar et al. 2016)."""
    left, right = normalise(given).split(), normalise(accepted).split()
    common = sum((Counter(left) & Counter(right)).values())
    return 2 * common / (len(left) + len(right)) if common else 0.0


@dataclass(frozen=True)
class Verdict:
    """How one answer fared. `right` is the headline: status, short answer and citation all right."""

    right: bool
    exact: bool
    f1: float
    cited: bool  # a cited quote overlaps the evidence and is no longer than its sentences
    citations: int
    supporting: int  # citations that overlap the evidence
    evidence_found: int
    lost_in: str  # "" where it is right, else search, reading, refusal or citation


def judge(item: Item, answer: dict[str, Any], passages: list[str]) -> Verdict:
    """Compare an answer (its JSON) with what the item accepts; `passages` are those searched, best first."""
    if item.status == "refused":
        refused = answer["status"] == "refused"
        return Verdict(refused, refused, float(refused), refused, 0, 0, 0, "" if refused else "refusal")
    searched = any(_overlaps(evidence, passage) for evidence in item.evidence for passage in passages)
    if answer["status"] == "refused":
        return Verdict(False, False, 0.0, False, 0, 0, 0, "refusal" if searched else "search")
    short = answer["short_answer"]
    exact = _list_exact(item, answer) if item.items else any(same(short, form) for form in item.accepted)
    best = _list_f1(item, answer) if item.items else max(f1(short, form) for form in item.accepted)
    quotes = [citation["quote"] for citation in answer["citations"]]
    supporting = [quote for quote in quotes if any(_overlaps(evidence, quote) for evidence in item.evidence)]
    found = sum(any(_overlaps(evidence, quote) for quote in quotes) for evidence in item.evidence)
    fit = [quote for quote in supporting if len(normalise(quote)) <= len(normalise(" ".join(item.evidence)))]
    lost = "" if exact and fit else "search" if not searched else "reading" if not exact else "citation"
    return Verdict(exact and bool(fit), exact, best, bool(fit), len(quotes), len(supporting), found, lost)


def _list_exact(item: Item, answer: dict[str, Any]) -> bool:
    """Every item in one of its forms, and nothing more."""
    given = answer.get("items") or [answer["short_answer"]]
    if len(given) != len(item.items):
        return False
    left = list(item.items)
    for piece in given:
        match = next((forms for forms in left if any(same(piece, form) for form in forms)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _list_f1(item: Item, answer: dict[str, Any]) -> float:
    given = answer.get("items") or [answer["short_answer"]]
    hits = sum(any(same(piece, form) for piece in given for form in forms) for forms in item.items)
    return 2 * hits / (len(given) + len(item.items))


def _overlaps(evidence: str, quote: str) -> bool:
    left, right = normalise(evidence), normalise(quote)
    return bool(left) and bool(right) and (left in right or right in left)


def reliability(rows: list[tuple[float, bool]], bins: int = 10) -> list[tuple[float, float, int]]:
    """Mean probability, share of truth and count of (probability, truth), for each of `bins` equal bins that has any."""
    table = []
    for number in range(bins):
        inside = [row for row in rows if min(bins - 1, int(row[0] * bins)) == number]
        if inside:
            table.append((sum(p for p, _ in inside) / len(inside), sum(t for _, t in inside) / len(inside), len(inside)))
    return table


def calibration_error(rows: list[tuple[float, bool]]) -> float:
    """Expected calibration error of (probability, truth), over ten equal bins (Naeini et al. 2015)."""
    return sum(abs(stated - true) * count for stated, true, count in reliability(rows)) / len(rows)
