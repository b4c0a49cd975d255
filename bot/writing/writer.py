"""Writes an answer: the model's sentences, those that the guard passes, as they pass; the document's own words where they do not answer."""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from index.current import Index
from index.documents import Passage
from index.settings import setting

from ..answer import Answer, Citation, Said, cite
from ..extractor import Extractor
from ..guard.check import Guard
from ..guard.facts import facts
from ..matching import Matcher
from ..question import Question
from ..sentence import Sentence
from ..spans import people
from ..support import Support
from .draft import Draft
from .material import is_wide, parts, passages_for
from .model import Model, Unwritten
from .prompt import NOTHING_FOUND, writing
from .sentences import Written, sentences
from .settle import Judge, Settled

_LOG = logging.getLogger(__name__)
_MOST, _MOST_OF_SUMMARY = 5, 20  # sentences of a reply that are looked at; a small model does not know when to stop
_REPEATS = 3  # of what it has already said, after which a small model goes round in circles
_CUT = "Mô hình ngôn ngữ dừng giữa chừng; câu trả lời có thể chưa đủ."
_NOT_WRITTEN = "Chưa có bản tóm tắt, so sánh nào có căn cứ cho câu hỏi này; đoạn gần nhất được dẫn kèm theo để anh/chị tham khảo."
_NOTES = {
    "timeout": "Mô hình ngôn ngữ không trả lời kịp",
    "rate_limit": "Mô hình ngôn ngữ đã hết lượt trả lời",
    "error": "Mô hình ngôn ngữ không trả lời được",
    "unavailable": "Mô hình ngôn ngữ đang tạm ngừng",
    "busy": "Mô hình ngôn ngữ đang bận",
    "empty": "Mô hình ngôn ngữ không viết được câu trả lời",
    "unproven": "Lời của mô hình ngôn ngữ không có căn cứ trong văn bản nên không được dùng",
    "beside": "Lời của mô hình ngôn ngữ không trả lời đúng câu hỏi nên không được dùng",
}


@dataclass
class _Page:
    """An answer in the making; sentences wait until one of them settles the question, then go out as they come."""

    waiting: list[Said] = field(default_factory=list)
    sent: list[Said] = field(default_factory=list)
    citations: dict[tuple[str, int, int], Citation] = field(default_factory=dict)
    settled: Settled | None = None
    known: set[str] = field(default_factory=set)
    repeated: int = 0
    struck: int = 0
    looked_at: int = 0
    true: int = 0  # sentences that passed, those beside the point too
    nothing: bool = False  # the model says that the passages do not answer

    def full(self, *, wide: bool) -> bool:
        return self.looked_at >= (_MOST_OF_SUMMARY if wide else _MOST) or self.repeated >= _REPEATS


