"""Judges of written answers that know nothing of the guard: expected answers, figures as they are printed with their units, words in common.

Citation recall and precision are ALCE's (Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations",
EMNLP, section 4): a sentence is recalled where its citations together entail it; a citation is precise where its sentence is
recalled and it entails the sentence alone, or the others do not without it; both are the mean over answers of the means of each (as its
code has it), and a sentence that cites nothing is not recalled. ALCE asks an NLI model of 11 billion parameters
whether one text entails another; none can be had offline, so here a text entails a sentence when it holds every figure of it, printed
or spelled, `_ENTAILS` of its words, and denies what it denies.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..scoring import Item, figures, normalise

_ENTAILS = 0.7
_DENIES = frozenset(("không", "chưa", "chẳng"))
_SAME_TOPIC = 0.6  # of a question's words: the sentence says what is asked
_SAME_NEAR_MISS = 0.8  # of those of a question without an answer
_LITTLE = frozenset(
    "là và của các có được cho trong với đã đang sẽ này đó những một về tại từ đến ở theo để bao nhiêu gì nào ai đâu khi thì mà ra vào như thế không hay ạ hỏi xin biết mấy năm".split()
)


_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)*)(\s*(?:%|(?:phần trăm|nghìn tỷ|ngàn tỷ|nghìn tỉ|ngàn tỉ|tỷ|tỉ|triệu|nghìn|ngàn)\b))?", re.I)
# An amount spelled out; read by halves at its largest word, not as the guard reads it.
_SIZES = (("tỷ", 10**9), ("triệu", 10**6), ("nghìn", 10**3), ("trăm", 100), ("mươi", 10))
_ONES = {word: number for number, words in enumerate(("không", "một mốt", "hai", "ba", "bốn tư", "năm lăm", "sáu", "bảy bẩy", "tám", "chín", "mười")) for word in words.split()}
_SPELLED_WORD = "|".join((*_ONES, *(word for word, _ in _SIZES), "ngàn", "tỉ", "linh", "lẻ"))
_SPELLED = re.compile(rf"(?<!\w)(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)(?: (?:{_SPELLED_WORD}))*?(?: (?:phần trăm|tỷ|tỉ|triệu|nghìn|ngàn|trăm))(?: (?:{_SPELLED_WORD}))*(?!\w)", re.I)
_SCALES = {"%": 1, "phần trăm": 1, "nghìn tỷ": 10**12, "tỷ": 10**9, "triệu": 10**6, "nghìn": 10**3}


@dataclass(frozen=True)
class _Amount:
    """A figure as printed, its value and its value in its unit (a percentage, or times thousands, millions …); no unit, no second."""

    figure: str
    value: Decimal
    in_unit: tuple[Decimal, bool] | None

    def stands_in(self, others: Iterable["_Amount"]) -> bool:
        """Whether one of the others is the same; a unit that this one leaves out may be any."""
        return any(self.in_unit == other.in_unit if self.in_unit else other.value == self.value or other.in_unit == (self.value, False) for other in others)


def amounts(text: str) -> tuple[_Amount, ...]:
    """The figures of a text; full stops set thousands apart where three digits follow each, a comma decimals."""
    found = []
    for match in _AMOUNT.finditer(text):
        figure, unit = match[1], re.sub("ngàn", "nghìn", (match[2] or "").strip().lower()).replace("tỉ", "tỷ")
        plain = re.sub(r"\.(?=\d{3}(?!\d))", "", figure).replace(",", ".")
        head, _, tail = plain.partition(".")
        value = Decimal(f"{head}.{tail.replace('.', '')}" if tail else head)
        found.append(_Amount(figure, value, (value * _SCALES[unit], unit in ("%", "phần trăm")) if unit else None))
    for match in _SPELLED.finditer(text):
        words = match.group().lower().replace("ngàn", "nghìn").replace("tỉ", "tỷ")
        percent = words.endswith("phần trăm")
        value = Decimal(_spelled(words.removesuffix("phần trăm").split()))
        sized = percent or "tỷ" in words or "triệu" in words
        found.append(_Amount(words, value, (value, percent) if sized else None))
    return tuple(found)


def _spelled(words: list[str]) -> int:
    """What number words spell: what stands before the largest of them times that, and what stands behind it."""
    for word, size in _SIZES:
        if word in words:
            at = len(words) - 1 - words[::-1].index(word)
            return (_spelled(words[:at]) or 1) * size + _spelled(words[at + 1 :])
    return sum(_ONES.get(word, 0) for word in words)


def says(text: str, form: str) -> bool:
    """Whether a text holds an accepted form, word for word, its figures to the letter."""
    return f" {normalise(form)} " in f" {normalise(text)} " and set(figures(form)) <= set(figures(text))


def tells(item: Item, answer: dict[str, Any]) -> bool:
    """Whether an answer is given that says what the item accepts (each member of a list), citing evidence; a refusal where one is due."""
    if item.status == "refused":
        return answer["status"] == "refused"
    if answer["status"] != "answered":
        return False
    text = answer["answer"]
    told = all(any(says(text, form) for form in forms) for forms in item.items) if item.items else any(says(text, form) for form in item.accepted)
    return told and any(_overlap(evidence, one["quote"]) for evidence in item.evidence for one in answer["citations"])


def false_figures(item: Item, sentence: str, printed: frozenset[_Amount]) -> list[str]:
    """Figures of a sentence that are invented (`printed` are those of the documents), or given for what the item asks and not accepted for it.

    A printed figure in another unit or of another size is invented.
    """
    asked = amounts(item.question)
    mine = [amount for amount in amounts(sentence) if not amount.stands_in(asked)]
    invented = {amount.figure for amount in mine if not amount.stands_in(printed)}
    words = set(normalise(item.question).split()) - _LITTLE
    share = len(words & set(normalise(sentence).split())) / len(words) if words else 0.0
    if item.status == "refused":
        return sorted(invented | ({amount.figure for amount in mine} if share >= _SAME_NEAR_MISS else set()))
    right = [amount for text in (*item.accepted, *(form for forms in item.items for form in forms), *item.evidence) for amount in amounts(text)]
    asks_for_figures = any(figures(form) for form in item.accepted)
    misplaced = asks_for_figures and share >= _SAME_TOPIC and not any(amount.stands_in(right) for amount in mine)
    return sorted(invented | ({amount.figure for amount in mine} if misplaced else set()))


def printed_figures(texts: Sequence[str]) -> frozenset[_Amount]:
    return frozenset(amount for text in texts for amount in amounts(text))


def _digits(figure: str) -> str:
    """A figure without its separators, which writers set differently; 9,0 is 9."""
    return re.sub(r"[.,]", "", re.sub(r",0+$", "", figure))


def _overlap(evidence: str, quote: str) -> bool:
    left, right = normalise(evidence), normalise(quote)
    return left in right or right in left


@dataclass(frozen=True)
class Cited:
    """One sentence: whether its citations entail it, how many it has, and how many of them are precise."""

    recalled: bool
    citations: int
    precise: int


def cited(sentence: str, quotes: Sequence[str]) -> Cited:
    """ALCE's judgement of one sentence and what it cites."""
    recalled = bool(quotes) and _entails(" ".join(quotes), sentence)
    precise = sum(recalled and (_entails(quote, sentence) or not _entails(" ".join((*quotes[:at], *quotes[at + 1 :])), sentence)) for at, quote in enumerate(quotes))
    return Cited(recalled, len(quotes), precise)


def _entails(premise: str, sentence: str) -> bool:
    held = set(normalise(premise).split())
    words = [word for word in normalise(sentence).split() if word not in _LITTLE and not word.isdigit()]
    has_figures = {_digits(figure) for figure in figures(sentence)} <= {_digits(figure) for figure in figures(premise)}
    has_figures = has_figures and all(amount.stands_in(amounts(premise)) for amount in amounts(sentence))
    denied = {word for word in normalise(sentence).split() if word in _DENIES} <= held
    return has_figures and denied and sum(word in held for word in words) >= _ENTAILS * len(words)
