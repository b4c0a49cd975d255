"""Web pages: trafilatura takes the article out of the page's menus, ratings and link lists."""

from pathlib import Path

from ..documents import RawDocument
from ..errors import SourceError
from .plain import decode, parse_markdown


def read_html(path: Path) -> RawDocument:
    import trafilatura

    page = decode(path)
    text = trafilatura.extract(
        page, output_format="markdown", include_tables=True, include_comments=False, include_formatting=True
    )
    if not text:
        raise SourceError(f"{path.name}: không tìm thấy phần nội dung của trang; hãy lưu lại trang hoặc chép sang .docx.")
    raw = parse_markdown(text)
    metadata = trafilatura.extract_metadata(page)
    return RawDocument(raw.blocks, {}, raw.title or (metadata.title if metadata else None))
