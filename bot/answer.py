"""The one `Answer`, and its JSON (see the contract in README)."""

from dataclasses import dataclass, field
from typing import Any

from index.documents import Document

REASONS = ("not_in_documents", "bad_input", "busy", "error")


@dataclass(frozen=True)
class Citation:
    """A quote and where it stands: `quote` is the document's text[start:end] to the letter."""

    n: int
    document_id: str
    document_title: str
    document_number: str | None
    section: tuple[str, ...]
    paragraph: int
    quote: str
    start: int
    end: int
    page: int | None
    supports: bool = True

    @property
    def url(self) -> str:
        return f"/documents/{self.document_id}?from={self.start}&to={self.end}#p{self.paragraph}"

    def to_json(self) -> dict[str, Any]:
        return {
            "n": self.n,
            "document_id": self.document_id,
            "document_title": self.document_title,
            "document_number": self.document_number,
            "section": list(self.section),
            "paragraph": self.paragraph,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "page": self.page,
            "url": self.url,
            "supports": self.supports,
        }


def cite(n: int, document: Document, start: int, end: int) -> Citation:
    """The citation of `document.text[start:end]`, with where it stands."""
    number = document.paragraph_at(start)
    return Citation(
        n=n,
        document_id=document.id,
        document_title=document.title,
        document_number=document.number,
        section=document.section_path(start),
        paragraph=number,
        quote=document.text[start:end],
        start=start,
        end=end,
        page=document.paragraphs[number - 1].page,
    )


@dataclass(frozen=True)
class Said:
    """One sentence of an answer, as a stream sends it: its marks `[n]` within, and their numbers."""

    text: str
    cites: tuple[int, ...]


@dataclass(frozen=True)
class Answer:
    """An answer with its citations, or a refusal with the nearest passages.

    `items` holds the members of a list answer, one by one; `short_answer` joins them by "; ". `said` are the sentences
    that make up `answer`. `written`: they are a model's, passed by the guard, which struck `struck` others; `fallback`
    says why a model's sentences are not there where they were wanted (see `bot.writing.model.Reason`).
    """

    status: str  # answered or refused
    answer: str
    short_answer: str | None = None
    items: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    reason: str | None = None
    confidence: float | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)
    said: tuple[Said, ...] = ()
    written: bool = False
    struck: int = 0
    fallback: str | None = None

    def to_json(self, identifier: str | None = None) -> dict[str, Any]:
        body: dict[str, Any] = {} if identifier is None else {"id": identifier}
        return body | {
            "status": self.status,
            "answer": self.answer,
            "short_answer": self.short_answer,
            "items": list(self.items),
            "confidence": self.confidence,
            "reason": self.reason,
            "written": self.written,
            "struck": self.struck,
            "fallback": self.fallback,
            "citations": [citation.to_json() for citation in self.citations],
            "timings_ms": self.timings_ms,
        }


def refusal(reason: str, sentence: str, citations: tuple[Citation, ...] = ()) -> Answer:
    assert reason in REASONS
    return Answer("refused", sentence, reason=reason, citations=citations, said=(Said(sentence, ()),))
