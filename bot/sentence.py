"""Sentences of a document, each with what is in force around it."""

import re
from dataclasses import dataclass

from index.documents import Document
from index.text.sentences import sentence_spans
from index.text.syllables import Token, tokenise

_YEAR = re.compile(r"(?<![\d/-])(?:19|20)\d\d(?![\d-])(?!\s[-–]\s\d)")
_STATED = re.compile(r"(?<!đến )\bnăm ((?:19|20)\d\d)\b(?!\s?[-–]\s?\d)")


_COMPARED = re.compile(r"so với [^\d,;.()]{0,40}?(?P<year>(?:19|20)\d\d)", re.I)
_ENUMERATED = re.compile(r"^\s*(?:\d+(?:\.\d+)*|[IVX]+)[.)]\s")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a document with what is in force around it; offsets in the document."""

    document: Document
    start: int
    end: int
    tokens: tuple[Token, ...]
    years: frozenset[str]
    year_in_force: str | None
    before: tuple[Token, ...]  # the sentence before it in the same paragraph

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


def sentences(document: Document) -> tuple[Sentence, ...]:
    """The sentences of a document, each with the year last stated in the running text before it."""
    found: list[Sentence] = []
    in_force: str | None = None
    for paragraph in document.paragraphs:
        before: tuple[Token, ...] = ()
        for start, end in sentence_spans(document.text, paragraph.start, paragraph.end):
            text = document.text[start:end]
            tokens = tuple(tokenise(text))
            found.append(Sentence(document, start, end, tokens, frozenset(years_in(text)), in_force, before))
            before = tokens
            if paragraph.kind != "heading" and (stated := _STATED.findall(text)):
                in_force = stated[-1]
    return tuple(found)


def years_in(text: str) -> list[str]:
    """The years of a text, those of spans ("2021-2025") left out."""
    return _YEAR.findall(text)


def compared_years(text: str) -> list[tuple[int, int]]:
    """Each year that a figure is compared with ("so với năm 2022") and where it begins."""
    return [(int(match["year"]), match.start("year")) for match in _COMPARED.finditer(text)]


def without_compared(text: str) -> str:
    """Without the years that a figure is compared with ("so với năm 2022"), which are not the figure's."""
    return _COMPARED.sub("", text)


def unnumbered(heading: str) -> str:
    """A heading without the figure that it begins with: "1. Mục tiêu" says nothing of a first one."""
    return _ENUMERATED.sub("", heading)
