"""Paragraphs from lines: texts and PDFs break a paragraph wherever the line was full."""

import re
from collections.abc import Iterable, Iterator, Sequence

from ..documents import Block

_NEW_PARAGRAPH = re.compile(
    r"^\s*(?:(?:Điều|Chương|Mục|Phần|Khoản|Tiểu mục|Phụ lục)\s+[\dIVXLC]+|Thứ\s+\w+\s*[,:]|[IVXLC]{1,5}\.\s|\d{1,3}(?:\.\d{1,2})*[.)]\s"
    r"|[a-zđ][.)]\s|[-–•*+]\s|Căn cứ\s|Nơi nhận|Kính gửi|Số\s*:)"
)
# What stands in a table without borders that only lays out a letterhead or a signature (Nghị định 30/2020/NĐ-CP, Phụ lục I).
_LAYOUT = re.compile(r"^\s*(?:CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM|Nơi nhận\s*:\s*$|(?:TM\.|T/M|KT\.|TL\.|TUQ\.)\s)", re.M)
_GAP = re.compile(r"(?<=\S)(?: {4,}|\t{2,})(?=\S)")  # between two columns of one line
_RIGHT = re.compile(r"(?: {20}|\t{3})\s*\S")  # a line of the right column alone
_ROWS = 6  # of a table that lays out a page
# A list's number before a tab, and what of a header is no figure: a table without a header is read as lines.
_MARKER = re.compile(r"(?:\d{1,3}|[a-zđ]|[IVX]{1,4})[.)]|[-–•*+]?")
_NO_FIGURE = re.compile(r"(?:năm\s+)?(?:19|20)\d\d|\d+ tháng|tháng \d+|quý \d|[(\[]\d{1,2}[)\]]")
_DRAWN = re.compile(r"[\s|:+=_-]*")  # a row that is only drawn
_TYPED_ROWS = 3  # lines in a row with as many cells, header counted: fewer may be chance
_OF_LEFT = re.compile(r"\s*(?:[-–•]\s|Số\s*:|V/v|Về việc|Kính gửi|[\W_]*$)|[^a-zà-ỹ]*$")  # a line of the left column alone
_RULE = re.compile(r"[\s_*–—-]*")  # a line that is only drawn
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


def text_blocks(lines: Sequence[str]) -> list[Block]:
    """The paragraphs of a text; a letterhead or a signature in two columns ("Nơi nhận:      CHỦ TỊCH") column by column."""
    blocks: list[Block] = []
    usual, begin, at = usual_length(lines), 0, 0
    while at < len(lines):
        if _GAP.search(lines[at]) and any(_LAYOUT.match(column) for column in _GAP.split(lines[at].strip())):
            end = _columns_end(lines, at)
            blocks += [Block(paragraph) for paragraph in join_lines(lines[begin:at], usual)]
            blocks += table_blocks([[*map("\n".join, _columns(lines[at:end]))]])
            begin = at = end
        elif rows := typed_rows(lines, at):
            blocks += [Block(paragraph) for paragraph in join_lines(lines[begin:at], usual)]
            blocks += table_blocks([row for row in rows if row])
            begin = at = at + len(rows)
        else:
            at += 1
    return blocks + [Block(paragraph) for paragraph in join_lines(lines[begin:], usual)]


def parted(lines: Sequence[str]) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Lines of running text, each time with the rows of the table, typed as text, that follows them; the last with none."""
    at = begin = 0
    while at < len(lines):
        rows = typed_rows(lines, at)
        if rows:
            yield [*lines[begin:at]], [row for row in rows if row]
            begin = at = at + len(rows)
        else:
            at += 1
    if begin < len(lines):
        yield [*lines[begin:]], []


def typed_rows(lines: Sequence[str], begin: int = 0) -> list[list[str]]:
    """The cells of the lines from `begin` on, where they are a table's with a header, parted by bars or tabs; none for a line that is only drawn."""
    rows: list[list[str]] = []
    header: list[str] = []
    for at in range(begin, len(lines)):
        line = lines[at]
        drawn = bool(_DRAWN.fullmatch(line)) and any(mark in line for mark in "|+")
        cells = [] if drawn else _cells(line)
        if drawn and rows and not rows[-1] or not drawn and (len(cells) < 2 or header and len(cells) != len(header) or "|" not in line and _MARKER.fullmatch(cells[0])):
            break
        if cells and not header and any(re.search(r"\d", _NO_FIGURE.sub("", cell)) for cell in cells):
            break  # told at the first row, so that lines without a header are read once
        header = header or cells
        rows.append(cells)
    return rows if sum(map(bool, rows)) >= _TYPED_ROWS else []


def _cells(line: str) -> list[str]:
    if "|" not in line:
        return [cell.strip() for cell in line.split("\t")]
    inside = line.strip()
    inside = inside[1:] if inside.startswith("|") else inside
    inside = inside[:-1] if line.strip().startswith("|") and inside.endswith("|") else inside  # else the last cell is empty
    return [cell.strip() for cell in inside.split("|")]


def _columns_end(lines: Sequence[str], begin: int) -> int:
    """Where the lines in two columns end that begin at `begin`: at an empty line, but that below a signature's office the name follows alone."""
    end = _run(lines, begin)
    signature = lines[begin].strip().startswith("Nơi nhận")
    while signature and (named := next((at for at in range(end, len(lines)) if lines[at].strip()), None)) and named > end and _RIGHT.match(lines[named]):
        end = _run(lines, named)
    return end


def _run(lines: Sequence[str], begin: int) -> int:
    """Where the lines from `begin` cease to be of two columns, or of one of them."""
    return next((at for at in range(begin, len(lines)) if not lines[at].strip() or not (_GAP.search(lines[at]) or _RIGHT.match(lines[at]) or _OF_LEFT.match(lines[at]))), len(lines))


def _columns(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    left, right = [], []
    for line in lines:
        if _RIGHT.match(line):
            right.append(line.strip())
            continue
        one, *two = _GAP.split(line.strip(), maxsplit=1)
        left.append(one)
        right += two
    return left, right


def table_blocks(rows: list[list[str]]) -> list[Block]:
    """A table's rows; of one that only lays out a letterhead or a signature the lines, column by column, a name in capitals over several lines as one."""
    if len(rows) > _ROWS or max(map(len, rows), default=0) > 3 or not any(_LAYOUT.search(cell) for cell in rows[0]):
        return [Block(line, "row") for line in table_rows(rows)]
    blocks: list[Block] = []
    for column in range(max(map(len, rows))):
        lines = [" ".join(line.split()) for row in rows if column < len(row) for line in row[column].splitlines()]
        named: list[str] = []
        for line in (one for one in lines if not _RULE.fullmatch(one)):
            if column == 0 and named and line.isupper() and named[-1].isupper():
                named[-1] += f" {line}"
            else:
                named.append(line)
        blocks += [Block(line) for line in named]
    return blocks


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
