"""Passages: the pieces that are embedded and searched; whole sentences, exact offsets."""

from .documents import Document, Passage
from .text.sentences import sentence_spans

# About 250 syllables of Vietnamese: with its context a passage stays under the encoder's 512
# tokens, and most paragraphs of official texts remain whole.
MAX_CHARS = 1100
# A lone line shorter than this says little by itself and joins the next of its section.
MIN_CHARS = 120


def passages(document: Document) -> list[Passage]:
    """The document's passages in order; none crosses a section, none cuts a sentence."""
    spans: list[tuple[int, int, tuple[str, ...], bool]] = []
    for paragraph in document.paragraphs:
        path = document.section_path(paragraph.start)
        for start, end in _pieces(document.text, paragraph.start, paragraph.end):
            joinable = paragraph.kind != "row"
            if spans and _joins(spans[-1], start, end, path, joinable):
                spans[-1] = (spans[-1][0], end, path, joinable)
            else:
                spans.append((start, end, path, joinable))
    return [
        Passage(document.id, number, start, end, document.text[start:end], path, context(document, path))
        for number, (start, end, path, _) in enumerate(spans, 1)
    ]


def context(document: Document, path: tuple[str, ...]) -> str:
    """What is embedded before a passage: number, title and section path."""
    number = f"{document.number} " if document.number else ""
    return " › ".join((number + document.title, *path))


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A paragraph, or runs of its sentences where it is longer than a passage may be."""
    if end - start <= MAX_CHARS:
        return [(start, end)]
    pieces: list[tuple[int, int]] = []
    for sentence_start, sentence_end in sentence_spans(text, start, end):
        if pieces and sentence_end - pieces[-1][0] <= MAX_CHARS:
            pieces[-1] = (pieces[-1][0], sentence_end)
        else:
            pieces.append((sentence_start, sentence_end))
    return pieces


def _joins(last: tuple[int, int, tuple[str, ...], bool], start: int, end: int, path: tuple[str, ...], joinable: bool) -> bool:
    last_start, last_end, last_path, last_joinable = last
    short = last_end - last_start < MIN_CHARS
    return short and joinable and last_joinable and path == last_path and end - last_start <= MAX_CHARS
