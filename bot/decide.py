"""One answer from two readings of the same passages: the clause that the rules chose, and the span that the trained reader points at.

The rules know the kinds of spans and what contradicts; they are sure where question and text share their words. The
trained reader was taught on other documents and reads paraphrases too. Where both point at the same words, they are
the answer; where they do not, the surer one is.
"""

import re

from . import enumerations
from .choose import KEY_WORDS
from .guard.modality import aims
from .matching import Matcher
from .question import Question
from .reader import Reading
from .rerank import Pointed
from .spans import Span

# Chosen on the dev split of the own questions and on held-out written passages (`python -m eval passages`).
_AGREED = -0.5  # score from which the trained reader confirms the rules
_ALONE = 1.4  # from which it answers where the rules do not
_AGAINST = 2.4  # from which it is believed against them
_COVERED = 0.8  # of the question by the rules' sentence, with which they are believed against it
_UNREAD = -1.0  # unless it finds in that sentence less than this
_REASON = re.compile(r"(?<!\w)(?:để|nhằm|vì|do|bởi|tránh|tạo|góp phần|nhờ|nguyên nhân|lý do|khiến|tại)(?!\w)", re.I)
_NUMBER = re.compile(r"\d|(?<!\w)(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|nửa|trăm|nghìn)(?!\w)", re.I)


def decide(question: Question, readings: list[Reading], pointed: list[Pointed], matcher: Matcher) -> Reading | None:
    """The reading that answers, or None."""
    ruled = readings[0] if readings and readings[0].answers else None
    best = pointed[0] if pointed else None
    if ruled is None:
        return _reading(question, best, matcher) if best and best.score > _ALONE else None
    if best is None:
        return ruled
    same = [one for one in pointed if one.hit.passage.document_id == ruled.sentence.document.id]
    if best in same and any(_overlap(span, best.span) for span in ruled.spans) and best.score > _AGREED:
        return ruled
    if best.score > _AGAINST and (found := _reading(question, best, matcher)):
        return found
    around = max((one.score for one in same if _overlap(one.window, (ruled.sentence.start, ruled.sentence.end))), default=float("-inf"))
    return ruled if ruled.match.coverage > _COVERED and around > _UNREAD else None


def _reading(question: Question, pointed: Pointed, matcher: Matcher) -> Reading | None:
    """What the trained reader points at, with the sentences that hold it; None where they contradict the question or are
    not of the kind asked for (no reason, no goal, no number), and where hardly anything is asked."""
    if question.earlier or question.kind.name == "open" and len(question.words) < KEY_WORDS:
        return None  # it was not taught to read two turns as one question
    held = [one for one in matcher.sentences(pointed.hit.passage.document_id) if _overlap((one.start, one.end), pointed.span)]
    matches = [matcher.match(question, one) for one in held]
    if not held or any(match.against for match in matches):
        return None
    if question.kind.name == "reason" and not any(_REASON.search(one.text) for one in held):
        return None
    if aims(question.restored) and not any(aims(one.text) for one in held):
        return None  # a result is no goal
    text = held[0].document.text
    if question.kind.name == "quantity" and not _NUMBER.search(text[slice(*pointed.span)]):
        return None
    span = enumerations.trim(text, pointed.span)
    spans = enumerations.items(text, span) if question.kind.many else [span]
    best = max(matches, key=lambda match: match.coverage)
    return Reading(held[0], tuple(spans), tuple((one.start, one.end) for one in held), best, pointed.score, True)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
