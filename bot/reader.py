"""The clause that answers: from found passages to one sentence and the span within it.

Typed spans (a figure for "bao nhiêu", a person for "ai") are scored by how near the question's
words stand to them; a question whose words the sentence does not cover, or that the sentence
contradicts (another year, place or number), has no answer here.
"""

import math
import re
from dataclasses import dataclass

from index.search import Hit

from . import enumerations, spans
from .matching import Match, Matcher, Sentence
from .question import Question
from .spans import Span

# Chosen on the dev split of the own questions (`python -m eval --split dev`).
MIN_COVERAGE = 0.62
_SEARCH_WEIGHT = 0.25  # the passage's search score beside the sentence's coverage
_NEAR_WEIGHT = 0.6  # how near the words stand to the span
_REACH = 45.0  # characters over which nearness falls to 1/e
_SENTENCES = 5  # sentences whose spans are looked at
_CONTRADICTION = 0.5


@dataclass(frozen=True)
class Reading:
    """The best sentence and the spans in it (offsets in the sentence); no spans: no answer."""

    sentence: Sentence
    spans: tuple[Span, ...]
    match: Match
    score: float

    @property
    def answers(self) -> bool:
        return bool(self.spans) and not self.match.against and self.match.coverage >= MIN_COVERAGE


def read(question: Question, hits: list[Hit], matcher: Matcher) -> list[Reading]:
    """Readings of the best sentences, best first; the first that answers is the answer."""
    scored: list[tuple[float, Sentence, Match]] = []
    for hit in hits:
        for sentence in matcher.sentences(hit.passage.document_id):
            if hit.passage.start <= sentence.start < hit.passage.end:
                match = matcher.match(question, sentence)
                score = match.coverage + _SEARCH_WEIGHT * hit.score - _CONTRADICTION * len(match.against)
                scored.append((score, sentence, match))
    scored.sort(key=lambda item: -item[0])
    readings = [_read_sentence(question, sentence, match, score) for score, sentence, match in scored[:_SENTENCES]]
    return sorted(readings, key=lambda reading: (not reading.answers, -reading.score))


def _read_sentence(question: Question, sentence: Sentence, match: Match, score: float) -> Reading:
    text = sentence.text
    kind = question.kind
    if kind.many and kind.name not in ("reason", "manner", "yesno", "quantity"):
        found, near = _best_list(question, text, match)
        if found:
            return Reading(sentence, tuple(found), match, score + _NEAR_WEIGHT * near)
    candidates = _candidates(question, text)
    if candidates is None:
        clause = _best_clause(question, text, match)
        return Reading(sentence, (clause,), match, score + 0.2)
    candidates = [span for span in candidates if not _asked(question, text[span[0] : span[1]])]
    if not candidates:
        return Reading(sentence, (), match, score - 0.3)
    best = max(candidates, key=lambda span: _near(text, span, match) + _noun_bonus(question, text, span))
    return Reading(sentence, (best,), match, score + _NEAR_WEIGHT * _near(text, best, match))


def _candidates(question: Question, text: str) -> list[Span] | None:
    """Spans of the kind asked for; None where a clause answers."""
    kind = question.kind
    match kind.name:
        case "quantity":
            return _figures(question, text)
        case "time":
            return _preferred(text, spans.times(text), question)
        case "order":
            return _preferred(text, spans.orders(text), question)
        case "person":
            return spans.people(text) or spans.bodies(text)
        case "position":
            return spans.offices(text)
        case "body":
            return spans.bodies(text)
        case "thing" if kind.noun and re.search(r"chủ đề|khẩu hiệu|phương châm|tên", question.restored.lower()) and spans.quoted(text):
            return spans.quoted(text)
        case _:
            return None


