"""Questions to ask next: made from the documents, and kept only where the chain was seen to answer them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain as joined
from itertools import islice, zip_longest

from index.current import Index
from index.documents import Document, Section
from index.text.sentences import sentence_spans

from ..answer import Answer
from ..spans import figures

_IN_ALL, _OF_ONE = 120, 24  # each costs an answer when a build is taken up
_CARD_QUESTIONS = (
    ("người ký", "Ai ký {document}?"),
    ("cơ quan ban hành", "Cơ quan nào ban hành {document}?"),
    ("ngày họp", "Hội nghị họp vào ngày nào?"),
)
_SECTION_QUESTIONS = {"thứ": "{name} nói về vấn đề gì?", "điều": "{name} quy định về nội dung gì?", "chương": "{name} quy định về nội dung gì?"}
# "Thu ngân sách trên địa bàn ước đạt 400,421 nghìn tỷ đồng": who, what it did, the figure.
_STATES = re.compile(r"(?P<who>[^\W\d_][^\d,;:()“”\"]{8,70}?)\s+(?P<did>(?:ước |dự kiến )?(?:đạt|tăng|giảm|còn|chiếm))\s+(?:khoảng |trên |gần |hơn )?$")


@dataclass(frozen=True)
class Suggestion:
    """A question, and the words (offsets in the document) that its answer must cite."""

    question: str
    document_id: str
    start: int
    end: int
    figure: str | None = None

    def answered_by(self, answer: Answer) -> bool:
        """Whether `answer` says what the suggestion was made from."""
        return (
            answer.status == "answered"
            and (self.figure is None or self.figure in (answer.short_answer or ""))
            and any(one.document_id == self.document_id and one.start < self.end and self.start < one.end for one in answer.citations)
        )


def candidates(index: Index) -> list[Suggestion]:
    """Questions to try, those of several documents taken in turn."""
    each = [list(islice(_of(document), _OF_ONE)) for document in islice(index.documents.values(), _IN_ALL)]
    return [one for one in joined.from_iterable(zip_longest(*each)) if one][:_IN_ALL]


def next_questions(suggestions: list[Suggestion], cited: list[tuple[str, int, int]], asked: set[str], document_id: str | None, count: int) -> list[str]:
    """The `count` suggestions nearest to what was cited last, without those that were asked or answered already.

    `cited` holds document, start and end of each citation, the latest first.
    """

    def fresh(one: Suggestion) -> bool:
        answered = any(document == one.document_id and start < one.end and one.start < end for document, start, end in cited)
        return one.question not in asked and not answered and document_id in (None, one.document_id)

    def distance(one: Suggestion) -> tuple[bool, int]:
        document, start, _ = cited[0] if cited else (one.document_id, 0, 0)
        return (document != one.document_id, abs(one.start - start))

    free = [one for one in suggestions if fresh(one)]

    return list(dict.fromkeys(one.question for one in sorted(free, key=distance)))[:count]


def _of(document: Document) -> Iterator[Suggestion]:
    kind, number = document.field("loại văn bản"), document.number
    name = f"{kind.value} số {number}" if kind and number else "văn bản này"
    for field_name, question in _CARD_QUESTIONS:
        field = document.field(field_name)
        if field and field.start is not None and field.end is not None:
            yield Suggestion(question.format(document=name), document.id, field.start, field.end)
    figures_of, sections_of = list(_figures(document)), list(_sections(document))
    yield from (one for pair in zip_longest(figures_of, sections_of) for one in pair if one)


def _sections(document: Document) -> Iterator[Suggestion]:
    for section in document.sections:
        if (question := _SECTION_QUESTIONS.get(section.style)) and (name := _marker(section)):
            yield Suggestion(question.format(name=name), document.id, section.start, section.end)


def _marker(section: Section) -> str | None:
    found = re.match(r"(?:Thứ|Điều|Chương)\s+[^\W_]+", section.title, re.I)
    return found.group()[0].upper() + found.group()[1:].lower() if found and section.style != "chương" else found and found.group().capitalize()


def _figures(document: Document) -> Iterator[Suggestion]:
    """A figure that stands right behind what it is the figure of; each subject once."""
    seen: set[str] = set()
    for start, end in sentence_spans(document.text):
        sentence = document.text[start:end]
        for begin, stop in figures(sentence):
            found = _STATES.search(sentence[:begin])
            if found and found.start() == max(0, *(m.end() for m in re.finditer(r"[,;:]\s+|^", sentence[: found.start() + 1]))):
                who = found.group("who")
                if who.lower() not in seen:
                    seen.add(who.lower())
                    asks = f"{who[0].upper()}{who[1:]} {found.group('did').removeprefix('ước ').removeprefix('dự kiến ')} bao nhiêu?"
                    yield Suggestion(asks, document.id, start + begin, start + stop, sentence[begin:stop])
