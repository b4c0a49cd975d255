"""Tables of questions as staff keep them: CSV and XLSX, in and out."""

import csv
import io
import os
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation

from index.errors import UserError
from index.text.normalise import fold

_MAX_MB = 20  # thousands of questions are one
_MAX_UNPACKED_MB = 200  # a workbook is a zip archive, which may hold a thousand times its size
_ROWS = 2000  # to which the template's choices reach


@dataclass(frozen=True)
class Column:
    """One column: its title, what to write in it, and the values to choose from, if any."""

    title: str
    help: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row as it stands; `number` as the spreadsheet shows it. A cell is text, or what else the program made of it.
    `fault` says why the row cannot be told apart into cells, if it cannot."""

    number: int
    cells: dict[str, Any]
    fault: str = ""


def read(path: Path) -> tuple[list[str], list[Row]]:
    """Titles and non-empty rows of the first sheet.

    Raises:
        UserError: the file is not there, is no CSV or XLSX, or is damaged; it has no row, or two columns of one title.
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
    numbered = [(number, row) for number, row in enumerate(table, 1) if isinstance(row, str) or any(cell not in (None, "") for cell in row)]
    if len(numbered) < 2 or isinstance(numbered[0][1], str):
        raise UserError(f"{path} không có dòng câu hỏi nào; hãy dùng mẫu: python -m eval import --template MẪU.xlsx")
    titles = [" ".join(str(cell or "").split()) for cell in numbered[0][1]]
    if twice := [title for title, count in Counter(fold(title) for title in titles if title).items() if count > 1]:
        raise UserError(f"{path} có hai cột cùng tên “{twice[0]}”; hãy bỏ hoặc đổi tên một cột.")
    return titles, [_row(number, titles, row) for number, row in numbered[1:]]


def _row(number: int, titles: list[str], row: list[Any] | str) -> Row:
    if isinstance(row, str):
        return Row(number, {}, row)
    if any(cell not in (None, "") for cell in row[len(titles) :]):
        return Row(number, {}, "có nhiều ô hơn số cột; ô có dấu phân cách phải đặt trong ngoặc kép")
    return Row(number, dict(zip(titles, row, strict=False)))


def _csv(path: Path) -> list[list[str] | str]:
    """Rows, or for a row that is no CSV what is amiss with it."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{path} không phải văn bản UTF-8; trong Excel hãy lưu lại dạng “CSV UTF-8”.") from None
    head = text.partition("\n")[0]
    # Excel separates by semicolon where the comma is the decimal sign, as in Vietnam.
    delimiter = max(";,\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str] | str] = []
    while True:
        try:
            rows.append(next(reader))
        except StopIteration:
            return rows
        except csv.Error:  # the reader goes on with the next line
            rows.append("dấu ngoặc kép trong ô không đúng dạng CSV; hãy viết đôi dấu ấy, hoặc lưu bảng bằng Excel, LibreOffice")


def _xlsx(path: Path) -> list[list[Any]]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(one.file_size for one in archive.infolist()) > _MAX_UNPACKED_MB * 1024 * 1024:
                raise UserError(f"{path} mở ra lớn hơn {_MAX_UNPACKED_MB} MB; hãy tách thành nhiều tệp.")
        book = load_workbook(path, read_only=True)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # some programs write a wrong size, and rows beyond it would be lost
            return [list(row) for row in sheet.iter_rows(values_only=True)]
        finally:
            book.close()
    except (OSError, UserError):
        raise
    except Exception as error:  # openpyxl lets through whatever zipfile, XML and its own reader raise
        raise UserError(f"{path} không đọc được ({type(error).__name__}); hãy mở bằng Excel hoặc LibreOffice rồi lưu lại dạng .xlsx.") from None


def write_xlsx(path: Path, columns: tuple[Column, ...], rows: list[list[str]]) -> None:
    """A new workbook to fill in: titles with their help, cells as text, choices to pick, and a sheet that explains.

    Raises:
        UserError: there is a file of that name, or it cannot be written; nothing half-written is left.
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
    whole = io.BytesIO()
    book.save(whole)
    try:
        # May hold questions of readers: for whoever wrote it alone.
        file = open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")  # noqa: SIM115 - what follows closes it
    except OSError as error:
        raise UserError(f"Không ghi được {path} ({error.strerror}); hãy chọn tên tệp chưa có, trong một thư mục đã có.") from None
    try:
        with file:
            file.write(whole.getvalue())
    except OSError as error:
        path.unlink()
        raise UserError(f"Không ghi được {path} ({error.strerror}); hãy chọn nơi khác.") from None
