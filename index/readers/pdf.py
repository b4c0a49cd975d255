"""PDFs with a text layer: lines joined to paragraphs, page numbers kept, tables row by row."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ..documents import Block, RawDocument
from ..errors import SourceError
from .lines import join_lines, table_rows, usual_length

_PAGE_NUMBER = re.compile(r"^\W*(?:trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?\W*$", re.I)


def read_pdf(path: Path) -> RawDocument:
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    try:
        with pdfplumber.open(path) as pdf:
            pages = [_page(page) for page in pdf.pages]
            images = any(page.images for page in pdf.pages)
    except Exception as error:  # pdfminer raises errors of many kinds on a broken file
        if isinstance(error, PDFPasswordIncorrect) or "PDFPasswordIncorrect" in repr(error):
            raise SourceError(f"{path.name}: tệp PDF có mật khẩu; hãy gỡ mật khẩu rồi lập chỉ mục lại.") from None
        raise SourceError(f"{path.name}: tệp PDF bị hỏng, không mở được; hãy xuất lại tệp PDF.") from None
    if not any(chunk.lines for page in pages for chunk in page):
        cause = "là bản quét, không có lớp chữ" if images else "không có lớp chữ"
        raise SourceError(f"{path.name}: tệp PDF {cause}; hãy nhận dạng chữ (OCR) hoặc dùng bản gốc .docx.")
    running = _running_lines(pages)
    usual = usual_length(line for page in pages for chunk in page if not chunk.is_table for line in chunk.lines)
    blocks: list[Block] = []
    for number, page in enumerate(pages, 1):
        for position, chunk in enumerate(page):
            if chunk.is_table:
                blocks += [Block(row, "row", page=number) for row in chunk.lines]
                continue
            body = [line for line in chunk.lines if line.strip() not in running and not _PAGE_NUMBER.match(line)]
            paragraphs = join_lines(body, usual)
            if position == 0 and paragraphs and blocks and blocks[-1].kind == "paragraph" and paragraphs[0][:1].islower():
                # The page before ended in mid-sentence: the paragraph goes on, under the page it began on.
                blocks[-1] = Block(f"{blocks[-1].text} {paragraphs.pop(0)}", page=blocks[-1].page)
            blocks += [Block(paragraph, page=number) for paragraph in paragraphs]
    return RawDocument(tuple(blocks), {})


@dataclass(frozen=True)
class _Chunk:
    """Lines of running text, or rows of one table, as they follow each other down the page."""

    lines: tuple[str, ...]
    is_table: bool


def _page(page) -> list[_Chunk]:  # noqa: ANN001 - pdfplumber.page.Page, imported late
    tables = sorted((table for table in page.find_tables() if len(table.rows) > 1), key=lambda table: table.bbox[1])
    rows = [tuple(table_rows(table.extract())) for table in tables]
    for table in tables:
        page = page.outside_bbox(table.bbox)
    chunks: list[_Chunk] = []
    lines: list[str] = []
    waiting = list(zip(tables, rows, strict=True))
    bottom, gap_limit = None, None
    for line in page.extract_text_lines(return_chars=False):
        while waiting and waiting[0][0].bbox[1] < line["top"]:
            chunks += [_Chunk(tuple(lines), False), _Chunk(waiting.pop(0)[1], True)]
            lines = []
        gap_limit = (line["bottom"] - line["top"]) * 0.9 if gap_limit is None else gap_limit
        if bottom is not None and line["top"] - bottom > gap_limit:
            lines.append("")  # white space between lines parts paragraphs
        lines.append(line["text"])
        bottom = line["bottom"]
    chunks.append(_Chunk(tuple(lines), False))
    chunks += [_Chunk(table, True) for _, table in waiting]
    return [chunk for chunk in chunks if chunk.lines]


def _running_lines(pages: list[list[_Chunk]]) -> set[str]:
    """First and last lines that most pages share: running heads and feet."""
    if len(pages) < 3:
        return set()
    edges: Counter[str] = Counter()
    for page in pages:
        solid = [line.strip() for chunk in page if not chunk.is_table for line in chunk.lines if line.strip()]
        edges.update(set(solid[:1] + solid[-1:]))
    return {line for line, count in edges.items() if count > 0.6 * len(pages)}
