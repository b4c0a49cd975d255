"""Re-rank the found passages: how probably the best window of each answers, by the trained reader."""

from dataclasses import replace

from index.documents import Document
from index.search import Hit
from index.text.restore import Restorer

from .extractor import Extractor
from .question import Question
from .support import Support
from .windows import windows

WINDOW_CHARS = 420  # about 110 tokens: a few sentences, read in some 20 ms on two cores
_LEAD_CHARS = 90  # of title or section, put before a window
_READ = 4  # passages that are read; in ViQuAD dev hardly any gold passage is ranked below
_WEIGHT = 0.5  # of the probability beside the search score; chosen on ViQuAD 1.0 dev (`python -m eval retrieval`)


class Reranker:
    """Reads windows of passages with the trained reader."""

    def __init__(self, extractor: Extractor, restorer: Restorer, documents: dict[str, Document]) -> None:
        self._extractor, self._support, self._documents = extractor, Support(restorer), documents

    def rerank(self, question: Question, hits: list[Hit]) -> list[Hit]:
        """The passages in their new order, their scores still from 0 to 1; those beyond the first few keep their places."""
        probabilities = [self._probability(question, hit) for hit in hits[:_READ]] + [0.0] * len(hits[_READ:])
        scored = [replace(hit, score=(hit.score + _WEIGHT * p) / (1 + _WEIGHT)) for hit, p in zip(hits, probabilities, strict=True)]
        return sorted(scored[:_READ], key=lambda hit: -hit.score) + scored[_READ:]

    def _probability(self, question: Question, hit: Hit) -> float:
        """That the passage answers, going by the window that holds most of the question's words."""
        passage, document = hit.passage, self._documents[hit.passage.document_id]
        lead = (passage.section[-1] if passage.section else document.title)[:_LEAD_CHARS]
        lead = f"{lead}: " if lead else ""
        texts = [lead + document.text[start:end] for start, end in windows(document.text, passage.start, passage.end, WINDOW_CHARS)]
        support, text = max(((self._support.share(question.words, text), text) for text in texts), key=lambda pair: pair[0])
        return self._extractor.extract(question.query.restored, text, support=support, within=(len(lead), len(text))).probability
