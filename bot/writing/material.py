"""Which passages the model reads: the found ones for a question, every one that is needed for a summary or comparison."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.current import Index
from index.documents import Passage
from index.search import Hit, Query
from index.text.syllables import tokenise

from ..own_places import place_asked
from ..question import Question
from .model import reply_tokens
from .prompt import speaks_to_a_model

_WIDE = re.compile(
    r"\b(?:tóm tắt|tóm lược|tóm lại|tổng hợp|tổng quan|khái quát|so sánh|đối chiếu|điểm qua|phân tích|trình bày|khác (?:nhau|gì|biệt)|khác [^?.]{0,60}(?:ở|chỗ|điểm) |giống nhau|(?:liệt kê|kể|nêu) (?:ra )?(?:tất cả|toàn bộ|hết)|nội dung chính"
    r"|(?:những|các) (?:nội dung|nhiệm vụ|giải pháp|mục tiêu|chỉ tiêu|kết quả|yêu cầu|định hướng|vấn đề))\b"
)
_COMPARED = re.compile(r"(?:so sánh|đối chiếu)(?: giữa)?\s+(?P<sides>.+)|(?P<unlike>.+ khác .+)", re.I)
_BESIDE = re.compile(r"\s(?:với|và|so với|khác(?: gì)?(?: so với)?|ở (?:chỗ|điểm) (?:nào|gì))(?:\s|$)", re.I)
_OF_A_SIDE = 8  # passages found for each side of a comparison
_SEARCHED = 60  # passages that a wide question looks through
_RELATED, _CENTRAL = 0.5, 0.75  # of the best passage's score: taken; its whole section taken
_OF_THE_DOCUMENT = 0.8  # of a question's words in title and card: the document itself is asked about
_CHARS_PER_TOKEN = 2  # of Vietnamese, at least; current vocabularies need some 2.7 (Gemma 3)
_RULES_TOKENS = 800
# Words by which such a task is set; what it is about are the others.
TASK = frozenset("tóm tắt lược tổng hợp quan khái quát so sánh đối chiếu điểm qua phân tích trình bày khác giống nội dung chính văn bản kết luận tài liệu bài này toàn bộ ngắn gọn hãy giúp báo văn ý quan trọng nhất câu đọc nhanh lãnh đạo cho mình minh với lại tôi em xin gửi trang dòng".split())


def is_wide(question: Question) -> bool:
    """Whether it asks for a summary, a comparison, an overview: more than one place of the text."""
    return _WIDE.search(question.restored.lower()) is not None


def passages_for(question: Question, hits: Iterable[Hit], index: Index, document_id: str | None) -> list[Passage]:
    """The passages that the model is to read, best first, or for a wide question in the order of the documents."""
    if not is_wide(question):
        return _clean([hit.passage for hit in hits], index)
    found = index.searcher.search(question.query, _SEARCHED, document_id)
    if not found:
        return []
    best = found[0]
    if _asks_of_the_document(question, index, best.passage.document_id):
        chosen = [passage for passage in index.passages if passage.document_id == best.passage.document_id]
    else:
        sections = {(hit.passage.document_id, hit.passage.section) for hit in found if hit.score >= _CENTRAL * best.score and hit.passage.section}
        near = {hit.passage.id for hit in found if hit.score >= _RELATED * best.score}
        for side in _sides(question):  # each is looked for alone: what both hold is not all that is compared
            of_its_place = [one.id for one in index.documents.values() if place_asked(side, one)]
            hits = index.searcher.search(Query(side, side), _OF_A_SIDE, document_id or (of_its_place[0] if len(of_its_place) == 1 else best.passage.document_id))
            near |= {hit.passage.id for hit in hits}
        chosen = [passage for passage in index.passages if passage.id in near or (passage.document_id, passage.section) in sections]
    return _clean(chosen, index)


def _sides(question: Question) -> list[str]:
    """What a comparison compares ("mục tiêu 2024 với kết quả 2023"); none where it compares nothing, or does not say with what."""
    compared = _COMPARED.search(question.restored)
    sides = [side.strip(" ?.,") for side in _BESIDE.split(compared["sides"] or compared["unlike"]) if side.strip(" ?.,")] if compared else []
    return sides if len(sides) > 1 else []


def _clean(passages: list[Passage], index: Index) -> list[Passage]:
    """The passages without the paragraphs that give a model orders; what is left of one may be several."""
    found = []
    for passage in passages:
        if not speaks_to_a_model(passage.text):
            found.append(passage)
            continue
        document = index.documents[passage.document_id]
        within = [one for one in document.paragraphs if passage.start <= one.start < passage.end]
        clean = [(one.start, min(one.end, passage.end)) for one in within if not speaks_to_a_model(document.text[one.start : one.end])]
        found += [replace(passage, start=start, end=end, text=document.text[start:end]) for start, end in clean]
    return found


def _asks_of_the_document(question: Question, index: Index, document_id: str) -> bool:
    document = index.documents[document_id]
    words = [token for token, _ in question.words if token.key not in TASK]
    of_document = {token.folded for token in tokenise(" ".join((document.title, *(field.value for field in document.card))))}
    return sum(token.folded in of_document for token in words) >= _OF_THE_DOCUMENT * len(words)


def parts(passages: list[Passage], context_tokens: int, *, wide: bool, beside: int = 0) -> Iterator[list[Passage]]:
    """Runs of passages that fit into the model's context, with `beside` characters of the question: all of them for a wide one, else the first run."""
    room = _CHARS_PER_TOKEN * (context_tokens - _RULES_TOKENS - reply_tokens(context_tokens)) - beside
    run: list[Passage] = []
    for passage in passages:
        if run and sum(len(one.text) + 40 for one in run) + len(passage.text) > room:
            yield run
            run = []
            if not wide:
                return
        run.append(passage)
    if run:
        yield run
