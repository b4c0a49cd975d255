"""The chain, in LangChain's runnable language: question → understood → searched → re-ranked → read → (written) → `Answer`."""

import logging
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from langchain_core.runnables import RunnableLambda, RunnableSequence

from index.card import TYPES
from index.current import Index
from index.documents import Document
from index.search import Hit
from index.settings import setting
from index.text.normalise import canonical
from index.text.syllables import tokenise

from . import outline
from .answer import Answer, Citation, Said, cite, refusal
from .card_asked import card_field
from .decide import decide
from .extent import closed
from .extractor import Extractor
from .matching import Matcher
from .own_places import place_asked, tells_of
from .question import Question, understand
from .reader import Reading, read
from .rerank import Pointed, Reranker, reranked
from .sentence import without_mark
from .spans import Span, people
from .twofold import joined, parts
from .writing.draft import Draft
from .writing.model import Model, Unwritten
from .writing.rewrite import whole_question
from .writing.writer import Writer

_LOG = logging.getLogger(__name__)
PASSAGES = 8  # passages whose sentences are read
_NOT_FOUND = "Các văn bản hiện có không nêu thông tin này."
_THIS_TYPE = re.compile(rf"(?<!\w)(?P<type>{TYPES.lower()}) này(?!\w)")
_REST = "Phần còn lại của câu hỏi không thấy văn bản nêu."
_NEAREST = " Đoạn gần nhất với câu hỏi được dẫn kèm theo để anh/chị tham khảo."


@dataclass(frozen=True)
class Request:
    """What a face hands to the chain: the question, the turns before it, and the id of the one
    document that is asked, or None for all."""

    question: str
    history: tuple[tuple[str, str], ...] = ()
    document_id: str | None = None
    unwritten: str | None = None  # why the model failed that was to make a whole question of it


@dataclass(frozen=True)
class _State:
    request: Request
    question: Question | None = None
    hits: tuple[Hit, ...] = ()
    places: frozenset[str] = frozenset()  # the documents of the places that the question names
    pointed: tuple[Pointed, ...] = ()
    answer: Answer | None = None
    coverage: float = 0.0
    timings: dict[str, float] = field(default_factory=dict)


