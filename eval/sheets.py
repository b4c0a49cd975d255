"""Tables of questions as staff keep them: CSV and XLSX, in and out."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation

from index.errors import UserError

_MAX_MB = 20  # thousands of questions are one; a zip bomb is stopped before it is opened
_ROWS = 2000  # to which the template's choices reach


@dataclass(frozen=True)
class Column:
    """One column: its title, what to write in it, and the values to choose from, if any."""

    title: str
    help: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row as it stands; `number` as the spreadsheet shows it. A cell is text, or what else the program made of it."""

    number: int
    cells: dict[str, Any]


def read(path: Path) -> tuple[list[str], list[Row]]:
    """Titles and non-empty rows of the first sheet.

    Raises:
        UserError: the file is not there, is no CSV or XLSX, or is damaged.
    """
    try:
        if path.stat().st_size > _MAX_MB * 1024 * 1024:
            raise UserError(f"{path} lớn hơn {_MAX_MB} MB; hãy tách thành nhiều tệp.")
        match path.suffix.lower():
            case ".csv":
                table = _csv(path)
            case ".xlsx":
                table = _xlsx(path)
            case _:
                raise UserError(f"{path} không phải tệp .csv hay .xlsx; hãy lưu lại theo một trong hai dạng đó.")
    except OSError as error:
        raise UserError(f"Không mở được {path} ({error.strerror}); hãy kiểm tra đường dẫn.") from None
    numbered = [(number, row) for number, row in enumerate(table, 1) if any(cell not in (None, "") for cell in row)]
    if not numbered:
        raise UserError(f"{path} không có dòng nào; hãy dùng mẫu: python -m eval import --template MẪU.xlsx")
    titles = [" ".join(str(cell or "").split()) for cell in numbered[0][1]]
    return titles, [Row(number, dict(zip(titles, row, strict=False))) for number, row in numbered[1:]]


def _csv(path: Path) -> list[list[str]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{path} không phải văn bản UTF-8; trong Excel hãy lưu lại dạng “CSV UTF-8”.") from None
    head = text.partition("\n")[0]
    # Excel separates by semicolon where the comma is the decimal sign, as in Vietnam.
    delimiter = max(";,\t", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UserError(f"{path} không đúng dạng CSV ({error}); hãy mở bằng Excel hoặc LibreOffice rồi lưu lại.") from None


def _xlsx(path: Path) -> list[list[Any]]:
    try:
        book = load_workbook(path, read_only=True)
        try:
            return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        finally:
            book.close()
    except OSError:
        raise
    except Exception as error:  # openpyxl lets through whatever zipfile, XML and its own reader raise
        raise UserError(f"{path} không đọc được ({type(error).__name__}); hãy mở bằng Excel hoặc LibreOffice rồi lưu lại dạng .xlsx.") from None


def write_xlsx(path: Path, columns: tuple[Column, ...], rows: list[list[str]]) -> None:
    """A new workbook to fill in: titles with their help, cells as text, choices to pick, and a sheet that explains.

    Raises:
        UserError: there is a file of that name, or it cannot be written.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "Câu hỏi"
    sheet.freeze_panes = "A2"
    for at, column in enumerate(columns, 1):
        cell = sheet.cell(1, at, column.title)
        cell.font, cell.comment = Font(bold=True), Comment(column.help, "eval", height=120, width=320)
        letter = cell.column_letter
        sheet.column_dimensions[letter].width = 14 if column.choices else 36
        # Text, or the program turns "6,11%" and "24/11/2023" into numbers of its own.
        sheet.column_dimensions[letter].number_format = "@"
        if column.choices:
            choice = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
            choice.add(f"{letter}2:{letter}{_ROWS}")
            sheet.add_data_validation(choice)
    for number, row in enumerate([*rows, *([""] * len(columns) for _ in range(200))], 2):
        for at, value in enumerate(row, 1):
            cell = sheet.cell(number, at, value or None)
            cell.number_format, cell.alignment, cell.data_type = "@", Alignment(wrap_text=True, vertical="top"), "s" if value else "n"
    guide = book.create_sheet("Hướng dẫn")
    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 26, 110
    for column in columns:
        guide.append([column.title, column.help])
    try:
        with open(path, "xb") as file:
            book.save(file)
    except OSError as error:
        raise UserError(f"Không ghi được {path} ({error.strerror}); hãy chọn tên tệp chưa có.") from None
