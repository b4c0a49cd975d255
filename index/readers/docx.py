"""Word documents, in the order of the body, tables included."""

import re
import zipfile
from pathlib import Path

from ..documents import Block, RawDocument
from ..errors import SourceError
from .lines import table_blocks

_HEADING = re.compile(r"^(?:heading|đề mục)\s*(\d)$", re.I)


def read_docx(path: Path) -> RawDocument:
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError):
        raise SourceError(f"{path.name}: tệp Word bị hỏng hoặc là .doc cũ; hãy mở bằng Word rồi lưu lại dạng .docx.") from None
    blocks: list[Block] = []
    title = None
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            blocks += table_blocks([_cells(row) for row in part.rows])
            continue
        style = part.style.name if part.style is not None else ""
        if style == "Title" and title is None:
            title = part.text.strip() or None
        heading = _HEADING.match(style or "")
        level = 1 if style == "Title" else int(heading.group(1)) if heading else 0
        # A line break inside a paragraph is a new line of the letterhead, not a wrapped one.
        blocks += [
            Block(line.strip(), "heading" if level else "paragraph", level)
            for line in part.text.splitlines()
            if line.strip()
        ]
    return RawDocument(tuple(blocks), {}, title)


def _cells(row) -> list[str]:  # noqa: ANN001 - docx.table._Row is private
    cells, seen = [], set()
    for cell in row.cells:
        if cell._tc not in seen:  # a merged cell is listed once for each column it spans
            seen.add(cell._tc)
            cells.append(cell.text)
    return cells
