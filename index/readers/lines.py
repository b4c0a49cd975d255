"""Paragraphs from lines: texts and PDFs break a paragraph wherever the line was full."""

import re
from collections.abc import Iterable, Sequence

_NEW_PARAGRAPH = re.compile(
    r"^\s*(?:(?:Điều|Chương|Mục|Phần|Khoản|Tiểu mục|Phụ lục)\s+[\dIVXLC]+|Thứ\s+\w+\s*[,:]|[IVXLC]{1,5}\.\s|\d{1,3}(?:\.\d{1,2})*[.)]\s"
    r"|[a-zđ][.)]\s|[-–•*+]\s|Căn cứ\s|Nơi nhận|Kính gửi|Số\s*:)"
)
_CLOSED = re.compile(r"[.!?…:;]['\"”’)]*$")


def usual_length(lines: Iterable[str]) -> int:
    """The length in characters that a full line of a text has (its upper quartile)."""
    lengths = sorted(len(line) for line in lines if line.strip())
    return lengths[int(len(lengths) * 0.75)] if lengths else 0


def join_lines(lines: Sequence[str], usual: int) -> list[str]:
    """Join the lines that belong to one paragraph; an empty line always ends one.

    A line continues the paragraph unless it opens a structure of its own (Điều, 1., a), -), or
    the paragraph is closed by punctuation or was broken well before the usual line length.
    """
    paragraphs: list[str] = []
    open_paragraph = False
    for index, raw in enumerate(lines):
        line = raw.strip()
        if not line:
            open_paragraph = False
            continue
        if open_paragraph and not _NEW_PARAGRAPH.match(line):
            paragraphs[-1] += " " + line
        else:
            paragraphs.append(line)
        full = len(line) >= 0.75 * usual
        following = lines[index + 1].strip() if index + 1 < len(lines) else ""
        open_paragraph = (full or following[:1].islower()) and not (_CLOSED.search(line) and not full) and not (
            _CLOSED.search(line) and len(line) < 0.9 * usual
        )
    return paragraphs


def table_rows(rows: list[list[str]]) -> list[str]:
    """Each row of a table as one line that can be read alone: `header: cell; header: cell`."""
    rows = [[" ".join((cell or "").split()) for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    if len(rows) < 2:
        return [" | ".join(cell for cell in row if cell) for row in rows]
    header, *body = rows
    return [
        "; ".join(f"{name}: {cell}" if name else cell for name, cell in zip(header, row, strict=False) if cell)
        for row in body
    ]
