"""Whose words serve better where the rules and the trained reader point at the same place, and which of two places says it better."""

import re
from dataclasses import replace

from index.text.syllables import tokenise

from .lexicon import STOP
from .question import Question
from .reader import Reading

_BY_RULE = ("quantity", "yesno", "reason", "manner")
REASON = re.compile(r"(?<!\w)(?:để|nhằm|vì|do|bởi|tránh|tạo|góp phần|nhờ|nguyên nhân|lý do|khiến|tại|với (?:tinh thần|sự|quyết tâm|nỗ lực))(?!\w)", re.I)
_MOSTLY = 0.6  # of the question's words in a clause
_REASON_CHARS = 12  # before and behind a reading's beginning, in which a reason's word stands
_SHARE = re.compile(r"phần trăm|%|tỷ lệ|tỉ lệ|(?<!\w)(?:tăng|giảm|vượt|so với)(?!\w)")
# What a part of a clause begins with that settles whether.
_SETTLES = re.compile(r"(?:kiên quyết |tuyệt đối )?(?:không|chưa|cấm|nghiêm cấm|được|phải|chỉ|bắt buộc|vẫn|đã|có|còn|đạt|tiếp tục|giữ nguyên)(?!\w)", re.I)
_SETTLES_WITHIN = re.compile(rf"(?<!\w){_SETTLES.pattern}", re.I)


def better_by_rule(question: Question, ruled: Reading, found: Reading) -> bool:
    """Whether the rules' words serve better: a figure with hedge and unit and no more, the whole clause that settles whether,
    why or how, a list of which the reader has a part, or as many as are asked for."""
    if question.kind.count and len(ruled.spans) == question.kind.count:
        return question.kind.name == "body" or len(found.spans) != question.kind.count
    if question.kind.name == "yesno" and _SETTLES.match(ruled.sentence.document.text, found.spans[0][0]):
        return False
    if question.kind.name == "yesno" and _settled_alone(question, ruled, found):
        return False
    if question.kind.name == "reason" and ruled.sentence.document.text.startswith("với ", ruled.spans[0][0]):
        return False  # "với tinh thần quyết liệt, Thủ đô đạt …": what comes of it is no reason
    if question.kind.name == "manner" and _behind_what_is_asked(question, ruled, found):
        return False
    return question.kind.name in _BY_RULE or question.kind.many and (set(found.spans) < set(ruled.spans) or _begins_late(ruled, found))


def _settled_alone(question: Question, ruled: Reading, found: Reading) -> bool:
    """Whether the trained reader's words are a whole part of the rules' clause that says what is asked of and settles it ("hộ nghèo được miễn khoản này")."""
    text, (start, end), (begin, stop) = ruled.sentence.document.text, ruled.spans[0], found.spans[0]
    whole = start <= begin and stop <= end and (begin == start or text[:begin].rstrip().endswith((",", ";", ":"))) and (stop == end or text[stop] in ",;.")
    asked = {token.folded for token, turn in question.words if turn == 1.0}
    clause, said = ({token.folded for token in tokenise(text[slice(*span)])} for span in ((start, end), (begin, stop)))
    return whole and bool(_SETTLES_WITHIN.search(text, begin, stop)) and len(asked & said) >= _MOSTLY * len(asked & clause) > 1


def _behind_what_is_asked(question: Question, ruled: Reading, found: Reading) -> bool:
    """Whether the trained reader's words stand in the rules' clause, right behind a word of the question and up to a mark: they tell of it what is asked."""
    text, (start, end), (begin, stop) = ruled.sentence.document.text, ruled.spans[0], found.spans[0]
    before = [token.folded for token in tokenise(text[start:begin]) if token.key not in STOP]
    return start < begin and (text[stop] in ",;" if stop < end else "," not in text[begin:stop]) and bool(before) and before[-1] in {token.folded for token, _ in question.words}


def _begins_late(ruled: Reading, found: Reading) -> bool:
    """Whether two lists are one, but that the trained reader's begins with the first member's last syllable."""
    text, (start, end), (begin, stop) = ruled.sentence.document.text, ruled.spans[0], found.spans[0]
    return found.spans[1:] == ruled.spans[1:] and start < begin < end == stop and " " not in text[begin:stop] and text[begin:stop].islower()


def completed(question: Question, ruled: Reading, found: Reading) -> Reading:
    """The trained reader's list with the last member that the rules find: it breaks off where one begins otherwise."""
    one_less = question.kind.many and not question.kind.count and 1 < len(found.spans) == len(ruled.spans) - 1
    same = one_less and found.spans[1:] == ruled.spans[1:-1] and found.spans[0][1] == ruled.spans[0][1]
    return replace(found, spans=(*found.spans, ruled.spans[-1])) if same else found


def fuller(found: Reading, others: list[Reading]) -> Reading:
    """A list read, or another one that has all its members and more."""
    return max((one for one in others if _members(one) > _members(found)), key=lambda one: len(one.spans), default=found)


def _members(reading: Reading) -> set[str]:
    return {reading.sentence.document.text[slice(*span)] for span in reading.spans}


def gives_reason(reading: Reading) -> bool:
    """Whether a word that gives reasons stands at the beginning of a reading, or right before it."""
    text, (start, end) = reading.sentence.document.text, reading.spans[0]
    return any(start - _REASON_CHARS <= match.start() < min(end, start + _REASON_CHARS) for match in REASON.finditer(text, reading.sentence.start, end))


def share_for_amount(question: Question, ruled: Reading, found: Reading) -> bool:
    """Whether the trained reader takes a percentage, and the rules the amount beside it, where nothing asks for a percentage."""
    amount, share = (reading.sentence.document.text[slice(*reading.spans[0])] for reading in (ruled, found))
    beside = ruled.sentence == found.sentence
    return beside and "%" in share and "%" not in amount and question.kind.name == "quantity" and not _SHARE.search(question.restored.lower())


def of_the_noun(question: Question, ruled: Reading, found: Reading) -> bool:
    """Whether a follow-up asks for the same noun as the question before ("Rác tái chế thì sao?" after "túi màu gì"), and only the rules' words have it."""
    text, noun = ruled.sentence.document.text, question.kind.noun.lower()
    return question.inherits and bool(noun) and ruled.sentence == found.sentence and noun in text[slice(*ruled.spans[0])].lower() and noun not in text[slice(*found.spans[0])].lower()


def in_full(reading: Reading, readings: list[Reading]) -> Reading:
    """Where a heading was read, the sentence that says the same words in full."""
    text = reading.sentence.document.text
    if not _is_heading(reading):
        return reading
    same = [one for one in readings if one.answers and one.sentence.document == reading.sentence.document and not _is_heading(one)]
    words = [text[slice(*span)] for span in reading.spans]
    return next((one for one in same if [text[slice(*span)] for span in one.spans] == words), reading)


def _is_heading(reading: Reading) -> bool:
    document = reading.sentence.document
    return document.paragraphs[document.paragraph_at(reading.sentence.start) - 1].kind == "heading"
