"""PDFs with a text layer: lines joined to paragraphs, page numbers kept, tables row by row."""

import re
from collections import Counter
from pathlib import Path

from ..documents import Block, RawDocument
from ..errors import SourceError
from .lines import join_lines, table_rows

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
    if not any(lines or rows for lines, rows in pages):
        cause = "là bản quét, không có lớp chữ" if images else "không có lớp chữ"
        raise SourceError(f"{path.name}: tệp PDF {cause}; hãy nhận dạng chữ (OCR) hoặc dùng bản gốc .docx.")
    running = _running_lines([lines for lines, _ in pages])
    blocks: list[Block] = []
    for number, (lines, rows) in enumerate(pages, 1):
        body = [line for line in lines if line.strip() not in running and not _PAGE_NUMBER.match(line)]
        paragraphs = join_lines(body)
        if paragraphs and blocks and blocks[-1].kind == "paragraph" and paragraphs[0][:1].islower():
            # The page ended in mid-sentence: the paragraph goes on, under the page it began on.
            first = paragraphs.pop(0)
            blocks[-1] = Block(f"{blocks[-1].text} {first}", page=blocks[-1].page)
        blocks += [Block(paragraph, page=number) for paragraph in paragraphs]
        blocks += [Block(row, "row", page=number) for row in rows]
    return RawDocument(tuple(blocks), {})


def _page(page) -> tuple[list[str], list[str]]:  # noqa: ANN001 - pdfplumber.page.Page, imported late
    tables = [table for table in page.find_tables() if len(table.rows) > 1]
    rows = [row for table in tables for row in table_rows(table.extract())]
    for table in tables:
        page = page.outside_bbox(table.bbox)
    lines: list[str] = []
    bottom, gap_limit = None, None
    for line in page.extract_text_lines(return_chars=False):
        height = line["bottom"] - line["top"]
        gap_limit = height * 0.9 if gap_limit is None else gap_limit
        if bottom is not None and line["top"] - bottom > gap_limit:
            lines.append("")  # white space between lines parts paragraphs
        lines.append(line["text"])
        bottom = line["bottom"]
    return lines, rows


def _running_lines(pages: list[list[str]]) -> set[str]:
    """First and last lines that most pages share: running heads and feet."""
    if len(pages) < 3:
        return set()
    edges: Counter[str] = Counter()
    for lines in pages:
        solid = [line.strip() for line in lines if line.strip()]
        edges.update(set(solid[:1] + solid[-1:]))
    return {line for line, count in edges.items() if count > 0.6 * len(pages)}