def _figures(question: Question, text: str) -> list[Span]:
    noun = question.kind.noun
    found = spans.figures(text, noun)
    low = question.restored.lower()
    if re.search(r"phần trăm|%|tỷ lệ|tỉ lệ", low):
        percent = [span for span in found if "%" in text[span[0] : span[1]]]
        return percent or [span for span in found if "/" in text[span[0] : span[1]]]
    if re.search(r"(?:bao nhiêu|mấy)\s+(?:nghìn |ngàn |trăm )?(?:tỷ|tỉ|triệu|đồng|tiền)|số tiền|kinh phí", low):
        return [span for span in found if re.search(r"tỷ|tỉ|triệu|đồng", text[span[0] : span[1]])]
    if noun:
        head = noun.split()[0]
        counted = [span for span in found if re.search(rf"(?<!\w){re.escape(head)}(?!\w)", text[span[0] : span[1] + 12].lower())]
        return counted
    return found


def _preferred(text: str, found: list[Span], question: Question) -> list[Span]:
    """Of several times or ordinals, those that begin as the question names them ("giai đoạn nào")."""
    low = question.restored.lower()
    for word in ("giai đoạn", "nhiệm kỳ", "khóa", "đại hội", "thứ", "lần", "ngày", "tháng", "quý", "năm", "số"):
        if re.search(rf"(?<!\w){word} (?:thứ )?(?:nào|mấy|bao nhiêu)", low):
            named = [span for span in found if word in text[max(0, span[0] - 12) : span[1]].lower()]
            if named:
                return named
    return found


def _asked(question: Question, piece: str) -> bool:
    """Whether the question itself already says the whole span."""
    known = {token.folded for token, _ in question.words}
    said = [word for word in re.findall(r"\w+(?:[.,/]\w+)*", piece)]
    from index.text.syllables import tokenise

    tokens = tokenise(piece)
    return bool(said) and all(token.folded in known for token in tokens)


def _near(text: str, span: Span, match: Match) -> float:
    """From 0 to 1: the question's words in the sentence, each by its distance from the span."""
    total = sum(weight for _, weight in match.positions)
    if not total:
        return 0.0
    near = 0.0
    for position, weight in match.positions:
        if span[0] <= position < span[1]:
            near += 0.5 * weight
            continue
        low, high = (position, span[0]) if position < span[0] else (span[1], position)
        between = text[low:high]
        distance = len(between) + 25 * between.count(",") + 60 * between.count(";") + 60 * between.count(". ")
        near += weight * math.exp(-distance / _REACH)
    return near / total


def _noun_bonus(question: Question, text: str, span: Span) -> float:
    noun = question.kind.noun.lower()
    return 0.3 if noun and noun in text[span[0] : span[1] + len(noun) + 2].lower() else 0.0


def _best_list(question: Question, text: str, match: Match) -> tuple[list[Span], float]:
    """The enumeration nearest to the question's words that does not consist of them."""
    best: tuple[float, list[Span]] = (0.0, [])
    for run in enumerations.runs(text):
        members = enumerations.items(text, run)
        if len(members) < 2:
            continue
        inside = sum(weight for position, weight in match.positions if run[0] <= position < run[1])
        total = sum(weight for _, weight in match.positions) or 1.0
        longest = max(end - start for start, end in members)
        score = _near(text, (run[0], run[0] + 1), match) - 0.5 * inside / total - 0.002 * max(0, longest - 60) + 0.02 * len(members)
        if score > best[0]:
            best = (score, members)
    return best[1], best[0]


_PURPOSE = re.compile(r"(?<!\w)(?:để|nhằm|vì|do|bởi|tránh|tạo|góp phần)\s")


def _best_clause(question: Question, text: str, match: Match) -> Span:
    """The clause that the question's words point at; for a reason, from the word that gives it."""
    if question.kind.name == "reason":
        best: tuple[float, Span] | None = None
        for marker in _PURPOSE.finditer(text):
            end = re.search(r";|$", text[marker.end() :])
            assert end is not None
            span = enumerations.trim(text, (marker.start(), marker.end() + end.start()))
            near = _near(text, (span[0], span[0] + 1), match)
            if best is None or near > best[0]:
                best = (near, span)
        if best:
            return best[1]
    parts = enumerations.clauses(text)
    if len(parts) <= 1:
        return enumerations.trim(text, (0, len(text)))
    return enumerations.trim(text, (0, len(text)))