class Writer:
    """Writes on one index with one model."""

    def __init__(self, index: Index, matcher: Matcher, extractor: Extractor, model: Model) -> None:
        self._index, self._matcher, self._model = index, matcher, model
        self._guard, self._judge = Guard(index, matcher, extractor), Judge(matcher, Support(index.restorer, index.abbreviations))

    def write(self, draft: Draft, stopped: Callable[[], bool]) -> Iterator[Said | Answer]:
        """The sentences as they pass, then the whole answer, of what there is when `stopped` says so; never raises."""
        begin = time.perf_counter()
        page, reason = _Page(), draft.unwritten or ""
        try:
            if not reason:
                with self._model.place():
                    yield from self._written(draft, page, stopped)
        except Unwritten as error:
            reason = error.reason
            if error.__cause__ is not None:
                _LOG.warning("the model did not answer: %s", type(error.__cause__).__name__)
        except Exception:  # the document's own words are there whatever happens here
            _LOG.exception("an answer could not be written")
            reason = "error"
        if page.settled:
            answer = self._whole(draft, page, reason)
        elif page.nothing and not reason and not page.struck and draft.answer.status == "refused" and draft.question and not is_wide(draft.question):
            answer = draft.answer  # it agrees
        else:
            answer = _without(draft, reason or ("unproven" if page.struck else "beside" if page.true else "empty"), page.struck)
        if not page.settled:
            yield from answer.said
        took = round((time.perf_counter() - begin) * 1000, 2)
        yield replace(answer, timings_ms=draft.answer.timings_ms | {"write": took, "total": round(draft.answer.timings_ms.get("total", 0.0) + took, 2)})

    def _written(self, draft: Draft, page: _Page, stopped: Callable[[], bool]) -> Iterator[Said]:
        question = draft.question
        assert question is not None
        wide = is_wide(question)
        material = passages_for(question, draft.hits, self._index, draft.document_id)
        failed: Unwritten | None = None
        before = question.query.restored if question.earlier else ""  # with what the turn before was about
        for part in parts(material, setting("BOT_LLM_CONTEXT"), wide=wide, beside=len(question.restored) + len(before) + len(draft.answer.short_answer or "")):
            page.looked_at = page.repeated = 0
            messages = writing(question.restored, part, self._index.documents, draft.answer.short_answer, before)
            try:
                for written in sentences(_until(stopped, self._model.stream(messages))):
                    if NOTHING_FOUND.lower() in written.text.lower():
                        page.nothing = True
                        break
                    self._take(question, written, part, page, draft, wide=wide)
                    if page.settled:
                        yield from page.waiting
                        page.sent += page.waiting
                        page.waiting = []
                    if page.full(wide=wide):
                        break
            except Unwritten as error:
                if not (wide and error.of_the_text):
                    raise
                failed = error  # of this part; the others are asked all the same
            if stopped():
                return
        if failed and (page.settled or not page.struck):
            raise failed

    def _take(self, question: Question, written: Written, part: list[Passage], page: _Page, draft: Draft, *, wide: bool) -> None:
        """Pass or strike one sentence."""
        page.looked_at += 1
        key = written.text.lower().strip(" .")
        if key in page.known:
            page.repeated += 1
            return
        page.known.add(key)
        if written.text.endswith("?") or written.text.endswith(":") and not written.cites:
            return  # what asks, or leads into a list, states nothing
        proofs = self._proofs(written, part)
        if not proofs:
            page.struck += 1
            return
        page.true += 1
        found = self._judge.settles(question, written.text, proofs, wide=wide, refused=draft.answer.status == "refused")
        if found is None:
            return  # true, and beside the point
        numbers = tuple(self._number(page, proof) for proof in proofs)
        page.waiting.append(Said(f"{written.text} {''.join(f'[{n}]' for n in numbers)}", numbers))
        # A summary has no short answer to agree with.
        agrees = wide or not _disagrees(written.text, draft.answer) and (found.covered >= draft.coverage - 0.05 or _states(written.text, draft.answer))
        if found.enough and agrees and not page.settled:
            page.settled = found

    def _proofs(self, written: Written, part: list[Passage]) -> tuple[Sentence, ...]:
        """The sentences that bear a written one out; none where it is struck.

        Where the model cites nothing, all that it was given is looked through: what is proven has its citation then.
        """
        if any(not 1 <= number <= len(part) for number in written.cites):
            return ()
        verdict = self._guard.check(written.text, [part[number - 1] for number in written.cites] or part)
        return verdict.proofs if verdict.holds else ()

    def _number(self, page: _Page, proof: Sentence) -> int:
        place = (proof.document.id, proof.start, proof.end)
        if place not in page.citations:
            page.citations[place] = cite(len(page.citations) + 1, proof.document, proof.start, proof.end)
        return page.citations[place].n

    def _whole(self, draft: Draft, page: _Page, reason: str) -> Answer:
        assert page.settled
        text = " ".join(said.text for said in page.sent)
        items = draft.answer.items or ((draft.answer.short_answer,) if draft.answer.short_answer else ())
        cited = tuple(page.citations.values())
        if not items or not all(_says(text, piece) and any(piece in one.quote for one in cited) for piece in items):
            items = page.settled.pieces
        struck = f" (Đã lược {page.struck} câu không có căn cứ trong đoạn trích.)" if page.struck else ""
        cut = f" ({_CUT})" if reason else ""
        return Answer(
            status="answered",
            answer=text + struck + cut,
            fallback=reason or None,
            short_answer="; ".join(items) or None,
            items=items if len(items) > 1 else (),
            citations=cited,
            said=tuple(page.sent),
            written=True,
            struck=page.struck,
        )


def _until(stopped: Callable[[], bool], pieces: Iterator[str]) -> Iterator[str]:
    with contextlib.closing(pieces):  # type: ignore[type-var] - a generator
        for piece in pieces:
            if stopped():
                return
            yield piece


def _states(text: str, answer: Answer) -> bool:
    """Whether a written sentence says the short answer of the documents' own words."""
    pieces = answer.items or ((answer.short_answer,) if answer.short_answer else ())
    return bool(pieces) and all(_says(text, piece) for piece in pieces)


def _says(text: str, piece: str) -> bool:
    """Whether a text holds a piece to the letter, or every fact of it in another spelling."""
    known = facts(piece)
    return piece.lower() in text.lower() or bool(known) and all(any(other.agrees(fact) for other in facts(text)) for fact in known)


def _disagrees(text: str, answer: Answer) -> bool:
    """Whether a sentence gives other facts, or another person, than the documents' own words give for an answer."""
    short = answer.short_answer or ""
    return bool(facts(short) or people(short)) and not _states(text, answer)


def _without(draft: Draft, reason: str, struck: int) -> Answer:
    """The answer in the document's own words, or the refusal, marked with why the model's are not there.

    Of a summary or comparison nothing is known by that the document's own words do not give it.
    """
    answer = draft.answer
    if answer.status == "refused" and draft.question is not None and is_wide(draft.question):
        answer = replace(answer, answer=_NOT_WRITTEN, said=(Said(_NOT_WRITTEN, ()),))
    end = "; trên đây là nguyên văn của văn bản" if answer.status == "answered" else ""
    note = f"({_NOTES[reason]}{end}.)"
    return replace(answer, answer=f"{answer.answer} {note}", said=(*answer.said, Said(note, ())), fallback=reason, struck=struck)