class Chain:
    """One index, ready to answer; with a `model` that writes, or in the documents' own words."""

    def __init__(self, index: Index, extractor: Extractor, model: Model | None = None) -> None:
        self.index = index
        self._reranker = Reranker(extractor, index)
        self._matcher = Matcher(index)
        self._model = model
        self._writer = Writer(index, self._matcher, extractor, model) if model else None
        self.runnable: RunnableSequence[_State, Any] = (
            RunnableLambda(self._timed("understand", self._understand))
            | RunnableLambda(self._timed("twofold", self._twofold))
            | RunnableLambda(self._timed("search", self._search))
            | RunnableLambda(self._timed("outline", self._unless_answered(self._outline)))
            | RunnableLambda(self._timed("rerank", self._unless_answered(self._rerank)))
            | RunnableLambda(self._timed("read", self._unless_answered(self._read)))
        )

    @property
    def writes(self) -> bool:
        """Whether a model writes the answers: `whole` and `write` then wait for it, and only `extract` computes."""
        return self._writer is not None

    def answer(self, request: Request) -> Answer:
        """Answer one question; never raises for what a person typed."""
        *_, answer = self.write(self.extract(self.whole(request)))
        assert isinstance(answer, Answer)
        return answer

    def whole(self, request: Request) -> Request:
        """A follow-up as a whole question without turns before it, where a model can make it so; else the request as it is."""
        if self._model is None or not request.history or bad_input(request.question):
            return request
        try:
            asked = whole_question(request.question, request.history, self.index, self._model)
        except Unwritten as error:
            return replace(request, unwritten=error.reason)
        return replace(request, question=asked, history=()) if asked else request

    def extract(self, request: Request) -> Draft:
        """What the documents' own words answer; never raises for what a person typed."""
        begin = time.perf_counter()
        state = _State(request)
        if problem := bad_input(request.question) or self._unknown_document(request.document_id):
            answer = refusal("bad_input", problem)
        else:
            try:
                state = self.runnable.invoke(state)
                assert state.answer is not None
                answer = replace(state.answer, timings_ms=state.timings)
            except Exception:  # the one place where a fault becomes a sentence; the log has its cause
                _LOG.exception("a question could not be answered")
                answer = refusal("error", "Có lỗi khi xử lý câu hỏi này; xin thử lại hoặc báo cho người quản trị.")
        answer = replace(answer, timings_ms=answer.timings_ms | {"total": _ms(begin)})
        return Draft(state.question, state.hits, answer, state.coverage, request.document_id, request.unwritten)

    def write(self, draft: Draft, stopped: Callable[[], bool] = lambda: False) -> Iterator[Said | Answer]:
        """The sentences of the answer as they are ready, then the whole answer; never raises.

        A model is listened to until `stopped` is true.
        """
        if self._writer is None or draft.question is None or draft.answer.reason in ("bad_input", "error"):
            yield from draft.answer.said
            yield draft.answer
            return
        yield from self._writer.write(draft, stopped)

    def _unknown_document(self, document_id: str | None) -> str | None:
        if document_id is None or document_id in self.index.documents:
            return None
        return f"Không có văn bản “{document_id[:80]}”; xin chọn một văn bản trong danh mục, hoặc hỏi tất cả văn bản."

    @staticmethod
    def _unless_answered(step):  # noqa: ANN001, ANN205 - a function of the state
        return lambda state: state if state.answer else step(state)

    @staticmethod
    def _timed(stage: str, step):  # noqa: ANN001, ANN205 - a function of the state
        def run(state: _State) -> _State:
            begin = time.perf_counter()
            after = step(state)
            return replace(after, timings=after.timings | {stage: _ms(begin)})

        return run

    def _understand(self, state: _State) -> _State:
        return replace(state, question=understand(state.request.question, list(state.request.history), self.index))

    def _twofold(self, state: _State) -> _State:
        """Both answers, where two questions are asked in one and each has its own, the second as a follow-up to the first; the first alone, and that the rest is not told, where only that is."""
        assert state.question is not None
        request = state.request
        if not (asked := parts(state.question.restored)):
            return state
        first = self.runnable.invoke(_State(replace(request, question=asked[0]))).answer
        if len(first.items) > 1 and asked[1].lower().startswith(("mỗi ", "từng ")):
            return replace(state, answer=first)  # "từ những nguồn nào, mỗi nguồn bao nhiêu": each with what is told of it
        if not first.short_answer:
            return state
        named = people(first.short_answer)  # "là ai, giữ chức vụ gì": the office of the one who was named
        second = replace(request, question=f"{first.short_answer[slice(*named[0])]}: {asked[1]}") if named else replace(request, question=asked[1], history=(*request.history, (asked[0], first.short_answer)))
        other = self.runnable.invoke(_State(second)).answer
        if other.status == "refused":  # the whole, read as one, would take what is asked last for all of it
            return replace(state, answer=replace(first, answer=f"{first.answer} {_REST}", said=(*first.said, Said(_REST, ()))))
        both = joined(first, other)
        if both is None:
            return state
        document = self.index.documents[both[0]]
        return replace(state, answer=self._answered(document, tuple(closed(document.text, span) for span in both[1]), both[2]))

    def _search(self, state: _State) -> _State:
        assert state.question is not None
        document = state.request.document_id or self._this_document(state.question.restored.lower())
        question = state.question.restored
        places = {} if document else {one.id: place for one in self.index.documents.values() if (place := place_asked(question, one, state.question.text))}
        hits = self.index.searcher.search(state.question.query, PASSAGES, document, places.keys())
        if places:  # what is told of another place, in a paper that never names this one, is not what is asked
            hits = [hit for hit in hits if hit.passage.document_id in places or tells_of(self.index.documents[hit.passage.document_id], places.values())]
        return replace(state, hits=tuple(hits), places=frozenset(places))

    def _this_document(self, low: str) -> str | None:
        """The id of the one document of the type that a question speaks of as this one ("trong quyết định này"); others have tasks for the same bodies."""
        named = _THIS_TYPE.search(low)
        alike = [one.id for one in self.index.documents.values() if named and one.title.lower().startswith(named["type"])]
        return alike[0] if len(alike) == 1 else None

    def _outline(self, state: _State) -> _State:
        """What the identity card or the outline answers needs no reading."""
        assert state.question is not None
        question, hits = state.question, list(state.hits)
        document = self._document_asked(state, hits)
        if document is None or state.places and document.id not in state.places:
            return state
        asked = card_field(question, document)
        if asked is not None:
            _, proven = asked
            return replace(state, answer=self._answered(proven.document, proven.spans, proven.proofs) if proven else self._refuse(hits))
        proven = outline.section_number(question, document) or outline.section_topics(question, document)
        if proven is outline.NOT_THERE:
            return replace(state, answer=self._refuse(hits))
        return replace(state, answer=self._answered(proven.document, proven.spans, proven.proofs)) if proven else state

    def _rerank(self, state: _State) -> _State:
        assert state.question is not None
        pointed = self._reranker.point(state.question, list(state.hits))
        return replace(state, hits=tuple(reranked(list(state.hits), pointed)), pointed=tuple(pointed))

    def _read(self, state: _State) -> _State:
        assert state.question is not None
        hits = list(state.hits)
        readings = read(state.question, hits, self._matcher)
        if best := decide(state.question, readings, list(state.pointed), self._matcher):
            document = best.sentence.document
            proofs = tuple(without_mark(document.text, proof, best.spans) for proof in best.proofs)
            return replace(state, answer=self._answered(document, best.spans, proofs), coverage=best.match.coverage)
        return replace(state, answer=self._refuse(hits, readings))

    def _document_asked(self, state: _State, hits: list[Hit]) -> Document | None:
        """The document that was chosen, or that the question names by number or type, else that of the best passage."""
        if state.request.document_id:
            return self.index.documents[state.request.document_id]
        question, documents = state.question, [one for one in self.index.documents.values() if not state.places or one.id in state.places]
        assert question is not None
        codes = {token.key for token in tokenise(question.restored) if token.kind in ("code", "number")}
        low = question.restored.lower()
        for fits in (
            lambda document: document.number and any(re.match(rf"{re.escape(code)}(?![^-/])", document.number.lower()) for code in codes),
            lambda document: (field := document.field("loại văn bản")) and field.value.lower() in low,
        ):
            named = [document for document in documents if fits(document)]
            if len(named) == 1:
                return named[0]
        return self.index.documents[hits[0].passage.document_id] if hits else None

    def _answered(self, document: Document, spans: tuple[Span, ...], proofs: tuple[Span, ...]) -> Answer:
        pieces = tuple(document.text[start:end] for start, end in spans)
        citations = tuple(cite(n, document, *proof) for n, proof in enumerate(dict.fromkeys(proofs), 1))
        if not pieces or not all(piece and any(piece in citation.quote for citation in citations) for piece in pieces):
            return self._refuse([])  # what no quote holds is not said
        said = tuple(Said(f"{citation.quote} [{citation.n}]", (citation.n,)) for citation in citations)
        return Answer(
            status="answered",
            answer=" ".join(one.text for one in said),
            said=said,
            short_answer="; ".join(pieces),
            items=pieces if len(pieces) > 1 else (),
            citations=citations,
        )

    def _refuse(self, hits: list[Hit], readings: list[Reading] | None = None) -> Answer:
        citations: tuple[Citation, ...] = ()
        if readings:
            nearest = max(readings, key=lambda reading: reading.score).sentence
            citations = (replace(cite(1, nearest.document, nearest.start, nearest.end), supports=False),)
        elif hits:
            passage = hits[0].passage
            document = self.index.documents[passage.document_id]
            citations = (replace(cite(1, document, passage.start, passage.end), supports=False),)
        return refusal("not_in_documents", _NOT_FOUND + (_NEAREST if citations else ""), citations)


_LETTER = re.compile(r"[^\W\d_]")


def bad_input(text: str) -> str | None:
    """The sentence that says why `text` is no question, or None."""
    limit = setting("BOT_MAX_QUESTION_CHARS")
    clean = canonical(text).strip()
    if not clean:
        return "Anh/chị chưa nhập câu hỏi; xin nhập câu hỏi bằng tiếng Việt về nội dung văn bản."
    if len(clean) > limit:
        return f"Câu hỏi dài {len(clean)} ký tự, quá mức {limit} ký tự; xin rút gọn thành một câu hỏi."
    if len(_LETTER.findall(clean)) < 2:
        return "Nội dung vừa nhập không phải câu hỏi; xin nhập câu hỏi bằng tiếng Việt về nội dung văn bản."
    return None


def _ms(begin: float) -> float:
    return round((time.perf_counter() - begin) * 1000, 2)
