"""The figure beside: where a sentence counts several things of one kind, the one that the question's words tell apart.

"Bao nhiêu xã kiểu mẫu?" of "111 xã đạt chuẩn nâng cao và 20 xã đạt chuẩn kiểu mẫu": the words that the two clauses do not share decide.
"""

import re

from index.text.normalise import LOWER, UPPER, fold
from index.text.syllables import tokenise

from .guard import counting
from .guard.clauses import Clause, clauses
from .guard.facts import Fact
from .question import Question
from .sentence import Sentence
from .spans import Span, figures

_MARK = re.compile(r"[,;]\s")
_TELLS = re.compile(r"\d|(?<!\w)(?:giữ|tăng|giảm|không|đạt|đứng|xếp)(?!\w)")  # of a thing, not "Theo VNPT"
_PART = re.compile(r"(?:,\s*)?trong (?:số )?đó(?!\w)", re.I)
_NAME = rf"[{UPPER}][{LOWER}]+ [{UPPER}][{LOWER}]+(?: [{UPPER}][{LOWER}]+)?"
_WITH_FIGURE = re.compile(rf"(?P<name>{_NAME})(?: (?:là|có|được|đạt))? \d")  # a part, and how much of it
_TOGETHER = re.compile(rf"(?P<one>{_NAME}),? (?:và|với) (?:[^\W\d]+ ){{0,9}}?(?P<other>{_NAME}) (?:cùng|phối hợp|cộng lại|tổng cộng)(?!\w)")
_ALONE = re.compile(rf"(?<!\w)[Rr]iêng (?:(?:ở|tại|của) )?(?:[^\W\d]+ ){{0,2}}?(?P<name>{_NAME})")
_PER_HEAD = re.compile(r"(?<!\w)(?:đầu người|bình quân(?! (?:chung|cả|toàn|của|vùng)))(?!\w)", re.I)  # what is told of each is not told of all
# Of what one clause says and another does not, these tell nothing apart.
_JOINS = frozenset("trong đó có là và đã".split())


def asked_beside(question: Question, sentence: Sentence, span: Span) -> Span | None:
    """The figure of another clause of the sentence that the question asks for, in offsets of the document; None where `span` is it."""
    every = clauses(sentence.text)
    home, fact = _at(every, span[0] - sentence.start, span[1] - sentence.start)
    asked, said = {token.folded for token, turn in question.words if turn == 1.0}, {token.folded for token in tokenise(question.restored)}
    told = {token.folded for token, turn in question.words if turn == 1.0 and token.kind == "word" and token.text.islower()}  # no names, no numbers
    if home is None or fact is None:
        return None
    if _per_head(question, home.text) and (told := [one for one in every if _PER_HEAD.search(one.text) and len(one.facts) == 1]):
        at = len(told[0].before) + told[0].facts[0].start
        return next(((sentence.start + left, sentence.start + right) for left, right in figures(sentence.text) if left <= at < right), None)
    for other in every:
        alike = counting.counts_alike(fact, other) if other is not home else []
        apart, own = _only(other, home), _only(home, other)
        # What is part of a whole is told of it too: the whole's words do not ask for the whole, where others are left unheard.
        part = _PART.match(home.text.strip()) and len(other.before) < len(home.before) and bool(told - _keys(other) - _keys(home))
        if alike and asked & apart and own and not said & own and not part:
            at = len(other.before) + alike[0].start
            return next(((sentence.start + left, sentence.start + right) for left, right in figures(sentence.text, question.kind.noun) if left <= at < right), None)
    return None


def told_of_others(question: Question, sentence: Sentence, span: Span) -> bool:
    """Whether two neighbouring words of the question stand in its sentence only where, behind `span`, something else is counted:
    "bao nhiêu huyện nâng cao" of "17/18 huyện đạt chuẩn; trong đó có 111 xã nâng cao"."""
    every = clauses(sentence.text)
    home, fact = _at(every, span[0] - sentence.start, span[1] - sentence.start)
    if home is None or fact is None or not fact.noun:
        return False
    tokens = tokenise(question.restored)
    known = set().union(*(_folded_pairs(one) for one in every if len(one.before) <= len(home.before)))
    asked = {(one.folded, two.folded) for one, two in zip(tokens, tokens[1:], strict=False)} - known
    behind = [one for one in every if len(one.before) > len(home.before)]
    return any(asked & _folded_pairs(one, other.end) for one in behind for other in _counts_others(one, fact))


