"""What the trained reader points at in the likeliest windows of the found passages, and the passages re-ranked by it."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.current import Index
from index.search import Hit
from index.text.abbreviations import as_written
from index.text.syllables import Token

from .extractor import Extractor
from .numbers import ordinals_as_written
from .own_places import without_own_place
from .question import Question
from .sentence import sentences
from .spans import Span
from .support import Support
from .windows import windows

WINDOW_CHARS = 420  # about 110 tokens: a few sentences, read in some 20 ms on two cores
_LIST_CHARS = 850  # where a list is asked for, whose items take more room
_FRONT = ("cơ quan ban hành", "kỳ họp")  # of the card, what the whole document is of
_LEAD_CHARS = 90  # of title or section, put before a window
_PASSAGES = 5  # whose windows come into question; in ViQuAD dev hardly any gold passage is ranked below
_WINDOWS = 4  # that are read; a fifth answers two in a thousand more questions of written passages that were held out
_WEIGHT = 0.5  # of the probability beside the search score; chosen on ViQuAD 1.0 dev (`python -m eval retrieval`)
_SEARCH = 0.5  # of the search score beside the log-odds, where windows are compared


@dataclass(frozen=True)
class Pointed:
    """A window and the span in it that best answers, in offsets of the document of `hit`.

    `probability` (0 to 1) says that the window answers at all; `score` are its log-odds and the share of the search.
    """

    hit: Hit
    window: Span
    span: Span
    probability: float
    score: float


class Reranker:
    """Reads windows of passages with the trained reader."""

    def __init__(self, extractor: Extractor, index: Index) -> None:
        self._extractor, self._documents, self._abbreviations = extractor, index.documents, index.abbreviations
        self._support = Support(index.restorer, index.abbreviations)

    def point(self, question: Question, hits: list[Hit]) -> list[Pointed]:
        """What the windows that hold most of the question's words give, best first."""
        candidates = []
        most = _LIST_CHARS if question.kind.many else WINDOW_CHARS
        for hit in hits[:_PASSAGES]:
            text = self._documents[hit.passage.document_id].text
            lead = self._lead(question, hit)
            for window in windows(text, hit.passage.start, hit.passage.end, most):
                candidates.append((self._support.share(question.words, lead + text[slice(*window)]), hit, window))
        candidates.sort(key=lambda one: -one[0] - one[1].score)
        return sorted((self._read(question, *one) for one in candidates[:_WINDOWS]), key=lambda one: -one.score)

    def rerank(self, question: Question, hits: list[Hit]) -> list[Hit]:
        """The passages in their new order, their scores still from 0 to 1; those beyond the first few keep their places."""
        return reranked(hits, self.point(question, hits))

    def _read(self, question: Question, share: float, hit: Hit, window: Span) -> Pointed:
        """Read twice where the marks of the question are a guess, or it names a year, and the window not the one last stated before."""
        document = self._documents[hit.passage.document_id]
        text, lead = document.text[slice(*window)], self._lead(question, hit)
        read = lead + text
        lead = self._front(question, hit, read) + lead
        dated = lead + self._year_in_force(question, hit, window)
        forms = (without_own_place(form, document, read) for form in (question.query.restored, question.query.typed))
        restored, typed = (ordinals_as_written(as_written(form, text, self._abbreviations), read) for form in forms)
        found = self._extractor.extract(restored, text, support=share, lead=dated, again=(typed, lead)).moved(window[0])
        odds = math.log(max(found.probability, 1e-9) / max(1 - found.probability, 1e-9))
        return Pointed(hit, window, (found.start, found.end), found.probability, odds + _SEARCH * hit.score)

    def _lead(self, question: Question, hit: Hit) -> str:
        """The section's heading, or the document's title where that holds more of the question."""
        title = self._piece(question.words, self._documents[hit.passage.document_id].title)
        lead = max((*hit.passage.section[-1:], title), key=lambda one: self._support.share(question.words, one))[:_LEAD_CHARS]
        return f"{lead}: " if lead else ""

    def _piece(self, words: Sequence[tuple[Token, float]], text: str) -> str:
        """What of a title is put before a window: where it is longer than that, the words in a row that hold most of the question's, the first of such.

        "Thông báo kết luận của … tại cuộc họp về tiến độ Dự án đường nối …": what a document is about may stand last.
        """
        if len(text) <= _LEAD_CHARS:
            return text
        starts = [0, *(match.end() for match in re.finditer(r"\s+", text))]
        pieces = [text[start : start + _LEAD_CHARS + 1].rpartition(" ")[0] if len(text) - start > _LEAD_CHARS else text[start:] for start in starts]
        return max(pieces, key=lambda one: self._support.share(words, one))

    def _front(self, question: Question, hit: Hit, read: str) -> str:
        """Of the document's title and card, what holds most of the question's words that are not `read` anyhow: "của thành phố" is asked,
        and the whole document is of it."""
        document = self._documents[hit.passage.document_id]
        missing = [(token, turn) for token, turn in question.words if token.kind == "word" and not self._support.share([(token, turn)], read)]
        fronts = [document.title, *(field.value for name in _FRONT if (field := document.field(name)))]
        best = self._piece(missing, max(fronts, key=lambda one: (self._support.share(missing, one), -len(one))))
        return f"{best}: " if missing and self._support.share(missing, best) else ""

    def _year_in_force(self, question: Question, hit: Hit, window: Span) -> str:
        """Where a year is asked for, the one last stated before the window, unless the window says it itself."""
        document = hit.passage.document_id
        year = self._years(document).get(window[0]) if question.years else None
        return f"Năm {year}: " if year and year not in self._documents[document].text[slice(*window)] else ""

    @lru_cache(maxsize=4096)  # noqa: B019 - a re-ranker lives as long as its index
    def _years(self, document_id: str) -> dict[int, str | None]:
        return {one.start: one.year_in_force for one in sentences(self._documents[document_id])}


def reranked(hits: list[Hit], pointed: list[Pointed]) -> list[Hit]:
    """The passages by search score and by the probability that their best window answers."""
    best: dict[str, float] = {}
    for one in pointed:
        best[one.hit.passage.id] = max(best.get(one.hit.passage.id, 0.0), one.probability)
    scored = [replace(hit, score=(hit.score + _WEIGHT * best.get(hit.passage.id, 0.0)) / (1 + _WEIGHT)) for hit in hits[:_PASSAGES]]
    return sorted(scored, key=lambda hit: -hit.score) + hits[_PASSAGES:]
