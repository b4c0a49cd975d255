"""One reader for each kind of file; all give a `RawDocument` or raise `SourceError`."""

from pathlib import Path

from ..documents import RawDocument
from ..errors import SourceError
from ..settings import setting
from ..text.normalise import canonical
from . import legacy

SUFFIXES = (".md", ".txt", ".html", ".htm", ".docx", ".pdf")


def read(path: Path) -> RawDocument:
    """Read one source file.

    Raises:
        SourceError: it cannot be read, or holds no text; the sentence names file, cause and remedy.
    """
    size, limit = path.stat().st_size, setting("BOT_MAX_FILE_MB")
    if size == 0:
        raise SourceError(f"{path.name}: tệp rỗng; hãy thay bằng tệp có nội dung.")
    if size > limit * 1_000_000:
        raise SourceError(
            f"{path.name}: tệp {size / 1e6:.0f} MB lớn hơn mức cho phép {limit} MB; "
            "hãy tách nhỏ tệp hoặc nâng BOT_MAX_FILE_MB."
        )
    try:
        raw = _reader(path.suffix.lower())(path)
    except (SourceError, OSError):
        raise
    except Exception as error:  # whatever a library makes of a broken file must not cost the others
        raise SourceError(f"{path.name}: tệp bị hỏng, không đọc được ({type(error).__name__}); hãy xuất lại tệp.") from error
    text = "\n".join(block.text for block in raw.blocks)
    if encoding := legacy.encoding_of(text):
        raise SourceError(legacy.message(path.name, encoding))
    if not any(char.isalpha() for char in canonical(text)):
        raise SourceError(f"{path.name}: không đọc thấy chữ nào; hãy kiểm tra lại nội dung tệp.")
    return raw


def _reader(suffix: str):  # noqa: ANN202 - a function of Path
    # Each library is imported only for a file that needs it.
    if suffix == ".pdf":
        from .pdf import read_pdf

        return read_pdf
    if suffix == ".docx":
        from .docx import read_docx

        return read_docx
    if suffix in (".html", ".htm"):
        from .html import read_html

        return read_html
    from .plain import read_markdown, read_text

    return read_markdown if suffix == ".md" else read_text
