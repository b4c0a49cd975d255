"""What a source document becomes: an identity card, canonical text, paragraphs and sections."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Block:
    """One paragraph as a reader found it, before it has a place in the canonical text."""

    text: str
    kind: str = "paragraph"  # paragraph, heading or row (of a table, header included)
    level: int = 0  # depth of a heading, 1 the highest
    page: int | None = None


@dataclass(frozen=True)
class RawDocument:
    """What a reader hands over: blocks in order, and the front matter where the file has one."""

    blocks: tuple[Block, ...]
    front_matter: dict[str, str]
    title: str | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the canonical text; offsets in code points."""

    start: int
    end: int
    kind: str
    page: int | None


@dataclass(frozen=True)
class Section:
    """A part of a document under one title.

    `number` is its ordinal as the text gives it (2 for "Thứ hai" and "Điều 2"), `style` what it
    is called ("thứ", "điều", "khoản", "điểm", …, "heading"), `level` its depth (smaller is
    higher) and `topic` the span of the words that say what it is about.
    """

    title: str
    style: str
    number: int | None
    level: int
    start: int
    end: int
    path: tuple[str, ...]
    topic: tuple[int, int]


@dataclass(frozen=True)
class CardField:
    """A field of the identity card; `start` and `end` are the words in the text that prove it.

    A field without proof (both None) is shown to the reader but answers nothing.
    """

    name: str
    value: str
    start: int | None
    end: int | None


@dataclass(frozen=True)
class Document:
    """A source document, read. `text` is canonical: all offsets anywhere count its code points."""

    id: str
    path: Path
    title: str
    card: tuple[CardField, ...]
    text: str
    paragraphs: tuple[Paragraph, ...]
    sections: tuple[Section, ...]

    def field(self, name: str) -> CardField | None:
        return next((field for field in self.card if field.name == name), None)

    @property
    def number(self) -> str | None:
        field = self.field("số hiệu")
        return field.value if field else None

    @cached_property
    def named(self) -> str:
        """The text behind its title and who issued it, which may alone say of which place it is."""
        issuer = self.field("cơ quan ban hành")
        return " ; ".join((self.title, issuer.value if issuer else "", self.text))

    @property
    def pages(self) -> int | None:
        """How many pages it has, or None where it has none."""
        return max((paragraph.page or 0 for paragraph in self.paragraphs), default=0) or None

    def paragraph_at(self, offset: int) -> int:
        """The number, from 1, of the paragraph that holds `offset`."""
        for number, paragraph in enumerate(self.paragraphs, 1):
            if offset < paragraph.end:
                return number
        return len(self.paragraphs)

    def section_path(self, offset: int) -> tuple[str, ...]:
        """Titles of the sections that hold `offset`, outermost first."""
        holding = [section for section in self.sections if section.start <= offset < section.end]
        return max(holding, key=lambda section: section.start).path if holding else ()


@dataclass(frozen=True)
class Passage:
    """A piece of a document that is embedded and found as one; whole sentences only."""

    document_id: str
    number: int
    start: int
    end: int
    text: str
    section: tuple[str, ...]
    context: str  # title and section path, embedded before the text

    @property
    def id(self) -> str:
        return f"{self.document_id}:{self.number}"
