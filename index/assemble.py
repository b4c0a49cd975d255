"""From what a reader found to a `Document`: canonical text, paragraphs, sections, card."""

import re
from pathlib import Path

from .card import TYPES, build_card
from .documents import Document, Paragraph, RawDocument
from .sections import find_sections
from .text.normalise import canonical, fold

_NO_SUBJECT = re.compile(r"(?:Số\s*:|[IVXLC]+[.)]|\d+[.)]|(?:Phần|Chương|Mục|Điều)\s)", re.I)  # its number, or its first section
_TYPE_LINE = re.compile(rf"^(?:{TYPES})$", re.I)


def document_id(path: Path) -> str:
    """A name fit for a URL, from the file's name: ASCII letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(canonical(path.stem))).strip("-") or "van-ban"


def assemble(raw: RawDocument, path: Path, identifier: str) -> Document:
    """Lay the blocks out as one canonical text, a blank line between paragraphs."""
    pieces, paragraphs, levels, position = [], [], [], 0
    for block in raw.blocks:
        text = " ".join(canonical(block.text).split())
        if not text:
            continue
        paragraphs.append(Paragraph(position, position + len(text), block.kind, block.page))
        levels.append(block.level if block.kind == "heading" else 0)
        pieces.append(text)
        position += len(text) + 2
    text = "\n\n".join(pieces)
    spans = [(paragraph.start, paragraph.end) for paragraph in paragraphs]
    headline = None if _TYPE_LINE.match(canonical(raw.title or "")) else raw.title  # "KẾ HOẠCH" alone says nothing of what it is for
    title = canonical(raw.front_matter.get("tiêu đề") or headline or _title(text, spans, path))
    return Document(
        id=identifier,
        path=path,
        title=title,
        card=build_card(raw, text, title, spans),
        text=text,
        paragraphs=tuple(paragraphs),
        sections=find_sections(text, tuple(paragraphs), tuple(levels)),
    )


def _title(text: str, spans: list[tuple[int, int]], path: Path) -> str:
    """Type and subject of an official layout ("QUYẾT ĐỊNH" / "Về việc …"), else the first line."""
    lines = [text[start:end] for start, end in spans[:15]]
    for line, following in zip(lines, lines[1:], strict=False):
        if _TYPE_LINE.match(line):
            if _NO_SUBJECT.match(following):
                return line.capitalize()
            return f"{line.capitalize()} {following[0].lower()}{following[1:]}" if len(following) < 300 else line.capitalize()
    return lines[0][:200] if lines else path.stem