def _counts_others(clause: Clause, fact: Fact) -> list[Fact]:
    """The counts of a clause, if none is of what `fact` counts."""
    counted = [one for one in clause.facts if one.kind in ("figure", "ratio") and not one.unit and one.noun]
    return [] if any(one.noun[0] == fact.noun[0] for one in counted) else counted


def _folded_pairs(clause: Clause, behind: int = 0) -> set[tuple[str, str]]:
    return {(fold(one), fold(two)) for one, two in counting.pairs(clause, behind)}


def _at(every: tuple[Clause, ...], start: int, end: int) -> tuple[Clause | None, Fact | None]:
    """The clause and the fact at a place of the sentence."""
    home = next((one for one in every if len(one.before) <= start < len(one.before) + len(one.text)), None)
    fact = next((one for one in home.facts if start < len(home.before) + one.end and len(home.before) + one.start < end), None) if home else None
    return home, fact


def _keys(clause: Clause) -> set[str]:
    """The words of a clause, marks not minded."""
    return {fold(key) for key in clause.keys}


def _only(clause: Clause, other: Clause) -> set[str]:
    """What one clause says and another does not."""
    return {fold(key) for key in clause.keys if key not in _JOINS} - {fold(key) for key in other.keys}


def named_elsewhere(question: Question, sentence: Sentence, span: Span) -> bool:
    """Whether what the question names stands only in another clause of the sentence than `span`, whose own clause names something
    else: "SIPAS tăng mấy bậc?" of "PAR-Index tăng 7 bậc, SIPAS giữ nguyên"."""
    text = sentence.text
    marks = [0, *(match.end() for match in _MARK.finditer(text)), len(text)]
    home = next((text[begin:end] for begin, end in zip(marks, marks[1:], strict=False) if begin <= span[0] - sentence.start < end), "")
    named = {token.text for token, turn in question.words if turn == 1.0 and token.text.isupper() and token.kind != "number" and len(token.text) > 1}
    if _per_head(question, home) and _PER_HEAD.search(text):
        return True  # "GRDP bình quân đầu người khoảng 160 triệu đồng" stands behind what GRDP grows by
    own, others = _names(home), set().union(*(_names(clause) for clause in _MARK.split(text) if clause.strip() not in home and _TELLS.search(clause)))
    return bool(named & others) and not named & own and bool(own - named)


def told_of_a_part(question: Question, sentence: Sentence, span: Span) -> bool:
    """Whether a part that the question names has a figure of its own in the sentence, and the one at `span` stands in another clause, which does
    not name it: "Cửa Vọng đã sơ tán bao nhiêu người" of "dự kiến 9.650 người, gồm … và thị xã Cửa Vọng 3.450 người; đã sơ tán được 780 người"."""
    text, at, asked = sentence.text, span[0] - sentence.start, fold(question.restored)
    bounds = [0, *(match.end() for match in re.finditer(r";\s", text)), len(text)]
    home = next(((begin, end) for begin, end in zip(bounds, bounds[1:], strict=False) if begin <= at < end), None)
    every = list(_WITH_FIGURE.finditer(text))
    named = [match for match in every if re.search(rf"(?<!\w){re.escape(fold(match['name']))}(?!\w)", asked)]
    if any(match.start() <= at <= match.end() for match in every if match not in named) and named:
        return True  # that of another part
    for both in _TOGETHER.finditer(text):
        if sum(re.search(rf"(?<!\w){re.escape(fold(both[one]))}(?!\w)", asked) is not None for one in ("one", "other")) == 1:
            return True  # "A và B cùng thiếu 38 giáo viên" tells of neither alone
    alone = _ALONE.search(question.restored)
    if alone and re.search(rf"(?:(?<!\w){re.escape(alone['name'])}(?:,|,? (?:và|cùng)) (?:[^\W\d]+ ){{0,3}}?[{UPPER}]|[{LOWER}](?:,| và| cùng) (?:[^\W\d]+ ){{0,3}}?{re.escape(alone['name'])}(?! \d))", text):
        return True  # told of it and of another together
    return home is not None and any(not home[0] <= match.start() < home[1] and match["name"] not in text[slice(*home)] and match.start() > 0 for match in named)


def _per_head(question: Question, home: str) -> bool:
    """Whether a question asks for what is told of each, and a figure's own clause does not say so."""
    return bool(_PER_HEAD.search(question.restored)) and not _PER_HEAD.search(home)


def _names(text: str) -> set[str]:
    return {token.text for token in tokenise(text) if token.text[0].isupper() and token.kind != "number" and len(token.text) > 1 and not token.text.islower() and (token.text.isupper() or "-" in token.text)}
